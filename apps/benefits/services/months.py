"""Counting the closed months, for each tier, from tallies."""

from django.db import connection, transaction

from apps.benefits.selectors.shippers import common
from apps.benefits.selectors.window import HELD, closed_months
from apps.benefits.statements import MEASURE
from apps.core import clock
from apps.policy.selectors import policy_on, terms_of


@transaction.atomic
def months_measure() -> int:
    """Count the closed months that are looked at anew, and say how many. One statement over all tallies of them.

    All of them each time: a late report, a linked identity or a recording taken back may change any. A day on which
    this did not run is caught up with by the next.
    """
    months = closed_months(terms_of(policy_on(clock.today())))
    with connection.cursor() as cursor:
        cursor.execute(
            MEASURE, common() | {"first": months[0], "last": months[-1], "months": months, "tiers": list(HELD)}
        )
    return len(months)
