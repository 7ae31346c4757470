"""Steps of checks with sources: a partner reports, a business disputes, the source answers, time passes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from oauth2_provider.models import AccessToken

from apps.accounts.models import User
from apps.core import clock
from apps.disputes import services
from apps.disputes.models import Dispute, SourceCheck
from apps.evaluation.selectors import records_now
from apps.events.timers import fire
from apps.ledger.models import Case, Violation
from apps.notices.models import Message
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Shipper
from tests.ledger.notices.allegations import raw
from tests.outbox import deliver
from tests.partners.client import PartnerClient

DISPUTES = "/api/v1/disputes"


def reported(shipper: Shipper, partner: PartnerClient, **fields: Any) -> Case:
    """Have a partner report a violation, sustained at once by an agency."""
    fact = raw(shipper, determination="sustained", **fields)
    assert partner.send("/api/v1/violations", [fact]).json()["accepted"] == 1
    return Case.objects.get(reference="C1")


def dispute(ada: User, case: Case, position: str = "dispute", **more: Any) -> Dispute:
    """Let somebody of the business answer a violation, and say everything."""
    said = {"final": True, "text": "It was not so."} | more
    return services.dispute_open(
        actor=ada, shipper_id=case.seller.shipper_id, case_id=case.pk, position=position, **said
    )


def disputed(shipper: Shipper, ada: User, partner: PartnerClient) -> SourceCheck:
    check = dispute(ada, reported(shipper, partner)).source_check
    deliver()
    return check


def answer(partner: PartnerClient, check: SourceCheck, said: str = "confirm", **more: Any) -> Any:
    return partner.send(f"{DISPUTES}/{check.pk}/answer", {"answer": said, "text": "The exam report.", **more})


def present(check: SourceCheck) -> Violation:
    return Violation.objects.get(pk=Case.objects.get(pk=check.dispute.case_id).violation_id)


def scored(shipper: Shipper) -> int:
    day = clock.today()
    return len(records_now([shipper.pk], as_of=day, terms=terms_of(policy_on(day)))[shipper.pk].offenses)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Move the clock to a moment, with the tokens of partners renewed, and do what the workers would do by then."""
    AccessToken.objects.update(expires=moment + timedelta(hours=1))
    with clock.at(moment):
        fire()
        deliver()
        yield


def over(check: SourceCheck) -> datetime:
    check.refresh_from_db()
    return check.confirm_by + timedelta(seconds=1)


def messages() -> list[Message]:
    return list(Message.objects.filter(kind="disputes.source").order_by("pk"))
