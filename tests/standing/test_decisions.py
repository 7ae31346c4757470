from datetime import timedelta

import pytest

from apps.core import clock
from apps.core.errors import Conflict, DomainError, InvalidInput, NotAllowed
from apps.evaluation.explanations import findings_of
from apps.ledger.models import Violation
from apps.notices.models import Message
from apps.shippers.models import Membership, Shipper
from apps.standing.models import AssuranceCall, Change, ProposalState, ProposedChange, Standing, Status
from apps.standing.selectors import proposals_open
from apps.standing.services import (
    change_propose,
    change_respond,
    standing_reinstate,
)
from apps.work.models import Item
from tests.evaluation.ledger import violation
from tests.people import on_team, seller, staff
from tests.standing.evaluations import change_asked, enrolled, evaluated, owner_of
from tests.standing.process import case_of, decided, found, responded


@pytest.fixture
def demotion() -> ProposedChange:
    """A member of tier 2 whose record allows tier 1 only."""
    shipper = enrolled(tier=2)
    evaluated(shipper, enter=1, keep=1)
    return proposals_open(shipper.pk).get()


@pytest.fixture
def suspended() -> Shipper:
    """Return a suspension at once."""
    shipper = enrolled(tier=2)
    evaluated(shipper, enter=0, keep=0, suspending=[critical(shipper)])
    return shipper


def critical(shipper: Shipper) -> int:
    reference = violation(shipper, clock.today(), category="narcotics", basis="seizure")
    return Violation.objects.get(case__reference=reference).pk


def standing_of(proposal: ProposedChange) -> Standing:
    return Standing.objects.get(pk=proposal.shipper_id)


def test_the_owner_responds_and_the_officer_upholds(officer, demotion):
    owner = owner_of(demotion.shipper)

    change_respond(final=True, actor=owner, change_id=demotion.pk, response="  We have changed our supplier. ")
    after = decided(officer, demotion, reasons="The faults stand.")

    assert (after.state, after.response) == (ProposalState.UPHELD, "We have changed our supplier.")
    assert (after.decided_by, after.decision_text) == (officer, "The faults stand.")
    assert standing_of(demotion).tier == 1
    change = Change.objects.latest("pk")
    assert (change.action, change.actor, change.note) == ("demote", officer, "The faults stand.")
    assert change.reasons == ["tier_not_kept"]
    assert "The faults stand." in Message.objects.filter(recipient=owner).latest("pk").body
    assert not Item.objects.filter(kind="proposed_change", closed_at=None).exists()


def test_nobody_is_demoted_before_being_heard(officer, demotion):
    with pytest.raises(Conflict, match="may respond until"):
        decided(officer, demotion)

    assert standing_of(demotion).tier == 2


def test_silence_until_the_day_is_an_answer(officer, demotion):
    with clock.at(demotion.respond_by + timedelta(minutes=1)):
        decided(officer, demotion)

    assert standing_of(demotion).tier == 1


def test_withdrawn_at_any_time_and_not_proposed_again_for_the_same_record(officer, demotion):
    decided(officer, demotion, "withdraw")

    evaluated(demotion.shipper, enter=0, keep=1)

    assert standing_of(demotion).tier == 2
    assert not proposals_open(demotion.shipper_id).exists()


@pytest.mark.slow
def test_proposed_again_when_the_record_recovered_and_fell_again(officer, demotion):
    decided(officer, demotion, "withdraw")

    evaluated(demotion.shipper, enter=2, keep=2)
    evaluated(demotion.shipper, enter=1, keep=1)

    assert proposals_open(demotion.shipper_id).count() == 1


@pytest.mark.parametrize("role", [Membership.Role.PREPARER, Membership.Role.VIEWER])
def test_only_who_may_sign_responds(demotion, role):
    person = on_team(demotion.shipper, role, seller("helper@shop.example"))

    with pytest.raises(NotAllowed):
        change_respond(final=True, actor=person, change_id=demotion.pk, response="We disagree.")


def test_a_stranger_neither_responds_nor_decides(demotion):
    stranger = owner_of(enrolled())

    with pytest.raises(NotAllowed):
        change_respond(final=True, actor=stranger, change_id=demotion.pk, response="We disagree.")
    with pytest.raises(NotAllowed):
        decided(stranger, demotion, "withdraw")


