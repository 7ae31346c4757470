"""A check that counts the months of benefits again."""

from datetime import UTC, datetime

from django.db import connection

from apps.benefits.models import Month
from apps.benefits.selectors.shippers import statement_parameters
from apps.benefits.selectors.window import TIERS_AND_NONE
from apps.benefits.statements import SUMS, TOUCHED
from apps.core.verification import VerificationResult, check

# When the rows were counted of which that is not kept.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
COUNTED = ("parcels", "examined", "shippers", "left_out")


@check("benefit months")
def benefit_months() -> VerificationResult:
    """Compare each month of benefits with a count of tallies and changes of standing.

    The months are counted once a day. A month that got a further entry after its count may differ until the next count:
    such a month is noted, and is no difference.
    """
    rows = {(row.month, row.tier): row for row in Month.objects.order_by("month", "tier")}
    verdict = VerificationResult(compared=len(rows))
    if not rows:
        return verdict
    months = sorted({month for month, _tier in rows})
    span = {"first": months[0], "last": months[-1], "months": months, "tiers": list(TIERS_AND_NONE)}
    counted_at = [row.counted_at or NEVER for row in rows.values()]
    with connection.cursor() as cursor:
        cursor.execute(SUMS, statement_parameters() | span)
        sums = {(month, tier): tuple(counts) for month, tier, *counts in cursor.fetchall()}
        cursor.execute(TOUCHED, {"since": min(counted_at), "months": months})
        touched = {month for (month,) in cursor.fetchall()}
    waiting = set()
    for (month, tier), row in rows.items():
        kept, counted = tuple(getattr(row, name) for name in COUNTED), sums[month, tier]
        if kept == counted:
            continue
        if month in touched:
            waiting.add(month)
            continue
        for name, one, other in zip(COUNTED, kept, counted, strict=True):
            if one != other:
                verdict.differs(f"month {month:%Y-%m} of tier {tier}: {name} is kept as {one}, counted as {other}")
    if waiting:
        verdict.notes.append(f"{len(waiting)} months have later entries and are counted again within a day")
    return verdict
