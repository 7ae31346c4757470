"""The service of violations, and whether an allegation may be determined."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, QuerySet

from apps.core import clock
from apps.core.deadlines import day_there
from apps.events.models import Event
from apps.ledger.facts import VIOLATION_CONTENT
from apps.ledger.models import Service, ServiceProof, Violation
from apps.ledger.states import NOBODY_TO_SERVE, DeterminationFacts
from apps.ledger.vocabulary import RECORDED_BASIS, Determination, Severity, severity_of
from apps.shippers.zones import zone_of


def cases_withheld(shipper_id: int) -> QuerySet[Service, int]:
    """Return the cases whose notice is delayed: the business may not know of them yet."""
    waiting = Service.objects.filter(shipper=shipper_id, served_at=None, delayed_until__gt=clock.now())
    return waiting.values_list("case", flat=True)


def cases_of_seller(seller_id: int) -> list[int]:
    """Return the cases with a present allegation against an identity."""
    return list(_alleged_violations().filter(seller=seller_id).values_list("case", flat=True))


def cases_unserved(shipper_ids: Collection[int]) -> list[int]:
    """Return the cases with a present allegation against one of these businesses that was not served."""
    return list(
        _alleged_violations()
        .filter(seller__shipper__in=shipper_ids, case__service__answer_by=None)
        .values_list("case", flat=True)
    )


def cases_reversed(reversal_id: int, shipper_id: int) -> list[int]:
    """Return the cases of a business in which a reversal made an entry."""
    entries = Violation.objects.filter(recording=reversal_id, seller__shipper=shipper_id)
    return list(entries.values_list("case", flat=True))


def service_of(case_id: int) -> Service | None:
    """Return the service of a case, if the case has one."""
    return Service.objects.filter(case=case_id).select_related("shipper", "delayed_by", "recorded_by").first()


# What a business answers. Sums may change meanwhile.
_SUMS = {"currency", "revenue_loss", "penalty_assessed", "penalty_mitigated", "collected"}
_ALLEGED = ("voided", "parcel_id", *(name for name in VIOLATION_CONTENT if name not in _SUMS))


def allegation_written_at(entry: Violation) -> datetime:
    """Return since when an allegation against a business reads as its present entry does: a letter of an earlier day
    said something else, or nothing. An identity's allegation is one against the business since the identity is linked.
    """
    since = entry.recorded_at
    before = Violation.objects.filter(case=entry.case_id, revision__lt=entry.revision).select_related("seller")
    for earlier in before.order_by("-revision"):
        same = all(getattr(earlier, name) == getattr(entry, name) for name in _ALLEGED)
        if not same or earlier.seller.shipper_id != entry.seller.shipper_id:
            break
        since = earlier.recorded_at
    linked = entry.seller.links.filter(shipper=entry.seller.shipper_id).order_by("-pk").first()
    return max(since, linked.recorded_at) if linked else since


def was_served(shipper_id: int, case_id: int) -> bool:
    """Return whether a business was ever served a violation, whatever became of the report."""
    served = Event.objects.filter(subject_type="case", subject_id=case_id, kind="ledger.violation_served")
    return served.filter(shipper_id=shipper_id).exists()


def suspends_at_once(violation: Violation) -> bool:
    """Return whether a violation suspends at once when sustained: critical, with a recorded basis."""
    severity = severity_of(violation.category, violation.culpability)
    return severity == Severity.CRITICAL and violation.basis in RECORDED_BASIS


def facts_of(
    violation: Violation, service: Service | None, shipper_id: int | None, *, is_authority: bool
) -> DeterminationFacts:
    """Return the facts that decide whether an allegation against a business may be determined now.

    `is_authority`: the determination is made by an officer, or by an agency that determines such violations.
    """
    at_once = is_authority and suspends_at_once(violation)
    if shipper_id is None:
        return NOBODY_TO_SERVE
    if service is None or service.shipper_id != shipper_id:
        return DeterminationFacts(has_business=True, at_once=at_once)
    now, limit = clock.now(), service.answer_by
    return DeterminationFacts(
        has_business=True,
        at_once=at_once and service.unconfirmed_at is None,
        served=limit is not None,
        delayed_until=service.delayed_until if service.is_delayed(now) else None,
        answer_by=limit and day_there(limit, zone_of(service.shipper)),
        time_is_over=limit is not None and limit < now,
        answered=service.answered_at is not None and service.heard_at is None,
        heard=service.is_heard(now),
        unconfirmed=service.unconfirmed_at is not None,
    )


def _alleged_violations() -> QuerySet[Violation]:
    return Violation.objects.filter(pk=F("case__violation_id"), voided=False, determination=Determination.ALLEGED)


def service_proofs_of(case_id: int) -> QuerySet[ServiceProof]:
    """Return the files that prove how a violation was served by other means, in the order in which they came."""
    return ServiceProof.objects.filter(case=case_id).order_by("pk")
