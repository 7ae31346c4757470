"""The time that applicants take, counted as they save."""

from datetime import datetime, timedelta

from apps.applications.models import Application, PageTime
from apps.core import clock

# A page that stood open for longer was left meanwhile, and nothing of that time is counted. A program decision.
MAX_GAP = timedelta(minutes=30)


def page_time_add(*, application: Application, page: str, opened_at: datetime) -> None:
    """Add the time since a page of a draft was opened to the time that the page took.

    The caller has checked the permission to save, and holds the lock of the application.
    """
    now = clock.now()
    time = PageTime.objects.filter(application=application, page=page).first()
    begun = max(opened_at, time.counted_until) if time else opened_at
    if not timedelta(0) < now - begun <= MAX_GAP:
        return
    time = time or PageTime(application=application, page=page)
    time.seconds += round((now - begun).total_seconds())
    time.counted_until = now
    time.save()
