"""The service of violations, and whether an allegation may be determined."""

from django.db.models import F, QuerySet

from apps.core import clock
from apps.core.deadlines import day_there
from apps.ledger.models import (
    Service,
    Violation,
)
from apps.ledger.states import NOBODY_TO_SERVE, Facts
from apps.ledger.vocabulary import RECORDED_BASIS, Determination, Severity, severity_of
from apps.shippers.zones import zone_of


def cases_withheld(shipper_id: int) -> QuerySet[Service, int]:
    """The cases that the business may not know of yet."""
    waiting = Service.objects.filter(shipper=shipper_id, served_at=None, delayed_until__gt=clock.now())
    return waiting.values_list("case", flat=True)


def cases_of_seller(seller_id: int) -> list[int]:
    """The cases in which something is alleged of an identity now."""
    return list(_alleged().filter(seller=seller_id).values_list("case", flat=True))


def cases_unserved(shipper_id: int) -> list[int]:
    """The cases in which something is alleged of a business that was not served on it."""
    return list(
        _alleged().filter(seller__shipper=shipper_id, case__service__answer_by=None).values_list("case", flat=True)
    )


def cases_reversed(reversal_id: int, shipper_id: int) -> list[int]:
    """The cases of a business that a reversal touched."""
    entries = Violation.objects.filter(recording=reversal_id, seller__shipper=shipper_id)
    return list(entries.values_list("case", flat=True))


def service_of(case_id: int) -> Service | None:
    """How a violation was served, if it was or is to be."""
    return Service.objects.filter(case=case_id).select_related("shipper", "delayed_by", "recorded_by").first()


def suspends_at_once(violation: Violation) -> bool:
    """Whether it is critical and rests on a recorded basis: sustained, it suspends at once."""
    severity = severity_of(violation.category, violation.culpability)
    return severity == Severity.CRITICAL and violation.basis in RECORDED_BASIS


def facts_of(violation: Violation, service: Service | None, shipper_id: int | None, *, is_authority: bool) -> Facts:
    """What it depends on whether an allegation of that content against that business may be determined now.

    `is_authority`: it would be by the word of an officer, or of an agency that determines such violations.
    """
    at_once = is_authority and suspends_at_once(violation)
    if shipper_id is None:
        return NOBODY_TO_SERVE
    if service is None or service.shipper_id != shipper_id:
        return Facts(has_business=True, at_once=at_once)
    now, limit = clock.now(), service.answer_by
    return Facts(
        has_business=True,
        at_once=at_once,
        served=limit is not None,
        delayed_until=service.delayed_until if service.waits(now) else None,
        answer_by=limit and day_there(limit, zone_of(service.shipper)),
        time_is_over=limit is not None and limit < now,
        answered=service.answered_at is not None,
        heard=service.heard_at is not None,
    )


def _alleged() -> QuerySet[Violation]:
    return Violation.objects.filter(pk=F("case__violation_id"), voided=False, determination=Determination.ALLEGED)
