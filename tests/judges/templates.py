"""Reading templates for the judges: what is in them, and text with its placeholders filled."""

import re
import sys

PLACEHOLDER = re.compile(r"\$\{[^}]*\}")


def read(text):
    """A template's value; intrinsics in their long form. Text that is no template ends the program."""
    from cfnlint.decode.decode import decode_str

    template, problems = decode_str(text)
    if problems or not isinstance(template, dict):
        sys.exit(f"not a template: {[problem.message for problem in problems]}")
    return template


def resources(template, *types):
    """Logical ID and properties of each resource of these types."""
    for name, resource in (template.get("Resources") or {}).items():
        if isinstance(resource, dict) and resource.get("Type") in types:
            yield name, resource.get("Properties") or {}


def as_list(value):
    return value if isinstance(value, list) else [value]


def entries(value):
    """The entries of a list, both sides of each `Fn::If` in it, without those that are no value."""
    for item in as_list(value):
        if isinstance(item, dict) and list(item) == ["Fn::If"]:
            yield from entries(item["Fn::If"][1:])
        elif item is not None and item != {"Ref": "AWS::NoValue"}:
            yield item


def fill(value, key=None):
    """Plain data for the judges of state machines: placeholders and intrinsics become text like a deployed one's."""
    if isinstance(value, dict):
        if len(value) == 1 and next(iter(value)).startswith(("Fn::", "Ref")):
            return fill("${" + next(iter(value)) + "}", key)
        return {str(name): fill(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [fill(item, key) for item in value]
    if isinstance(value, str) and key == "Resource" and PLACEHOLDER.fullmatch(value):
        return "arn:aws:lambda:eu-west-1:123456789012:function:placeholder"
    if isinstance(value, str):
        return PLACEHOLDER.sub("placeholder", str(value))
    return value
