"""Random acts by random people over months: nothing is ever taken away without due process, and each burden has an end.

After each step, everything that has happened is compared with the promises of the program.
"""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db.models import Q, QuerySet
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from apps.agencies.models import Hold, HoldAct
from apps.core import clock
from apps.core.history.tables import version_of
from apps.desk.timeline import REASONS
from apps.disputes.models import Dispute, SourceCheck
from apps.disputes.states import ASK_NOTHING
from apps.events.models import Event, Timer
from apps.ledger.models import Case, Violation
from apps.ledger.vocabulary import COUNTING, Severity, severity_of
from apps.notices.models import Message
from apps.notices.selectors import receipts_of
from apps.policy.selectors import policy_on, terms_of
from apps.standing.models import (
    Appeal,
    Change,
    Delivery,
    Departure,
    Extension,
    Plan,
    ProposedChange,
    RestrictionReview,
    Standing,
)
from apps.standing.proposals.notices import PLAN_MISSED
from apps.standing.selectors import UNDECIDED, appeal_until, calls_running, restriction_of
from apps.standing.states import MEMBER, PROPOSAL, STATUS
from apps.work.models import Item as Work
from tests.standing.machine import BEGUN, NOBODY, Machine

# Acts that change no status.
OTHER_ACTS = {"enroll", "promote", "demote", "validate", "end_validation", "restore_tier", "end_examination"}
DAY = timedelta(days=1)


