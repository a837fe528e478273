"""Lints many templates with cfn-lint: one start, two processes, errors, warnings and informational rules.

Standard input:  {"templates": [{"name": NAME, "text": YAML or JSON}], "cache": FOLDER or null}
Standard output: {"findings": [{"template", "rule", "level", "path", "resource_type", "message"}],
                  "linted": N, "cached": N, "seconds": S}

What a template says about cfn-lint in its own metadata is not obeyed, but reported.
"""

import gc
import hashlib
import json
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

REGIONS = ["us-east-1", "eu-west-1"]
SECONDS_PER_TEMPLATE = 120
PROCESSES = 2

RULES = None


class TookTooLong(Exception):
    """cfn-lint was not done with a template in the time it is given."""


def options():
    """A fresh configuration: cfn-lint writes what it finds in a template into it."""
    from cfnlint.config import ConfigMixIn

    return ConfigMixIn([], include_checks=["I"], mandatory_checks=["E", "W", "I"], regions=REGIONS)


def load_rules():
    """Reads all rules once, before the processes divide, so that they share them."""
    global RULES
    from cfnlint.runner import Runner

    RULES = Runner(options()).rules
    gc.collect()
    gc.freeze()


def finding(rule, level, path, resource_type, message):
    return {"rule": rule, "level": level, "path": path, "resource_type": resource_type, "message": message}


def resource_type_at(template, path):
    if len(path) < 2 or path[0] != "Resources" or not isinstance(template, dict):
        return ""
    resource = template.get("Resources", {}).get(path[1], {})
    return str(resource.get("Type", "")) if isinstance(resource, dict) else ""


def told_to_be_silent(template):
    """Findings for metadata that speaks to cfn-lint: a template must pass without it."""
    if not isinstance(template, dict):
        return []
    places = [("Metadata", template.get("Metadata"))]
    for name, resource in (template.get("Resources") or {}).items():
        if isinstance(resource, dict):
            places.append((f"Resources/{name}/Metadata", resource.get("Metadata")))
    return [
        finding("JUDGE1", "error", f"{place}/cfn-lint", "", "metadata for cfn-lint in the template")
        for place, metadata in places
        if isinstance(metadata, dict) and "cfn-lint" in metadata
    ]


def lint_text(text):
    from cfnlint.decode.decode import decode_str
    from cfnlint.runner.template.runner import run_template_by_data

    template, matches = decode_str(text)
    if not matches:
        matches = run_template_by_data(template, options(), RULES)
    findings = told_to_be_silent(template)
    for match in matches:
        path = [str(part) for part in getattr(match, "path", None) or []]
        findings.append(
            finding(
                match.rule.id,
                match.rule.severity,
                "/".join(path),
                resource_type_at(template, path),
                match.message,
            )
        )
    return sorted(findings, key=lambda item: (item["path"], item["rule"], item["message"]))


def ring(_signal, _frame):
    raise TookTooLong


def lint_one(text):
    """One template in a child process; whatever goes wrong in cfn-lint becomes a finding."""
    signal.signal(signal.SIGALRM, ring)
    signal.alarm(SECONDS_PER_TEMPLATE)
    try:
        return lint_text(text)
    except TookTooLong:
        message = f"cfn-lint was not done after {SECONDS_PER_TEMPLATE} seconds"
        return [finding("JUDGE2", "error", "", "", message)]
    except Exception as problem:
        return [finding("JUDGE3", "error", "", "", f"cfn-lint failed: {problem!r}")]
    finally:
        signal.alarm(0)


def lint_all(texts):
    if not texts:
        return []
    # cfn-lint reads a configuration file in the working folder and in the home folder: there is none here.
    with tempfile.TemporaryDirectory() as empty:
        os.environ["HOME"] = empty
        os.chdir(empty)
        load_rules()
        if len(texts) == 1:
            return [lint_one(texts[0])]
        with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
            return pool.map(lint_one, texts, chunksize=1)


class Cache:
    """Findings of earlier runs, by the template's text. Valid for one day: some rules ask for the date."""

    def __init__(self, folder):
        self.folder = None
        if folder is None:
            return
        import cfnlint.version

        judge = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
        today = f"{date.today()}-{cfnlint.version.__version__}-{judge}"
        self.folder = Path(folder) / today
        self.folder.mkdir(parents=True, exist_ok=True)
        for other in Path(folder).iterdir():
            if other.name != today:
                shutil.rmtree(other, ignore_errors=True)

    def place(self, text):
        return self.folder / hashlib.sha256(text.encode()).hexdigest()

    def get(self, text):
        if self.folder is None or not self.place(text).exists():
            return None
        return json.loads(self.place(text).read_text())

    def put(self, text, findings):
        if self.folder is None or any(item["rule"].startswith("JUDGE") for item in findings):
            return
        unfinished = self.place(text).with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps(findings))
        unfinished.replace(self.place(text))


def main():
    started = time.monotonic()
    request = json.load(sys.stdin)
    templates = request["templates"]
    cache = Cache(request.get("cache"))
    known = {template["text"]: cache.get(template["text"]) for template in templates}
    wanted = [text for text, findings in known.items() if findings is None]
    # The long ones first, so that both processes end together.
    wanted.sort(key=len, reverse=True)
    for text, findings in zip(wanted, lint_all(wanted)):
        known[text] = findings
        cache.put(text, findings)
    findings = [{"template": template["name"], **item} for template in templates for item in known[template["text"]]]
    seconds = round(time.monotonic() - started, 1)
    answer = {"findings": findings, "linted": len(wanted), "cached": len(known) - len(wanted), "seconds": seconds}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
