"""The violations of the ledger as the rules read them."""

from datetime import date, datetime

from django.db.models import F

from apps.core import clock
from apps.evaluation.record import DrawnParcel, Offense, month_number
from apps.evaluation.third_parties import weighed_after_notice
from apps.ledger.models import Violation
from apps.ledger.selectors import controlled_with
from apps.ledger.vocabulary import COUNTING, Attribution, Determination, severity_of
from apps.policy.selectors import Calendar
from apps.policy.terms import Weights


def offense_of(violation: Violation, calendar: Calendar) -> Offense:
    """Return a violation as the rules would read the violation if it were sustained or mitigated. Takes two
    queries of a violation that was laid on a third party, for those that gave notice of it.
    """
    if violation.attribution == Attribution.SELLER:
        return _offense_of(violation, calendar)
    accused = violation.seller.shipper_id
    before = Violation.objects.filter(
        seller__shipper__in=controlled_with([accused])[accused] if accused else (),
        pk=F("case__violation_id"),
        voided=False,
        determination__in=COUNTING,
        category=violation.category,
        attribution=violation.attribution,
    ).exclude(case=violation.case_id)
    known = [_offense_of(each, calendar) for each in (*before.select_related("parcel"), violation)]
    return weighed_after_notice(known)[-1]


def _offense_of(violation: Violation, calendar: Calendar) -> Offense:
    parcel = violation.parcel
    opened = parcel and parcel.opened and not parcel.voided
    return offense_as_told(
        violation.pk,
        violation.date,
        violation.category,
        violation.culpability,
        violation.attribution,
        violation.basis,
        violation.self_disclosed,
        violation.determination,
        violation.recorded_at,
        DrawnParcel(parcel.pk, month_number(parcel.date), parcel.discrepant, parcel.followed)
        if parcel and opened
        else None,
        calendar.weights_on(violation.date),
    )


def offense_as_told(
    number: int,
    day: date,
    category: str,
    culpability: str,
    attribution: str,
    basis: str,
    disclosed: bool,
    determination: str,
    recorded_at: datetime,
    drawn: DrawnParcel | None,
    then: Weights,
) -> Offense:
    """Return an offense made of what an entry of a violation tells."""
    return Offense(
        id=number,
        day=day,
        month=month_number(day),
        severity=severity_of(category, culpability),
        culpability=culpability,
        attribution=attribution,
        basis=basis,
        self_disclosed=disclosed,
        sustained=determination == Determination.SUSTAINED,
        drawn=drawn,
        then=then,
        category=category,
        told=None if attribution == Attribution.SELLER else clock.day_of(recorded_at),
    )
