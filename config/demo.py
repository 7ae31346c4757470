"""The demonstration: prepares the data, then runs web, workers and beat until one Ctrl-C stops them all.

    python -m config.demo [--port 8000] [--fetch]

Prints `Ready: http://localhost:PORT` once the site answers, and after that, when the data are new, whether every
evaluation could be repeated from the entries. A process that ends after that is started again; the
demonstration ends with an error when one of its processes ends before, or again and again.
"""

import argparse
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from config import engines
from config.engine_users import EngineUse
from config.parents import end_with_parent

# A machine under load may take long. Given up is only a web process that has used no processor for so long.
STILL_SECONDS = 120
# How often a demonstration that is not ready says so.
TELL_SECONDS = 30
STOP_SECONDS = 20
# A process that ends so often within this time is not started again.
MAX_ENDS, ENDS_SECONDS = 5, 60
# The number of lines of its log that are shown when a process ended.
LAST_LINES = 20
# The connections that a web worker takes, of which most rest or wait for news. The site itself refuses a crowd.
CONNECTIONS = ("--backlog", "4096", "--backpressure", "4096")
FETCH = ("make", "--no-print-directory", "front-end")
MANAGE = (sys.executable, str(engines.PROJECT / "manage.py"))


class DemoError(RuntimeError):
    """The demonstration can't go on. The message says why and what to do."""


@dataclass
class Child:
    """A process of the demonstration, with a session of its own, so that one Ctrl-C ends the children in order."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    log: Path
    ends: list[float] = field(default_factory=list)
    process: subprocess.Popen = field(init=False)

    def __post_init__(self) -> None:
        self.log.unlink(missing_ok=True)
        self._start()

    def _start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=engines.PROJECT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=partial(end_with_parent, os.getpid()),
            )

    def check(self) -> None:
        """Raise DemoError if the process has ended."""
        if self.process.poll() is not None:
            last = "\n".join(self.log.read_text(errors="replace").splitlines()[-LAST_LINES:])
            raise DemoError(
                f"The {self.name} process ended ({self.process.returncode}). The last lines of {self.log}:\n{last}"
            )

    def keep(self) -> None:
        """Start the process again if it has ended; raise DemoError if it ended too often."""
        if self.process.poll() is None:
            return
        now = time.monotonic()
        self.ends = [*(end for end in self.ends if now - end < ENDS_SECONDS), now]
        if len(self.ends) >= MAX_ENDS:
            self.check()
        _say(f"The {self.name} process ended ({self.process.returncode}) and is started again. See {self.log}.")
        self._start()


def run(port: int, *, fetch: bool) -> None:
    """Prepare and serve; comes back only by an exception. `KeyboardInterrupt` is the orderly end.

    With `fetch`, `make` brings the front-end files, which the web process looks for when it starts. Both happen while
    the data are prepared. Workers and beat start afterwards: they would act on data that are only half there.
    """
    url = f"http://localhost:{port}"
    environment = os.environ | {"SITE_URL": url}
    logs = engines.local_folder() / "logs"
    logs.mkdir(exist_ok=True)
    wanted = commands(port)
    children: list[Child] = []
    verification: list[Child] = []
    is_new = not (engines.local_folder() / "demo.json").exists()

    def start(name: str) -> None:
        children.append(Child(name, wanted[name], environment, logs / f"{name}.log"))

    try:
        _say("Preparing the database and the simulated program ...")
        with _preparation(environment) as preparation:
            if fetch:
                subprocess.run(FETCH, cwd=engines.PROJECT, check=True)
            start("web")
            if code := preparation.wait():
                raise subprocess.CalledProcessError(code, preparation.args)
        for name in ("worker", "webhooks", "beat"):
            start(name)
        _wait_until_ready(port, children, logs)
        _say(f"Ready: {url}\nSign-ins: {url}/demo/   Logs: {logs}   Ctrl-C stops everything.")
        if is_new:
            # Whoever looks at the first pages comes before it.
            verification.append(Child("verify", ("nice", *MANAGE, "verify"), environment, logs / "verify.log"))
        while True:
            for child in children:
                child.keep()
            if verification and verification[0].process.poll() is not None:
                log = verification.pop().log
                # Nothing, where the process was killed.
                result = "".join(log.read_text(errors="replace").splitlines()[-1:]) or "no result"
                _say(f"Verified by the entries: {result}. See {log}.")
            time.sleep(1)
    finally:
        _stop([child.process for child in (*children, *verification)])


def commands(port: int) -> dict[str, Sequence[str]]:
    """Return the command of each process that serves the site, by its name."""
    return {
        "web": (
            *(sys.executable, "-m", "granian", "--interface", "asginl", "config.asgi:application"),
            *("--host", "127.0.0.1", "--port", str(port), "--http", "1", "--no-ws"),
            *("--workers", "2", "--respawn-failed-workers", *CONNECTIONS),
        ),
        "worker": (
            *(sys.executable, "-m", "celery", "-A", "config", "worker", "--queues", "urgent,normal,bulk"),
            *("--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"),
        ),
        "webhooks": (
            *(sys.executable, "-m", "celery", "-A", "config", "worker", "--queues", "webhooks", "--pool", "solo"),
            *("--loglevel", "INFO", "--without-gossip", "--without-mingle"),
        ),
        "beat": (sys.executable, "-m", "celery", "-A", "config", "beat", "--loglevel", "INFO", "--pidfile", ""),
    }


@contextmanager
def _preparation(environment: dict[str, str]) -> Iterator[subprocess.Popen]:
    """Start the preparation of the data, and end it where the block is left before it is done."""
    with subprocess.Popen([*MANAGE, "demo_prepare", "--verbosity", "0"], env=environment) as preparation:
        try:
            yield preparation
        finally:
            preparation.terminate()


def _wait_until_ready(port: int, children: Sequence[Child], logs: Path) -> None:
    """Wait for the site as long as every process lives and the web process works; say now and then what is missing."""
    told = moved = time.monotonic()
    web = children[0].process.pid
    used = _processor_ticks(web)
    while missing := _missing(port):
        for child in children:
            child.check()
        now = time.monotonic()
        if (ticks := _processor_ticks(web)) != used:
            used, moved = ticks, now
        if now - moved > STILL_SECONDS:
            raise DemoError(f"The web process has done nothing for {STILL_SECONDS} s: {missing}. See {logs}.")
        if now - told > TELL_SECONDS:
            told = now
            _say(f"Not ready yet: {missing}. Waiting on; the logs are in {logs}.")
        time.sleep(0.2)


def _missing(port: int) -> str:
    """Say what the site lacks, by `/readyz`; nothing once it is ready."""
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        return "" if answer.status == http.client.OK else f"/readyz answers {answer.status}, {answer.read().decode()}"
    except (OSError, http.client.HTTPException) as error:
        return f"/readyz does not answer ({error})"
    finally:
        connection.close()


def _processor_ticks(session: int) -> int:
    """Add up the processor time of the processes of a session: of a child and its own children."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The fields after the name, which may hold spaces: state, parent, group, session, ...
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            ticks += int(fields[11]) + int(fields[12])
    return ticks


