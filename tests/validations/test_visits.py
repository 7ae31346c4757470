"""A visit from its plan to its end, and the actions that it requires."""

from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.evaluation.selectors import evaluation_latest
from apps.ledger.models import ProgramEntry
from apps.notices.models import Message
from apps.shippers.models import Shipper
from apps.standing.models import Standing
from apps.standing.selectors import calls_running, proposals_open
from apps.standing.services import change_propose
from apps.validations import services
from apps.validations.models import Finding, Visit, VisitFindingState, VisitState
from apps.validations.services import VisitFindingDraft
from apps.work.selectors import items_open
from tests.people import on_team, seller, staff
from tests.portal.members import entry, settle
from tests.refusals import refused
from tests.standing.evaluations import evaluated
from tests.validations.visits import ADVICE, WORDS, action, answered, held, plan

pytestmark = pytest.mark.shipper(months=5)
State, Kind = VisitState, Visit.Kind


def told() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("kind", flat=True).filter(kind__startswith="validations"))


def waits(kind: str, visit: Visit) -> bool:
    return items_open().filter(kind=kind, subject_type="visit", subject_id=visit.pk, paused_at=None).exists()


def answer(actor: User, shop: Shipper, finding: Finding, text: str = "Done."):
    return services.action_answer(actor=actor, shipper_id=shop.pk, finding_id=finding.pk, text=text, language="en")


def test_from_the_plan_to_validated(ada: User, visitor: User, shipper: Shipper) -> None:
    visit = held(shipper, action(), ADVICE)
    finding = visit.findings.get(kind="action")
    assert not waits("visit", visit), "it waits for the business first"
    with pytest.raises(Conflict, match="Not every required action"):
        services.visit_validate(actor=visitor, visit_id=visit.pk, **WORDS)
    answer(ada, shipper, finding)
    assert waits("visit_action", visit)
    services.action_accept(actor=visitor, finding_id=finding.pk)
    assert not waits("visit_action", visit)
    assert waits("visit", visit)
    assert not Standing.objects.get(pk=shipper.pk).validated

    visit = services.visit_validate(actor=visitor, visit_id=visit.pk, **WORDS)
    assert (visit.state, visit.entry.kind, visit.entry.date) == (State.VALIDATED, "validated", clock.today())
    settle()
    assert Standing.objects.get(pk=shipper.pk).validated
    found = evaluation_latest(shipper.pk).findings
    validation = next(finding for finding in found if finding["rule"] == "validation_current")
    assert validation["observed"] == clock.today().isoformat()
    assert not items_open().filter(subject_type="visit").exists()
    assert told() == [f"validations.{kind}" for kind in ("planned", "held", "action_accepted", "validated")]


def test_not_validated_changes_no_standing(visitor: User, shipper: Shipper) -> None:
    visit = held(shipper, action())
    before = Standing.objects.filter(pk=shipper.pk).values().get()
    with pytest.raises(InvalidInput):
        services.visit_refuse(actor=visitor, visit_id=visit.pk, text=" ", language="en")
    visit = services.visit_refuse(actor=visitor, visit_id=visit.pk, **WORDS)
    settle()
    assert (visit.state, visit.entry) == (State.NOT_VALIDATED, None)
    assert Standing.objects.filter(pk=shipper.pk).values().get() == before
    assert not ProgramEntry.objects.filter(kind="validated").exists()
    assert Message.objects.filter(kind="validations.not_validated", body__contains="above tier 1").exists()
    assert not proposals_open(shipper.pk).exists()
    plan(shipper)


@pytest.mark.parametrize("proposed_before", [False, True])
def test_a_validation_that_is_not_renewed_is_proposed_to_end_after_a_hearing(
    visitor: User, shipper: Shipper, *, proposed_before: bool
) -> None:
    entry(shipper, clock.add_days(clock.today(), -60), "validated")
    settle()
    visit = held(shipper, kind="renewal")
    if proposed_before:
        change_propose(actor=visitor, shipper_id=shipper.pk, kind="validation", reasons="The lock was gone.")
    services.visit_refuse(actor=visitor, visit_id=visit.pk, **WORDS)
    settle()
    proposal = proposals_open(shipper.pk).get()
    assert (proposal.kind, proposal.proposed_by) == ("validation", visitor)
    assert (proposal.notice["reasons"] == WORDS["text"]) is not proposed_before
    assert Standing.objects.get(pk=shipper.pk).validated
    assert "We propose that your validation ends" in Message.objects.get(kind="validations.not_validated").body


