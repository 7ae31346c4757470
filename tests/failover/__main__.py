"""Lose hosts: `python -m tests.failover [--primary N]`.

Four hosts in network namespaces of this machine, behind a proxy: two with web processes and workers, of which one has
the broker and beat, and two with PostgreSQL under Patroni. While partners report, ask and send imports, each host loses
its power, and the primary its link too; `--primary` loses the primary alone, so often. Prints for how long each
function was away, and compares what was acknowledged with what is there. Needs root, and Debian's `patroni`,
`etcd-server`, `python3-etcd`, `iputils-arping` and `nginx`.
"""

import argparse
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from tests.failover.losses import FUNCTIONS, LOSSES, PRIMARY, Trial, losses_try

# What the hosts run of Debian: the program, and the package that has it.
PROGRAMS = {
    "patroni": "patroni",
    "etcd": "etcd-server",
    "arping": "iputils-arping",
    "nginx": "nginx",
    "ip": "iproute2",
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.failover", description="Lose hosts.")
    parser.add_argument("--primary", type=int, default=0, metavar="N", help="lose the primary alone, so often")
    options = parser.parse_args(arguments)
    if missing := [package for program, package in PROGRAMS.items() if not shutil.which(program)]:
        parser.error(f"The hosts lack a program. As root: apt-get install {' '.join(missing)}")
    # Ended, it leaves neither hosts nor processes behind.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))
    folder = Path(tempfile.mkdtemp(prefix="known-shipper-hosts-"))
    # PostgreSQL is not root's, and must reach its folder.
    folder.chmod(0o711)
    trial = losses_try(folder, [PRIMARY] * options.primary or list(LOSSES))
    sys.stdout.write("\n".join([*lines_of(trial), ""]))
    wrong = any(check.wrong for check in trial.checks)
    if not wrong:
        shutil.rmtree(folder)
    return 1 if wrong else 0


def lines_of(trial: Trial) -> list[str]:
    """Return the lines that tell of a trial."""
    lines = [f"{'seconds away, at the loss of':32}" + "".join(f"{name:>10}" for name in (*FUNCTIONS, "work late"))]
    for loss in trial.losses:
        seconds = (*loss.functions.values(), loss.work)
        lines += [f"{loss.name:32}" + "".join(f"{each:10.1f}" for each in seconds)]
    for check in trial.checks:
        lines += [f"{check.compared:8,}  {check.name}: {len(check.wrong)} wrong", *check.wrong[:5]]
    return lines


if __name__ == "__main__":
    sys.exit(main())
