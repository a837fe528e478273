"""Judges state machine definitions with statelint and asl-validator.

Standard input:  {"templates": [{"name", "text"}], "definitions": [{"name", "definition"}], "node_modules": FOLDER}
Standard output: {"machines": N, "problems": [{"name", "machine", "judge", "message"}]}

A definition is ASL as data or as text. Of a template every state machine in it is judged, its
definition taken as written, with placeholders filled; those without a definition are a problem.
"""

import json
import subprocess
import sys
from pathlib import Path

import templates

HERE = Path(__file__).parent


def parse(definition):
    """A definition as data with its placeholders filled; ValueError where there is none."""
    value = json.loads(definition) if isinstance(definition, str) else definition
    if not isinstance(value, dict):
        raise ValueError("no definition")
    return templates.fill(value)


def machines_of(name, text):
    """Each state machine of a template: template, logical ID, definition or None."""
    for machine, properties in templates.resources(templates.read(text), "AWS::StepFunctions::StateMachine"):
        definition = properties.get("Definition", properties.get("DefinitionString"))
        if isinstance(definition, dict) and "Fn::Sub" in definition:
            definition = templates.as_list(definition["Fn::Sub"])[0]
        yield name, machine, definition


def unfilled(machine, definition, properties):
    """Names used in a definition that `DefinitionSubstitutions` does not define, and the reverse."""
    used = {match[2:-1] for match in templates.PLACEHOLDER.findall(json.dumps(definition))}
    defined = set(properties.get("DefinitionSubstitutions") or {})
    for name in sorted(used - defined):
        yield f"{machine}: ${{{name}}} has no substitution"
    for name in sorted(defined - used):
        yield f"{machine}: substitution {name} is not used"


def substitution_problems(name, text):
    for machine, properties in templates.resources(templates.read(text), "AWS::StepFunctions::StateMachine"):
        definition = properties.get("Definition")
        if isinstance(definition, dict):
            for message in unfilled(machine, definition, properties):
                yield {"name": name, "machine": machine, "judge": "substitutions", "message": message}


def statelint(definition):
    from statelint.config import Config
    from statelint.linter import Linter

    try:
        return Linter.validate(definition, Config(evaluate_jsonata=True))
    except Exception as problem:
        return [f"statelint failed: {problem!r}"]


def asl_validator(definitions, node_modules):
    """asl-validator writes into what it is given, so it gets its own copy."""
    command = ["node", str(HERE / "asl_validator.js"), node_modules]
    done = subprocess.run(command, input=json.dumps(definitions), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"asl-validator did not run: {done.stderr}")
    return json.loads(done.stdout)


def main():
    request = json.load(sys.stdin)
    problems = []
    machines = []
    for template in request.get("templates", []):
        problems += substitution_problems(template["name"], template["text"])
        machines += machines_of(template["name"], template["text"])
    for item in request.get("definitions", []):
        machines.append((item["name"], "", item["definition"]))
    judged = []
    for name, machine, definition in machines:
        try:
            judged.append((name, machine, parse(definition)))
        except ValueError as problem:
            problems.append({"name": name, "machine": machine, "judge": "json", "message": str(problem)})
    texts = asl_validator([definition for _, _, definition in judged], request["node_modules"])
    for (name, machine, definition), other in zip(judged, texts):
        for judge, messages in (("statelint", statelint(definition)), ("asl-validator", other)):
            problems += [{"name": name, "machine": machine, "judge": judge, "message": text} for text in messages]
    json.dump({"machines": len(machines), "problems": problems}, sys.stdout)


if __name__ == "__main__":
    main()
