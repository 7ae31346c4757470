"""Random acts by random people over months: nothing is ever taken away without due process.

Each step is an act that somebody may or may not take, a fact that comes in, or time that passes with its timers. A
refused act changes nothing. After each step, everything that has happened is compared with the promises of the program.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import DomainError
from apps.core.history.tables import version_of
from apps.desk.timeline import REASONS
from apps.events.models import Event, Timer
from apps.ledger.models import Case, Recording, Violation
from apps.ledger.services import recording_reverse
from apps.ledger.vocabulary import Severity, severity_of
from apps.notices.selectors import receipts_of
from apps.shippers.models import Membership
from apps.standing.models import Appeal, Change, Departure, ProposedChange, RestrictionReview, Standing
from apps.standing.selectors import UNDECIDED, calls_running, restriction_of
from apps.standing.services import (
    assurance_settle,
)
from apps.standing.states import MEMBER, PROPOSAL, STATUS
from apps.work.models import Item as Work
from tests.evaluation.ledger import recording
from tests.people import seller, staff
from tests.standing.acts import Acts
from tests.standing.evaluations import enrolled, evaluated
from tests.standing.process import found, pass_by

# Acts that change no status.
OF_TIERS = {"enroll", "promote", "demote", "validate", "end_validation", "restore_tier"}
ACTORS = st.sampled_from(["owner", "viewer", "officer", "other", "supervisor", "deputy", "analyst"])

# How often each act is tried: often, if it begins a process or needs other acts first.
WEIGHTS = {
    "time_passes": 6,
    "the_record_allows": 4,
    "something_critical_is_found": 2,
    "a_report_is_taken_back": 1,
    "propose": 3,
    "call_the_member": 2,
    "confirm_or_dismiss": 2,
    "decide": 8,
    "two_officers": 2,
    "reinstate": 1,
    "hear_the_appeal": 3,
    "give_time": 1,
    "open_a_plan": 3,
    "see_to_the_plan": 3,
    "respond": 7,
    "ask_for_time": 1,
    "appeal": 4,
    "take_the_appeal_back": 1,
    "answer_the_plan": 2,
    "leave": 1,
    "ask_for_a_review": 2,
    "review_the_conditions": 2,
    "keep_the_appealed_change": 1,
    "see_to_a_departure": 1,
}
OF_SELLERS = {
    "respond",
    "ask_for_time",
    "appeal",
    "take_the_appeal_back",
    "answer_the_plan",
    "leave",
    "ask_for_a_review",
}
HEARD = {"hear_the_appeal", "review_the_conditions", "keep_the_appealed_change"}
OFFICERS = ("officer", "other", "supervisor")
ACTS = [what for what, weight in WEIGHTS.items() for _ in range(weight)]


class DueProcess(Acts, RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.now = datetime(2026, 3, 2, 15, tzinfo=UTC)
        self.checked = 0
        self.batches: list[Recording] = []
        with clock.at(self.now):
            self.shipper = enrolled()
            pass_by()
            evaluated(self.shipper, enter=3, keep=3)
            owner = Membership.objects.get(shipper=self.shipper).user
            viewer = seller("viewer@shop.example")
            Membership.objects.create(shipper=self.shipper, user=viewer, role=Membership.Role.VIEWER)
            self.people: dict[str, User] = {
                "owner": owner,
                "viewer": viewer,
                "officer": staff("officer"),
                "other": staff("officer", email="other@staff.example"),
                **{role: staff(role) for role in ("supervisor", "deputy", "analyst")},
            }

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    def attempt(self, act: Callable[..., object], actor: str | None = None, **values: object) -> None:
        """Try an act. A refused act leaves no trace."""
        who = {"actor": self.people[actor]} if actor else {}
        with clock.at(self.now):
            try:
                with transaction.atomic():
                    act(**who, **values)
            except DomainError:
                return
            pass_by()
            assurance_settle()

    def proposal(self, *states: str) -> int:
        found = ProposedChange.objects.filter(shipper=self.shipper)
        found = found.filter(state__in=states) if states else found
        return found.order_by("-pk").values_list("pk", flat=True).first() or 0

    @rule(what=st.deferred(lambda: st.sampled_from(ACTS)), actor=ACTORS, number=st.integers(0, 119))
    def something_happens(self, what: str, actor: str, number: int) -> None:
        """One rule for all: rules of their own would be left out of whole runs, and most need others first. Mostly
        somebody tries who may; each seventh time it is anybody."""
        if number % 7:
            officers = ("supervisor", "deputy", "supervisor") if what in HEARD else OFFICERS
            actor = "owner" if what in OF_SELLERS else officers[number % 3]
        getattr(self, what)(actor, number)

    # Time and facts.

    def time_passes(self, actor: str, number: int) -> None:
        self.now += timedelta(days=(1, 2, 6, 13, 31, 40)[number % 6])
        with clock.at(self.now):
            pass_by()
            assurance_settle()

    def the_record_allows(self, actor: str, number: int) -> None:
        enter, keep = ((0, 1), (1, 1), (3, 3), (0, 0), (1, 2), (2, 3))[number % 6]
        self.attempt(partial(evaluated, self.shipper, enter=enter, keep=keep, assured=False))

    def something_critical_is_found(self, actor: str, number: int) -> None:
        source = (("cbp", "agency"), ("cbp", "agency"), ("bazaar", "marketplace"))[number % 3]
        with clock.at(self.now):
            batch = recording(*source)
            found(self.shipper, recorded=batch, self_disclosed=number % 4 == 0)
            self.batches.append(batch)
            pass_by()

    def a_report_is_taken_back(self, actor: str, number: int) -> None:
        if self.batches:
            batch = self.batches.pop(number % len(self.batches))
            self.attempt(recording_reverse, "supervisor", recording_id=batch.pk, reason="It was another's.")

    # The promises.

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
        for change in ProposedChange.objects.filter(shipper=self.shipper):
            versions = version_of(ProposedChange).objects.filter(pgh_obj=change.pk).order_by("pgh_id")
            states = list(versions.values_list("state", flat=True))
            for before, after in pairwise(states):
                moves = {(source, move.target) for move in PROPOSAL.transitions for source in move.sources}
                assert before == after or (before, after) in moves

    @invariant()
    def what_is_undecided_waits_for_somebody_and_not_for_ever(self) -> None:
        for change in ProposedChange.objects.filter(shipper=self.shipper, state__in=UNDECIDED):
            waits = Work.objects.filter(subject_type="proposedchange", subject_id=change.pk, closed_at=None)
            assert waits.exists()
            assert change.lapse_at is None or change.lapse_at > self.now

    @invariant()
    def what_can_wait_is_proposed_after_a_call_and_its_hours(self) -> None:
        for proposal in ProposedChange.objects.filter(shipper=self.shipper, at_once=False).order_by("pk"):
            assert_called_first(proposal)

    @invariant()
    def every_call_ends_within_its_hours_or_waits_for_a_critical_matter(self) -> None:
        for call in calls_running(self.shipper.pk):
            over = call.due_at <= self.now
            assert not over or ProposedChange.objects.filter(shipper=self.shipper, state="to_confirm").exists()
            assert over or call.state != "not_reached"

    @invariant()
    def every_parcel_is_examined_only_on_conditions_that_wait_for_a_supervisor(self) -> None:
        standing = Standing.objects.get(pk=self.shipper.pk)
        waits = Work.objects.filter(kind="unreviewed_suspension", subject_id=self.shipper.pk, closed_at=None)
        assert standing.examine_all == waits.exists()
        if standing.examine_all:
            assert standing.status == "conditional"

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
            if change.actor == self.people["owner"]:
                continue
            departure = Departure.objects.get(ended_at=change.at, state="confirmed")
            assert departure.files.exists()
            assert change.actor_id == departure.ended_by_id
            assert change.actor_id not in (departure.started_by_id, departure.signed_by_id)


def takes_away(change: Change) -> bool:
    left = change.status_before in MEMBER and change.status not in MEMBER and change.action != "withdraw"
    return left or (change.tier_before is not None and change.tier < change.tier_before)


def assert_allowed(change: Change) -> None:
    if change.status == change.status_before or not change.status_before:
        assert change.action in OF_TIERS
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
    with a recorded basis, with the notice in the same moment."""
    proposals = ProposedChange.objects.filter(shipper=change.shipper_id)
    at_once = proposals.filter(at_once=True, effective_at=change.at).first()
    if at_once:
        for violation in Violation.objects.filter(pk__in=_entries(at_once)):
            assert severity_of(violation.category, violation.culpability) == Severity.CRITICAL
            assert violation.basis in ("seizure", "laboratory", "list_match")
        assert at_once.served_at == change.at
        assert receipts_of(("proposedchange", at_once.pk)).filter(created_at=change.at).exists()
        return
    # Another proposal may have been dismissed in the same moment, for the clock stands still between the steps.
    # An appeal that was stayed and then denied or taken back makes the decided change again.
    again = Q(appeal__stayed_at__isnull=False, appeal__decided_at=change.at, appeal__state__in=("denied", "withdrawn"))
    taken = proposals.filter(again | Q(decided_at=change.at), decided_by__isnull=False, state__in=("upheld", "reduced"))
    decided = taken.first()
    assert decided is not None, "somebody decided it"
    assert decided.served_at is not None
    assert receipts_of(("proposedchange", decided.pk)).filter(created_at__lte=decided.served_at).exists()
    heard = decided.responded_at is not None and decided.responded_at <= change.at
    assert heard or change.at >= decided.respond_by
    assert decided.respond_by >= decided.served_at + timedelta(days=29)
    firsts = {decided.proposed_by_id, decided.recommended_by_id, decided.confirmed_by_id} - {None}
    if decided.kind in ("suspension", "removal", "validation") and decided.state == "upheld":
        assert firsts - {decided.decided_by_id} or decided.source_id, "two officers, or an agency and one"


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
    ), "it was in good standing, and was owed a call"


def _entries(proposal: ProposedChange) -> list[int]:
    return list(Case.objects.filter(pk__in=proposal.notice["cases"]).values_list("violation_id", flat=True))


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        DueProcess,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_nothing_is_taken_away_but_by_due_process():
    run(examples=6, steps=25)


@pytest.mark.soak
@pytest.mark.django_db
def test_nothing_is_taken_away_but_by_due_process_in_long_histories():
    run(examples=25, steps=45)
