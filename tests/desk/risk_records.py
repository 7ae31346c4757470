"""Assessments of declared parcels, exams of ports and models of risk for the desk: one in each state."""

from apps.core import clock
from apps.shippers.models import Shipper
from apps.targeting import services
from tests.evaluation.ledger import parcels
from tests.people import staff
from tests.screening.hits import FIRM, FIRM_NAME, list_loaded
from tests.targeting import draws, drifts, risk_models
from tests.targeting.declarations import assessed, declaration
from tests.targeting.earlier_answers import better_partner, repeated


def create_assessments(shipper: Shipper) -> None:
    """Create an assessment that is complete, one that asks, one that follows an answer, one that used the answer of an
    earlier one, and one with the alarm of a screening.
    """
    partner = better_partner()
    _complete, asked = assessed(partner, declaration("R1", ksn=shipper.ksn), declaration("R2", hs=None))
    services.information_answer(
        partner_id=partner.credentials.partner.pk,
        assessment_id=asked.pk,
        text="The invoice.",
        correction={"hs": "611020"},
    )
    repeated(partner, "R3")
    list_loaded(FIRM, source="firms")
    (screened,) = assessed(partner, declaration("R4", seller_name=FIRM_NAME))
    services.screening_answer(
        partner_id=partner.credentials.partner.pk, assessment_id=screened.pk, result="alarm", text="X-ray, two views."
    )


def create_exams() -> None:
    """Create a port whose parcels of today were drawn, one of which was opened."""
    draws.capacity(staff("supervisor", email="capacity@staff.example"), 5)
    first, *_others = draws.selected(draws.drawn())
    services.exam_record(
        actor=staff("officer", email="examiner@staff.example"),
        lot_id=first.pk,
        result="discrepant",
        category="marking",
        disposition="released",
        text="No country of origin on the label.",
    )


def create_wrong_parcel(shipper: Shipper) -> None:
    """Create a parcel that an exam at random found wrong, and about which somebody is to decide."""
    parcels(shipper, clock.today(), 1, drawn="discrepant")


def create_risk_models() -> None:
    """Create a model of risk in each state; the champion has one before it."""
    author, approver = (staff("policy manager", email=f"models-{number}@staff.example") for number in (1, 2))
    risk_models.challenger()
    services.model_discard(actor=author, model_id=risk_models.challenger().pk)
    for _time in range(2):
        champion = risk_models.champion(author, approver)
    drifts.looked(champion)
    risk_models.proposed(author)