class DueProcess(Machine):
    """The promises of the program, checked after each act."""

    def proposals(self, *states: str) -> list[ProposedChange]:
        known = ProposedChange.objects.filter(shipper=self.shipper).select_related("shipper")
        return list(known.filter(state__in=states) if states else known)

    def is_one_person(self, one: int, other: int) -> bool:
        return one == other or frozenset({one, other}) in self.made

    def work(self, kind: str, **subject: object) -> bool:
        return Work.objects.filter(kind=kind, closed_at=None, **subject).exists()

    @invariant()
    def nothing_ends_without_a_notice_and_its_time(self) -> None:
        for change in Change.objects.filter(shipper=self.shipper, pk__gt=self.checked).order_by("pk"):
            self.checked = change.pk
            assert_allowed(change)
            assert_explained(change)
            if takes_away(change):
                assert_due_process(change)

    @invariant()
    def every_state_was_reached_as_the_table_says(self) -> None:
        moves = {(source, move.target) for move in PROPOSAL.transitions for source in move.sources}
        for change in self.proposals():
            versions = version_of(ProposedChange).objects.filter(pgh_obj=change.pk).order_by("pgh_id")
            rows = list(versions.values_list("state", "respond_by"))
            for (before, earlier), (after, later) in pairwise(rows):
                assert before == after or (before, after) in moves
                assert before == "to_confirm" or later >= earlier, "the time to respond is never cut"

    @invariant()
    def nothing_is_upheld_unheard(self) -> None:
        """By two persons where the policy says so, after the response or its time, with no request that waits."""
        for change in self.proposals("upheld", "overturned"):
            if change.reduced_status or change.reduced_tier is not None:
                continue
            assert change.final_at or change.decided_at >= change.respond_by
            assert change.respond_by >= change.served_at + 29 * DAY
            assert change.final_at or not change.extensions.filter(state="closed").exists()
            with clock.at(change.decided_at):
                two = change.adverse_action.second_officer(terms_of(policy_on(clock.today())).changes)
            firsts = {change.proposed_by_id, change.recommended_by_id, change.confirmed_by_id} - {None}
            assert not two or any(not self.is_one_person(first, change.decided_by_id) for first in firsts)

    @invariant()
    def what_is_undecided_waits_for_somebody_and_not_for_ever(self) -> None:
        for change in self.proposals(*UNDECIDED):
            assert Work.objects.filter(subject_type="proposedchange", subject_id=change.pk, closed_at=None).exists()
            assert change.lapse_at is None or change.lapse_at > self.now
            if change.lapse_at:
                assert change.respond_by < change.decide_by < change.lapse_at, "never before the seller's time"

    @invariant()
    def what_can_wait_is_proposed_after_a_call_and_its_hours(self) -> None:
        for proposal in self.proposals():
            if not proposal.at_once:
                assert_called_first(proposal)

    @invariant()
    def every_call_ends_within_its_hours_or_waits_for_a_critical_matter(self) -> None:
        for call in calls_running(self.shipper.pk):
            over = call.due_at <= self.now
            assert not over or self.proposals("to_confirm")
            assert over or call.state != "not_reached"

    @invariant()
    def a_suspension_at_once_is_reviewed_soon_and_decided_later(self) -> None:
        status = Standing.objects.get(pk=self.shipper.pk).status
        for change in self.proposals(*UNDECIDED):
            if change.is_in_effect:
                assert status == "suspended"
                assert change.review_by < change.review_lapse_at < change.respond_by
            if change.review_is_due:
                assert change.review_lapse_at > self.now, "nobody stays suspended because nobody looked"
                assert self.work("suspension_to_review", subject_id=change.pk)
        for change in self.proposals():
            if change.reviewed_at:
                reviewers = set(change.reviews.filter(outcome="continued").values_list("by", flat=True))
                assert not any(self.is_one_person(who, change.confirmed_by_id or 0) for who in reviewers)

    @invariant()
    def every_parcel_is_examined_only_until_the_decision(self) -> None:
        standing = Standing.objects.get(pk=self.shipper.pk)
        assert standing.examine_all == self.work("unreviewed_suspension", subject_id=self.shipper.pk)
        if standing.examine_all:
            assert standing.status == "conditional"
            assert any(change.at_once and change.lifted_at for change in self.proposals(*UNDECIDED))

    @invariant()
    def every_burden_has_somebody_to_turn_to(self) -> None:
        """Who is suspended or on conditions waits for a decision, carries out a plan, or could appeal."""
        if Standing.objects.get(pk=self.shipper.pk).status in ("suspended", "conditional"):
            waits = any(change.state != "to_confirm" for change in self.proposals(*UNDECIDED))
            runs = Plan.objects.filter(shipper=self.shipper, state__in=["open", "missed"]).exists()
            assert waits or runs or self.proposals("upheld", "reduced")

    @invariant()
    def no_appeal_is_lost_by_a_clock_that_was_never_heard(self) -> None:
        """The time to appeal runs from the delivery of the decision; nobody's own word is a delivery."""
        for change in self.proposals("upheld", "reduced"):
            until = appeal_until(change)
            if change.decision_served_at is None:
                assert until is None
                assert self.work("somebody_to_find", subject_id=change.pk)
            else:
                assert change.decision_served_at >= change.decided_at
                assert until >= change.decision_served_at + 29 * DAY
        for change in self.proposals("proposed", "responded", "to_agree"):
            assert change.served_at or self.work("somebody_to_find", subject_id=change.pk)
        for proof in Delivery.objects.filter(proposal__shipper=self.shipper).select_related("proposal"):
            change = proof.proposal
            others = (change.proposed_by_id, change.confirmed_by_id, change.recommended_by_id, change.decided_by_id)
            assert proof.file
            assert change.state == "withdrawn" or not any(
                self.is_one_person(proof.recorded_by_id, who) for who in others if who
            )

    @invariant()
    def the_same_grounds_propose_once(self) -> None:
        named: set[int] = set()
        asked = [change for change in self.proposals() if change.proposed_by_id]
        for change in sorted(asked, key=lambda each: each.pk):
            cases = set(change.notice["cases"])
            assert not cases or cases - named, "something new was named"
            named |= cases

    @invariant()
    def a_hold_of_an_agency_ends_and_lasts_by_two_persons_with_new_grounds(self) -> None:
        acts = list(HoldAct.objects.filter(kind__in=["placed", "extended"]).select_related("hold").order_by("pk"))
        for before, after in pairwise(acts):
            assert not self.is_one_person(before.actor_id, after.actor_id)
        assert len({act.grounds for act in acts}) == len(acts)
        with clock.at(self.now):
            for hold in Hold.objects.filter(state="in_force"):
                assert hold.until >= clock.today()
                assert hold.until <= clock.add_days(clock.day_of(acts[0].at), 90)

    @invariant()
    def every_restriction_has_an_end_and_a_holder(self) -> None:
        standing = Standing.objects.select_related("shipper").get(pk=self.shipper.pk)
        with clock.at(self.now):
            restriction = restriction_of(standing)
        if standing.status in ("conditional", "suspended"):
            assert restriction.until > self.now
            assert restriction.holder is not None
            assert Timer.objects.filter(subject_type="shipper", subject_id=standing.pk, step="end").exists()

    @invariant()
    def every_appeal_and_review_is_decided_or_gives_back_in_time(self) -> None:
        for appeal in Appeal.objects.filter(state="open"):
            assert appeal.stayed_at or appeal.stay_at > self.now
        assert not RestrictionReview.objects.filter(state="open", decide_by__lte=self.now).exists()

    @invariant()
    def nobody_leaves_but_by_the_owners_act_or_with_a_signature_that_two_officers_read(self) -> None:
        for change in Change.objects.filter(shipper=self.shipper, action="withdraw"):
            if change.actor == self.team[0]:
                continue
            departure = Departure.objects.get(ended_at=change.at, state="confirmed")
            assert departure.files.exists()
            assert change.actor_id == departure.ended_by_id
            for first in (departure.started_by_id, departure.signed_by_id):
                assert not self.is_one_person(change.actor_id, first)

    @invariant()
    def requests_for_more_time_end_with_their_case(self) -> None:
        for extension in Extension.objects.filter(proposal__shipper=self.shipper).select_related("proposal"):
            waits = extension.state == "open"
            assert not waits or extension.proposal.state in UNDECIDED
            if extension.proposal.state not in UNDECIDED:
                assert not self.work("change_extension", subject_id=extension.proposal_id)
            elif waits:
                assert self.work("change_extension", subject_id=extension.proposal_id)

    @invariant()
    def nobody_hears_an_appeal_of_a_case_of_their_own(self) -> None:
        for appeal in Appeal.objects.filter(proposal__shipper=self.shipper).select_related("proposal"):
            if appeal.state == "open":
                assert self.work("standing_appeal", subject_id=appeal.pk)
            if appeal.state not in ("granted", "denied"):
                continue
            notice = appeal.proposal.notice
            keys = [("change", appeal.proposal_id), *(("case", case) for case in notice["cases"])]
            if call := getattr(appeal.proposal, "assurance_call", None):
                keys.append(("call", call.pk))
            if notice["because"] == PLAN_MISSED:
                keys.append(("plan", self.shipper.pk))
            assert appeal.decided_by_id not in {member.pk for member in self.team}
            for key in keys:
                took_part = {who for who, step in self.parts[key].items() if step < self.heard[appeal.pk]}
                for who in took_part:
                    assert not self.is_one_person(appeal.decided_by_id, who), f"{key} of {who}"

    @invariant()
    def every_source_is_told_and_vouches_in_time_or_its_violation_stops_counting(self) -> None:
        for check in self.checks():
            assert check.asked_at + 29 * DAY <= check.confirm_by <= check.asked_at + 46 * DAY
            if check.state == "open":
                assert check.confirm_by >= self.now
                told = check.told_at or check.tell_by > self.now + 3 * DAY
                assert told or self.work("source_check", subject_id=check.pk), "an officer tells the source"
            if check.state == "unconfirmed":
                assert check.stopped_at > check.confirm_by
                assert not entries_counting(check).filter(recorded_at__gte=check.stopped_at).exists()

    @invariant()
    def every_dispute_is_put_to_the_source_unless_it_stood_by_its_report(self) -> None:
        asking = Dispute.objects.filter(shipper=self.shipper, source_check=None).exclude(position__in=ASK_NOTHING)
        for dispute in asking:
            stood = [check for check in self.checks() if check.dispute.case_id == dispute.case_id]
            assert any(check.answered_at and check.answered_at <= dispute.said_at for check in stood)

    @invariant()
    def the_business_is_told_what_its_source_said_or_did_not(self) -> None:
        for check in self.checks() if self.begun != NOBODY else ():
            if moment := check.answered_at or check.stopped_at:
                notices = Message.objects.filter(kind="disputes.source", recipient=self.team[0])
                assert notices.filter(created_at=moment).exists()
            if check.state == "certified":
                assert check.noticed_at == check.answered_at

    def checks(self) -> list[SourceCheck]:
        return list(SourceCheck.objects.filter(dispute__shipper=self.shipper).select_related("dispute"))


