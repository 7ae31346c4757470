"""Visits in each state, made by the services."""

from datetime import timedelta
from typing import Any

from apps.accounts.models import User
from apps.core import clock
from apps.core.files import identify_file
from apps.shippers.models import Shipper
from apps.validations import services
from apps.validations.models import Answer, Visit
from apps.validations.services import VisitFindingDraft
from tests.applications.answers import PDF
from tests.people import staff_known

WORDS = {"text": "As the report says.", "language": "en"}


def officer_of_visits() -> User:
    return staff_known("officer", email="visits@staff.example")


def plan(shipper: Shipper, *, actor: User | None = None, days: int = 40, **fields: Any) -> Visit:
    actor = actor or officer_of_visits()
    given = {
        "kind": "first",
        "form": "on_site",
        "day": clock.today() + timedelta(days=days),
        "place": "1 Main St, Reno",
        "lead": actor,
        "purpose": "To see how parcels are packed.",
        "language": "en",
    }
    return services.visit_plan(actor=actor, shipper_id=shipper.pk, **(given | fields))


def action(days: int = 30, text: str = "Lock the packing room.") -> VisitFindingDraft:
    return VisitFindingDraft("action", text, clock.today() + timedelta(days=days))


ADVICE = VisitFindingDraft("advice", "Photograph each pallet.")


def held(shipper: Shipper, *findings: VisitFindingDraft, actor: User | None = None, **fields: Any) -> Visit:
    """Return a visit that took place today."""
    actor = actor or officer_of_visits()
    # An hour more, so that the end of daylight saving time in between leaves the planned day no later than today.
    with clock.at(clock.now() - timedelta(days=40, hours=1)):
        visit = plan(shipper, actor=actor, **fields)
    return services.visit_hold(
        actor=actor,
        visit_id=visit.pk,
        held_on=clock.today(),
        language="en",
        findings=findings,
        files=[identify_file("report.pdf", [PDF])],
    )


def answered(owner: User, shipper: Shipper) -> Answer:
    """Return an answer with a file that was declined: the action waits for the business again."""
    actor = officer_of_visits()
    visit = held(shipper, action(), action(60, "Label the shelves."), ADVICE, actor=actor)
    finding = visit.findings.earliest("pk")
    answer = services.action_answer(
        actor=owner,
        shipper_id=shipper.pk,
        finding_id=finding.pk,
        text="It has a lock since Monday.",
        language="en",
        files=[identify_file("lock.pdf", [PDF])],
    )
    services.action_decline(
        actor=actor, finding_id=finding.pk, due=clock.today() + timedelta(days=30), text="Who has keys?", language="en"
    )
    return answer