def _stop(children: Sequence[subprocess.Popen]) -> None:
    for child in children:
        child.terminate()
    end = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()


@contextmanager
def _engines_of_one_demo() -> Iterator[None]:
    """Refuse a second demonstration of the same clone, since the embedded engines end with the first one."""
    local = engines.local_folder()
    local.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (local / "demo.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoError("A demonstration of this clone is under way already. Stop it with Ctrl-C first.") from None
        use = EngineUse()
        try:
            yield
        finally:
            if not (os.environ.get("DATABASE_URL") and os.environ.get("CELERY_BROKER_URL")):
                use.end(started=True)


def _refuse_a_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise DemoError(f"Port {port} is in use. Stop what listens there, or: make demo PORT={port + 1}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _interrupt(*_signal: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the demonstration.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--fetch", action="store_true", help="fetch the front-end files that are missing, with make")
    options = parser.parse_args()
    # SIGINT too: a script's shell starts what goes to the background with it ignored.
    for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(stop, _interrupt)
    failure = None
    try:
        _refuse_a_taken(options.port)
        with _engines_of_one_demo():
            run(options.port, fetch=options.fetch)
    except KeyboardInterrupt:
        _say("\nStopped.")
    except DemoError as error:
        failure = str(error)
    except subprocess.CalledProcessError as error:
        failure = f"`{' '.join(error.cmd[:3])}` failed; its message stands above."
    sys.exit(failure)


if __name__ == "__main__":
    main()
