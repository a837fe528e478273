"""Judges whether what a stack has wired up may happen: the emulator delivers much that AWS would not.

The request is `wires`: every delivery found in the deployed properties, each with the reason it
would be refused, or none. What acts as a role is asked of the emulator's IAM; what acts as a service
is looked up in the target's own policy. Nothing of Stackdraft is used.
"""

import fnmatch
import json

import integrations
import readback
import templates

ACCOUNT_CONDITION = "aws:sourceaccount"
SOURCE_CONDITION = "aws:sourcearn"

# What a service does with a target of this kind, by the service in the target's ARN.
DELIVERY = {
    "dynamodb": "dynamodb:PutItem",
    "events": "events:PutEvents",
    "execute-api": "execute-api:Invoke",
    "kinesis": "kinesis:PutRecord",
    "lambda": "lambda:InvokeFunction",
    "s3": "s3:PutObject",
    "sns": "sns:Publish",
    "sqs": "sqs:SendMessage",
    "states": "states:StartExecution",
}

# What an event source mapping needs of the function's role, by the service in the source's ARN.
CONSUMPTION = {
    "dynamodb": ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
    "kinesis": ["kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator"],
    "sqs": ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
}

# Where a workflow's task names what it acts on, by the service in its resource.
TASK_TARGETS = {
    "dynamodb": "TableName",
    "events": "EventBusName",
    "lambda": "FunctionName",
    "sns": "TopicArn",
    "sqs": "QueueUrl",
    "states": "StateMachineArn",
}


class Stack:
    """A deployed stack's resources, found by logical ID, ARN, name or URL."""

    def __init__(self, clients, name):
        self.clients = clients
        self.name = name
        self.resources = readback.collect(clients, name)
        self.wires = []
        self.arns = {readback.own_arn(item): logical for logical, item in self.resources.items()}

    def of(self, *types):
        return [(logical, item) for logical, item in self.resources.items() if item["type"] in types]

    def arn(self, text):
        """The ARN of what is named by ARN, name or URL."""
        if text.startswith("arn:"):
            return text
        for item in self.resources.values():
            if text in (item["physical_id"], item["properties"].get("Name")):
                return readback.own_arn(item)
        return text

    def policy(self, arn):
        """The policy of a resource of the stack; None where it has none."""
        base = arn.split("/stream/")[0]
        logical = self.arns.get(base)
        return self.resources[logical]["properties"].get("Policy") if logical else None

    def wire(self, source, arn, action, reason):
        self.wires.append({"from": source, "to": self.arns.get(arn, arn), "action": action, "refused": reason})

    def by_role(self, source, role, service, action, arn):
        """A delivery made as a role."""
        target = f"{arn}/x" if action == "s3:PutObject" else arn
        reason = integrations.role_refusal(self.clients, role.rpartition("/")[2], service, action, target)
        self.wire(source, arn, action, reason)

    def by_service(self, source, source_arn, service, arn):
        """A delivery made by a service under its own name, which the target's policy must allow."""
        action = DELIVERY[arn.split(":")[2]]
        account = self.clients.sts.get_caller_identity()["Account"]
        policy = self.policy(arn) or {}
        allowed = any(
            statement_allows(statement, service, action, arn, source_arn, account)
            for statement in templates.as_list(policy.get("Statement", []))
        )
        self.wire(source, arn, action, None if allowed else f"its policy does not let {service} in from {source_arn}")


def matches(patterns, text):
    return any(fnmatch.fnmatchcase(text.lower(), str(pattern).lower()) for pattern in templates.as_list(patterns))


def statement_allows(statement, service, action, arn, source_arn, account):
    """Whether one statement lets a service act on behalf of a source."""
    principal = statement.get("Principal", {})
    services = [service] if principal == "*" else templates.as_list(principal.get("Service", []))
    if statement.get("Effect") != "Allow" or service not in services:
        return False
    if not matches(statement.get("Action", []), action) or not matches(statement.get("Resource", arn), arn):
        return False
    known = {SOURCE_CONDITION: source_arn, ACCOUNT_CONDITION: account}
    for operator, conditions in statement.get("Condition", {}).items():
        for key, patterns in conditions.items():
            if key.lower() not in known or not operator.startswith(("ArnEquals", "ArnLike", "StringEquals", "StringLike")):
                return False
            if not matches(patterns, known[key.lower()]):
                return False
    return True


