"""The tests of the calendar on an odd day: libfaketime tells every process of a run of pytest that it is this day.

python -m tests.odd_days               the day that the date of the latest commit draws
python -m tests.odd_days leap          a day by its name
python -m tests.odd_days leap PATHS    other tests on this day
"""

import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime

from apps.core.clock import PROGRAM_ZONE
from config.engines import PROJECT

# Moments in New York at which a calendar has an end or a gap; at nearly all of them the day in UTC is the next one.
ODD_DAYS: dict[str, datetime] = {
    "january": datetime(2027, 1, 31, 23, 59, tzinfo=PROGRAM_ZONE),
    "february": datetime(2027, 2, 28, 23, 59, tzinfo=PROGRAM_ZONE),
    "leap": datetime(2028, 2, 29, 23, 50, tzinfo=PROGRAM_ZONE),
    "summer": datetime(2027, 3, 14, 1, 59, tzinfo=PROGRAM_ZONE),
    "april": datetime(2027, 4, 30, 23, 59, tzinfo=PROGRAM_ZONE),
    "winter": datetime(2027, 11, 7, 1, 30, tzinfo=PROGRAM_ZONE),
    "november": datetime(2026, 11, 30, 23, 59, tzinfo=PROGRAM_ZONE),
    # Thirty days later is New Year's Day, a Friday: a time to respond ends on the Monday after.
    "holiday": datetime(2026, 12, 2, 9, 0, tzinfo=PROGRAM_ZONE),
    "eve": datetime(2026, 12, 31, 22, 0, tzinfo=PROGRAM_ZONE),
}
# Tests of what counts days and months from the present day. Rules that are given their days need no other day, and no
# test is here for which the clock of the database decides, which is not moved.
CALENDAR = (
    "tests/core/test_clock.py",
    "tests/evaluation/test_services.py",
    "tests/measures/test_headline.py",
    "tests/partners/test_corrections.py",
    "tests/partners/test_drafts.py",
    "tests/policy/test_comments.py",
    "tests/standing/test_control.py",
    "tests/standing/test_departures.py",
    "tests/standing/test_policies.py",
    "tests/standing/test_restrictions.py",
    "tests/validations/test_due.py",
    "tests/validations/test_exam_requests.py",
)


def drawn_by(day: date) -> str:
    """Return the name of the odd day that a day draws: each in its turn."""
    return list(ODD_DAYS)[day.toordinal() % len(ODD_DAYS)]


def run(name: str, paths: list[str]) -> int:
    """Run tests on an odd day, and return the status of pytest."""
    moment = ODD_DAYS[name].astimezone(UTC)
    sys.stdout.write(f"As if it were {ODD_DAYS[name]:%-d %B %Y, %H:%M} in New York:\n")
    # Time limits of a run go on as ever.
    faked = ("faketime", "--exclude-monotonic", "-f", f"@{moment:%Y-%m-%d %H:%M:%S}")
    tests = ("-q", "-n", "2", "--dist", "worksteal", "-m", "not slow and not soak", *(paths or CALENDAR))
    command = [*faked, sys.executable, "-m", "pytest", *tests]
    return subprocess.run(command, cwd=PROJECT, env=os.environ | {"TZ": "UTC"}).returncode


def main() -> int:
    if shutil.which("faketime") is None:
        sys.exit("libfaketime is not installed (Debian: apt-get install faketime).")
    committed = subprocess.run(
        ["git", "log", "-1", "--format=%cs"], cwd=PROJECT, check=True, capture_output=True, text=True
    ).stdout.strip()
    name, *paths = sys.argv[1:] or [drawn_by(date.fromisoformat(committed))]
    return run(name, paths)


if __name__ == "__main__":
    sys.exit(main())
