"""Restrictions of a member: conditions, full examination and a suspension have an end, a person who holds them, and a
review.
"""

from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.events.models import Event
from apps.notices.models import Message
from apps.policy.procedures import Clocks
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Shipper
from apps.standing import services
from apps.standing.models import Change, Plan, PlanState, ProposalState, ProposedChange, ReviewState, Standing, Status
from apps.standing.selectors import restriction_of
from apps.work.models import Item
from tests.desk import due_process
from tests.people import on_team, staff
from tests.standing.evaluations import change_asked, enrolled, owner_of
from tests.standing.process import at, days_on, decided, item_answered, pass_by, plan_opened, responded


@pytest.fixture
def conditional(officer: User) -> Shipper:
    """Return a member whom an officer put on conditions, without a plan."""
    return due_process.put_on_conditions(officer)


@pytest.fixture
def examined(supervisor: User) -> Shipper:
    """Return a member whose suspension nobody reviewed."""
    proposal = due_process.suspend_at_once()
    with at(proposal.review_lapse_at + timedelta(minutes=1)):
        return proposal.shipper


def clocks() -> Clocks:
    return terms_of(policy_on(clock.today())).clocks


def held(shipper: Shipper) -> Standing:
    return Standing.objects.select_related("shipper").get(pk=shipper.pk)


def day_of_end(shipper: Shipper) -> int:
    """Return how many days from today the restriction of a member ends."""
    restriction = restriction_of(held(shipper))
    return (clock.day_of(restriction.until) - clock.today()).days


def work_of(shipper: Shipper) -> Item:
    return Item.objects.get(kind="restriction_to_end", subject_id=shipper.pk, closed_at=None)


class TestEnd:
    @pytest.mark.slow
    def test_conditions_end_by_themselves_in_favor_of_the_member(self, conditional):
        assert day_of_end(conditional) == clocks().conditions_days
        ends_at = held(conditional).ends_at
        with at(ends_at - timedelta(minutes=1)):
            assert held(conditional).status == Status.CONDITIONAL
        with at(ends_at):
            assert (held(conditional).status, held(conditional).ends_at) == (Status.ACTIVE, None)
            change = Change.objects.filter(shipper=conditional).latest("pk")
            assert (change.action, change.actor) == ("reinstate", None)
            told = Message.objects.filter(recipient=owner_of(conditional), created_at__gte=ends_at)
            assert told.filter(subject__contains="full standing").count() == 1

    @pytest.mark.slow
    def test_before_the_end_the_officer_who_set_them_holds_the_case(self, conditional, officer):
        with at(held(conditional).ends_at - timedelta(days=15)):
            assert not Item.objects.filter(kind="restriction_to_end").exists()
        with at(held(conditional).ends_at - timedelta(days=13)):
            assert (work_of(conditional).holder, work_of(conditional).due_at) == (officer, held(conditional).ends_at)
        with at(held(conditional).ends_at):
            assert not Item.objects.filter(kind="restriction_to_end", closed_at=None).exists()

    @pytest.mark.slow
    def test_full_examination_ends_by_itself_and_a_supervisor_holds_it(self, examined, supervisor):
        standing = held(examined)
        assert standing.examine_all
        restriction = restriction_of(standing)
        assert restriction.holder == supervisor
        assert Item.objects.get(kind="unreviewed_suspension", closed_at=None).holder == supervisor
        since = clock.day_of(restriction.change.at)
        assert clock.day_of(standing.ends_at) == clock.add_days(since, clocks().full_examination_days)
        with at(standing.ends_at):
            assert (held(examined).status, held(examined).examine_all) == (Status.ACTIVE, False)
            assert not Item.objects.filter(kind="unreviewed_suspension", closed_at=None).exists()

    def test_a_supervisor_with_less_work_holds_it(self, supervisor):
        other = staff("supervisor", email="other@staff.example")
        Item.objects.create(
            kind="question", subject_type="thread", subject_id=1, title="T", opened_at=clock.now(), holder=supervisor
        )
        shipper = due_process.suspend_at_once().shipper
        assert restriction_of(held(shipper)).holder == other

    def test_who_is_on_the_team_holds_nothing(self, conditional, officer, supervisor):
        on_team(conditional, "viewer", officer)
        assert restriction_of(held(conditional)).holder == supervisor

    @pytest.mark.slow
    def test_a_decided_suspension_ends_in_conditions_and_these_end_too(self, officer):
        shipper = due_process.uphold_suspension(officer).shipper
        ends_at = held(shipper).ends_at
        assert clock.day_of(ends_at) == clock.anniversary(clock.today(), clocks().suspension_months)
        with at(ends_at):
            assert held(shipper).status == Status.CONDITIONAL
            after = held(shipper).ends_at
            assert clock.day_of(after) == clock.add_days(clock.today(), clocks().conditions_days)
        with at(after):
            assert held(shipper).status == Status.ACTIVE

    @pytest.mark.slow
    def test_a_change_of_status_forgets_the_end(self, conditional, officer):
        ends_at = held(conditional).ends_at
        services.standing_reinstate(actor=officer, shipper_id=conditional.pk, reasons="All is mended.")
        changes = Change.objects.count()
        with at(ends_at + timedelta(days=1)):
            assert (held(conditional).ends_at, Change.objects.count()) == (None, changes)

    @pytest.mark.slow
    def test_the_end_waits_for_a_removal_that_is_undecided(self, conditional, officer):
        ends_at = held(conditional).ends_at
        with at(ends_at - timedelta(days=5)):
            removal = change_asked(actor=officer, shipper_id=conditional.pk, kind="removal", reasons="Forged papers.")
        with at(ends_at + timedelta(days=1)):
            assert held(conditional).status == Status.CONDITIONAL
        with at(removal.lapse_at + timedelta(days=2)):
            removal.refresh_from_db()
            assert (removal.state, held(conditional).status) == (ProposalState.LAPSED, Status.ACTIVE)


