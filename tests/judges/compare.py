"""Compares a deployed stack with its template: what the template says against what the services tell.

The request is `compare`: for each resource type how many properties were compared, the types that no
service was asked about, and every difference. Nothing of Stackdraft is used.
"""

import json
import re
from collections import Counter

import further
import readback
import templates
from further import lower

PLACEHOLDER = re.compile(r"\$\{([^}]+)\}")

# What the emulator forgets or tells wrongly, by resource type, property and why.
FORGOTTEN = "its CloudFormation does not hand it on to the service"
UNTOLD = {
    "AWS::ApiGatewayV2::Api": {"CorsConfiguration": FORGOTTEN},
    "AWS::ApiGatewayV2::Integration": {"CredentialsArn": FORGOTTEN, "IntegrationSubtype": FORGOTTEN},
    "AWS::ApiGatewayV2::Stage": {"DefaultRouteSettings": FORGOTTEN},
    "AWS::Cognito::UserPool": {"EnabledMfas": "it tells of no text messages"},
    "AWS::DynamoDB::Table": {
        "PointInTimeRecoverySpecification": FORGOTTEN,
        "SSESpecification": FORGOTTEN,
        "TableClass": FORGOTTEN,
        "TimeToLiveSpecification": FORGOTTEN,
    },
    "AWS::Events::EventBus": {"DeadLetterConfig": FORGOTTEN, "KmsKeyIdentifier": FORGOTTEN},
    "AWS::Kinesis::Stream": {"StreamEncryption": FORGOTTEN},
    "AWS::Lambda::Function": {"Code": "no service tells code", "KmsKeyArn": FORGOTTEN},
    "AWS::Pipes::Pipe": {
        "Enrichment": FORGOTTEN,
        "EnrichmentParameters": FORGOTTEN,
        "KmsKeyIdentifier": FORGOTTEN,
        "SourceParameters": FORGOTTEN,
        "TargetParameters": FORGOTTEN,
    },
    "AWS::S3::Bucket": {"Encryption": "it keeps one way of encryption"},
    "AWS::SNS::Topic": {
        "ContentBasedDeduplication": FORGOTTEN,
        "KmsMasterKeyId": FORGOTTEN,
        "TracingConfig": FORGOTTEN,
    },
    "AWS::Scheduler::Schedule": {"KmsKeyArn": FORGOTTEN},
    "AWS::StepFunctions::StateMachine": {"LoggingConfiguration": FORGOTTEN, "TracingConfiguration": FORGOTTEN},
}


# Types that the emulator's CloudFormation takes and makes nothing of.
SILENT = {"AWS::ApiGateway::RequestValidator": "nothing in it looks at requests"}


