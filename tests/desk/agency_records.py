"""What partner agencies, special operations and watched goods show at the desk, one record in each state."""

from functools import partial

from apps.accounts.models import User
from apps.agencies import services as agencies
from apps.agencies.models import FiledFirm, FirmState
from apps.agencies.operations.services import operation_call_off, operation_plan, operation_report
from apps.agencies.watchlists.models import Sighting
from apps.agencies.watchlists.services import goods_end, sighting_close
from apps.core import clock
from apps.ledger.models import Parcel
from apps.shippers.models import Shipper
from tests.agencies.agencies import agency_officer, asked, held_parcel, line_of, parcel_of
from tests.agencies.goods import proposed, watched
from tests.people import staff
from tests.portal.members import parcels


def create_agency_records(officer: User, shipper: Shipper) -> None:
    """Create holds, questions to an agency and firms of its file, one in each state; the agency sees the first parcel,
    since it is asked about it.
    """
    agent = agency_officer()
    first = Parcel.objects.filter(voided=False).earliest("pk")
    parcel = parcel_of(shipper)
    lifted = held_parcel(agent, parcel)
    agencies.hold_lift(actor=agent, hold_id=lifted.pk, grounds="It passed.", language="en")
    held_parcel(agency_officer(email="second@agency.example"), parcel, grounds="The label came off (16 CFR 303.15).")
    asked(officer, first)
    answered, closed, withdrawn = (asked(officer).pk for _number in range(3))
    for question in (answered, closed):
        agencies.agency_question_answer(actor=agent, question_id=question, answer="16 CFR 1610.")
    agencies.agency_question_close(actor=officer, question_id=closed)
    agencies.agency_question_withdraw(actor=officer, question_id=withdrawn)
    agencies.firms_load(
        agency="FDA", lines=[line_of(shipper, str(state), firm=str(state), name=f"A {state}") for state in FirmState]
    )
    for state in FirmState:
        FiledFirm.objects.filter(number=state.value).update(state=state, shipper=shipper)


def create_operations() -> None:
    """Create a special operation in each state."""
    supervisor = staff("supervisor", email="plans-operations@staff.example")
    planned = partial(operation_plan, actor=supervisor, place="Hall 3", rule="No maker is named.")
    _waiting, reported, called_off = (
        planned(name=f"Operation {number}", first_day=clock.today(), last_day=clock.today()) for number in range(3)
    )
    operation_report(
        actor=supervisor, operation_id=reported.pk, looked_at=9, opened=3, wrong=1, seized=0, results="One knife."
    )
    operation_call_off(actor=supervisor, operation_id=called_off.pk, reasons="No staff.")


def create_sightings(officer: User, shipper: Shipper) -> None:
    """Create watched goods and sightings, one in each state."""
    old = watched(officer, name="Old words", phrases="pill mould")
    goods_end(actor=officer, goods_id=old.pk, reasons="The words changed.")
    proposed(officer, name="New words", phrases="tablet die")
    goods = watched(officer, name="Pill presses", phrases="pill press")
    for _number in range(2):
        parcels(shipper, clock.today(), 1, description="Pill press")
    first = Sighting.objects.filter(goods=goods).earliest("pk")
    sighting_close(actor=officer, sighting_id=first.pk, result="other", conclusion="A toy.")
