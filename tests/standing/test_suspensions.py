"""Suspensions at once: who must confirm a finding, how many one source may cause, and what ends them."""

from datetime import timedelta
from functools import partial

import pytest

from apps.core import clock
from apps.core.errors import Conflict, NotAllowed
from apps.events.models import Event
from apps.ledger.models import Reporter
from apps.ledger.services import recording_reverse
from apps.notices.models import Message
from apps.policy.selectors import policy_on, terms_of
from apps.standing import services
from apps.standing.models import Change, ProposalState, ProposedChange, Standing, Status
from apps.standing.proposals.services.suspensions import HourlyLimit
from apps.standing.selectors import benefits_of
from apps.work.models import Item
from tests.evaluation.ledger import recording
from tests.people import seller, staff
from tests.portal.members import member_of, settle, unevaluated_member
from tests.standing.evaluations import enrolled, evaluated, owner_of
from tests.standing.process import (
    at,
    days_on,
    decided,
    found,
    pass_by,
    plan_opened,
    suspended_by,
    suspension_at_once,
    undecided,
    upheld_at_once,
)


def waits(kind: str) -> list[int]:
    return list(Item.objects.filter(kind=kind, closed_at=None).values_list("subject_id", flat=True))


def standing(shipper) -> Standing:
    return Standing.objects.get(pk=shipper.pk)


def suspension_reviews(proposal: ProposedChange) -> list[tuple[str, str]]:
    return list(proposal.reviews.values_list("outcome", "reasons"))


class TestWhoStandsForIt:
    @pytest.mark.parametrize(
        ("source", "kind", "fields"),
        [
            ("bazaar", "marketplace", {}),
            ("swift", "carrier", {}),
            ("cbp", "agency", {"self_disclosed": True}),
        ],
        ids=["a marketplace's word", "a carrier's word", "reported by the seller itself"],
    )
    def test_anything_else_waits_for_an_officer_and_changes_nothing(self, source, kind, fields):
        shipper = enrolled(tier=2)
        first = found(shipper, source=source, kind=kind, **fields)
        held = suspended_by(shipper, first)
        proposal = undecided(shipper, "suspension")
        assert (held.status, held.tier) == (Status.ACTIVE, 2)
        assert (proposal.state, proposal.effective_at, proposal.served_at) == (ProposalState.TO_CONFIRM, None, None)
        assert not Message.objects.filter(kind="standing.suspension").exists(), "the seller is told once it is so"
        assert waits("suspension_to_confirm") == [proposal.pk]
        suspended_by(shipper, first, found(shipper, source=source, kind=kind, **fields))
        assert ProposedChange.objects.count() == 1, "what is new is read with it"

    def test_an_agency_beyond_its_competence_is_a_source_like_any_other(self):
        shipper = enrolled(tier=1)
        violation = found(shipper, source="fda")
        Reporter.objects.filter(code="fda").update(competence=["unsafe_goods"])
        assert suspended_by(shipper, violation).status == Status.ACTIVE
        assert undecided(shipper, "suspension").state == ProposalState.TO_CONFIRM

    def test_confirmed_it_suspends_with_its_notice_and_is_reviewed_by_another(self):
        officer, other = staff("officer"), staff("officer", email="other@staff.example")
        proposal = suspension_at_once(source="bazaar", kind="marketplace")
        shipper = proposal.shipper
        with pytest.raises(NotAllowed):
            services.suspension_confirm(actor=staff("analyst"), change_id=proposal.pk)
        services.suspension_confirm(actor=officer, change_id=proposal.pk)
        assert standing(shipper).status == Status.SUSPENDED
        assert benefits_of(standing(shipper)) == []
        assert not waits("suspension_to_confirm")
        assert waits("proposed_change") == [proposal.pk]
        assert Message.objects.filter(recipient=owner_of(shipper), kind="standing.suspension").count() == 1
        with pytest.raises(Conflict, match="An officer other than"):
            services.suspension_review(actor=officer, change_id=proposal.pk, decision="continue", reasons="I saw it.")
        services.suspension_review(
            actor=other, change_id=proposal.pk, decision="continue", reasons="The laboratory agrees."
        )
        assert standing(shipper).status == Status.SUSPENDED
        assert not waits("suspension_to_review")

    def test_dismissed_it_never_suspends_for_the_same_and_what_else_follows_is_proposed(self):
        shipper = enrolled(tier=2)
        violation = found(shipper, source="bazaar", kind="marketplace")
        suspended_by(shipper, violation)
        services.suspension_dismiss(
            actor=staff("officer"), change_id=undecided(shipper, "suspension").pk, reasons="It was sugar."
        )
        assert suspended_by(shipper, violation).status == Status.ACTIVE
        assert undecided(shipper, "demotion").tier == 0

    def test_what_waits_is_dropped_when_its_finding_falls(self):
        shipper = enrolled(tier=2)
        suspended_by(shipper, found(shipper, source="bazaar", kind="marketplace"))
        evaluated(shipper, enter=2, keep=2)
        assert not waits("suspension_to_confirm")
        assert ProposedChange.objects.get().state == ProposalState.WITHDRAWN