class Deployed:
    """A deployed stack and its template, whose intrinsics it resolves to what was really made."""

    def __init__(self, clients, stack, template, parameters, attributes):
        self.clients = clients
        self.template = template
        self.attributes = attributes
        self.resources = readback.collect(clients, stack)
        identity = clients.sts.get_caller_identity()["Account"]
        described = clients.cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        defaults = {name: one.get("Default") for name, one in template.get("Parameters", {}).items()}
        self.values = defaults | (parameters or {}) | {
            "AWS::AccountId": identity,
            "AWS::Partition": "aws",
            "AWS::Region": clients.sts.meta.region_name,
            "AWS::StackId": described["StackId"],
            "AWS::StackName": stack,
            "AWS::URLSuffix": "amazonaws.com",
        }

    def reference(self, name):
        return self.values[name] if name in self.values else self.resources[name]["physical_id"]

    def attribute(self, logical, name):
        item = self.resources[logical]
        if (logical, name) in self.attributes:
            return self.attributes[logical, name]
        if name == "Arn" or (name, item["type"]) == ("TopicArn", "AWS::SNS::Topic"):
            return readback.own_arn(item) + (":*" if item["type"] == "AWS::Logs::LogGroup" else "")
        if name in ("Name", "QueueName", "TopicName"):
            return re.split("[/:]", item["physical_id"])[-1]
        told = {"StreamArn": "LatestStreamArn"}.get(name, name)
        return item["properties"][told]

    def resolve(self, value):
        """The value with its intrinsics resolved, without what is no value."""
        if isinstance(value, list):
            return [self.resolve(item) for item in value if item != {"Ref": "AWS::NoValue"}]
        if not isinstance(value, dict):
            return value
        if list(value) == ["Ref"]:
            return self.reference(value["Ref"])
        if list(value) == ["Fn::GetAtt"]:
            path = value["Fn::GetAtt"]
            return self.attribute(*(path.split(".", 1) if isinstance(path, str) else path))
        if list(value) == ["Fn::Sub"]:
            return self.substitute(value["Fn::Sub"])
        if list(value) == ["Fn::Select"]:
            place, items = value["Fn::Select"]
            return self.resolve(items)[int(place)]
        if list(value) == ["Fn::Split"]:
            separator, text = value["Fn::Split"]
            return self.resolve(text).split(separator)
        if len(value) == 1 and next(iter(value)).startswith("Fn::"):
            raise LookupError(f"{value} is not known to this judge")
        return {self.resolve(key): self.resolve(item) for key, item in value.items()}

    def substitute(self, given):
        text, own = (given, {}) if isinstance(given, str) else given
        own = {key: self.resolve(item) for key, item in own.items()}

        def fill(match):
            name = match[1]
            if name.startswith("!"):
                return "${" + name[1:] + "}"
            if name in own:
                return str(own[name])
            logical, _, attribute = name.partition(".")
            return str(self.attribute(logical, attribute) if attribute else self.reference(name))

        return PLACEHOLDER.sub(fill, text)

    def of(self, logical):
        return self.resources[logical]["properties"]

    def told_by(self, physical, *types):
        """What the service told of the resource with this physical id or ARN."""
        for item in self.resources.values():
            if item["type"] in types and physical in (item["physical_id"], readback.own_arn(item)):
                return item["properties"]
        raise LookupError(f"{physical} is not in the stack")


    def policy_of_function(self, named):
        """The policy of a function, or of its alias, by name or ARN."""
        own = [item for item in self.resources.values() if item["type"] == "AWS::Lambda::Function"]
        for item in own:
            if named in (item["physical_id"], readback.own_arn(item)):
                return item["properties"]["Policy"]
        answer = self.clients.lambda_.get_policy(FunctionName=named)
        return json.loads(answer["Policy"])


# For a resource what the template says and what the service told, side by side. A function here gets the
# stack, the logical ID and the resolved properties; where there is none, both have the same form.


def _queue_policy(stack, _, said):
    return {url: said["PolicyDocument"] for url in said["Queues"]}, {
        url: stack.told_by(url, "AWS::SQS::Queue").get("Policy") for url in said["Queues"]
    }


def _topic_policy(stack, _, said):
    return {arn: said["PolicyDocument"] for arn in said["Topics"]}, {
        arn: stack.told_by(arn, "AWS::SNS::Topic").get("Policy") for arn in said["Topics"]
    }


def _bucket_policy(stack, _, said):
    return {"Policy": said["PolicyDocument"]}, stack.told_by(said["Bucket"], "AWS::S3::Bucket")


def _permission(stack, _, said):
    """A permission is a statement of the function's policy."""
    policy = stack.policy_of_function(said["FunctionName"])
    principal = said["Principal"]
    wanted = {"Action": said["Action"], "Principal": principal if principal == "*" else {"Service": principal}}
    conditions = {
        "ArnLike": {"AWS:SourceArn": said.get("SourceArn")},
        "StringEquals": {"AWS:SourceAccount": said.get("SourceAccount")},
    }
    kept = {operator: pair for operator, pair in conditions.items() if None not in pair.values()}
    if kept:
        wanted["Condition"] = kept
    found = [one for one in policy["Statement"] if not list(differences(wanted, one))]
    return {"Statement": wanted}, {"Statement": found[0] if found else policy["Statement"]}


