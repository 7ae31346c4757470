"""Figures of the program for the desk: a calendar, and an edition of each kind of period."""

from datetime import timedelta

from apps.core import clock
from apps.measures.models import Edition
from apps.measures.periods import PeriodKind
from apps.measures.services import edition_release, releases_plan

YEAR = timedelta(days=366)


def create_editions() -> list[Edition]:
    """Plan the releases of two years, and release the last one of each kind of period whose moment has come."""
    now = clock.now()
    past = [release for release in releases_plan(since=now - YEAR) if release.due_at <= now]
    latest = [[release for release in past if release.kind == kind][-1] for kind in PeriodKind]
    return [edition_release(release_id=release.pk) for release in latest]