@pytest.mark.parametrize("called_before", [False, True])
def test_a_member_of_tier_2_is_called_before_the_end_of_its_validation_is_proposed(
    visitor: User, shipper: Shipper, *, called_before: bool
) -> None:
    entry(shipper, clock.add_days(clock.today(), -60), "validated")
    settle()
    evaluated(shipper, enter=2, keep=2)
    visit = held(shipper, kind="renewal")
    if called_before:
        change_propose(actor=visitor, shipper_id=shipper.pk, kind="validation", reasons="The lock was gone.")
    services.visit_refuse(actor=visitor, visit_id=visit.pk, **WORDS)
    assert calls_running(shipper.pk).get().kind == "validation"
    assert not proposals_open(shipper.pk).exists()
    assert "We call you before anything is proposed" in Message.objects.get(kind="validations.not_validated").body


@pytest.mark.parametrize(
    ("days", "kind", "agreed", "right"),
    [
        (30, "first", False, True),
        (29, "first", False, False),
        (29, "first", True, True),
        (1, "cause", False, True),
        (0, "cause", True, False),
    ],
)
def test_a_business_is_told_thirty_days_ahead(
    days: int, kind: str, agreed: bool, right: bool, shipper: Shipper
) -> None:
    given = {"days": days, "kind": kind, "agreed": agreed}
    if right:
        assert plan(shipper, **given).state == State.PLANNED
        assert told() == ["validations.planned"]
        return
    with refused("day"):
        plan(shipper, **given)
    assert told() == []


def test_what_a_plan_lacks_is_told_beside_each_field(shipper: Shipper) -> None:
    with refused("kind", "place", "purpose", "lead"):
        plan(shipper, kind="renewal", place=" ", purpose="", lead=staff("auditor"))
    entry(shipper, clock.today(), "validated")
    with refused("kind"):
        plan(shipper, kind="first")
    assert plan(shipper, kind="renewal").kind == Kind.RENEWAL


def test_only_members_are_visited_once_at_a_time(shipper: Shipper) -> None:
    with pytest.raises(Conflict, match="Only members"):
        plan(Shipper.objects.create(name="Newcomer"))
    plan(shipper)
    with pytest.raises(Conflict, match="open already"):
        plan(shipper)


def test_nobody_visits_a_business_of_their_own(visitor: User, shipper: Shipper) -> None:
    visit = held(shipper, action())
    other = staff("officer", email="other@staff.example")
    services.visit_refuse(actor=other, visit_id=visit.pk, **WORDS)
    on_team(shipper, "viewer", visitor)
    with pytest.raises(Conflict, match="team"):
        plan(shipper)
    with refused("lead"):
        plan(shipper, actor=other, lead=visitor)
    visit = plan(shipper, actor=other)
    with pytest.raises(Conflict, match="team"):
        services.visit_cancel(actor=visitor, visit_id=visit.pk, **WORDS)


def test_only_reviewers_plan_and_close(shipper: Shipper) -> None:
    with pytest.raises(NotAllowed):
        plan(shipper, actor=staff("auditor"))
    visit = plan(shipper)
    with pytest.raises(NotAllowed):
        services.visit_cancel(actor=staff("policy manager"), visit_id=visit.pk, **WORDS)


def test_a_visit_is_moved_and_cancelled_before_it_takes_place(visitor: User, shipper: Shipper) -> None:
    visit = plan(shipper)
    moved = {"form": "remote", "place": "The link comes by e-mail.", "lead": visitor, **WORDS}
    day = clock.today() + timedelta(days=10)
    with pytest.raises(InvalidInput):
        services.visit_reschedule(actor=visitor, visit_id=visit.pk, day=day, **moved)
    visit = services.visit_reschedule(actor=visitor, visit_id=visit.pk, day=day, agreed=True, **moved)
    assert (visit.day, visit.form) == (day, "remote")
    assert [version.day for version in visit.versions.order_by("pgh_id")][-1] == day
    services.visit_cancel(actor=visitor, visit_id=visit.pk, **WORDS)
    assert told() == [f"validations.{kind}" for kind in ("planned", "moved", "cancelled")]
    for service in (services.visit_cancel, services.visit_validate, services.visit_refuse):
        with pytest.raises(Conflict, match="cancelled"):
            service(actor=visitor, visit_id=visit.pk, **WORDS)


