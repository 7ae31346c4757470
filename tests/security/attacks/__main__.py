"""Attack a demonstration: `python -m tests.security.attacks [SUBJECT ...] [--url http://localhost:PORT]`.

Without an address the attacks start a demonstration of their own and end it. With an address they take the running
demonstration of this clone; any address but one of this machine is refused. Prints `held` or `broke` for each attack,
and fails if any broke. The requests and the time of each attack, and of all, are bounded (`target.py`).
"""

import argparse
import sys
import time
from contextlib import nullcontext

from tests.security.attacks.demo import DemoError, own_demo, running_demo
from tests.security.attacks.registry import attacks
from tests.security.attacks.target import RefusedError, Target
from tests.security.attacks.trial import attacks_try

SIGNED_IN_BEFORE = ("seller", "suspended seller", "newcomer", "officer", "supervisor", "administrator")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.security.attacks", description="Attack a demonstration.")
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help="a module of `subjects` (all)")
    parser.add_argument("--url", help="a running demonstration of this clone, on this machine")
    options = parser.parse_args(arguments)
    try:
        chosen = attacks(subjects=options.subjects)
        with nullcontext(running_demo(options.url)) if options.url else own_demo() as target:
            return _attack(target, chosen)
    except (RefusedError, DemoError, ValueError) as error:
        parser.error(str(error))


def _attack(target: Target, chosen: list) -> int:
    began = time.monotonic()
    # Sign-ins have limits too, so they are made before the attacks that use the limits up.
    for role in SIGNED_IN_BEFORE:
        target.signed_in(role)
    target.api()
    trials = attacks_try(target, chosen)
    broke = sum(not trial.outcome.held for trial in trials)
    sys.stdout.write(
        f"{len(trials)} attacks: {len(trials) - broke} held, {broke} broke. "
        f"{target.budget.requests:,} requests in {time.monotonic() - began:.0f} s.\n"
    )
    return 1 if broke else 0


if __name__ == "__main__":
    sys.exit(main())