def _invoke_config(stack, _, said):
    given = {"FunctionName": said.pop("FunctionName"), "Qualifier": said.pop("Qualifier")}
    return said, stack.clients.lambda_.get_function_event_invoke_config(**given)


def _function(stack, logical, said):
    told = stack.of(logical)
    layers = {"Layers": [layer["Arn"] for layer in told.get("Layers", [])]}
    return said, told | told.get("Concurrency", {}) | layers


def _mapping(stack, logical, said):
    named, told = said.pop("FunctionName"), stack.of(logical)
    # By name or by ARN, with an alias or without.
    is_named = told["FunctionArn"] == named or told["FunctionArn"].endswith(f":function:{named}")
    return said | {"FunctionArn": told["FunctionArn"] if is_named else named}, told


def _subscription(stack, logical, said):
    arn = stack.resources[logical]["physical_id"]
    listed = stack.clients.sns.list_subscriptions_by_topic(TopicArn=said["TopicArn"])["Subscriptions"]
    return said, next((one for one in listed if one["SubscriptionArn"] == arn), {}) | stack.of(logical)


def _queue(stack, logical, said):
    return said, stack.of(logical) | {"QueueName": stack.resources[logical]["physical_id"].rpartition("/")[2]}


def _topic(stack, logical, said):
    """A topic's name, and whether it is FIFO, its ARN tells."""
    name = stack.resources[logical]["physical_id"].rpartition(":")[2]
    return said, stack.of(logical) | {"TopicName": name, "FifoTopic": name.endswith(".fifo")}