def _mappings(stack):
    for logical, item in stack.of("AWS::Lambda::EventSourceMapping"):
        properties = item["properties"]
        role = stack.resources[stack.arns[properties["FunctionArn"]]]["properties"]["Role"]
        source = properties["EventSourceArn"]
        for action in CONSUMPTION[source.split(":")[2]]:
            stack.by_role(logical, role, "lambda.amazonaws.com", action, source)
        failed = properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        if failed:
            stack.by_role(logical, role, "lambda.amazonaws.com", DELIVERY[failed.split(":")[2]], failed)


def _functions(stack):
    for logical, item in stack.of("AWS::Lambda::Function"):
        properties = item["properties"]
        for configuration in properties.get("EventInvokeConfigs", []):
            for destination in configuration.get("DestinationConfig", {}).values():
                arn = destination.get("Destination")
                if arn:
                    stack.by_role(logical, properties["Role"], "lambda.amazonaws.com", DELIVERY[arn.split(":")[2]], arn)


def _rules(stack):
    for logical, item in stack.of("AWS::Events::Rule"):
        rule = item["properties"]
        for target in rule["Targets"].values():
            arn = target["Arn"]
            if "RoleArn" in target:
                action = DELIVERY[arn.split(":")[2]]
                stack.by_role(logical, target["RoleArn"], "events.amazonaws.com", action, arn)
            elif arn.split(":")[2] in ("lambda", "sns", "sqs"):
                stack.by_service(logical, rule["Arn"], "events.amazonaws.com", arn)
            else:
                stack.wire(logical, arn, "", "the target needs a role and has none")
            dead = target.get("DeadLetterConfig", {}).get("Arn")
            if dead:
                stack.by_service(logical, rule["Arn"], "events.amazonaws.com", dead)


def _subscriptions(stack):
    for logical, item in stack.of("AWS::SNS::Subscription"):
        topic = item["physical_id"].rpartition(":")[0]
        details = stack.clients.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
        endpoint = next(one["Endpoint"] for one in details if one["SubscriptionArn"] == item["physical_id"])
        if endpoint.startswith("arn:"):
            stack.by_service(logical, topic, "sns.amazonaws.com", endpoint)
        dead = item["properties"].get("RedrivePolicy", {}).get("deadLetterTargetArn")
        if dead:
            stack.by_service(logical, topic, "sns.amazonaws.com", dead)


def _buckets(stack):
    for logical, item in stack.of("AWS::S3::Bucket"):
        notification = item["properties"].get("Notification", {})
        for kind in ("LambdaFunctionConfigurations", "QueueConfigurations", "TopicConfigurations"):
            for entry in notification.get(kind, []):
                arn = next(value for key, value in entry.items() if key.endswith("Arn"))
                stack.by_service(logical, readback.own_arn(item), "s3.amazonaws.com", arn)


def _schedules(stack):
    for logical, item in stack.of("AWS::Scheduler::Schedule"):
        target = item["properties"]["Target"]
        action = DELIVERY[target["Arn"].split(":")[2]]
        stack.by_role(logical, target["RoleArn"], "scheduler.amazonaws.com", action, target["Arn"])
        dead = target.get("DeadLetterConfig", {}).get("Arn")
        if dead:
            stack.by_role(logical, target["RoleArn"], "scheduler.amazonaws.com", "sqs:SendMessage", dead)


def _tasks(definition):
    """Every Task of a definition, those inside other states too."""
    for state in definition.get("States", {}).values():
        if state.get("Type") == "Task":
            yield state
        inner = [*state.get("Branches", []), state.get("ItemProcessor", {}), state.get("Iterator", {})]
        for part in inner:
            yield from _tasks(part)


