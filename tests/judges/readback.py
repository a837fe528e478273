"""Reads the properties of a deployed stack back through the services' own calls.

The functions without an underscore are requests of emulator.py. A reader below belongs to one resource
type and answers that resource's properties as the service tells them, JSON texts as data.
"""

import json
from datetime import datetime
from urllib.parse import unquote

import integrations

# What is different at every deployment and says nothing about the design.
VOLATILE = {
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
    "CodeSha256",
    "CreatedTimestamp",
    "LastModified",
    "LastModifiedTimestamp",
    "ResponseMetadata",
    "RevisionId",
    "revisionId",
}


def _queue(clients, url):
    return clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]


def _topic(clients, arn):
    listed = clients.sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
    attributes = clients.sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    return attributes | {"Subscriptions": [item["SubscriptionArn"] for item in listed]}


def _subscription(clients, arn):
    return clients.sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]


def _function(clients, name):
    configuration = clients.lambda_.get_function_configuration(FunctionName=name)
    configuration["Policy"] = or_none(clients.lambda_.get_policy, "Policy", FunctionName=name)
    asynchronous = clients.lambda_.list_function_event_invoke_configs(FunctionName=name)
    configuration["EventInvokeConfigs"] = asynchronous["FunctionEventInvokeConfigs"]
    configuration["Concurrency"] = clients.lambda_.get_function_concurrency(FunctionName=name)
    return configuration


def _mapping(clients, uuid):
    return clients.lambda_.get_event_source_mapping(UUID=uuid)


def _http_api(clients, api):
    gateway = clients.apigatewayv2
    return gateway.get_api(ApiId=api) | {
        "Routes": integrations.routes_of(clients, api),
        "Stages": {item["StageName"]: item for item in gateway.get_stages(ApiId=api)["Items"]},
        "Authorizers": {item["Name"]: item for item in gateway.get_authorizers(ApiId=api)["Items"]},
    }


def _rest_api(clients, api):
    """Methods by path and verb (`POST /orders`), with their integration."""
    gateway = clients.apigateway
    methods = {}
    for resource in gateway.get_resources(restApiId=api, limit=500, embed=["methods"])["items"]:
        for verb in resource.get("resourceMethods", {}):
            method = gateway.get_method(restApiId=api, resourceId=resource["id"], httpMethod=verb)
            methods[f"{verb} {resource['path']}"] = method | {
                "integration": method.get("methodIntegration", {}),
                "methodIntegration": None,
            }
    return gateway.get_rest_api(restApiId=api) | {
        "Methods": methods,
        "Stages": {item["stageName"]: item for item in gateway.get_stages(restApiId=api)["item"]},
        "Authorizers": gateway.get_authorizers(restApiId=api).get("items", []),
    }


def _bus(clients, name):
    return clients.events.describe_event_bus(Name=name)


def _rule(clients, identity):
    """AWS names the bus in a rule's id, the emulator does not: there it is looked for on every bus."""
    bus, _, name = identity.rpartition("|")
    buses = [bus] if bus else [item["Name"] for item in clients.events.list_event_buses()["EventBuses"]]
    for bus in buses:
        rules = clients.events.list_rules(EventBusName=bus, NamePrefix=name)["Rules"]
        if any(rule["Name"] == name for rule in rules):
            targets = clients.events.list_targets_by_rule(Rule=name, EventBusName=bus)["Targets"]
            rule = clients.events.describe_rule(Name=name, EventBusName=bus)
            return rule | {"Targets": {target["Id"]: target for target in targets}}
    raise LookupError(f"no rule {name} on {buses}")


def _schedule(clients, name):
    """AWS names the group in a schedule's id, the emulator does not: there it is looked for."""
    group, _, name = name.rpartition("|" if "|" in name else "/")
    listed = clients.scheduler.list_schedules(NamePrefix=name)["Schedules"]
    group = group or next((one["GroupName"] for one in listed if one["Name"] == name), "default")
    return clients.scheduler.get_schedule(Name=name, GroupName=group)