class TestOneSource:
    """More suspensions than the policy allows in an hour wait for a supervisor; a recording taken back restores every
    member.
    """

    @pytest.fixture
    def most(self) -> int:
        return terms_of(policy_on(clock.today())).changes.at_once_per_hour

    @pytest.mark.parametrize("number", [25, pytest.param(200, marks=pytest.mark.soak)])
    def test_a_wrong_batch_suspends_no_more_than_the_policy_allows_and_is_undone_whole(self, most, number):
        members = [unevaluated_member(seller(f"s{n}@shop.example")) for n in range(number)]
        settle()
        before = {shipper.pk: standing(shipper) for shipper in members}
        assert {held.tier for held in before.values()} == {1}
        batch = recording("errs", "agency")
        for shipper in members:
            found(shipper, recorded=batch)
        settle()
        hit = Standing.objects.filter(status=Status.SUSPENDED)
        assert hit.count() == most
        assert len(waits("suspension_beyond_limit")) == number - most
        settle()
        with clock.at(days_on(1)):
            settle()
        assert hit.count() == most, "an hour later they still wait for a supervisor"

        recording_reverse(recording_id=batch.pk, actor=staff("supervisor"), reason="The scanner was broken.")
        settle()
        for shipper in members:
            held = standing(shipper)
            assert (held.status, held.tier) == (Status.ACTIVE, before[shipper.pk].tier)
        assert not waits("suspension_beyond_limit")
        assert not waits("proposed_change")
        explained = Change.objects.filter(action="reinstate")
        assert explained.count() == most
        for change in explained:
            assert change.reasons == ["restored"]
            assert "The scanner was broken." in change.note
            assert Event.objects.filter(kind="standing.changed", subject_id=change.pk).count() == 1
        assert Message.objects.filter(kind="standing.restored").count() == most

    @pytest.mark.slow
    def test_only_a_supervisor_or_deputy_lets_those_beyond_the_limit_take_effect(self, most):
        shippers = [enrolled() for _ in range(most + 1)]
        for shipper in shippers:
            suspended_by(shipper, found(shipper, source="busy"))
        proposal = ProposedChange.objects.get(state=ProposalState.TO_CONFIRM)
        assert proposal.needs_supervisor
        with pytest.raises(Conflict, match="A supervisor must look at this one"):
            services.suspension_confirm(actor=staff("officer"), change_id=proposal.pk)
        services.suspension_confirm(actor=staff("deputy"), change_id=proposal.pk)
        assert Standing.objects.filter(status=Status.SUSPENDED).count() == most + 1

    @pytest.mark.slow
    def test_another_source_and_the_next_hour_are_counted_by_themselves(self, most):
        for source in ("one", "two"):
            for _ in range(most):
                shipper = enrolled()
                assert suspended_by(shipper, found(shipper, source=source)).status == Status.SUSPENDED
        later = enrolled()
        with clock.at(days_on(0.1)):
            assert suspended_by(later, found(later, source="one")).status == Status.SUSPENDED