class TestPlan:
    @pytest.fixture
    def plan(self, officer) -> Plan:
        return due_process.open_plan(officer)

    @pytest.mark.slow
    def test_answers_that_nobody_judges_do_not_hold_the_member_for_ever(self, conditional, officer):
        shipper, last = conditional, clock.add_days(clock.today(), 100)
        plan = plan_opened(officer, shipper, 100)
        item = plan.items.get()
        item_answered(item)
        until = restriction_of(held(shipper)).until
        assert clock.day_of(until) == clock.add_days(last, clocks().change_decision_days)
        with at(until):
            plan.refresh_from_db()
            assert (held(shipper).status, plan.state) == (Status.ACTIVE, PlanState.CANCELLED)

    @pytest.mark.slow
    def test_a_missed_plan_whose_removal_lapsed_ends(self, plan):
        last = max(item.due for item in plan.items.all())
        with at(clock.end_of(clock.add_days(last, 1))):
            removal = ProposedChange.objects.get(shipper=plan.shipper, kind="removal")
        with at(removal.lapse_at):
            removal.refresh_from_db()
            assert removal.state == ProposalState.LAPSED
        with at(removal.lapse_at + timedelta(days=1)):
            assert held(plan.shipper).status == Status.CONDITIONAL, "an officer has time to settle the plan"
        with at(removal.decided_at + timedelta(days=clocks().change_decision_days + 1)):
            plan.refresh_from_db()
            assert (held(plan.shipper).status, plan.state) == (Status.ACTIVE, PlanState.CANCELLED)

    @pytest.mark.slow
    def test_a_resumed_plan_moves_the_end(self, plan, officer):
        shipper = plan.shipper
        last = max(item.due for item in plan.items.all())
        with at(clock.end_of(clock.add_days(last, 1))):
            removal = ProposedChange.objects.get(shipper=shipper, kind="removal")
            responded(removal, "We were ill.")
            decided(officer, removal, "withdraw")
            due = clock.add_days(clock.today(), 50)
            services.plan_resume(actor=officer, plan_id=plan.pk, due=due, text="Go on.")
            until = restriction_of(held(shipper)).until
            assert clock.day_of(until) == clock.add_days(due, clocks().change_decision_days)