def _state_machine(clients, arn):
    return clients.stepfunctions.describe_state_machine(stateMachineArn=arn)


def _table(clients, name):
    backups = clients.dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    return clients.dynamodb.describe_table(TableName=name)["Table"] | {
        "TimeToLive": clients.dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"],
        "PointInTimeRecovery": backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"],
    }


def _bucket(clients, name):
    s3 = clients.s3
    return {
        "Notification": s3.get_bucket_notification_configuration(Bucket=name),
        "Versioning": s3.get_bucket_versioning(Bucket=name).get("Status"),
        "Encryption": or_none(s3.get_bucket_encryption, "ServerSideEncryptionConfiguration", Bucket=name),
        "PublicAccessBlock": or_none(s3.get_public_access_block, "PublicAccessBlockConfiguration", Bucket=name),
        "Policy": or_none(s3.get_bucket_policy, "Policy", Bucket=name),
        "Cors": or_none(s3.get_bucket_cors, "CORSRules", Bucket=name),
        "Lifecycle": or_none(s3.get_bucket_lifecycle_configuration, "Rules", Bucket=name),
    }


def _role(clients, name):
    policies = {}
    for policy in clients.iam.list_role_policies(RoleName=name)["PolicyNames"]:
        policies[policy] = clients.iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
    attached = clients.iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    return clients.iam.get_role(RoleName=name)["Role"] | {"Policies": policies, "Attached": attached}


def _log_group(clients, name):
    groups = clients.logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return next(group for group in groups if group["logGroupName"] == name)


def _alarm(clients, name):
    return clients.cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]


def _pipe(clients, name):
    return clients.pipes.describe_pipe(Name=name)


def _stream(clients, name):
    return clients.kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]


def _key(clients, key):
    rotation = clients.kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"]
    policy = clients.kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
    return clients.kms.describe_key(KeyId=key)["KeyMetadata"] | {"Rotation": rotation, "Policy": policy}


def _user_pool(clients, pool):
    return getattr(clients, "cognito-idp").describe_user_pool(UserPoolId=pool)["UserPool"]


def _dashboard(clients, name):
    return clients.cloudwatch.get_dashboard(DashboardName=name)


READERS = {
    "AWS::ApiGateway::RestApi": _rest_api,
    "AWS::ApiGatewayV2::Api": _http_api,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::CloudWatch::Dashboard": _dashboard,
    "AWS::Cognito::UserPool": _user_pool,
    "AWS::DynamoDB::Table": _table,
    "AWS::Events::EventBus": _bus,
    "AWS::Events::Rule": _rule,
    "AWS::IAM::Role": _role,
    "AWS::KMS::Key": _key,
    "AWS::Kinesis::Stream": _stream,
    "AWS::Lambda::EventSourceMapping": _mapping,
    "AWS::Lambda::Function": _function,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::Pipes::Pipe": _pipe,
    "AWS::S3::Bucket": _bucket,
    "AWS::SNS::Subscription": _subscription,
    "AWS::SNS::Topic": _topic,
    "AWS::SQS::Queue": _queue,
    "AWS::Scheduler::Schedule": _schedule,
    "AWS::StepFunctions::StateMachine": _state_machine,
}

# Where a service tells the ARN of the resource itself.
OWN_ARN = {
    "AWS::CloudWatch::Alarm": "AlarmArn",
    "AWS::DynamoDB::Table": "TableArn",
    "AWS::Events::EventBus": "Arn",
    "AWS::Events::Rule": "Arn",
    "AWS::IAM::Role": "Arn",
    "AWS::KMS::Key": "Arn",
    "AWS::Kinesis::Stream": "StreamARN",
    "AWS::Lambda::Function": "FunctionArn",
    "AWS::Logs::LogGroup": "arn",
    "AWS::SQS::Queue": "QueueArn",
    "AWS::Scheduler::Schedule": "Arn",
}


def or_none(ask, key, **arguments):
    """What a service answers, or None where it answers that there is nothing."""
    from botocore.exceptions import ClientError

    try:
        answer = ask(**arguments)
    except ClientError as problem:
        status = problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if status == 404:
            return None
        raise
    return answer[key] if key else answer