class TestWhatComesBeforeTheDecision:
    @pytest.mark.slow
    def test_suspension_at_once_is_not_upheld_before_the_response_or_its_time(self):
        officer, other = staff("officer"), staff("officer", email="other@staff.example")
        proposal = suspension_at_once()
        shipper = proposal.shipper
        for act in (
            partial(services.change_decide, decision="uphold"),
            services.change_recommend,
        ):
            with pytest.raises(Conflict, match="The seller may respond until"):
                act(actor=officer, change_id=proposal.pk, reasons="It is plain.")
        services.suspension_review(
            actor=officer, change_id=proposal.pk, decision="continue", reasons="It is dangerous."
        )
        with at(proposal.respond_by + timedelta(minutes=1)):
            with pytest.raises(Conflict, match="Two officers must agree"):
                decided(officer, proposal, reasons="It is plain.")
            services.change_recommend(actor=officer, change_id=proposal.pk, reasons="It is plain.")
            with pytest.raises(Conflict, match="An officer other than"):
                decided(officer, proposal, "agree", reasons="It is plain.")
            decided(other, proposal, "agree")
        assert standing(shipper).status == Status.SUSPENDED

    def test_review_ends_before_the_time_to_respond_and_the_decision_comes_after(self):
        proposal = suspension_at_once(tier=0)
        assert proposal.review_by < proposal.review_lapse_at < proposal.respond_by
        assert proposal.respond_by < proposal.decide_by < proposal.lapse_at

    @pytest.mark.slow
    def test_suspension_that_is_lifted_is_still_decided_after_the_response(self):
        officer, other = staff("officer"), staff("officer", email="other@staff.example")
        shipper = enrolled(tier=2)
        violation = found(shipper)
        suspended_by(shipper, violation)
        proposal = undecided(shipper, "suspension")
        services.suspension_review(
            actor=officer, change_id=proposal.pk, decision="lift", reasons="The scan is unclear."
        )
        assert (standing(shipper).status, standing(shipper).tier) == (Status.ACTIVE, 2)
        assert suspended_by(shipper, violation).status == Status.ACTIVE, "not suspended again for the same"
        assert proposal.pk in waits("proposed_change")
        proposal.refresh_from_db()
        with pytest.raises(Conflict, match="not suspended because of this"):
            services.suspension_review(actor=other, change_id=proposal.pk, decision="continue", reasons="It is clear.")
        upheld_at_once(proposal, first=officer, second=other)
        assert standing(shipper).status == Status.SUSPENDED

    def test_suspension_that_is_lifted_is_dropped_when_its_findings_fall(self):
        shipper = enrolled(tier=2)
        batch = recording("errs", "agency")
        suspended_by(shipper, found(shipper, recorded=batch))
        proposal = undecided(shipper, "suspension")
        services.suspension_review(
            actor=staff("officer"), change_id=proposal.pk, decision="lift", reasons="It is unclear."
        )
        recording_reverse(recording_id=batch.pk, actor=staff("supervisor"), reason="Another's parcel.")
        evaluated(shipper, enter=2, keep=2)
        proposal.refresh_from_db()
        assert (proposal.state, standing(shipper).status) == (ProposalState.WITHDRAWN, Status.ACTIVE)

    def test_team_reads_the_reasons_of_a_review(self):
        proposal = suspension_at_once()
        shipper = proposal.shipper
        services.suspension_review(
            actor=staff("officer"), change_id=proposal.pk, decision="continue", reasons="A photo shows."
        )
        told = Message.objects.filter(recipient=owner_of(shipper)).latest("pk")
        assert "reviewed" in told.subject
        assert "A photo shows." in told.body
        assert suspension_reviews(proposal) == [("continued", "A photo shows.")]

    @pytest.mark.parametrize("decision", ["withdraw", "reduce"])
    def test_suspension_at_once_is_withdrawn_or_reduced_on_any_day(self, decision):
        proposal = suspension_at_once()
        shipper = proposal.shipper
        decided(staff("officer"), proposal, decision, reduce_to="conditional")
        assert standing(shipper).status == {"withdraw": Status.ACTIVE, "reduce": Status.CONDITIONAL}[decision]


