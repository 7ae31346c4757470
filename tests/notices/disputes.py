"""What a business answers to its record, what officers decide about it, and an allegation that is served."""

from datetime import timedelta

from apps.accounts.models import User
from apps.core import clock
from apps.core.deadlines import day_there
from apps.disputes import services as disputes
from apps.events.timers import fire
from apps.ledger.models import Case, Parcel
from apps.ledger.services import answer_extend
from apps.shippers.models import Shipper
from apps.shippers.zones import zone_of
from tests.notices.members import member
from tests.outbox import deliver
from tests.portal.members import parcels, violation


def statements(shop: Shipper, ada: User, officer: User) -> None:
    member(shop, ada, officer)
    case = Case.objects.get(reference=violation(shop, clock.today()))
    answered = disputes.dispute_open(
        final=True, actor=ada, shipper_id=shop.pk, case_id=case.pk, position="dispute", text="No."
    )
    disputes.source_check_answer(
        actor=officer, source_check_id=answered.source_check.pk, answer="confirm", text="The report says so."
    )
    disputes.dispute_decide(actor=officer, dispute_id=answered.pk, decision="decline", reasons="It is so.")
    (reference,) = parcels(shop, clock.today(), 1)
    parcel = Parcel.objects.get(reference=reference)
    disowned = disputes.disowning_open(actor=ada, shipper_id=shop.pk, parcel_id=parcel.pk, text="Not ours.")
    disputes.disowning_decide(actor=officer, disowning_id=disowned.pk, decision="decline", reasons="It is.")
    for decision in ("accept", "decline"):
        disclosed = disputes.disclosure_open(
            actor=ada,
            shipper_id=shop.pk,
            category="origin",
            day=clock.today(),
            text="It was made elsewhere.",
            tender="later",
        )
        disputes.disclosure_decide(
            actor=officer, disclosure_id=disclosed.pk, decision=decision, reasons="So it is.", culpability="negligence"
        )


def an_allegation(shop: Shipper, ada: User, officer: User) -> None:
    member(shop, ada, officer)
    case = Case.objects.get(reference=violation(shop, clock.today(), determination="alleged"))
    deliver()
    until = day_there(case.service.answer_by, zone_of(shop)) + timedelta(days=5)
    answer_extend(actor=officer, case_id=case.pk, until=until, reason="They asked.")
    for days in (7, 1):
        with clock.at(case.service.answer_by + timedelta(days=5 - days)):
            fire()
            deliver()
