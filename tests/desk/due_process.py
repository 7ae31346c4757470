"""Proposed changes, appeals and plans in each state that officers meet, made by the services."""

from datetime import timedelta

from apps.accounts.models import User
from apps.core import clock
from apps.core.files import identify_file
from apps.ledger.models import Violation
from apps.shippers.models import Shipper
from apps.standing import services
from apps.standing.models import Appeal, Plan, ProposedChange
from apps.standing.selectors import proposals_open
from apps.standing.services import NoticeAnswer, PlanItemDraft
from tests.applications.answers import PDF
from tests.evaluation.ledger import violation
from tests.standing.evaluations import enrolled, evaluated, owner_of


def propose_demotion(*, tier: int = 3, to: int = 1) -> ProposedChange:
    """Propose the demotion of a member whose record no longer allows the tier, as the program does."""
    shipper = enrolled(tier=tier)
    evaluated(shipper, enter=to, keep=to)
    return proposals_open(shipper.pk).get()


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


def miss_plan(officer: User) -> Plan:
    """Open a plan, and let the day of its second item pass without an answer."""
    plan = open_plan(officer)
    with clock.at(clock.now() + timedelta(days=60)):
        services.plan_timer_handle(plan_id=plan.pk, step="missed")
    plan.refresh_from_db()
    return plan
