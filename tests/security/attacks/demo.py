"""A demonstration of the attacks' own, in a temporary folder on a free port; it ends with them."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.engines import PROJECT, local_folder
from tests.security.attacks.target import Target, loopback_url

READY_SECONDS = 600
STOP_SECONDS = 60
# The settings and engines of the surroundings: the demonstration of the attacks has its own.
OF_OTHERS = {"DATABASE_URL", "DATABASE_OWNER_URL", "CELERY_BROKER_URL", "DJANGO_SETTINGS_MODULE", "KNOWN_SHIPPER_LOCAL"}


class DemoError(Exception):
    """There is no demonstration to attack. The message says why."""


@contextmanager
def own_demo() -> Iterator[Target]:
    """Start a demonstration, wait until it is ready, and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="known-shipper-attacks-", ignore_cleanup_errors=True) as folder:
        local, output = Path(folder) / "local", Path(folder) / "output"
        environment = {name: value for name, value in os.environ.items() if name not in OF_OTHERS}
        port = free_port()
        with output.open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "config.demo", "--port", str(port)],
                cwd=PROJECT,
                env=environment | {"KNOWN_SHIPPER_LOCAL": str(local)},
                stdout=said,
                stderr=said,
            )
        try:
            _wait_until_ready(process, output)
            yield target_of(f"http://localhost:{port}", local)
        finally:
            process.terminate()
            process.wait(STOP_SECONDS)


def running_demo(url: str) -> Target:
    """Return the demonstration of this clone (`KNOWN_SHIPPER_LOCAL`, if set), which must run at the address."""
    return target_of(loopback_url(url), local_folder())


def target_of(url: str, local: Path) -> Target:
    """Return the demonstration whose folder is given."""
    try:
        known = json.loads((local / "demo.json").read_text())
    except FileNotFoundError:
        raise DemoError(f"No demonstration was started in {local}.") from None
    return Target(url, accounts=known["accounts"], partner=known["partner"], systems=known["systems"])


def free_port() -> int:
    """Return a port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_ready(process: subprocess.Popen, output: Path) -> None:
    end = time.monotonic() + READY_SECONDS
    while "Ready: " not in output.read_text():
        if process.poll() is not None or time.monotonic() > end:
            raise DemoError(f"The demonstration does not start:\n{output.read_text()}")
        time.sleep(0.2)
