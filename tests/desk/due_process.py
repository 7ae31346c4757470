"""Proposed changes, appeals and plans in each state that officers meet, made by the services."""

from datetime import timedelta

from apps.accounts.models import User
from apps.core import clock
from apps.core.files import identify_file
from apps.ledger.models import Violation
from apps.shippers.models import Shipper
from apps.standing import services
from apps.standing.models import Appeal, AssuranceCall, Departure, Plan, ProposedChange, RestrictionReview
from apps.standing.selectors import calls_running, proposals_open
from apps.standing.services import NoticeAnswer, PlanItemDraft
from tests.applications.answers import PDF
from tests.evaluation.ledger import violation
from tests.people import staff
from tests.standing.evaluations import change_asked, enrolled, evaluated, owner_of
from tests.standing.process import upheld_at_once

_numbers = iter(range(1_000_000))


def propose_demotion(*, tier: int = 3, to: int = 1) -> ProposedChange:
    """Propose the demotion of a member whose record no longer allows the tier, as the program does."""
    shipper = enrolled(tier=tier)
    evaluated(shipper, enter=to, keep=to)
    return proposals_open(shipper.pk).get()


def open_call(*, tier: int = 2, asked_by: User | None = None) -> AssuranceCall:
    """Open a call to a member in good standing, for its record or since an officer asks for its removal."""
    shipper = enrolled(tier=tier)
    if asked_by:
        change_asked(actor=asked_by, shipper_id=shipper.pk, kind="removal", reasons="No records were kept.")
    else:
        evaluated(shipper, enter=1, keep=1, assured=False)
    return calls_running(shipper.pk).get()


def report_critical_violation(shipper: Shipper, **fields: object) -> Violation:
    """Record a seizure of narcotics from the member."""
    reference = violation(shipper, clock.today(), category="narcotics", basis="seizure", **fields)
    return Violation.objects.get(case__reference=reference)


def suspend_at_once(*, tier: int = 2) -> ProposedChange:
    """Suspend a member at once, because an agency reported a critical violation."""
    shipper = enrolled(tier=tier)
    evaluated(shipper, enter=0, keep=0, suspending=[report_critical_violation(shipper).pk])
    return proposals_open(shipper.pk).get()


def propose_suspension(*, tier: int = 2) -> ProposedChange:
    """Propose a suspension that an officer must confirm first, because the business disclosed the violation itself."""
    shipper = enrolled(tier=tier)
    evaluated(shipper, enter=0, keep=0, suspending=[report_critical_violation(shipper, self_disclosed=True).pk])
    return proposals_open(shipper.pk).get()


def respond_to_notice(proposal: ProposedChange) -> ProposedChange:
    """Respond to each finding and each case of a notice, with a file."""
    findings, cases = proposal.notice["findings"], proposal.notice["cases"]
    answers = [NoticeAnswer(position="explain", text="A new clerk.", rule=finding["rule"]) for finding in findings]
    answers += [NoticeAnswer(position="broker", text="Our broker chose it.", case_id=case) for case in cases]
    return services.change_respond(
        final=True,
        actor=owner_of(proposal.shipper),
        change_id=proposal.pk,
        response="We have changed our supplier.",
        answers=answers,
        files=[identify_file("invoice.pdf", [PDF])],
    )


def uphold_demotion(officer: User) -> ProposedChange:
    """Uphold a demotion after the response."""
    proposal = respond_to_notice(propose_demotion())
    return services.change_decide(actor=officer, change_id=proposal.pk, decision="uphold", reasons="The faults stand.")


def appeal_demotion(officer: User) -> Appeal:
    """Appeal a demotion that an officer has upheld."""
    proposal = uphold_demotion(officer)
    return services.change_appeal(
        actor=owner_of(proposal.shipper),
        change_id=proposal.pk,
        text="Nobody looked at our invoices.",
        files=[identify_file("appeal.pdf", [PDF])],
    )


def uphold_suspension(officer: User) -> ProposedChange:
    """Uphold a suspension at once, because of a seizure: the officer recommends, and another agrees."""
    second = staff("officer", email=f"agrees{next(_numbers)}@staff.example")
    return upheld_at_once(suspend_at_once(), first=officer, second=second)


def appeal_suspension(officer: User) -> Appeal:
    """Appeal a suspension at once, because of a seizure, that an officer has upheld."""
    proposal = uphold_suspension(officer)
    return services.change_appeal(
        actor=owner_of(proposal.shipper), change_id=proposal.pk, text="It was another shop's parcel."
    )


def put_on_conditions(officer: User) -> Shipper:
    """Suspend a member at once, and put it on conditions by an officer without a plan."""
    shipper = suspend_at_once().shipper
    services.standing_reinstate(
        actor=officer, shipper_id=shipper.pk, reasons="Test each lot for three months.", conditional=True
    )
    return shipper


def ask_for_review(officer: User) -> RestrictionReview:
    """Ask for a review of conditions that an officer set."""
    shipper = put_on_conditions(officer)
    return services.review_ask(actor=owner_of(shipper), shipper_id=shipper.pk, text="We test each lot now.")


def open_plan(officer: User) -> Plan:
    """Open a plan of two items for a suspended member, and answer the first item with a file."""
    shipper = suspend_at_once().shipper
    plan = services.plan_open(
        actor=officer,
        shipper_id=shipper.pk,
        purpose="To keep such goods out.",
        items=[
            PlanItemDraft("Test each lot.", "Quality lead", clock.add_days(clock.today(), 20)),
            PlanItemDraft("Train the packers.", "Owner", clock.add_days(clock.today(), 40)),
        ],
    )
    services.plan_item_answer(
        actor=owner_of(shipper),
        shipper_id=shipper.pk,
        item_id=plan.items.earliest("due").pk,
        text="A laboratory tests each lot.",
        files=[identify_file("contract.pdf", [PDF])],
    )
    return plan


def start_departure(officer: User) -> Departure:
    """Start the departure of a member by an officer, to whom its owner wrote."""
    shipper = enrolled(tier=1)
    return services.departure_start(
        actor=officer, shipper_id=shipper.pk, way="letter", reasons="The owner closes the shop."
    )


def sign_departure(officer: User, departure: Departure) -> Departure:
    """Record the owner's signed confirmation of a departure."""
    return services.departure_sign(
        actor=officer,
        departure_id=departure.pk,
        note="Signed by the owner, by registered mail.",
        files=[identify_file("signed.pdf", [PDF])],
    )


def miss_plan(officer: User) -> Plan:
    """Open a plan, and let the day of its second item pass without an answer."""
    plan = open_plan(officer)
    with clock.at(clock.now() + timedelta(days=60)):
        services.plan_timer_handle(plan_id=plan.pk, step="missed")
    plan.refresh_from_db()
    return plan


def create_departures(officer: User) -> None:
    """Create departures that an officer started, in each state."""
    for state in ("open", "signed", "confirmed", "declined", "lapsed", "cancelled"):
        departure = start_departure(officer)
        owner = owner_of(departure.shipper)
        match state:
            case "signed":
                sign_departure(officer, departure)
            case "confirmed":
                services.member_leave(actor=owner, shipper_id=departure.shipper_id)
            case "declined":
                services.departure_decline(actor=owner, shipper_id=departure.shipper_id)
            case "lapsed":
                with clock.at(departure.confirm_by):
                    services.departure_timer_handle(departure_id=departure.pk, step="lapse")
            case "cancelled":
                services.departure_cancel(actor=officer, departure_id=departure.pk, reasons="It was another shop.")
