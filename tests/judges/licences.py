"""Reads `cargo metadata` and fails if a dependency's licence is not one this project may ship.

    cargo metadata --format-version 1 --all-features | python3 licences.py
"""

import json
import re
import sys
from collections import Counter

ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "Ubuntu-font-1.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
}

TOKEN = re.compile(r"\s*(\(|\)|/|[A-Za-z0-9.+-]+)")


class Expression:
    """An SPDX licence expression, read by recursive descent: OR binds less than AND, AND less than WITH."""

    def __init__(self, text):
        self.tokens = [token for token in TOKEN.findall(text)]
        self.used = set()
        if TOKEN.sub("", text).strip():
            raise ValueError(f"not a licence expression: {text}")

    def allowed(self):
        """Whether the expression can be satisfied with allowed licences alone."""
        result = self._either()
        if self.tokens:
            raise ValueError(f"left over: {self.tokens}")
        return result

    def _next_is(self, *words):
        return bool(self.tokens) and self.tokens[0].upper() in words

    def _either(self):
        result = self._both()
        # A slash is the way crates wrote OR before SPDX expressions.
        while self._next_is("OR", "/"):
            self.tokens.pop(0)
            right = self._both()
            result = result or right
        return result

    def _both(self):
        result = self._single()
        while self._next_is("AND"):
            self.tokens.pop(0)
            right = self._single()
            result = result and right
        return result

    def _single(self):
        token = self.tokens.pop(0)
        if token == "(":
            result = self._either()
            if not self._next_is(")"):
                raise ValueError("a parenthesis is not closed")
            self.tokens.pop(0)
            return result
        if self._next_is("WITH"):
            self.tokens.pop(0)
            token = f"{token} WITH {self.tokens.pop(0)}"
        self.used.add(token)
        return token in ALLOWED


def refusal(package):
    """Why a package may not be used, or None."""
    text = package.get("license")
    if not text:
        return f"no licence expression (licence file: {package.get('license_file')})"
    try:
        if not Expression(text).allowed():
            return text
    except (IndexError, ValueError) as problem:
        return f"{text}: {problem}"
    return None


def self_test():
    """The reader proves itself before it judges: an evaluator that says yes to everything is worthless."""
    for text, expected in [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("MIT/GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-only OR (MIT AND Zlib)", True),
        ("(GPL-3.0-only OR MIT) AND EPL-2.0", False),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
        ("MIT OR Apache-2.0 AND EPL-2.0", True),
    ]:
        assert Expression(text).allowed() is expected, text


def main():
    self_test()
    metadata = json.load(sys.stdin)
    own = set(metadata["workspace_members"])
    packages = [package for package in metadata["packages"] if package["id"] not in own]
    refused = [(package, reason) for package in packages if (reason := refusal(package))]
    for package, reason in refused:
        print(f"{package['name']} {package['version']}: {reason}")
    for text, count in Counter(package.get("license") or "none" for package in packages).most_common():
        print(f"{count:4} {text}")
    print(f"{len(packages)} dependencies, {len(refused)} refused")
    return 1 if refused or not packages else 0


if __name__ == "__main__":
    sys.exit(main())
