"""The planted faults: patches of today's program, each with the promise that it breaks and the run that finds it.

The head of a patch has two lines above the difference itself:

    Breaks: <the promise, in one sentence>
    Found by: <a module and its arguments, as after `python -m`>
"""

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.engines import PROJECT

PATCHES = Path(__file__).with_name("patches")
HEAD = ("Breaks: ", "Found by: ")


@dataclass(frozen=True, slots=True)
class Fault:
    """A planted fault: its patch, the promise that it breaks, and the command that is to find it."""

    name: str
    promise: str
    command: tuple[str, ...]

    @property
    def patch(self) -> Path:
        return PATCHES / f"{self.name}.patch"

    @property
    def tests(self) -> tuple[str, ...]:
        """Return the paths of the tests of the command; none for another program than pytest."""
        return self.command[1:] if self.command[0] == "pytest" else ()

    def apply(self, project: Path, *options: str) -> None:
        """Apply the patch to a copy of the program; raise PatchError where it no longer applies."""
        command = ("git", "apply", *options, str(self.patch))
        done = subprocess.run(command, cwd=project, capture_output=True, text=True)
        if done.returncode:
            raise PatchError(f"{self.name}: the patch no longer applies. Plant the fault anew.\n{done.stderr}")


class PatchError(Exception):
    """A patch does not apply or has no head. The message names the patch."""


def faults_read(names: Sequence[str] = ()) -> list[Fault]:
    """Return the planted faults of some names, or all of them; raise PatchError for a name that there is not."""
    faults = {fault.name: fault for fault in _faults()}
    if unknown := sorted(set(names) - faults.keys()):
        raise PatchError(f"There is no patch {', '.join(unknown)}. There are {', '.join(faults)}.")
    return [faults[name] for name in names] or list(faults.values())


def _faults() -> Iterator[Fault]:
    for path in sorted(PATCHES.glob("*.patch")):
        lines = path.read_text().splitlines()[: len(HEAD)]
        if [line.startswith(begin) for line, begin in zip(lines, HEAD, strict=True)] != [True] * len(HEAD):
            raise PatchError(f"{path.name} has to begin with the lines {' and '.join(HEAD)}.")
        promise, command = (line.removeprefix(begin) for line, begin in zip(lines, HEAD, strict=True))
        yield Fault(path.stem, promise, tuple(command.split()))


def patch_check(fault: Fault) -> None:
    """Raise PatchError where a patch no longer applies to the program as it is."""
    fault.apply(PROJECT, "--check")