def _plain(value):
    """The value without dates and other volatile parts, JSON texts as data."""
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if key not in VOLATILE and not isinstance(item, datetime)}
        return {key: _plain(item) for key, item in kept.items() if item is not None}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return _plain(json.loads(value))
        except ValueError:
            return value
    if isinstance(value, str) and value.startswith("%7B"):
        return _plain(json.loads(unquote(value)))
    return value


def _aliases(logical, item):
    """The texts that stand for a resource elsewhere, and what they are replaced with."""
    physical, properties = item["physical_id"], item["properties"]
    # A short id, such as a stage's name, may stand anywhere by chance.
    if len(physical) >= 6 and not item["type"].endswith("::Stage"):
        yield physical, f"<{logical}>"
    arn = properties.get(OWN_ARN.get(item["type"], ""))
    if arn and arn != physical:
        yield arn.removesuffix(":*"), f"<{logical}.Arn>"
    if item["type"] == "AWS::DynamoDB::Table" and "LatestStreamArn" in properties:
        yield properties["LatestStreamArn"], f"<{logical}.StreamArn>"
    if item["type"] == "AWS::SQS::Queue":
        yield physical.rpartition("/")[2], f"<{logical}.QueueName>"
    if item["type"] == "AWS::S3::Bucket":
        yield f"arn:aws:s3:::{physical}", f"<{logical}.Arn>"


def _named(value, aliases):
    """The value with ids and ARNs of this stack's resources as `<Logical>` and `<Logical.Arn>`."""
    if isinstance(value, dict):
        return {_named(key, aliases): _named(item, aliases) for key, item in value.items()}
    if isinstance(value, list):
        return [_named(item, aliases) for item in value]
    if isinstance(value, str):
        for literal, name in aliases:
            value = value.replace(literal, name)
    return value


def collect(clients, stack):
    """Logical ID to {"type", "physical_id", "properties"}, ids and ARNs as they are."""
    pages = clients.cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    import further

    found, readers = {}, READERS | further.READERS
    for summary in (summary for page in pages for summary in page["StackResourceSummaries"]):
        physical = summary["PhysicalResourceId"]
        read = readers.get(summary["ResourceType"])
        found[summary["LogicalResourceId"]] = {
            "type": summary["ResourceType"],
            "physical_id": physical,
            "properties": _plain(read(clients, physical)) if read else {},
        }
    return found


def readback(clients, stack):
    """Logical ID to {"type", "physical_id", "properties"}, where the properties name the stack's resources
    `<Logical>` (what Ref gives), `<Logical.Arn>`, `<Table.StreamArn>`, `<Queue.QueueName>`."""
    found = collect(clients, stack)
    aliases = [alias for logical, item in found.items() for alias in _aliases(logical, item)]
    aliases.sort(key=lambda alias: len(alias[0]), reverse=True)
    return {logical: item | {"properties": _named(item["properties"], aliases)} for logical, item in found.items()}


def bucket(clients, name):
    """What S3 tells of a bucket that is in no stack."""
    return _bucket(clients, name)


def own_arn(item):
    """The ARN of a collected resource, or None."""
    physical = item["physical_id"]
    if physical.startswith("arn:"):
        return physical
    if item["type"] == "AWS::S3::Bucket":
        return f"arn:aws:s3:::{physical}"
    arn = item["properties"].get(OWN_ARN.get(item["type"], ""))
    return arn.removesuffix(":*") if arn else None


def may(clients, stack, role, action, resource):
    """Whether a role of the stack is allowed an action on an ARN, or on a resource of the stack by logical ID."""
    arn = resource if ":" in resource else own_arn(collect(clients, stack)[resource])
    source = clients.iam.get_role(RoleName=clients.physical(stack, role))["Role"]["Arn"]
    answer = clients.iam.simulate_principal_policy(PolicySourceArn=source, ActionNames=[action], ResourceArns=[arn])
    return answer["EvaluationResults"][0]["EvalDecision"] == "allowed"
