"""What AWS's own data, as other tools ship it, says about permissions.

    iam.py statements   input {"templates": [{"name", "text"}], "statements": [{"name", "statement"}]}
                        output {"statements": N, "problems": [{"name", "place", "action", "problem"}],
                                "actions": [{"name", "place", "effect", "action", "resources"}]}
    iam.py connectors   output {"connectors": [{"source", "destination", "access", "kind", "actions"}]}

Problems are `unknown` (no such action), `wildcard` (an action with `*` in an Allow) and
`everywhere` (resource `*` for an action that can be limited to resources). The connectors are the
access SAM gives for a pair of resource types, per access category (Read, Write).
"""

import json
import sys
from importlib import resources as packaged

import templates

# Where statements are written, by resource type: a path of keys to a policy document.
DOCUMENTS = {
    "AWS::Events::EventBusPolicy": ["Statement"],
    "AWS::IAM::ManagedPolicy": ["PolicyDocument"],
    "AWS::IAM::Policy": ["PolicyDocument"],
    "AWS::KMS::Key": ["KeyPolicy"],
    "AWS::Logs::ResourcePolicy": ["PolicyDocument"],
    "AWS::S3::BucketPolicy": ["PolicyDocument"],
    "AWS::SNS::TopicPolicy": ["PolicyDocument"],
    "AWS::SQS::QueuePolicy": ["PolicyDocument"],
    "AWS::XRay::ResourcePolicy": ["PolicyDocument"],
}


def action_data():
    """Service prefix to action, both in lower case, to what is known of it; of cfn-lint."""
    text = packaged.files("cfnlint.data.AdditionalSpecs").joinpath("Policies.json").read_text()
    return json.loads(text)


def statements_in(document):
    """The statements of a policy document, or the one statement that stands in place of one."""
    if isinstance(document, str):
        document = json.loads(document)
    for branch in templates.entries(document):
        yield from templates.entries(branch.get("Statement", branch if "Action" in branch else None))


def statements_of(template):
    """Every statement of a template with the place it stands at."""
    for name, properties in templates.resources(template, *DOCUMENTS):
        resource_type = template["Resources"][name]["Type"]
        for statement in statements_in(properties.get(DOCUMENTS[resource_type][0])):
            yield f"{name}/{statement.get('Sid', '')}", resource_type, statement
    for name, properties in templates.resources(template, "AWS::IAM::Role"):
        for statement in statements_in(properties.get("AssumeRolePolicyDocument")):
            yield f"{name}/trust", "trust", statement
        for policy in templates.entries(properties.get("Policies")):
            for statement in statements_in(policy.get("PolicyDocument")):
                yield f"{name}/{policy.get('PolicyName')}/{statement.get('Sid', '')}", "AWS::IAM::Role", statement
    for name, properties in templates.resources(template, "AWS::Lambda::Permission"):
        statement = {"Effect": "Allow", "Action": properties.get("Action"), "Resource": properties.get("FunctionName")}
        yield name, "AWS::Lambda::Permission", statement


def problem_of(action, statement, kind, known):
    """What is wrong with one action of a statement, or None."""
    allowed = statement.get("Effect") == "Allow"
    service, _, name = action.lower().partition(":")
    if "*" in action or "?" in action:
        # A Deny, such as one for traffic without TLS, and a key's administrators may use wildcards.
        return "wildcard" if allowed and kind != "AWS::KMS::Key" else None
    details = known.get(service, {}).get("Actions", {}).get(name)
    if details is None:
        return "unknown"
    # In the policy of a resource `*` means that resource or is fixed by the service.
    identity = kind.startswith("AWS::IAM::") or kind == "statement"
    if allowed and identity and "*" in templates.as_list(statement.get("Resource")) and details.get("Resources"):
        return "everywhere"
    return None


def judge_statements(request):
    known = action_data()
    found = [(item["name"], "", "statement", item["statement"]) for item in request.get("statements", [])]
    for template in request.get("templates", []):
        found += [(template["name"], *rest) for rest in statements_of(templates.read(template["text"]))]
    problems = []
    actions = []
    for name, place, kind, statement in found:
        for action in templates.as_list(statement.get("Action", [])):
            problem = problem_of(str(action), statement, kind, known)
            if problem:
                problems.append({"name": name, "place": place, "action": action, "problem": problem})
            actions.append(
                {
                    "name": name,
                    "place": place,
                    "effect": statement.get("Effect", ""),
                    "action": action,
                    "resources": templates.as_list(statement.get("Resource", [])),
                }
            )
    return {"statements": len(found), "problems": problems, "actions": actions}


def actions_of(access):
    """The actions of one access category: of statements, or of a single permission."""
    statements = access.get("Statement", [access] if "Action" in access else [])
    return sorted({action for statement in statements for action in templates.as_list(statement["Action"])})


def connectors():
    text = packaged.files("samtranslator.model.connector_profiles").joinpath("profiles.json").read_text()
    answer = []
    for source, destinations in json.loads(text)["Permissions"].items():
        for destination, profile in destinations.items():
            for access, contents in profile["Properties"]["AccessCategories"].items():
                answer.append(
                    {
                        "source": source,
                        "destination": destination,
                        "access": access,
                        "kind": profile["Type"],
                        "actions": actions_of(contents),
                    }
                )
    return {"connectors": answer}


def main():
    if sys.argv[1:] == ["connectors"]:
        answer = connectors()
    elif sys.argv[1:] == ["statements"]:
        answer = judge_statements(json.load(sys.stdin))
    else:
        sys.exit(__doc__)
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