def test_the_day_of_the_visit_is_between_its_planning_and_today(visitor: User, shipper: Shipper) -> None:
    with clock.at(clock.now() - timedelta(days=42)):
        visit = plan(shipper)
        planned_on = clock.today()
    for day in (planned_on - timedelta(days=1), clock.today() + timedelta(days=1)):
        with refused("held_on"):
            services.visit_hold(actor=visitor, visit_id=visit.pk, held_on=day, language="en", agreed=True)


def test_a_visit_that_took_place_early_is_recorded_where_the_business_agreed(visitor: User, shipper: Shipper) -> None:
    visit = plan(shipper)
    assert visit.day > clock.today()
    with refused("agreed"):
        services.visit_hold(actor=visitor, visit_id=visit.pk, held_on=clock.today(), language="en")
    visit = services.visit_hold(actor=visitor, visit_id=visit.pk, held_on=clock.today(), language="en", agreed=True)
    assert (visit.state, visit.held_on) == ("visited", clock.today())
    assert waits("visit", visit), "the lead closes it"


@pytest.mark.parametrize(
    "found",
    [
        VisitFindingDraft("action", "Lock it."),
        VisitFindingDraft("action", "", clock.today() + timedelta(days=9)),
        VisitFindingDraft("action", "Lock it.", clock.today()),
        VisitFindingDraft("advice", "Lock it.", clock.today() + timedelta(days=9)),
    ],
)
def test_a_finding_is_whole(found: VisitFindingDraft, visitor: User, shipper: Shipper) -> None:
    visit = held(shipper)
    with pytest.raises(InvalidInput):
        services.visit_add(actor=visitor, visit_id=visit.pk, language="en", findings=[found])
    with pytest.raises(InvalidInput, match="to add"):
        services.visit_add(actor=visitor, visit_id=visit.pk, language="en")
    assert waits("visit", visit), "nothing is required: it waits to be closed"
    services.visit_add(actor=visitor, visit_id=visit.pk, language="en", findings=[action()])
    assert not waits("visit", visit)


def test_an_answer_that_is_not_accepted_is_given_again(ada: User, visitor: User, shipper: Shipper) -> None:
    first = answered(ada, shipper)
    finding = first.finding
    finding.refresh_from_db()
    assert (finding.state, first.verdict.accepted) == (VisitFindingState.OPEN, False)
    answer(ada, shipper, finding, "Two have keys.")
    with pytest.raises(Conflict, match="answered"):
        answer(ada, shipper, finding)
    services.action_accept(actor=visitor, finding_id=finding.pk, text="Good.", language="en")
    assert [given.verdict.accepted for given in finding.answers.order_by("pk")] == [False, True]
    assert told()[-2:] == ["validations.action_declined", "validations.action_accepted"]


def test_who_may_not_sign_does_not_answer(shipper: Shipper) -> None:
    finding = held(shipper, action()).findings.get()
    bo = seller("bo@shop.example")
    with pytest.raises(NotFound):
        answer(bo, shipper, finding)
    on_team(shipper, "preparer", bo)
    with pytest.raises(NotAllowed):
        answer(bo, shipper, finding)


def test_a_finding_of_another_business_is_not_found(shipper: Shipper) -> None:
    finding = held(shipper, action()).findings.get()
    eve = seller("eve@shop.example")
    other = Shipper.objects.create(name="Other")
    on_team(other, "owner", eve)
    with pytest.raises(NotFound):
        answer(eve, other, finding)


def test_nothing_is_answered_once_the_visit_is_closed(ada: User, visitor: User, shipper: Shipper) -> None:
    visit = held(shipper, action())
    services.visit_refuse(actor=visitor, visit_id=visit.pk, **WORDS)
    with pytest.raises(Conflict, match="closed"):
        answer(ada, shipper, visit.findings.get())


def test_who_left_is_not_validated(visitor: User, shipper: Shipper) -> None:
    visit = held(shipper)
    Standing.objects.filter(pk=shipper.pk).update(status="withdrawn")
    with pytest.raises(Conflict, match="no longer a member"):
        services.visit_validate(actor=visitor, visit_id=visit.pk, **WORDS)