def entries_counting(check: SourceCheck) -> QuerySet[Violation]:
    return Violation.objects.filter(case=check.dispute.case_id, determination__in=COUNTING, voided=False)


def takes_away(change: Change) -> bool:
    left = change.status_before in MEMBER and change.status not in MEMBER and change.action != "withdraw"
    conditions = (change.status_before, change.status) == ("active", "conditional")
    return left or conditions or (change.tier_before is not None and change.tier < change.tier_before)


def assert_allowed(change: Change) -> None:
    if change.status == change.status_before or not change.status_before:
        assert change.action in OTHER_ACTS
        return
    assert any(
        move.action == change.action and change.status_before in move.sources and move.target == change.status
        for move in STATUS.transitions
    ), f"{change.status_before} -{change.action}-> {change.status}"


def assert_explained(change: Change) -> None:
    assert change.reasons
    assert set(change.reasons) <= REASONS.keys()
    event = Event.objects.get(kind="standing.changed", subject_id=change.pk)
    assert (event.shipper_id, event.actor_id) == (change.shipper_id, change.actor_id)


def assert_due_process(change: Change) -> None:
    """By a decision, after a notice that was delivered and the time to answer it; or at once, upon something critical
    with a recorded basis, with the notice in the same moment.
    """
    proposals = ProposedChange.objects.filter(shipper=change.shipper_id)
    at_once = proposals.filter(at_once=True, effective_at=change.at).first()
    if at_once:
        cases = Case.objects.filter(pk__in=at_once.notice["cases"]).values_list("violation_id", flat=True)
        for violation in Violation.objects.filter(pk__in=cases):
            assert is_critical(violation)
        if at_once.served_at == change.at:
            assert receipts_of(("proposedchange", at_once.pk)).filter(created_at=change.at).exists()
        else:
            assert Work.objects.filter(kind="somebody_to_find", subject_id=at_once.pk).exists(), "nobody signs for it"
        return
    # Another proposal may have been decided in the same moment, for the clock stands still between the steps.
    # An appeal that was stayed and then denied or taken back makes the decided change again.
    again = Q(appeal__stayed_at__isnull=False, appeal__decided_at=change.at, appeal__state__in=("denied", "withdrawn"))
    taken = proposals.filter(again | Q(decided_at=change.at), decided_by__isnull=False, state__in=("upheld", "reduced"))
    decided = taken.filter(Q(final_at__lte=change.at) | Q(respond_by__lte=change.at)).first()
    assert decided is not None, "somebody decided it, after the business was heard"
    assert decided.served_at is not None
    told = receipts_of(("proposedchange", decided.pk)).filter(created_at__lte=decided.served_at)
    assert told.exists() or decided.deliveries.filter(letter="notice").exists()
    assert decided.respond_by >= decided.served_at + 29 * DAY


