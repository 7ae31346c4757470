"""Plant each fault and look for it: `python -m tests.planted [NAME ...]`.

A fault is a patch in `tests/planted/patches`. Each is applied to a clean copy of the commit, and the run that its head
names has ten minutes to find the fault. Before, the same tests run without any: a test that fails anyway finds nothing.
Prints what found each fault and after how many seconds; fails if one was not found.
"""

import argparse
import sys

from config import engines
from config.engine_users import EngineUse
from tests.planted.faults import Fault, PatchError, faults_read
from tests.planted.trial import command_run, commit_copied, fault_try


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.planted", description="Plant faults and look for them.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a patch of `tests/planted/patches` (all)")
    parser.add_argument("--at-once", action="store_true", help="leave out the run without any fault")
    options = parser.parse_args(arguments)
    use = EngineUse()
    started = engines.ensure().started
    try:
        faults = faults_read(options.names)
        return _unfaulted(faults) if not options.at_once and _unfaulted(faults) else _look_for(faults)
    except PatchError as error:
        parser.error(str(error))
    finally:
        use.end(started=started)


def _unfaulted(faults: list[Fault]) -> int:
    """Run the tests of all faults without any; return 1 if one failed."""
    tests = tuple(sorted({test for fault in faults for test in fault.tests}))
    if not tests:
        return 0
    with commit_copied() as project:
        result = command_run(project, ("pytest", *tests))
    _say(f"{len(tests)} modules of tests without a fault: {'fail' if result.said else 'pass'} ({result.seconds:.0f} s)")
    _say(result.said)
    return 1 if result.said else 0


def _look_for(faults: list[Fault]) -> int:
    """Plant each fault alone and look for it; return 1 if one was not found."""
    missed = []
    for fault in faults:
        result = fault_try(fault)
        _say(f"{fault.name:28} {result.seconds:4.0f} s  {result.found or 'NOT FOUND'}")
        if not result.found:
            missed.append(fault.name)
            _say(f"{fault.promise}\n{result.said}")
    _say(f"{len(faults)} planted faults: {len(faults) - len(missed)} found, {len(missed)} not found.")
    return 1 if missed else 0


def _say(text: str) -> None:
    if text:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