def _table(stack, logical, said):
    told = dict(stack.of(logical))
    told["BillingMode"] = told.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
    if "StreamSpecification" in said:
        said["StreamSpecification"]["StreamEnabled"] = True
    for key in ("AttributeDefinitions", "GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        for side in (said, told):
            if key in side:
                side[key] = sorted(side[key], key=lambda one: one.get("IndexName", one.get("AttributeName")))
    return said, told


def _rule(stack, logical, said):
    said["Targets"] = {target["Id"]: target for target in said.get("Targets", [])}
    return said, stack.of(logical)


def _state_machine(stack, logical, said):
    """The definition with its substitutions made; the service's names begin in lower case."""
    definition = json.dumps(said.pop("Definition", None) or json.loads(said.pop("DefinitionString")))
    for name, value in said.pop("DefinitionSubstitutions", {}).items():
        definition = definition.replace("${" + name + "}", str(value))
    told = stack.of(logical)
    for name, told_as in {"StateMachineName": "Name", "StateMachineType": "Type"}.items():
        if name in said:
            said[told_as] = said.pop(name)
    return lower(said) | {"definition": json.loads(definition)}, told


def _bucket(stack, logical, said):
    notification = said.pop("NotificationConfiguration", {})
    names = {"LambdaConfigurations": "LambdaFunctionConfigurations"}
    told = stack.of(logical)
    wanted = {"PublicAccessBlock": said.get("PublicAccessBlockConfiguration")}
    wanted["Versioning"] = said.get("VersioningConfiguration", {}).get("Status")
    wanted["EventBridge"] = notification.pop("EventBridgeConfiguration", {}).get("EventBridgeEnabled", False)
    if "BucketEncryption" in said:
        rules = said["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        wanted["Encryption"] = {
            "Rules": [{"ApplyServerSideEncryptionByDefault": one["ServerSideEncryptionByDefault"]} for one in rules]
        }
    wanted["Notification"] = {
        names.get(kind, kind): [_notification(entry) for entry in entries] for kind, entries in notification.items()
    }
    told = told | {"EventBridge": "EventBridgeConfiguration" in told["Notification"]}
    return {key: value for key, value in wanted.items() if value is not None}, told


def _notification(entry):
    """A notification's entry in the service's form, which has lists where a template has one."""
    names = {"Function": "LambdaFunctionArn", "Queue": "QueueArn", "Topic": "TopicArn"}
    made = {names.get(key, key): value for key, value in entry.items()}
    made["Events"] = [made.pop("Event")]
    if "Filter" in made:
        rules = [{"Name": one["Name"].capitalize(), "Value": one["Value"]} for one in made["Filter"]["S3Key"]["Rules"]]
        made["Filter"] = {"Key": {"FilterRules": rules}}
    return made


def _role(stack, logical, said):
    said["Policies"] = {one["PolicyName"]: one["PolicyDocument"] for one in said.get("Policies", [])}
    said["Attached"] = [{"PolicyArn": arn} for arn in said.pop("ManagedPolicyArns", [])]
    return said, stack.of(logical)


def _policy(stack, _, said):
    return {name: {said["PolicyName"]: said["PolicyDocument"]} for name in said["Roles"]}, {
        name: stack.told_by(name, "AWS::IAM::Role")["Policies"] for name in said["Roles"]
    }


def _alarm(stack, logical, said):
    # A threshold is told as a number with a fraction.
    return said | {"Threshold": float(said["Threshold"])}, stack.of(logical)


def _log_group(stack, logical, said):
    return {key[:1].lower() + key[1:]: value for key, value in said.items()}, stack.of(logical)


def _http_part(key, name):
    """A part of an HTTP API, found among its parts by the property that names it."""

    def compare(stack, _, said):
        parts = stack.told_by(said.pop("ApiId"), "AWS::ApiGatewayV2::Api")[key]
        return said, parts[said[name]]

    return compare


def _integration(stack, logical, said):
    api = said.pop("ApiId")
    listed = stack.clients.apigatewayv2.get_integrations(ApiId=api)["Items"]
    return said, next(one for one in listed if one["IntegrationId"] == stack.resources[logical]["physical_id"])


def _rest_api(stack, logical, said):
    return {"name": said["Name"]}, stack.of(logical)


def _rest_stage(stack, _, said):
    stages = stack.told_by(said["RestApiId"], "AWS::ApiGateway::RestApi")["Stages"]
    wanted = {"deploymentId": said["DeploymentId"], "stageName": said["StageName"]}
    return wanted, stages[said["StageName"]]


def _rest_method(stack, logical, said):
    """A method is found by its path, which its resources spell."""
    given = stack.template["Resources"][logical]["Properties"]["ResourceId"]
    path = ""
    while list(given) == ["Ref"]:
        resource = stack.template["Resources"][given["Ref"]]["Properties"]
        path, given = f"/{resource['PathPart']}{path}", resource["ParentId"]
    methods = stack.told_by(said["RestApiId"], "AWS::ApiGateway::RestApi")["Methods"]
    integration = said["Integration"]
    names = {
        "Credentials": "credentials",
        "IntegrationHttpMethod": "httpMethod",
        "RequestTemplates": "requestTemplates",
        "Type": "type",
        "Uri": "uri",
    }
    wanted = {
        "httpMethod": said["HttpMethod"],
        "authorizationType": said["AuthorizationType"],
        "integration": {names[key]: value for key, value in integration.items() if key in names},
    }
    return wanted, methods[f"{said['HttpMethod']} {path or '/'}"]


FORMS = further.FORMS | {
    "AWS::ApiGateway::Method": _rest_method,
    "AWS::ApiGateway::RestApi": _rest_api,
    "AWS::ApiGateway::Stage": _rest_stage,
    "AWS::ApiGatewayV2::Authorizer": _http_part("Authorizers", "Name"),
    "AWS::ApiGatewayV2::Integration": _integration,
    "AWS::ApiGatewayV2::Route": _http_part("Routes", "RouteKey"),
    "AWS::ApiGatewayV2::Stage": _http_part("Stages", "StageName"),
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::DynamoDB::Table": _table,
    "AWS::Events::Rule": _rule,
    "AWS::IAM::Policy": _policy,
    "AWS::IAM::Role": _role,
    "AWS::Lambda::EventInvokeConfig": _invoke_config,
    "AWS::Lambda::EventSourceMapping": _mapping,
    "AWS::Lambda::Function": _function,
    "AWS::Lambda::Permission": _permission,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::S3::Bucket": _bucket,
    "AWS::S3::BucketPolicy": _bucket_policy,
    "AWS::SNS::Subscription": _subscription,
    "AWS::SNS::Topic": _topic,
    "AWS::SNS::TopicPolicy": _topic_policy,
    "AWS::SQS::Queue": _queue,
    "AWS::SQS::QueuePolicy": _queue_policy,
    "AWS::StepFunctions::StateMachine": _state_machine,
}


def differences(said, told, path=""):
    """Where what is told is not what was said; what nothing was said of may be anything."""
    if isinstance(said, dict) and isinstance(told, dict):
        for key, value in said.items():
            yield from differences(value, told.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(said, list) and isinstance(told, list) and len(said) == len(told):
        for index, pair in enumerate(zip(said, told)):
            yield from differences(*pair, f"{path}[{index}]")
    elif isinstance(said, list) and len(said) == 1 and not isinstance(told, list):
        yield from differences(said[0], told, path)
    elif not _same(said, told):
        yield f"{path}: the template says {json.dumps(said)}, the service {json.dumps(told)}"


def _same(said, told):
    """Services tell numbers and switches as texts, and leave out what is empty."""
    if isinstance(said, (int, float)) and isinstance(told, (int, float)):
        return said == told
    if said in ({}, []) and told in (None, {}, []):
        return True
    if isinstance(said, (dict, list)) or isinstance(told, (dict, list)):
        return said == told
    return told is not None and str(said).lower() == str(told).lower()


def _leaves(value):
    if isinstance(value, dict):
        return sum(map(_leaves, value.values()))
    return sum(map(_leaves, value)) if isinstance(value, list) else 1


def untold(_):
    """The exceptions: "type property", or the type alone, to why."""
    return SILENT | {f"{kind} {name}": why for kind, names in UNTOLD.items() for name, why in names.items()}


def compare(clients, stack, template, parameters=None):
    """{"compared": number of values by resource type, "unread": types, "differences": texts, "forgiven": exceptions
    that were needed}."""
    return compared(clients, stack, templates.read(template), parameters)


def _is_untold(kind, difference):
    """Which exception a difference falls under."""
    names = UNTOLD.get(kind, {})
    return next((f"{kind} {name}" for name in names if re.match(re.escape(name) + r"\b", difference, re.IGNORECASE)), None)


def compared(clients, stack, template, parameters=None, attributes=None):
    """As `compare`, of a template that is read already; `attributes` are what its attributes were said to be."""
    from botocore.exceptions import ClientError

    deployed = Deployed(clients, stack, template, parameters, attributes or {})
    counts, unread, found, forgiven = Counter(), set(), [], set()
    for logical, resource in template["Resources"].items():
        kind = resource["Type"]
        if logical not in deployed.resources:
            found.append(f"{logical} ({kind}) is not in the stack")
            continue
        if kind not in FORMS and kind not in readback.READERS and kind not in further.READERS:
            unread.add(kind)
            continue
        try:
            said = readback._plain(deployed.resolve(json.loads(json.dumps(resource.get("Properties", {})))))
        except KeyError as missing:
            found.append(f"{logical} ({kind}) names {missing}, which is not in the stack")
            continue
        said = {key: value for key, value in said.items() if key != "Tags"}
        form = FORMS.get(kind, lambda stack, logical, said: (said, stack.of(logical)))
        try:
            said, told = form(deployed, logical, said)
        except ClientError:
            if kind not in SILENT:
                raise
            forgiven.add(kind)
            continue
        counts[kind] += _leaves(said)
        for difference in differences(said, readback._plain(told)):
            exception = _is_untold(kind, difference)
            if exception:
                forgiven.add(exception)
            else:
                found.append(f"{logical} ({kind}) {difference}")
    return {"compared": counts, "unread": sorted(unread), "differences": found, "forgiven": sorted(forgiven)}