def assert_called_first(proposal: ProposedChange) -> None:
    """After a call and its hours; or to a member that was owed none, or of whom the same was proposed already."""
    others = ProposedChange.objects.filter(shipper=proposal.shipper_id, pk__lt=proposal.pk)
    critical = others.filter(at_once=True).exclude(decided_at__lt=proposal.proposed_at)
    until = Change.objects.filter(shipper=proposal.shipper_id, at__lte=proposal.proposed_at).order_by("pk")
    before = until.filter(at__lt=proposal.proposed_at).last()
    statuses = {
        before.status if before else "",
        *until.filter(at=proposal.proposed_at).values_list("status", flat=True),
    }
    call = getattr(proposal, "assurance_call", None)
    if call:
        assert call.opened_at + timedelta(hours=72) <= proposal.proposed_at or "withdrawn" in statuses
        return
    assert (
        proposal.notice["tier_held"] < 2
        or statuses - {"active"}
        or critical.exists()
        or others.filter(kind=proposal.kind, decided_at=proposal.proposed_at).exists()
        or any(is_critical_matter(proposal, entry) for entry in entries_at(proposal.shipper_id, proposal.proposed_at))
    ), "it was in good standing, and was owed a call"


def entries_at(shipper_id: int, moment: datetime) -> list[Violation]:
    """Return the entries of the cases of a member that were present at a moment, or became so in it."""
    entries = Violation.objects.filter(seller__shipper=shipper_id, recorded_at__lte=moment).order_by("revision")
    last = {entry.case_id: entry for entry in entries.filter(recorded_at__lt=moment)}
    return [*last.values(), *entries.filter(recorded_at=moment)]


def is_critical_matter(proposal: ProposedChange, entry: Violation) -> bool:
    """Say whether an entry is an open allegation of something critical, or stands and is named by an officer."""
    if entry.voided or not is_critical(entry):
        return False
    named = proposal.proposed_by_id is not None and entry.case_id in proposal.notice["cases"]
    return entry.determination == "alleged" or (named and entry.determination != "reversed")


def is_critical(violation: Violation) -> bool:
    critical = severity_of(violation.category, violation.culpability) == Severity.CRITICAL
    return critical and violation.basis in ("seizure", "laboratory", "list_match")


def run(begun: str, *, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        type("DueProcess", (DueProcess,), {"begun": begun}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_nothing_is_taken_from_a_business_for_which_nobody_signs():
    run(NOBODY, examples=1, steps=15)


@pytest.mark.slow
@pytest.mark.parametrize("begun", BEGUN)
def test_nothing_is_taken_away_but_by_due_process(begun):
    run(begun, examples=2, steps=25)


@pytest.mark.soak
@pytest.mark.parametrize("begun", BEGUN)
def test_nothing_is_taken_away_but_by_due_process_in_long_histories(begun):
    run(begun, examples=10, steps=60)
