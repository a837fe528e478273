"""Deploys templates one after the other, each to an emulator as empty as at its start, and compares what was made.

The functions without an underscore are requests of emulator.py.
"""

import copy
import json
import re
import time
import urllib.request

import compare
import messages
import templates

ACCOUNT_AND_REGION = "eu-west-1:123456789012"
STACK = "alone"
SECONDS = 60
NAMES_TYPES = re.compile(r"Unrecognized resource types: \[(.*)\]")


def unrecognized(clients, types):
    """Those of these resource types that the emulator's CloudFormation has not got."""
    from botocore.exceptions import ClientError

    template = {"Resources": {f"R{number}": {"Type": kind} for number, kind in enumerate(types)}}
    try:
        clients.cloudformation.validate_template(TemplateBody=json.dumps(template))
    except ClientError as problem:
        told = NAMES_TYPES.search(str(problem))
        if told:
            return sorted(told[1].split(", "))
        raise
    return []


def _stand_in(logical):
    """What stands for a resource that is left out."""
    return f"arn:aws:none:{ACCOUNT_AND_REGION}:{logical}"


def _without(value, gone):
    """The value with what refers to resources that are gone replaced by what stands for them."""
    if isinstance(value, list):
        return [_without(item, gone) for item in value]
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return value
    if list(value) == ["Ref"] and value["Ref"] in gone:
        return _stand_in(value["Ref"])
    if list(value) == ["Fn::GetAtt"]:
        path = value["Fn::GetAtt"]
        logical = path.split(".")[0] if isinstance(path, str) else path[0]
        return _stand_in(logical) if logical in gone else value
    if list(value) == ["Fn::Sub"]:
        given = value["Fn::Sub"]
        text, own = (given, None) if isinstance(given, str) else given
        for logical in gone:
            text = re.sub(r"\$\{" + logical + r"(\.[^}]*)?\}", _stand_in(logical), text)
        return {"Fn::Sub": text if own is None else [text, _without(own, gone)]}
    return {key: _without(item, gone) for key, item in value.items()}


def _reduced(template, left_out):
    """The template without resources of these types."""
    resources = template["Resources"]
    gone = sorted(logical for logical, resource in resources.items() if resource["Type"] in left_out)
    if not gone:
        return template
    reduced = {key: _without(value, gone) for key, value in template.items()}
    reduced["Resources"] = {logical: resource for logical, resource in reduced["Resources"].items() if logical not in gone}
    for resource in reduced["Resources"].values():
        waits = [logical for logical in templates.as_list(resource.pop("DependsOn", [])) if logical not in gone]
        if waits:
            resource["DependsOn"] = waits
    return reduced


def _attributes(value):
    """Every attribute that a value asks for: (logical ID, attribute)."""
    if isinstance(value, list):
        for item in value:
            yield from _attributes(item)
    elif isinstance(value, dict):
        if list(value) == ["Fn::GetAtt"]:
            path = value["Fn::GetAtt"]
            yield tuple(path.split(".", 1) if isinstance(path, str) else path)
        elif list(value) == ["Fn::Sub"]:
            given = value["Fn::Sub"]
            text, own = (given, {}) if isinstance(given, str) else given
            for name in compare.PLACEHOLDER.findall(text):
                if "." in name and not name.startswith("!"):
                    yield tuple(name.split(".", 1))
            yield from _attributes(own)
        else:
            for item in value.values():
                yield from _attributes(item)


def _asking(template):
    """The template with an output for each attribute that it asks for, and which output that is."""
    asked = sorted(set(_attributes(template["Resources"])))
    outputs = {f"Asked{number}": pair for number, pair in enumerate(asked)}
    asking = copy.deepcopy(template)
    asking.setdefault("Outputs", {}).update(
        {name: {"Value": {"Fn::GetAtt": list(pair)}} for name, pair in outputs.items()}
    )
    return asking, outputs


def alone(clients, template, left_out):
    """Deploys a template, but for resources of these types, to an emptied emulator; how that ended, and `compare`'s answer."""
    with urllib.request.urlopen(urllib.request.Request(f"{clients.endpoint}/_ministack/reset", method="POST")):
        pass
    started = time.monotonic()
    reduced = _reduced(templates.read(template), set(left_out))
    if not reduced["Resources"]:
        return {"status": "NOTHING", "failures": []}
    asking, outputs = _asking(reduced)
    given = {name: "given-value" for name, one in reduced.get("Parameters", {}).items() if "Default" not in one}
    clients.cloudformation.create_stack(
        StackName=STACK,
        TemplateBody=json.dumps(asking),
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        Parameters=[{"ParameterKey": key, "ParameterValue": text} for key, text in given.items()],
    )
    while True:
        state = clients.cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
        if not state["StackStatus"].endswith("IN_PROGRESS") or time.monotonic() > started + SECONDS:
            break
        time.sleep(0.01)
    if state["StackStatus"] != "CREATE_COMPLETE":
        return {"status": state["StackStatus"], "failures": messages.stack_state(clients, STACK)["failures"]}
    told = {one["OutputKey"]: one["OutputValue"] for one in state.get("Outputs", [])}
    attributes = {pair: told[name] for name, pair in outputs.items() if name in told}
    answer = compare.compared(clients, STACK, reduced, given, attributes)
    return answer | {"status": state["StackStatus"], "failures": [], "resources": len(reduced["Resources"])}
