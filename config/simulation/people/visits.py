"""A validation visit, step by step: planned, held, answered and closed by those who would do it."""

from apps.accounts.models import User
from apps.core import clock
from apps.validations import services
from apps.validations.models import Finding, Visit, VisitFindingState
from apps.validations.selectors import member_to_visit, visit_open_of
from apps.validations.services import VisitFindingDraft
from config.simulation.members import Member
from config.simulation.numbers.careers import PLANNED_BEFORE
from config.simulation.numbers.sellers import Seller
from config.simulation.people import paperwork

ANSWER_DAYS = 45
ACTIONS = (
    "Lock the room in which parcels wait for the carrier, and note who goes in.",
    "Keep the maker's test report with each lot of toys, so that it can be shown for any parcel.",
)
ADVICE = "Photograph each pallet before the carrier takes it."


def visit_step_take(*, action: str, member: Member, officer: User) -> None:
    """Take the step, today. A member that has left or was removed meanwhile is no longer visited."""
    seller, shipper_id = member.seller, member.shipper_id
    if not member_to_visit(shipper_id):
        return
    if action == "plan_visit":
        _plan(shipper_id, seller, officer)
        return
    visit = visit_open_of(shipper_id)
    if visit is None:
        return
    match action:
        case "visit":
            _hold(visit, seller, officer, [VisitFindingDraft(Finding.Kind.ADVICE, ADVICE)])
        case "visit_with_actions":
            due = clock.add_days(clock.today(), ANSWER_DAYS)
            _hold(visit, seller, officer, [VisitFindingDraft(Finding.Kind.ACTION, text, due) for text in ACTIONS])
        case "answer_action":
            services.action_answer(
                **member.own,
                finding_id=visit.findings.filter(state=VisitFindingState.OPEN).earliest("pk").pk,
                text="Done since last week. Our warehouse lead checks it every Monday.",
                language="en",
            )
        case "accept_action":
            for finding in visit.findings.filter(state=VisitFindingState.ANSWERED).order_by("pk"):
                services.action_accept(actor=officer, finding_id=finding.pk)
        case "validate":
            services.visit_validate(
                actor=officer,
                visit_id=visit.pk,
                text="What we saw agrees with the application. Records were produced for every parcel that we named.",
                language="en",
            )


def _plan(shipper_id: int, seller: Seller, officer: User) -> None:
    services.visit_plan(
        actor=officer,
        shipper_id=shipper_id,
        kind=Visit.Kind.FIRST,
        form=Visit.Form.ON_SITE,
        day=clock.add_days(clock.today(), PLANNED_BEFORE),
        place=f"{seller.street}, {seller.city}",
        lead=officer,
        purpose="We look at how you pack and describe your goods, and at your records of origin for some parcels.",
        language="en",
    )


def _hold(visit: Visit, seller: Seller, officer: User, findings: list[VisitFindingDraft]) -> None:
    services.visit_hold(
        actor=officer,
        visit_id=visit.pk,
        held_on=clock.today(),
        language="en",
        findings=findings,
        files=paperwork.report_file(seller),
    )
