"""Runs the mapping templates of REST APIs: a request through to what the service gets, an answer back to the caller.

Standard input:  {"cases": [{"name", "text": TEMPLATE, "request": {...}, "answers": {ACTION: {...}}}]}
Standard output: {"calls": [{"name", "method", "action", "sent": {...}, "answer": TEXT or null, "status": N or null}],
                  "problems": [{"name", "method", "problem"}]}

The templates run in airspeed, an implementation of Velocity that is not ours; here stands only what API Gateway adds to
it ($input, $util, $context). What comes out is read as the service reads it, and held against botocore's description of
the action: unknown, missing and wrong parameters are problems. Without a request of its own a case gets one that has
whatever its template asks for, with characters in it that break what is not escaped.
"""

import base64
import binascii
import json
import re
import sys
from urllib.parse import parse_qsl, quote_plus

import airspeed
import botocore.session
from botocore.validate import ParamValidator
from jsonpath_ng.ext import parse as json_path

import templates

ACCOUNT = "123456789012"
PSEUDO = {"AccountId": ACCOUNT, "Partition": "aws", "Region": "eu-west-1", "URLSuffix": "amazonaws.com", "StackName": "stack"}
HOSTILE = "it's \"a\" \\ b & c+d=100% <é>\nend"
SESSION = botocore.session.get_session()


class Texts(dict):
    """A map as Java has it; one without a text for everything where it is told to."""

    def __init__(self, given=(), otherwise=None):
        super().__init__(given)
        self.otherwise = otherwise

    def get(self, name, default=None):
        return super().get(name, self.otherwise if self.otherwise is not None else default)

    def containsKey(self, name):  # noqa: N802, Java's name
        return name in self

    def keySet(self):  # noqa: N802
        return list(self)


def java(value):
    """Data as templates see it."""
    if isinstance(value, dict):
        return Texts({name: java(item) for name, item in value.items()})
    if isinstance(value, list):
        return [java(item) for item in value]
    return value


class Input:
    """`$input`. AWS: API Gateway Developer Guide, "Variables for data transformations for API Gateway"."""

    def __init__(self, body, parameters):
        self.body = body
        self.parameters = parameters

    def find(self, path):
        if path == "$":
            return json.loads(self.body)
        found = json_path(path).find(json.loads(self.body))
        return found[0].value if found else None

    def path(self, path):
        found = self.find(path)
        return "" if found is None else java(found)

    def json(self, path):
        found = self.find(path)
        return '""' if found is None else json.dumps(found, ensure_ascii=False)

    def params(self, name=None):
        if name is None:
            return self.parameters
        return next((kind[name] for kind in self.parameters.values() if name in kind), "")


class Util:
    """`$util`."""

    # What a Java program escapes for JavaScript, the apostrophe among it.
    ESCAPES = {'"': '\\"', "'": "\\'", "\\": "\\\\", "/": "\\/", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}

    def escapeJavaScript(self, text):  # noqa: N802
        escaped = lambda c: f"\\u{ord(c):04X}" if ord(c) < 32 or ord(c) > 127 else c
        return "".join(self.ESCAPES.get(c) or escaped(c) for c in said(text))

    def urlEncode(self, text):  # noqa: N802
        return quote_plus(said(text), safe="*-._")

    def urlDecode(self, text):  # noqa: N802
        return dict(parse_qsl("x=" + text)).get("x", "")

    def base64Encode(self, text):  # noqa: N802
        return base64.b64encode(said(text).encode()).decode()

    def base64Decode(self, text):  # noqa: N802
        return base64.b64decode(text).decode()

    def parseJson(self, text):  # noqa: N802
        return java(json.loads(text))


def said(value):
    """A value as text, as Java tells it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value) if isinstance(value, (dict, list)) else str(value)


def filled(value):
    """A template's text with what CloudFormation puts in: pseudo parameters, and names for everything else."""
    if isinstance(value, dict):
        function, argument = next(iter(value.items()))
        if function == "Ref":
            return PSEUDO.get(argument.removeprefix("AWS::"), argument)
        if function == "Fn::GetAtt":
            return ".".join(argument)
        if function == "Fn::Base64":
            return base64.b64encode(filled(argument).encode()).decode()
        text, own = (argument, {}) if isinstance(argument, str) else argument
        own = {name: filled(item) for name, item in own.items()}
        name = lambda match: own.get(match[1]) or PSEUDO.get(match[1].removeprefix("AWS::"), match[1])
        return re.sub(r"\$\{!", "${", re.sub(r"\$\{([^!}][^}]*)\}", name, text))
    return str(value)


def render(template, variables):
    return airspeed.Template(template).merge(variables)


def usual(template):
    """A request that has whatever a template asks for."""
    body = {}
    for path in re.findall(r"\$input\.(?:path|json)\('\$\.([\w.]+)'\)", template):
        *outer, last = path.split(".")
        place = body
        for step in outer:
            place = place.setdefault(step, {})
        place.setdefault(last, HOSTILE)
    # A number where the template types it so is for the caller to send.
    return {"body": body or {"some": HOSTILE}}


