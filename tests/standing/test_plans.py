"""Corrective plans: on conditions while a plan runs, full standing when it is done, removal proposed when it
is missed.
"""

from datetime import timedelta

import pytest

from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.core.files import identify_file
from apps.ledger.models import ProgramEntry
from apps.ledger.services import recording_reverse
from apps.notices.models import Message
from apps.shippers.models import Shipper
from apps.standing import services
from apps.standing.models import (
    PlanItemState,
    PlanState,
    ProposalState,
    ProposedChange,
    Standing,
    Status,
)
from apps.standing.selectors import proposals_open
from apps.work.models import Item as Work
from tests.evaluation.ledger import recording
from tests.people import on_team, seller, staff
from tests.standing.evaluations import change_asked, enrolled, evaluated, owner_of
from tests.standing.process import (
    at,
    decided,
    found,
    item_answered,
    pass_by,
    plan_opened,
    responded,
    suspended_by,
    undecided,
)

PDF = b"%PDF-1.4\nA procedure\n%%EOF\n"


@pytest.fixture
def suspended() -> Shipper:
    """Return a member of tier 2 that is suspended at once."""
    shipper = enrolled(tier=2)
    suspended_by(shipper, found(shipper))
    return shipper


def status(shipper) -> str:
    return Standing.objects.get(pk=shipper.pk).status


def entries(shipper) -> list[str]:
    return list(
        ProgramEntry.objects.filter(shipper=shipper, kind__startswith="plan_")
        .order_by("pk")
        .values_list("kind", flat=True)
    )


def test_opened_the_suspended_member_is_one_on_conditions_and_the_review_is_decided_by_it(officer, suspended):
    proposal = undecided(suspended, "suspension")
    plan = plan_opened(officer, suspended)
    proposal.refresh_from_db()
    assert status(suspended) == Status.CONDITIONAL
    assert (proposal.state, proposal.reduced_status) == (ProposalState.REDUCED, "conditional")
    assert entries(suspended) == ["plan_opened"]
    assert plan.entry.kind == "plan_opened"
    told = Message.objects.get(kind="standing.plan", recipient=owner_of(suspended))
    assert "Check every parcel." in told.body
    with pytest.raises(Conflict, match="is under way already"):
        plan_opened(officer, suspended)


def test_answered_with_evidence_accepted_and_completed_the_member_is_in_full_standing(officer, suspended):
    plan = plan_opened(officer, suspended)
    first, last = plan.items.order_by("due")
    item_answered(first, files=[identify_file("procedure.pdf", [PDF])])
    assert Work.objects.filter(kind="corrective_plan", closed_at=None).count() == 1
    with pytest.raises(Conflict):
        item_answered(first)
    services.plan_item_judge(actor=officer, item_id=first.pk, decision="accept")
    with pytest.raises(Conflict, match="Not every item"):
        services.plan_complete(actor=officer, plan_id=plan.pk, text="Well done.")
    item_answered(last)
    again = clock.add_days(clock.today(), 50)
    services.plan_item_judge(actor=officer, item_id=last.pk, decision="decline", text="Where is the photo?", due=again)
    last.refresh_from_db()
    assert (last.state, last.due, last.said) == (PlanItemState.OPEN, again, "Where is the photo?")
    item_answered(last)
    services.plan_item_judge(actor=officer, item_id=last.pk, decision="accept", text="Good.")
    services.plan_complete(actor=officer, plan_id=plan.pk, text="Well done.")
    assert status(suspended) == Status.ACTIVE
    assert entries(suspended) == ["plan_opened", "plan_closed"]
    assert not Work.objects.filter(kind="corrective_plan", closed_at=None).exists()


@pytest.mark.slow
def test_whoever_is_in_full_standing_again_is_not_to_be_removed_for_its_plan(officer, suspended):
    plan = plan_opened(officer, suspended)
    services.standing_reinstate(actor=officer, shipper_id=suspended.pk, reasons="It was not yours.")
    plan.refresh_from_db()
    assert (status(suspended), plan.state) == (Status.ACTIVE, PlanState.CANCELLED)
    with at(clock.end_of(plan.items.latest("due").due) + timedelta(days=3)):
        assert not proposals_open(suspended.pk).filter(kind="removal").exists()


def test_suspended_by_mistake_while_it_runs_the_member_is_back_on_its_conditions(officer, suspended):
    plan = plan_opened(officer, suspended)
    wrong = recording("errs", "agency")
    suspended_by(suspended, found(suspended, recorded=wrong))
    assert status(suspended) == Status.SUSPENDED
    recording_reverse(recording_id=wrong.pk, actor=staff("supervisor"), reason="Another's parcel.")
    evaluated(suspended, enter=2, keep=2)
    plan.refresh_from_db()
    assert (status(suspended), plan.state) == (Status.CONDITIONAL, PlanState.OPEN)
    told = Message.objects.filter(kind="standing.restored", recipient=owner_of(suspended)).latest("pk")
    assert told.subject == "You are a member again, on conditions"


