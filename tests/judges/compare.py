"""Compares a deployed stack with its template: what the template says against what the services tell.

The request is `compare`: for each resource type how many properties were compared, the types that no
service was asked about, and every difference. Nothing of Stackdraft is used.
"""

import json
import re
from collections import Counter

import readback
import templates

PLACEHOLDER = re.compile(r"\$\{([^}]+)\}")

# What the emulator forgets or tells wrongly, and the code, which no service tells.
UNTOLD = {
    "AWS::ApiGatewayV2::Api": {"CorsConfiguration"},
    "AWS::ApiGatewayV2::Integration": {"CredentialsArn", "IntegrationSubtype"},
    "AWS::ApiGatewayV2::Stage": {"DefaultRouteSettings"},
    "AWS::DynamoDB::Table": {"PointInTimeRecoverySpecification", "SSESpecification", "TimeToLiveSpecification"},
    "AWS::Lambda::Function": {"Code"},
    "AWS::S3::Bucket": {"LifecycleConfiguration"},
    "AWS::SNS::Topic": {"KmsMasterKeyId"},
    "AWS::StepFunctions::StateMachine": {"LoggingConfiguration", "TracingConfiguration"},
}

# Resources that stand for nothing a service tells by itself.
SILENT = {
    "AWS::ApiGateway::Account",
    "AWS::ApiGateway::ApiKey",
    "AWS::ApiGateway::Deployment",
    "AWS::ApiGateway::GatewayResponse",
    "AWS::ApiGateway::Model",
    "AWS::ApiGateway::RequestValidator",
    "AWS::ApiGateway::Resource",
    "AWS::ApiGateway::UsagePlan",
    "AWS::ApiGateway::UsagePlanKey",
}


class Deployed:
    """A deployed stack and its template, whose intrinsics it resolves to what was really made."""

    def __init__(self, clients, stack, template, parameters):
        self.clients = clients
        self.template = template
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
    policy = stack.told_by(said["FunctionName"], "AWS::Lambda::Function")["Policy"]
    wanted = {"Action": said["Action"], "Principal": {"Service": said["Principal"]}}
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
    told = stack.told_by(said.pop("FunctionName"), "AWS::Lambda::Function")
    said.pop("Qualifier")
    return said, told["EventInvokeConfigs"][0]


def _function(stack, logical, said):
    told = stack.of(logical)
    return said, told | told.get("Concurrency", {})


def _mapping(stack, logical, said):
    said["FunctionArn"] = stack.told_by(said.pop("FunctionName"), "AWS::Lambda::Function")["FunctionArn"]
    return said, stack.of(logical)


def _subscription(stack, logical, said):
    arn = stack.resources[logical]["physical_id"]
    listed = stack.clients.sns.list_subscriptions_by_topic(TopicArn=said["TopicArn"])["Subscriptions"]
    return said, next((one for one in listed if one["SubscriptionArn"] == arn), {}) | stack.of(logical)


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
    if "StateMachineType" in said:
        said["Type"] = said.pop("StateMachineType")
    lower = {key[:1].lower() + key[1:]: _lower(value) for key, value in said.items()}
    return lower | {"definition": json.loads(definition)}, told


def _lower(value):
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: _lower(item) for key, item in value.items()}
    return [_lower(item) for item in value] if isinstance(value, list) else value


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


FORMS = {
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
    "AWS::SNS::TopicPolicy": _topic_policy,
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
    if said in ({}, []) and told in (None, {}, []):
        return True
    if isinstance(said, (dict, list)) or isinstance(told, (dict, list)):
        return said == told
    return told is not None and str(said).lower() == str(told).lower()


def _leaves(value):
    if isinstance(value, dict):
        return sum(map(_leaves, value.values()))
    return sum(map(_leaves, value)) if isinstance(value, list) else 1


def compare(clients, stack, template, parameters=None):
    """{"compared": number of values by resource type, "unread": types, "differences": texts}."""
    template = templates.read(template)
    deployed = Deployed(clients, stack, template, parameters)
    compared, unread, found = Counter(), set(), []
    for logical, resource in template["Resources"].items():
        kind = resource["Type"]
        if logical not in deployed.resources:
            found.append(f"{logical} ({kind}) is not in the stack")
            continue
        if kind in SILENT:
            continue
        if kind not in FORMS and kind not in readback.READERS:
            unread.add(kind)
            continue
        try:
            said = readback._plain(deployed.resolve(json.loads(json.dumps(resource.get("Properties", {})))))
        except KeyError as missing:
            found.append(f"{logical} ({kind}) names {missing}, which is not in the stack")
            continue
        said = {key: value for key, value in said.items() if key not in UNTOLD.get(kind, ()) and key != "Tags"}
        form = FORMS.get(kind, lambda stack, logical, said: (said, stack.of(logical)))
        said, told = form(deployed, logical, said)
        compared[kind] += _leaves(said)
        found += [f"{logical} ({kind}) {difference}" for difference in differences(said, readback._plain(told))]
    return {"compared": compared, "unread": sorted(unread), "differences": found}
