"""Proposed changes, appeals and plans as officers find them, by the services that make real ones."""

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


def demotion(*, tier: int = 3, to: int = 1) -> ProposedChange:
    """Proposed by the program: the record no longer allows the tier."""
    shipper = enrolled(tier=tier)
    evaluated(shipper, enter=to, keep=to)
    return proposals_open(shipper.pk).get()


def critical(shipper: Shipper, **fields: object) -> Violation:
    reference = violation(shipper, clock.today(), category="narcotics", basis="seizure", **fields)
    return Violation.objects.get(case__reference=reference)


def suspended(*, tier: int = 2) -> ProposedChange:
    """At once, upon the word of an agency."""
    shipper = enrolled(tier=tier)
    evaluated(shipper, enter=0, keep=0, suspending=[critical(shipper).pk])
    return proposals_open(shipper.pk).get()


def to_confirm(*, tier: int = 2) -> ProposedChange:
    """It would be at once, but the business reported it itself."""
    shipper = enrolled(tier=tier)
    evaluated(shipper, enter=0, keep=0, suspending=[critical(shipper, self_disclosed=True).pk])
    return proposals_open(shipper.pk).get()


def responded(proposal: ProposedChange) -> ProposedChange:
    """Answer a notice finding by finding, with a file."""
    findings, cases = proposal.notice["findings"], proposal.notice["cases"]
    answers = [NoticeAnswer(position="explain", text="A new clerk.", rule=found["rule"]) for found in findings]
    answers += [NoticeAnswer(position="broker", text="Our broker chose it.", case_id=case) for case in cases]
    return services.change_respond(
        actor=owner_of(proposal.shipper),
        change_id=proposal.pk,
        response="We have changed our supplier.",
        answers=answers,
        files=[identify_file("invoice.pdf", [PDF])],
    )


def upheld(officer: User) -> ProposedChange:
    proposal = responded(demotion())
    return services.change_decide(actor=officer, change_id=proposal.pk, decision="uphold", reasons="The faults stand.")


def appealed(officer: User) -> Appeal:
    proposal = upheld(officer)
    return services.change_appeal(
        actor=owner_of(proposal.shipper),
        change_id=proposal.pk,
        text="Nobody looked at our invoices.",
        files=[identify_file("appeal.pdf", [PDF])],
    )


def planned(officer: User) -> Plan:
    """Two items, the first of them answered with a file."""
    shipper = suspended().shipper
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


def missed(officer: User) -> Plan:
    """The day of its second item is over, without an answer."""
    plan = planned(officer)
    with clock.at(clock.now() + timedelta(days=60)):
        services.plan_timer_handle(plan_id=plan.pk, step="missed")
    plan.refresh_from_db()
    return plan
