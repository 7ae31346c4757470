"""Try the site under faults: `python -m tests.chaos [--seed 1] [--minutes 2] [--pause 0.5]`.

A site of the trial's own takes reports of several sources, imports, the questions of partners, and the acts of people,
while processes, the network between them and the room for files fail at random; in a long trial the database and the
clock as well. Then everything is left to run, and all that was acknowledged is compared with the database. Prints the
faults by kind and the counts compared; fails if anything was lost, doubled, stale or stuck. The same seed draws the
same faults and the same facts. All of it stays on this machine.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.chaos.trial import Trial, trial_run

# From so many minutes on, the primary of the database is lost, and the clock moves.
LONG_MINUTES = 4


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description="Try the site under faults.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two faults, on average")
    options = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="known-shipper-chaos-"))
    trial = trial_run(
        folder,
        seed=options.seed,
        seconds=60 * options.minutes,
        pause=options.pause,
        is_long=options.minutes >= LONG_MINUTES,
    )
    sys.stdout.write("\n".join([*lines_of(trial), f"The log is {folder / 'log.ndjson'}.", ""]))
    return 1 if trial.wrong else 0


def lines_of(trial: Trial) -> list[str]:
    """Return the lines that tell of a trial."""
    lines = [f"{name:36}{times:6}" for name, times in sorted(trial.faults.items())]
    lines += [f"{'faults in all':36}{sum(trial.faults.values()):6}", ""]
    lines += [f"{f'{name} started again':36}{times:6}" for name, times in sorted(trial.restarts.items())]
    lines += [
        f"{'requests answered':36}{trial.answered:6}",
        f"{'requests without an answer':36}{trial.unanswered:6}",
        "",
    ]
    for check in trial.checks:
        lines += [f"{check.compared:8,}  {check.name}: {len(check.wrong)} wrong", *check.wrong[:5]]
    return lines


if __name__ == "__main__":
    sys.exit(main())