@pytest.mark.parametrize("role", ["analyst", "auditor", "policy manager"])
def test_staff_without_the_permission_do_not_decide(demotion, role):
    with pytest.raises(NotAllowed):
        decided(staff(role), demotion, "withdraw")


def test_a_decision_states_its_reasons(officer, demotion):
    with pytest.raises(InvalidInput) as refused:
        decided(officer, demotion, "withdraw", reasons="   ")

    assert list(refused.value.fields) == ["reasons"]


def test_what_is_decided_is_not_decided_again(officer, demotion):
    decided(officer, demotion, "withdraw")

    with pytest.raises(Conflict):
        decided(officer, demotion, "withdraw")
    with pytest.raises(Conflict):
        responded(demotion, "We agree.")


@pytest.mark.slow
def test_a_suspension_withdrawn_reinstates_and_the_same_finding_does_not_suspend_again(officer, suspended):
    proposal = proposals_open(suspended.pk).get()
    finding = next(finding for finding in findings_of(proposal.evaluation) if finding.suspend)

    decided(officer, proposal, "withdraw")
    standing = evaluated(suspended, enter=0, keep=1, suspending=finding.detail["suspending"])

    assert standing.status == Status.ACTIVE


def test_reinstated_a_standing_follows_what_was_found_meanwhile(officer, suspended):
    standing_reinstate(actor=officer, shipper_id=suspended.pk, reasons="A corrective plan is agreed.", conditional=True)

    standing = Standing.objects.get(pk=suspended.pk)
    assert (standing.status, standing.tier) == (Status.CONDITIONAL, 2)
    assert proposals_open(suspended.pk).get().kind == "demotion"


def test_nobody_but_an_officer_reinstates(suspended):
    with pytest.raises(NotAllowed):
        standing_reinstate(actor=owner_of(suspended), shipper_id=suspended.pk, reasons="We are fine.")


def test_a_removal_takes_a_hearing_and_a_second_officer(officer):
    shipper = enrolled()
    proposal = change_asked(actor=officer, shipper_id=shipper.pk, kind="removal", reasons="Records were forged.")
    responded(proposal, "They were not.")

    with pytest.raises(Conflict, match="An officer other than"):
        decided(officer, proposal, reasons="They were.")
    decided(staff("supervisor"), proposal, reasons="They were.")

    assert Standing.objects.get(shipper=shipper).status == Status.REMOVED
    assert Change.objects.latest("pk").reasons == ["removed"]


def test_the_same_is_not_proposed_twice(officer):
    shipper = enrolled()
    change_asked(actor=officer, shipper_id=shipper.pk, kind="suspension", reasons="Records were not produced.")

    with pytest.raises(DomainError, match="proposed already"):
        change_asked(actor=officer, shipper_id=shipper.pk, kind="suspension", reasons="Records were not produced.")


@pytest.mark.parametrize("kind", ["suspension", "removal"])
@pytest.mark.parametrize("ground", ["none", "blank", "of another business", "reversed"])
def test_a_proposal_without_a_ground_of_its_member_is_refused(officer, kind, ground):
    shipper = enrolled()
    named = {
        "none": dict,
        "blank": lambda: {"parcels": [" "]},
        "of another business": lambda: {"cases": [case_of(found(enrolled()))]},
        "reversed": lambda: {"cases": [case_of(found(shipper, determination="reversed"))]},
    }[ground]()
    with pytest.raises(InvalidInput, match="names no finding"):
        change_propose(actor=officer, shipper_id=shipper.pk, kind=kind, reasons="Records were forged.", **named)
    assert not ProposedChange.objects.exists()
    assert not AssuranceCall.objects.exists()


def test_nobody_decides_about_a_business_of_their_own(officer, demotion, suspended):
    for shipper in (demotion.shipper, suspended):
        on_team(shipper, "viewer", officer)
    acts = [
        lambda: decided(officer, demotion, "withdraw"),
        lambda: change_asked(actor=officer, shipper_id=demotion.shipper_id, kind="suspension", reasons="Harm."),
        lambda: standing_reinstate(actor=officer, shipper_id=suspended.pk, reasons="All is well."),
    ]
    for act in acts:
        with pytest.raises(Conflict, match="on this business's team"):
            act()
