"""Runs an AWS emulator on loopback for as long as standard input stays open, and speaks with it.

First line out:   {"endpoint": URL, "port": N}
Then for a line {"do": NAME, ...} in, one line out: {"ok": ANSWER} or {"error": TEXT}.
What can be done is in access.py, catalogue.py, compare.py, messages.py, readback.py and wires.py; their
functions' names are the names here.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request
from pathlib import Path

from clients import ACCOUNT, REGION, Clients

HOST = "127.0.0.1"
START_SECONDS = 30


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def environment(port, folder):
    """What keeps the emulator on loopback, in one process and in one folder. None of it may be left out:
    by itself it binds every interface and opens ports for other protocols."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    node = Path(sys.prefix).parent / "node" / "node_modules"
    return kept | {
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "GATEWAY_PORT": str(port),
        # Whose an unsigned call is, such as one to an API.
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_REGION": REGION,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LAMBDA_EXECUTOR": "local",
        # No container, even where there is a container engine.
        "DOCKER_HOST": f"unix://{folder}/no-container-engine",
        "STATE_DIR": f"{folder}/state",
        "S3_DATA_DIR": f"{folder}/s3",
        "HOME": folder,
        "TMPDIR": folder,
        # Waiting and retrying in state machines takes no time.
        "SFN_WAIT_SCALE": "0",
        "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.1",
        "AWS_EC2_METADATA_DISABLED": "true",
        # Roles of functions, policies of queues and capabilities of stacks are enforced.
        "AUTH": "true",
        "NODE_PATH": str(node),
    }


def start(folder):
    """The running emulator and its endpoint, once it answers."""
    port = free_port()
    log = open(Path(folder) / "emulator.log", "wb")
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("ministack"))],
        env=environment(port, folder),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    endpoint = f"http://{HOST}:{port}"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{endpoint}/_ministack/health", timeout=2):
                return process, endpoint, port
        except OSError:
            time.sleep(0.05)
    process.kill()
    raise SystemExit(f"the emulator did not start: {(Path(folder) / 'emulator.log').read_text()[-2000:]}")


def operations():
    import access
    import catalogue
    import compare
    import messages
    import readback
    import wires

    return {
        name: function
        for module in (access, catalogue, compare, messages, readback, wires)
        for name, function in vars(module).items()
        if callable(function) and getattr(function, "__module__", "") == module.__name__ and not name.startswith("_")
    }


def serve(endpoint, folder):
    """Answers requests until standard input ends."""
    clients = Clients(endpoint)
    known = operations() | {"log": lambda _: (Path(folder) / "emulator.log").read_text(errors="replace")[-20000:]}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"ok": known[request.pop("do")](clients, **request)}
        except Exception:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer, default=str), flush=True)


def main():
    with tempfile.TemporaryDirectory(prefix="stackdraft-emulator-") as folder:
        process, endpoint, port = start(folder)
        try:
            print(json.dumps({"endpoint": endpoint, "port": port}), flush=True)
            serve(endpoint, folder)
        finally:
            process.terminate()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()


if __name__ == "__main__":
    main()