class TestWhatEndsIt:
    @pytest.mark.slow
    def test_reversed_after_it_was_upheld_the_member_is_what_it_was(self):
        shipper = member_of(seller(), months=5)
        batch = recording("errs", "agency")
        found(shipper, recorded=batch)
        settle()
        upheld_at_once(undecided(shipper, "suspension"), first=staff("officer"), second=staff("deputy"))
        assert standing(shipper).status == Status.SUSPENDED
        recording_reverse(recording_id=batch.pk, actor=staff("supervisor"), reason="Another's parcel.")
        settle()
        assert (standing(shipper).status, standing(shipper).tier) == (Status.ACTIVE, 1)

    @pytest.mark.slow
    def test_unreviewed_it_is_reminded_of_daily_and_becomes_conditions_until_the_decision(self):
        supervisor, deputy = staff("supervisor"), staff("deputy")
        shipper = enrolled(tier=2)
        violation = found(shipper)
        suspended_by(shipper, violation)
        proposal = undecided(shipper, "suspension")
        for day in range(1, 20):
            with at(days_on(day)):
                pass
        told = Message.objects.filter(kind="standing.staff_reminder", recipient=supervisor)
        assert 9 <= told.filter(subject__contains="overdue").count() <= 10
        assert told.count() == Message.objects.filter(kind="standing.staff_reminder", recipient=deputy).count()
        assert standing(shipper).status == Status.SUSPENDED
        with at(days_on(21)):
            proposal.refresh_from_db()
            held = standing(shipper)
            assert (proposal.state, proposal.is_in_effect) == (ProposalState.PROPOSED, False)
            assert (held.status, held.examine_all) == (Status.CONDITIONAL, True)
            assert not {"exam_rate", "front_of_line"} & {benefit.code for benefit in benefits_of(held)}
            assert {benefit.code for benefit in benefits_of(held)}
            assert waits("unreviewed_suspension") == [shipper.pk], "never lifted in silence"
            assert waits("proposed_change") == [proposal.pk], "the case goes on"
            assert suspended_by(shipper, violation).status == Status.CONDITIONAL, "not suspended again for the same"
        with at(proposal.lapse_at + timedelta(minutes=1)):
            proposal.refresh_from_db()
            held = standing(shipper)
            assert (proposal.state, held.status, held.examine_all) == (ProposalState.LAPSED, Status.ACTIVE, False)
            assert not waits("unreviewed_suspension")
            assert suspended_by(shipper, violation).status == Status.ACTIVE

    @pytest.mark.slow
    @pytest.mark.parametrize("by_plan", [False, True], ids=["a-decision", "a-plan"])
    def test_full_examination_ends_with_conditions_that_an_officer_decides(self, by_plan):
        shipper, officer = enrolled(tier=2), staff("officer")
        suspended_by(shipper, found(shipper))
        proposal = undecided(shipper, "suspension")
        with at(days_on(40)):
            assert standing(shipper).examine_all
            if by_plan:
                plan_opened(officer, shipper, 20)
            else:
                decided(officer, proposal, "reduce", reduce_to="conditional")
            proposal.refresh_from_db()
            held = standing(shipper)
            assert (proposal.state, held.status, held.examine_all) == ("reduced", Status.CONDITIONAL, False)
            assert not waits("unreviewed_suspension")
            changes = Change.objects.filter(shipper=shipper).order_by("pk").values_list("examine_all", "actor")
            assert changes.last() == (False, officer.pk), "the change is in the history, and so in the feed"

    def test_an_outage_of_two_days_around_the_limit_changes_nothing_but_the_hour(self):
        staff("supervisor")
        shipper = enrolled(tier=1)
        suspended_by(shipper, found(shipper))
        with at(days_on(12.5)):
            reminders = Message.objects.filter(kind="standing.staff_reminder")
            assert reminders.filter(subject__contains="overdue").count() == 1, "one, not one for each missed day"
            pass_by()
            assert reminders.filter(subject__contains="overdue").count() == 1
        with at(days_on(23)):
            pass_by()
            assert Change.objects.filter(shipper=shipper, action="reinstate_conditionally").count() == 1

    def test_followed_twice_nothing_more_happens(self):
        shipper = enrolled(tier=2)
        suspended_by(shipper, found(shipper))
        changes = Change.objects.count()
        services.standings_apply(evaluations={shipper.pk: standing(shipper).evaluation_id})
        assert Change.objects.count() == changes


def test_limit_of_the_hour_asks_for_nothing_where_nobody_is_to_be_suspended(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        HourlyLimit([])
