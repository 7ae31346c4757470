"""The monthly count of the parcels of members that were declared in time, which the evaluation reads."""

from collections.abc import Callable
from datetime import date
from itertools import batched

from django.db import connection

from apps.core import clock
from apps.jobs.models import Job, JobState
from apps.jobs.services import job_start
from apps.ledger.services import DeclaredCount, declared_months_record
from apps.targeting.statements import DECLARED

COUNT = "targeting.count_declared"
# A month is counted once the reports of the month must be there: carriers report within days, some by the month.
COUNTED_FROM = 15
_BATCH = 5_000


def declared_count_start() -> Job | None:
    """Start the job that counts the month before, from a day of this month on, unless it was started before."""
    today = clock.today()
    if today.day < COUNTED_FROM:
        return None
    arguments = {"month": clock.add_months(clock.month_of(today), -1).isoformat()}
    if Job.objects.filter(kind=COUNT, arguments=arguments).exclude(state=JobState.FAILED).exists():
        return None
    return job_start(kind=COUNT, arguments=arguments)


def declared_count(*, month: date, report: Callable[[int, int | None], None]) -> int:
    """Count the parcels of all members in a completed month by one statement, and record the counts in the ledger;
    return the number of members that were recorded. Done twice, the second run records nobody anew.
    """
    report(0, None)
    last = clock.add_days(clock.add_months(month, 1), -1)
    with connection.cursor() as cursor:
        cursor.execute(DECLARED, {"first": month, "last": last})
        counts = [DeclaredCount(*row) for row in cursor.fetchall()]
    done = recorded = 0
    for batch in batched(counts, _BATCH):
        recorded += declared_months_record(month=month, counts=batch)
        done += len(batch)
        report(done, len(counts))
    return recorded
