"""Figures of the program for the desk: a calendar, an edition of each kind of period, and a target that waits."""

from datetime import timedelta
from decimal import Decimal

from apps.core import clock
from apps.measures.aims import target_propose
from apps.measures.models import Edition, Explanation
from apps.measures.periods import PeriodKind, period_of
from apps.measures.services import edition_release, releases_plan
from tests.people import staff_known

YEAR = timedelta(days=366)


def create_editions() -> list[Edition]:
    """Plan the releases of two years, and release the last one of each kind of period whose moment has come."""
    now = clock.now()
    past = [release for release in releases_plan(since=now - YEAR) if release.due_at <= now]
    latest = [[release for release in past if release.kind == kind][-1] for kind in PeriodKind]
    editions = [edition_release(release_id=release.pk) for release in latest]
    author = staff_known("policy manager", email="targets@staff.example")
    target_propose(
        actor=author,
        measure="completeness",
        line="complete",
        value=Decimal("0.9"),
        since=period_of(clock.today(), PeriodKind.QUARTER).after,
        reason="Half of the carriers send the data.",
    )
    Explanation.objects.create(
        edition=editions[0], measure="completeness", text="A carrier sent no codes.", by=author, at=now
    )
    return editions
