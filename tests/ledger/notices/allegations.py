"""Helpers that report, serve and determine allegations."""

from datetime import datetime, timedelta

from apps.core import clock
from apps.ledger import services
from apps.ledger.models import Case, Recording, Service, Violation
from apps.ledger.services import BatchCounts
from apps.notices.models import Message
from apps.shippers.models import Shipper
from tests.evaluation.ledger import member, reporter_of
from tests.outbox import deliver
from tests.people import on_team

GRAVE = {"category": "narcotics", "culpability": "fraud", "basis": "seizure"}


def with_team(*people) -> Shipper:
    shipper = member(clock.today() - timedelta(days=400))
    for person in people:
        on_team(shipper, "owner", person)
    return shipper


def tell(*facts: dict, kind: str = Recording.Kind.API, code: str = "cbp", who: str = "agency") -> BatchCounts:
    recording = services.recording_open(reporter=reporter_of(code, who), kind=kind)
    return services.violations_record(recording=recording, facts=list(enumerate(facts)))


def raw(shipper: Shipper, reference: str = "C1", **more: object) -> dict:
    fact = {"reference": reference, "ksn": shipper.ksn, "date": clock.today(), "category": "classification"}
    return fact | more


def alleged(shipper: Shipper, reference: str = "C1", **more: object) -> Service:
    """Report an allegation, deliver its notice, and return the service."""
    assert not tell(raw(shipper, reference, **more)).rejected
    deliver()
    return Service.objects.get(case__reference=reference)


def sustain(reference: str = "C1", **how: str) -> BatchCounts:
    return tell({"reference": reference, "determination": "sustained"}, **how)


def refused(outcome: BatchCounts) -> str:
    return outcome.rejected[0][1]["determination"][0] if outcome.rejected else ""


def latest(reference: str = "C1") -> str:
    return Violation.objects.get(pk=Case.objects.get(reference=reference).violation_id).determination


def passed(service: Service, **more: int) -> datetime:
    return service.answer_by + timedelta(seconds=1, **more)


def messages(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=f"ledger.{kind}").order_by("pk"))
