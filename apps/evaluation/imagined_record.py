"""A record that nobody has: of a member that did all that is asked by a day, and of which some parcels were opened."""

from collections import Counter
from datetime import date

from apps.core import clock
from apps.evaluation.record import DrawnMonth, DrawnParcel, Offense, Record, month_number, month_start
from apps.ledger.vocabulary import Attribution, Basis, Culpability, Severity
from apps.policy.schema import TIERS
from apps.policy.terms import Terms


def record_imagined(terms: Terms, *, today: date, exams: int, wrong: int) -> Record:
    """Return the record of a member of whose parcels so many were opened at random, and so many of these found wrong.

    The exams are spread evenly over the months that the compliance rate looks back, and the wrong ones evenly over the
    exams. Each wrong parcel is a moderate violation by the member's own negligence. The member is validated, has done
    its annual review, and has been a member for long enough to enter each tier.
    """
    window = terms.windows.record_months
    first = month_number(today) - window + 1
    months = [first + ((place + 1) * window - 1) // exams for place in range(exams)]
    found = [months[(2 * place + 1) * exams // (2 * wrong)] for place in range(wrong)]
    asked = max(terms.requirement(tier).months for tier in TIERS)
    bad = Counter(found)
    return Record(
        as_of=today,
        months=tuple(DrawnMonth(month, count, bad[month]) for month, count in Counter(months).items()),
        offenses=tuple(_offense(number, month) for number, month in enumerate(found)),
        enrolled=clock.add_months(today, -max(window, asked)),
        validated=today,
        reviewed=today,
    )


def _offense(number: int, month: int) -> Offense:
    return Offense(
        id=number,
        day=month_start(month),
        month=month,
        severity=Severity.MODERATE,
        culpability=Culpability.NEGLIGENCE,
        attribution=Attribution.SELLER,
        basis=Basis.FINDING,
        self_disclosed=False,
        sustained=True,
        drawn=DrawnParcel(number, month, discrepant=True),
    )
