"""The trial of a planted fault: a clean copy of the commit, the patch, and the run that is to find it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config.engines import PROJECT, local_folder
from tests.orphans import end_with_parent
from tests.planted.faults import Fault

FOUND_WITHIN = 600
# Names the copy to all processes of a run.
PLANTED = "KNOWN_SHIPPER_PLANTED"
# What the commit does not hold, because it is made: the environment, the packages of the pages, and what is compiled.
MADE = (".venv", "node_modules", "static/vendor", "staticfiles")
COMPILED = "locale/*/LC_MESSAGES/*.mo"
# A test of pytest that failed, or a comparison of `tests.chaos` that found something wrong.
FOUND = re.compile(r"^(?:FAILED (?P<test>\S+)|\s*[\d,]+  (?P<check>.+): [1-9]\d* wrong$)", re.MULTILINE)
LAST_LINES = 15


@dataclass(frozen=True, slots=True)
class Result:
    """What a run said: the test or comparison that failed, or "" and the end of its output; and how long it took."""

    found: str
    said: str
    seconds: float


def fault_try(fault: Fault) -> Result:
    """Plant a fault in a copy of the commit, and run what is to find it. Raises PatchError."""
    with commit_copied() as project:
        fault.apply(project)
        return command_run(project, fault.command)


def command_run(project: Path, command: tuple[str, ...]) -> Result:
    """Run a module in a copy of the program, for `FOUND_WITHIN` seconds at most, and return what it found."""
    first = ("--exitfirst", "--quiet", "-m", "", "-p", "no:cacheprovider") if command[0] == "pytest" else ()
    environment = os.environ | {"KNOWN_SHIPPER_LOCAL": str(local_folder()), PLANTED: str(project)}
    # The copy is new: each process would compile it when it starts.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", command[0], *first, *command[1:]],
            cwd=project,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )
        try:
            process.wait(FOUND_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        finally:
            _left_behind_end(project)
        seconds = time.monotonic() - began
        output.seek(0)
        said = output.read()
    # A run that does not begin, for a name that is wrong or a test that is not there, has found nothing.
    match = FOUND.search(said) if process.returncode == 1 else None
    found = (match["test"] or match["check"]) if match else ""
    return Result(found, "\n".join(said.splitlines()[-LAST_LINES:]) if process.returncode else "", seconds)


def _left_behind_end(project: Path) -> None:
    """End the processes that a run left behind: some faults are about processes that do not end."""
    mine = f"{PLANTED}={project}".encode()
    for place in Path("/proc").glob("[0-9]*"):
        # A process may end meanwhile.
        with suppress(OSError):
            if mine in (place / "environ").read_bytes().split(b"\0"):
                os.kill(int(place.name), signal.SIGKILL)


@contextmanager
def commit_copied() -> Iterator[Path]:
    """Give a folder with the files of the commit, and with what is made beside them."""
    with tempfile.TemporaryDirectory(prefix="known-shipper-planted-") as folder:
        project = Path(folder)
        archive = subprocess.run(["git", "archive", "HEAD"], cwd=PROJECT, check=True, stdout=subprocess.PIPE).stdout
        subprocess.run(["tar", "-x"], cwd=project, check=True, input=archive)
        for name in MADE:
            if (PROJECT / name).exists():
                (project / name).symlink_to((PROJECT / name).resolve())
        for path in PROJECT.glob(COMPILED):
            shutil.copy(path, project / path.relative_to(PROJECT))
        yield project