@pytest.mark.slow
def test_missed_the_removal_is_proposed_and_heard(officer, suspended):
    plan = plan_opened(officer, suspended, 20, 40)
    first = plan.items.order_by("due").first()
    with at(clock.end_of(first.due) - timedelta(hours=30)):
        assert Message.objects.filter(kind="standing.plan_reminder").count() == 1
        assert not proposals_open(suspended.pk).filter(kind="removal").exists()
    with at(clock.end_of(first.due) + timedelta(hours=30)):
        plan.refresh_from_db()
        removal = proposals_open(suspended.pk).get(kind="removal")
        assert (plan.state, plan.removal) == (PlanState.MISSED, removal)
        assert status(suspended) == Status.CONDITIONAL
        assert (
            "had to carry out your corrective plan" in Message.objects.filter(kind="standing.removal").latest("pk").body
        )
        pass_by()
        assert ProposedChange.objects.filter(kind="removal").count() == 1
        with pytest.raises(Conflict, match="Decide the removal first"):
            services.plan_resume(
                actor=officer, plan_id=plan.pk, due=clock.add_days(clock.today(), 9), text="Once more."
            )
        responded(removal, "We were ill.")
        decided(officer, removal, "withdraw")
        services.plan_resume(actor=officer, plan_id=plan.pk, due=clock.add_days(clock.today(), 9), text="Once more.")
        plan.refresh_from_db()
        assert plan.state == PlanState.OPEN
        item_answered(first)


def test_answered_in_time_it_is_not_missed_though_nobody_has_read_it(officer, suspended):
    plan = plan_opened(officer, suspended, 20)
    item_answered(plan.items.get())
    with at(clock.end_of(clock.add_days(clock.today(), 60))):
        plan.refresh_from_db()
        assert plan.state == PlanState.OPEN


@pytest.mark.slow
def test_an_item_that_was_given_more_time_is_not_missed_on_the_first_day(officer, suspended):
    plan = plan_opened(officer, suspended, 20)
    later = clock.add_days(clock.today(), 60)
    services.plan_item_judge(actor=officer, item_id=plan.items.get().pk, decision="extend", text="Agreed.", due=later)
    with at(clock.end_of(clock.add_days(clock.today(), 30))):
        plan.refresh_from_db()
        assert plan.state == PlanState.OPEN
    with at(clock.end_of(later) + timedelta(hours=30)):
        plan.refresh_from_db()
        assert plan.state == PlanState.MISSED


def test_ended_by_an_officer_the_status_waits_for_a_decision_of_its_own(officer, suspended):
    plan = plan_opened(officer, suspended)
    services.plan_cancel(actor=officer, plan_id=plan.pk, text="Another one follows.")
    assert (status(suspended), entries(suspended)) == (Status.CONDITIONAL, ["plan_opened", "plan_closed"])
    plan_opened(officer, suspended)


@pytest.mark.slow
def test_who_leaves_or_is_removed_has_nothing_left_to_mend(officer, suspended):
    plan = plan_opened(officer, suspended)
    services.member_leave(actor=owner_of(suspended), shipper_id=suspended.pk)
    plan.refresh_from_db()
    assert plan.state == PlanState.CANCELLED
    other = enrolled()
    suspended_by(other, found(other))
    running = plan_opened(officer, other)
    removal = change_asked(actor=officer, shipper_id=other.pk, kind="removal", reasons="Forged.")
    responded(removal)
    decided(staff("supervisor"), removal)
    running.refresh_from_db()
    assert running.state == PlanState.CANCELLED


def test_a_plan_is_for_members_that_are_suspended_or_on_conditions(officer):
    with pytest.raises(Conflict, match="suspended or on conditions"):
        plan_opened(officer, enrolled())


def test_a_plan_is_complete_when_it_is_opened(officer, suspended):
    for wrong in (
        [],
        [services.PlanItemDraft("", "Ada", clock.add_days(clock.today(), 3))],
        [services.PlanItemDraft("Mend.", "Ada", clock.today())],
    ):
        with pytest.raises(InvalidInput):
            services.plan_open(actor=officer, shipper_id=suspended.pk, purpose="Mend.", items=wrong)
    assert status(suspended) == Status.SUSPENDED


def test_only_who_may_answers_and_judges(officer, suspended):
    plan = plan_opened(officer, suspended)
    item = plan.items.first()
    viewer, stranger = seller("viewer@shop.example"), owner_of(enrolled())
    on_team(suspended, "viewer", viewer)
    with pytest.raises(NotAllowed):
        services.plan_item_answer(actor=viewer, shipper_id=suspended.pk, item_id=item.pk, text="Done.")
    with pytest.raises(NotFound):
        services.plan_item_answer(actor=stranger, shipper_id=enrolled().pk, item_id=item.pk, text="Done.")
    item_answered(item)
    with pytest.raises(NotAllowed):
        services.plan_item_judge(actor=staff("auditor"), item_id=item.pk, decision="accept")
    on_team(suspended, "viewer", officer)
    with pytest.raises(Conflict, match="on this business's team"):
        services.plan_item_judge(actor=officer, item_id=item.pk, decision="accept")
