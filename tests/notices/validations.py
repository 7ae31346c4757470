"""The acts about visits, exam requests and holds of agencies that send notices."""

from datetime import timedelta
from functools import partial

from apps.accounts.models import User
from apps.agencies import services as agencies
from apps.core import clock
from apps.events.timers import fire
from apps.shippers.models import Shipper
from apps.validations import services as validations
from tests.agencies.agencies import agency_officer, held_parcel, parcel_of
from tests.notices.members import member
from tests.portal.members import parcels
from tests.validations import visits


def a_visit(shop: Shipper, ada: User, officer: User) -> None:
    member(shop, ada, officer)
    about, words = {"actor": officer}, {"text": "As agreed.", "language": "en"}
    day = clock.today() + timedelta(days=50)
    planned = visits.plan(shop, **about)
    moved = {"form": "remote", "day": day, "place": "By video", "lead": officer, **words}
    validations.visit_reschedule(visit_id=planned.pk, **about, **moved)
    validations.visit_cancel(visit_id=planned.pk, **about, **words)
    visit = visits.held(shop, visits.action(), **about)
    validations.visit_add(visit_id=visit.pk, language="en", findings=[visits.ADVICE], **about)
    finding = {"finding_id": visit.findings.get(kind="action").pk}
    validations.action_extend(due=day, **finding, **about, **words)
    for judge in (partial(validations.action_decline, due=day), validations.action_accept):
        validations.action_answer(actor=ada, shipper_id=shop.pk, **finding, **words)
        judge(**finding, **about, **words)
    validations.visit_refuse(visit_id=visit.pk, **about, **words)
    validations.visit_validate(visit_id=visits.held(shop, **about).pk, **about, **words)


def exam_requests(shop: Shipper, ada: User, officer: User) -> None:
    member(shop, ada, officer)

    def ask() -> dict[str, object]:
        asked = validations.exam_request_submit(actor=ada, shipper_id=shop.pk, exams=1, language="en")
        return {"actor": officer, "request_id": asked.pk}

    validations.exam_request_decline(text="Not now.", language="en", **ask())
    granted = validations.exam_request_grant(exams=1, text="Agreed.", **ask())
    with clock.at(clock.end_of(granted.until)):
        fire()


def a_hold(shop: Shipper, ada: User, officer: User) -> None:
    """Let an agency hold a parcel, hold it longer, lift the hold, and let another hold end with its day."""
    member(shop, ada, officer)
    parcels(shop, clock.today(), 1, hs="6214100000")
    agent = agency_officer()
    hold = held_parcel(agent, parcel_of(shop))
    said = {"actor": agent, "hold_id": hold.pk, "grounds": "The laboratory tests.", "language": "en"}
    colleague = agency_officer(email="colleague@agency.example")
    agencies.hold_extend(until=clock.add_days(hold.until, 5), **said | {"actor": colleague})
    agencies.hold_lift(**said)
    last = held_parcel(agent, hold.parcel, grounds="The label came off.")
    with clock.at(clock.end_of(last.until)):
        agencies.hold_end(hold_id=last.pk)
