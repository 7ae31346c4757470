"""The count of parcels and exams of each closed month and tier, from tallies."""

from django.db import connection, transaction

from apps.benefits.selectors.shippers import statement_parameters
from apps.benefits.selectors.window import TIERS_AND_NONE, closed_months
from apps.benefits.statements import MEASURE
from apps.core import clock
from apps.policy.selectors import policy_on, terms_of


@transaction.atomic
def months_measure() -> int:
    """Count the parcels of all closed months of the window again, and return the number of months.

    All months are counted each time, by one statement, since a late report, a linked identity or a recording that was
    taken back may change any of them. The next run makes up for a day without one.
    """
    months = closed_months(terms_of(policy_on(clock.today())))
    with connection.cursor() as cursor:
        cursor.execute(
            MEASURE,
            statement_parameters()
            | {"first": months[0], "last": months[-1], "months": months, "tiers": list(TIERS_AND_NONE)}
            | {"now": clock.now()},
        )
    return len(months)