class TestReview:
    def test_a_member_asks_once_and_somebody_who_took_no_part_lifts(self, conditional, officer, supervisor):
        owner = owner_of(conditional)
        with pytest.raises(InvalidInput):
            services.review_ask(actor=owner, shipper_id=conditional.pk, text=" ")
        review = services.review_ask(actor=owner, shipper_id=conditional.pk, text="We test each lot now.")
        assert Item.objects.get(kind="restriction_review", closed_at=None).due_at == review.decide_by
        with pytest.raises(Conflict, match="already"):
            services.review_ask(actor=owner, shipper_id=conditional.pk, text="Again.")
        officer.groups.add(*supervisor.groups.all())
        with pytest.raises(Conflict, match="took part"):
            services.review_decide(
                actor=User.objects.get(pk=officer.pk), review_id=review.pk, decision="lift", reasons="They do."
            )
        services.review_decide(actor=supervisor, review_id=review.pk, decision="lift", reasons="They do.")
        review.refresh_from_db()
        assert (review.state, held(conditional).status) == (ReviewState.LIFTED, Status.ACTIVE)
        told = Message.objects.filter(recipient=owner).latest("pk")
        assert "They do." in told.body
        assert Event.objects.filter(kind="standing.review_lifted", shipper_id=conditional.pk).exists()

    @pytest.mark.slow
    def test_kept_they_hold_until_the_same_day_and_end_then(self, conditional, supervisor):
        ends_at = held(conditional).ends_at
        review = services.review_ask(
            actor=owner_of(conditional), shipper_id=conditional.pk, text="We test each lot now."
        )
        services.review_decide(actor=supervisor, review_id=review.pk, decision="keep", reasons="Not for long enough.")
        assert held(conditional).ends_at == ends_at
        with pytest.raises(Conflict):
            services.review_ask(actor=owner_of(conditional), shipper_id=conditional.pk, text="Again.")
        with at(ends_at):
            assert held(conditional).status == Status.ACTIVE

    @pytest.mark.slow
    def test_nobody_decides_and_the_conditions_are_lifted(self, conditional):
        review = services.review_ask(
            actor=owner_of(conditional), shipper_id=conditional.pk, text="We test each lot now."
        )
        assert (clock.day_of(review.decide_by) - clock.today()).days == clocks().restriction_review_days
        with at(review.decide_by):
            review.refresh_from_db()
            assert (review.state, held(conditional).status) == (ReviewState.LAPSED, Status.ACTIVE)

    def test_full_examination_is_reviewed_too(self, examined, supervisor):
        review = services.review_ask(actor=owner_of(examined), shipper_id=examined.pk, text="It was never ours.")
        services.review_decide(actor=supervisor, review_id=review.pk, decision="lift", reasons="So it is.")
        assert (held(examined).status, held(examined).examine_all) == (Status.ACTIVE, False)

    def test_taken_back_it_waits_for_nobody(self, conditional):
        services.review_ask(actor=owner_of(conditional), shipper_id=conditional.pk, text="We test each lot now.")
        services.review_withdraw(actor=owner_of(conditional), shipper_id=conditional.pk)
        assert not Item.objects.filter(kind="restriction_review", closed_at=None).exists()
        with pytest.raises(NotFound):
            services.review_withdraw(actor=owner_of(conditional), shipper_id=conditional.pk)

    def test_it_ends_with_the_conditions(self, conditional, officer):
        review = services.review_ask(
            actor=owner_of(conditional), shipper_id=conditional.pk, text="We test each lot now."
        )
        services.standing_reinstate(actor=officer, shipper_id=conditional.pk, reasons="All is mended.")
        pass_by()
        review.refresh_from_db()
        assert review.state == ReviewState.ENDED

    def test_only_who_signs_asks_and_only_about_conditions(self, conditional):
        viewer = on_team(conditional)
        with pytest.raises(NotAllowed):
            services.review_ask(actor=viewer, shipper_id=conditional.pk, text="Please.")
        for shipper in (enrolled(), due_process.suspend_at_once().shipper):
            with pytest.raises(Conflict, match="nothing to review"):
                services.review_ask(actor=owner_of(shipper), shipper_id=shipper.pk, text="Please.")


class TestComingBack:
    @pytest.mark.slow
    def test_who_left_on_conditions_is_on_conditions_until_the_same_day(self, conditional):
        ends_at = held(conditional).ends_at
        services.member_leave(actor=owner_of(conditional), shipper_id=conditional.pk)
        assert restriction_of(held(conditional)) is None
        with at(days_on(30)):
            services.member_readmit(shipper_id=conditional.pk)
            assert (held(conditional).status, held(conditional).ends_at) == (Status.CONDITIONAL, ends_at)
        with at(ends_at):
            assert held(conditional).status == Status.ACTIVE

    @pytest.mark.slow
    def test_who_left_while_suspended_by_a_decision_is_suspended_until_the_same_day(self, officer):
        shipper = due_process.appeal_suspension(officer).proposal.shipper
        ends_at = held(shipper).ends_at
        services.member_leave(actor=owner_of(shipper), shipper_id=shipper.pk)
        with at(days_on(30)):
            services.member_readmit(shipper_id=shipper.pk)
            assert (held(shipper).status, held(shipper).ends_at) == (Status.SUSPENDED, ends_at)

    @pytest.mark.slow
    def test_who_comes_back_after_the_end_is_free(self, conditional):
        ends_at = held(conditional).ends_at
        services.member_leave(actor=owner_of(conditional), shipper_id=conditional.pk)
        with at(ends_at + timedelta(days=1)):
            services.member_readmit(shipper_id=conditional.pk)
            assert held(conditional).status == Status.ACTIVE

    @pytest.mark.slow
    def test_a_suspension_at_once_that_nobody_decided_begins_anew(self):
        shipper = due_process.suspend_at_once().shipper
        pass_by()
        services.member_leave(actor=owner_of(shipper), shipper_id=shipper.pk)
        with at(days_on(30)):
            services.member_readmit(shipper_id=shipper.pk)
            assert held(shipper).status == Status.SUSPENDED
            notice = ProposedChange.objects.filter(shipper=shipper, kind="suspension").latest("pk")
            assert (notice.state, notice.served_at) == (ProposalState.PROPOSED, clock.now())
