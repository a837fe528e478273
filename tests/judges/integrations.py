"""Stands in for what the emulator leaves out: an HTTP API's integrations with services.

The emulator keeps such an integration's mapping but runs none of them. Here the deployed route and
mapping are read back, the role is asked whether it may, and exactly that one call is made, as AWS
documents it for the subtype. Subtype and role come from the stack's template, for the emulator
forgets them.
"""

import json
import re
import uuid

import templates

EXPRESSION = re.compile(r"\$\{?((?:request|context)\.[\w.-]+)\}?")

# Subtype: client, operation and the action its role needs.
SUBTYPES = {
    "EventBridge-PutEvents": ("events", "put_events", "events:PutEvents"),
    "Kinesis-PutRecord": ("kinesis", "put_record", "kinesis:PutRecord"),
    "SQS-SendMessage": ("sqs", "send_message", "sqs:SendMessage"),
    "StepFunctions-StartExecution": ("stepfunctions", "start_execution", "states:StartExecution"),
    "StepFunctions-StartSyncExecution": ("stepfunctions", "start_sync_execution", "states:StartSyncExecution"),
}


def routes_of(clients, api):
    """An HTTP API's routes by their key, each with the integration it leads to."""
    gateway = clients.apigatewayv2
    integrations = {item["IntegrationId"]: item for item in gateway.get_integrations(ApiId=api)["Items"]}
    routes = {}
    for route in gateway.get_routes(ApiId=api)["Items"]:
        target = route.get("Target", "").removeprefix("integrations/")
        routes[route["RouteKey"]] = route | {"Integration": integrations.get(target)}
    return routes


def matching_route(routes, method, path):
    """The route a call takes and its path parameters: AWS prefers what says more."""
    found = []
    for key, route in routes.items():
        if key == "$default":
            found.append((2, 0, route, {}))
            continue
        verb, pattern = key.split(" ", 1)
        expression = re.sub(r"\\\{(\w+)\\\+\\\}", r"(?P<\1>.+)", re.escape(pattern))
        expression = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", expression)
        match = re.fullmatch(expression, path)
        if match and verb in (method, "ANY"):
            found.append((verb == "ANY", len(match.groupdict()), route, match.groupdict()))
    best = min(found, key=lambda item: item[:2], default=None)
    return (best[2], best[3]) if best else (None, {})


def evaluate(text, body, headers, parameters):
    """A mapping's value for one request."""

    def value(match):
        kind, _, name = match[1].partition(".")
        if kind == "context":
            return str(uuid.uuid4()) if name == "requestId" else ""
        source, _, name = name.partition(".")
        if source == "body":
            found = json.loads(body) if name else body
            for part in filter(None, name.split(".")):
                found = found[part]
            return found if isinstance(found, str) else json.dumps(found)
        if source == "path":
            return parameters[name]
        if source == "header":
            return {key.lower(): item for key, item in headers.items()}.get(name.lower(), "")
        raise LookupError(f"{match[0]} is not known here")

    return EXPRESSION.sub(value, text)


def call_arguments(subtype, mapped):
    """The arguments of the service's call and the ARN, URL or name it acts on."""
    if subtype == "EventBridge-PutEvents":
        return {"Entries": [mapped]}, mapped.get("EventBusName", "default")
    if subtype == "SQS-SendMessage":
        return mapped, mapped["QueueUrl"]
    if subtype == "Kinesis-PutRecord":
        return mapped, mapped["StreamName"]
    arguments = {key[0].lower() + key[1:]: value for key, value in mapped.items() if key != "Region"}
    return arguments, mapped["StateMachineArn"]


def arn_of(clients, subtype, target):
    if target.startswith("arn:"):
        return target
    if subtype == "SQS-SendMessage":
        answer = clients.sqs.get_queue_attributes(QueueUrl=target, AttributeNames=["QueueArn"])
        return answer["Attributes"]["QueueArn"]
    if subtype == "Kinesis-PutRecord":
        return clients.kinesis.describe_stream_summary(StreamName=target)["StreamDescriptionSummary"]["StreamARN"]
    return clients.events.describe_event_bus(Name=target)["Arn"]


def refusal(clients, stack, credentials, action, arn):
    """Why API Gateway could not act as the integration's role, or None."""
    if not isinstance(credentials, dict) or "Fn::GetAtt" not in credentials:
        return f"the integration has no role of this stack: {credentials}"
    role = clients.physical(stack, credentials["Fn::GetAtt"][0])
    return role_refusal(clients, role, "apigateway.amazonaws.com", action, arn)


def role_refusal(clients, role, service, action, arn):
    """Why a service could not do something as a role, by name, or None."""
    details = clients.iam.get_role(RoleName=role)["Role"]
    trusted = [
        statement.get("Principal", {}).get("Service", [])
        for statement in templates.as_list(details["AssumeRolePolicyDocument"]["Statement"])
    ]
    if not any(service in templates.as_list(services) for services in trusted):
        return f"{role} does not trust {service}"
    asked = {"PolicySourceArn": details["Arn"], "ActionNames": [action], "ResourceArns": [arn]}
    decision = clients.iam.simulate_principal_policy(**asked)["EvaluationResults"][0]["EvalDecision"]
    return None if decision == "allowed" else f"{role} may not {action} on {arn}: {decision}"


def service_integration(clients, stack, api, method, path, body, headers):
    """Does what a route's integration with a service does; None if the route has no such integration."""
    route, parameters = matching_route(routes_of(clients, clients.physical(stack, api)), method, path)
    if not route or not route.get("Integration"):
        return None
    template = clients.cloudformation.get_template(StackName=stack)["TemplateBody"]
    template = templates.read(template if isinstance(template, str) else json.dumps(template))
    logical = clients.logical(stack, route["Integration"]["IntegrationId"])
    properties = template["Resources"].get(logical, {}).get("Properties", {})
    subtype = properties.get("IntegrationSubtype")
    if subtype is None:
        return None
    client, operation, action = SUBTYPES[subtype]
    mapping = route["Integration"]["RequestParameters"]
    mapped = {key: evaluate(value, body or "", headers or {}, parameters) for key, value in mapping.items()}
    arguments, target = call_arguments(subtype, mapped)
    denied = refusal(clients, stack, properties.get("CredentialsArn"), action, arn_of(clients, subtype, target))
    if denied:
        return {"status": 500, "body": denied}
    answer = getattr(getattr(clients, client), operation)(**arguments)
    answer.pop("ResponseMetadata", None)
    return {"status": 400 if answer.get("FailedEntryCount") else 200, "body": json.loads(json.dumps(answer, default=str))}