def parameters_of(request, number):
    otherwise = None if "path" in request or "header" in request or "querystring" in request else "42" if number else HOSTILE
    return Texts({kind: Texts(request.get(kind, {}), otherwise) for kind in ("path", "querystring", "header")})


def called(uri):
    """The service and the operation an address stands for."""
    _, _, _, _, service, what = uri.split(":", 5)
    kind, _, rest = what.partition("/")
    if kind == "action":
        return service, rest
    return service, {"sqs": "SendMessage"}.get(service)


def from_form(text):
    """The parameters of a request in the form of AWS's query protocol."""
    pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True)
    sent, attributes = {}, {}
    for name, value in pairs:
        entry = re.fullmatch(r"MessageAttributes?\.(?:entry\.)?(\d+)\.(Name|Value\.(\w+))", name)
        if entry:
            attributes.setdefault(entry[1], {})[entry[3] or "Name"] = value
        else:
            if name in sent:
                raise ValueError(f"{name} is told twice")
            sent[name] = value
    if attributes:
        sent["MessageAttributes"] = {entry.pop("Name"): entry for entry in attributes.values()}
    return sent


def with_bytes(value, shape):
    """Parameters as botocore takes them: what travels as Base64 as bytes."""
    if shape.type_name == "blob":
        return base64.b64decode(value, validate=True)
    if shape.type_name == "structure" and isinstance(value, dict):
        return {name: with_bytes(item, shape.members[name]) if name in shape.members else item for name, item in value.items()}
    if shape.type_name == "list" and isinstance(value, list):
        return [with_bytes(item, shape.member) for item in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {name: with_bytes(item, shape.value) for name, item in value.items()}
    return value


def problems_of(service, operation, sent):
    shape = SESSION.get_service_model({"states": "stepfunctions"}.get(service, service)).operation_model(operation).input_shape
    try:
        given = with_bytes(sent, shape)
    except (binascii.Error, ValueError) as problem:
        return [f"{problem}"]
    report = ParamValidator().validate(given, shape)
    found = [report.generate_report()] if report.has_errors() else []
    inner = [("input", sent.get("input"))] if service == "states" else []
    inner += [("Detail", entry.get("Detail")) for entry in sent.get("Entries", [])] if service == "events" else []
    for name, text in inner:
        try:
            json.loads(text or "null")
        except ValueError:
            found.append(f"{name} is not JSON: {text}")
    return found


def run(case, method, integration, calls):
    template = filled(next(iter(integration["RequestTemplates"].values())))
    service, operation = called(filled(integration["Uri"]))
    if operation is None:
        return ["no operation is known for it"]
    request = case.get("request") or usual(template)
    body = request.get("body")
    body = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    number = '{"N":' in template
    context = Texts({"requestId": "request-1", "responseOverride": Texts()})
    variables = {"input": Input(body, parameters_of(request, number)), "util": Util(), "context": context}
    text = render(template, variables)
    form = integration["RequestParameters"].get("integration.request.header.Content-Type") == "'application/x-www-form-urlencoded'"
    try:
        sent = from_form(text) if form else json.loads(text)
    except ValueError as problem:
        return [f"{problem}: {text}"]
    action = sent.pop("Action", operation) if form else operation
    found = [] if action == operation else [f"the form asks for {action}"]
    if service == "sqs":
        # The address tells the queue.
        sent["QueueUrl"] = filled(integration["Uri"]).split(":path/", 1)[1]
    found += problems_of(service, operation, sent)
    answered = [item for item in integration["IntegrationResponses"] if "SelectionPattern" not in item]
    told = next((next(iter(item["ResponseTemplates"].values())) for item in answered if item.get("ResponseTemplates")), None)
    answer = case.get("answers", {}).get(operation)
    call = {"name": case["name"], "method": method, "action": f"{service}:{operation}", "sent": sent, "answer": None, "status": None}
    if told is not None and answer is not None:
        variables["input"] = Input(json.dumps(answer), parameters_of({}, False))
        call["answer"] = render(filled(told), variables)
        call["status"] = int(context["responseOverride"].get("status", answered[0]["StatusCode"]))
        try:
            json.loads(call["answer"])
        except ValueError as problem:
            found.append(f"the answer is no JSON: {problem}: {call['answer']}")
    calls.append(call)
    return found


def main():
    calls, problems = [], []
    for case in json.load(sys.stdin)["cases"]:
        for method, properties in templates.resources(templates.read(case["text"]), "AWS::ApiGateway::Method"):
            integration = properties.get("Integration", {})
            if integration.get("Type") != "AWS" or not integration.get("RequestTemplates"):
                continue
            try:
                found = run(case, method, integration, calls)
            except (airspeed.TemplateError, KeyError, AttributeError) as problem:
                found = [f"{type(problem).__name__}: {problem}"]
            problems += [{"name": case["name"], "method": method, "problem": problem} for problem in found]
    json.dump({"calls": calls, "problems": problems}, sys.stdout)


if __name__ == "__main__":
    main()
