"""Businesses with notices, appeals and plans in each state, made by the services."""

from datetime import date

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.files import identify_file
from apps.ledger.models import Violation
from apps.shippers.models import Shipper
from apps.standing.members.services import standing_lock
from apps.standing.models import Appeal, Plan, PlanAnswer, ProposedChange, Standing
from apps.standing.proposals.notices import PLAN_MISSED
from apps.standing.proposals.services.proposals import proposal_open
from apps.standing.selectors import proposals_open
from apps.standing.services import (
    PlanItemDraft,
    change_appeal,
    change_decide,
    change_respond,
    plan_item_answer,
    plan_open,
)
from tests.applications.answers import PDF
from tests.evaluation.ledger import parcels, violation
from tests.people import staff, staff_known
from tests.standing.evaluations import change_asked, change_proposed, enrolled, evaluated, owner_of


def proof_files(name: str = "proof.pdf") -> list:
    return [identify_file(name, [PDF])]


def propose_demotion(violations: int = 2) -> ProposedChange:
    """Propose the demotion of a member of tier 2 for a number of violations, each of a shipment of its own."""
    shipper = enrolled(tier=2)
    for number in parcels(shipper, clock.today(), violations, drawn="discrepant"):
        fields = {"category": "counterfeit", "shipment": f"usps:{number}"}
        violation(shipper, clock.today(), **fields)
    evaluated(shipper, enter=1, keep=1)
    return proposals_open(shipper.pk).select_related("shipper").get()


def suspend_at_once() -> ProposedChange:
    """Suspend a member at once, for a seizure."""
    shipper = enrolled(tier=2)
    reference = violation(shipper, clock.today(), category="narcotics", culpability="fraud", basis="seizure")
    found = Violation.objects.get(case__reference=reference)
    evaluated(shipper, enter=0, keep=0, suspending=[found.pk])
    return proposals_open(shipper.pk).select_related("shipper").get()


def propose_suspension() -> ProposedChange:
    """Propose a suspension that an officer must confirm first, because the member disclosed the violation itself."""
    shipper = enrolled(tier=2)
    reference = violation(
        shipper, clock.today(), category="narcotics", culpability="fraud", basis="seizure", self_disclosed=True
    )
    found = Violation.objects.get(case__reference=reference)
    evaluated(shipper, enter=2, keep=2, suspending=[found.pk])
    return proposals_open(shipper.pk).select_related("shipper").get()


def remove_business(officer: User) -> ProposedChange:
    """Remove a business after its response."""
    shipper = enrolled()
    proposal = change_asked(actor=officer, shipper_id=shipper.pk, kind="removal", reasons="Records were forged.")
    with clock.at(clock.end_of(clock.add_days(clock.today(), 40))):
        change_decide(
            actor=staff("supervisor"), change_id=proposal.pk, decision="uphold", reasons="Nothing was said to it."
        )
    proposal.refresh_from_db()
    return proposal


def appeal_validation(shipper: Shipper, officer: User, owner: User) -> Appeal:
    """Appeal the denial of a revalidation, after a response; the response and the appeal have a file each."""
    proposal = change_proposed(actor=officer, shipper_id=shipper.pk, kind="validation", reasons="Nobody was there.")
    change_respond(final=True, actor=owner, change_id=proposal.pk, response="We were on holiday.", files=proof_files())
    change_decide(
        actor=staff_known("officer", email="second@staff.example"),
        change_id=proposal.pk,
        decision="uphold",
        reasons="It was announced.",
    )
    return change_appeal(actor=owner, change_id=proposal.pk, text="It was not.", files=proof_files("letter.pdf"))


def open_plan(shipper: Shipper, officer: User, *texts: str, due: date | None = None) -> Plan:
    """Put a member on conditions, and open a plan with one item for each text."""
    Standing.objects.filter(shipper=shipper).update(status="conditional")
    due = due or clock.add_days(clock.today(), 30)
    return plan_open(
        actor=officer,
        shipper_id=shipper.pk,
        purpose="Know what is packed.",
        items=[PlanItemDraft(text=text, owner="Ada Park, owner", due=due) for text in texts],
    )


def answer_plan_item(shipper: Shipper, officer: User, owner: User) -> PlanAnswer:
    """Open a plan of two items, and answer the first item with a file."""
    item = open_plan(shipper, officer, "Train the packers.", "Lock the packing room.").items.earliest("pk")
    return plan_item_answer(
        actor=owner, shipper_id=shipper.pk, item_id=item.pk, text="All were trained.", files=proof_files("list.pdf")
    )


def propose_and_answer_removal(shipper: Shipper) -> ProposedChange:
    """Propose a removal for a missed plan, which two officers must agree to, and respond to the proposal."""
    with transaction.atomic():
        proposal = proposal_open(standing_lock(shipper.pk), "removal", because=PLAN_MISSED)
    return change_respond(final=True, actor=owner_of(shipper), change_id=proposal.pk, response="We mended it.")