def _task_target(task):
    """The action of a task and what it acts on; None for what is not known here."""
    resource = task["Resource"].removesuffix(".sync").removesuffix(".sync:2").removesuffix(".waitForTaskToken")
    if resource.split(":")[2] == "lambda":
        return "lambda:InvokeFunction", resource
    service, _, verb = resource.rpartition(":::")[2].removeprefix("aws-sdk:").partition(":")
    service = {"sfn": "states", "eventbridge": "events"}.get(service, service)
    arguments = task.get("Arguments", task.get("Parameters", {}))
    if service == "events":
        arguments = templates.as_list(arguments.get("Entries", [{}]))[0]
    target = arguments.get(TASK_TARGETS.get(service, ""))
    action = "lambda:InvokeFunction" if service == "lambda" else f"{service}:{verb[:1].upper()}{verb[1:]}"
    return (action, target) if isinstance(target, str) else None


def _workflows(stack):
    for logical, item in stack.of("AWS::StepFunctions::StateMachine"):
        for task in _tasks(item["properties"]["definition"]):
            known = _task_target(task)
            if known is None:
                stack.wire(logical, task["Resource"], "", "not known to this judge")
            else:
                action, target = known
                role = item["properties"]["roleArn"]
                stack.by_role(logical, role, "states.amazonaws.com", action, stack.arn(target))


def _http_apis(stack):
    template = stack.clients.cloudformation.get_template(StackName=stack.name)["TemplateBody"]
    template = templates.read(template if isinstance(template, str) else json.dumps(template))
    identity = stack.clients.sts.get_caller_identity()["Account"]
    for logical, item in stack.of("AWS::ApiGatewayV2::Api"):
        stage = next(iter(item["properties"]["Stages"]), "$default")
        for key, route in item["properties"]["Routes"].items():
            integration = route.get("Integration") or {}
            arn = integration.get("IntegrationUri", "")
            verb, _, path = key.partition(" ")
            if arn.startswith("arn:aws:lambda"):
                source = f"arn:aws:execute-api:{arn.split(':')[3]}:{identity}:{item['physical_id']}/{stage}/{verb}{path}"
                stack.by_service(f"{logical} {key}", source, "apigateway.amazonaws.com", arn)
                continue
            owner = stack.clients.logical(stack.name, integration["IntegrationId"])
            properties = template["Resources"][owner]["Properties"]
            if "IntegrationSubtype" in properties:
                _, _, action = integrations.SUBTYPES[properties["IntegrationSubtype"]]
                mapping = integration["RequestParameters"]
                named = next(mapping[name] for name in ("QueueUrl", "EventBusName", "StateMachineArn", "StreamName") if name in mapping)
                arn = stack.arn(named)
                reason = integrations.refusal(stack.clients, stack.name, properties.get("CredentialsArn"), action, arn)
                stack.wire(f"{logical} {key}", arn, action, reason)


def _rest_apis(stack):
    identity = stack.clients.sts.get_caller_identity()["Account"]
    for logical, item in stack.of("AWS::ApiGateway::RestApi"):
        stage = next(iter(item["properties"]["Stages"]), "none")
        for key, method in item["properties"]["Methods"].items():
            uri = method.get("integration", {}).get("uri", "")
            if ":lambda:path/" not in uri:
                continue
            arn = uri.partition("/functions/")[2].removesuffix("/invocations")
            source = f"arn:aws:execute-api:{arn.split(':')[3]}:{identity}:{item['physical_id']}/{stage}/{key.replace(' ', '')}"
            stack.by_service(f"{logical} {key}", source, "apigateway.amazonaws.com", arn)


def wires(clients, stack):
    """Every delivery of a stack: {"from", "to", "action", "refused": reason or null}."""
    found = Stack(clients, stack)
    judges = (_mappings, _functions, _rules, _subscriptions, _buckets, _schedules, _workflows, _http_apis, _rest_apis)
    for judge in judges:
        judge(found)
    return found.wires
