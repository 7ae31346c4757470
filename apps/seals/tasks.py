from celery import shared_task

from apps.core.wake_ups import wake_on_commit
from apps.seals.services import seals_make

# A site that begins to seal has years of days: a worker that is to stop waits for a few of them alone.
DAYS_AT_ONCE = 30


@shared_task(name="seals.seal")
def seal() -> None:
    """Seal the days that are over, some at a time, and publish their seals."""
    if len(seals_make(limit=DAYS_AT_ONCE)) == DAYS_AT_ONCE:
        wake_on_commit("seals.seal", queue="bulk")
