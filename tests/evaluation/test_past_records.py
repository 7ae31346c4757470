"""A record that was once computed from tallies can be computed again from entries, after any later recording.

So can every evaluation, whatever was recorded at the same instant, by a clock that is behind, or meanwhile.
"""

import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.evaluation.models import Evaluation
from apps.evaluation.record import Record
from apps.evaluation.rules import judge
from apps.evaluation.selectors import RecordQuestion, evaluation_latest, records_at, records_now
from apps.evaluation.services import evaluate_due, evaluate_shippers
from apps.evaluation.verification import evaluations as evaluations_check
from apps.evaluation.verification import watches as watches_check
from apps.ledger import services
from apps.ledger.models import LateBatch, Recording, Seller
from apps.ledger.selectors import control_of
from apps.ledger.services.watches import watches_update
from apps.ledger.vocabulary import CONTROL_KINDS, Determination, ProgramEntryKind
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import Terms
from apps.shippers.models import Shipper
from tests.evaluation.ledger import entry, member, parcels, recording, report, violation
from tests.evaluation.test_quiet_until import TERMS

BEGIN = datetime(2025, 3, 12, 15, tzinfo=UTC)

REPORTERS = [("etsy", "marketplace"), ("usps", "carrier"), ("shop", "seller"), ("cbp", "agency")]

ACTS = [kind for kind in ProgramEntryKind.values[1:] if kind not in CONTROL_KINDS]

pauses = st.integers(0, 40)
# What happened, happened on a day that has come somewhere: each step is taken when tomorrow has begun on Kiritimati.
shifts = st.one_of(st.just(0), st.integers(-400, -1), st.just(1))
reporters = st.sampled_from(REPORTERS)
bases = st.sampled_from(["", "random", "random", "follow_up"])
results = st.sampled_from(["", "clean", "discrepant"])
steps = st.one_of(
    st.tuples(st.just("new"), pauses, shifts, reporters, bases, results, st.integers(1, 4)),
    st.tuples(st.just("again"), pauses, shifts, reporters, bases, results),
    st.tuples(
        *(st.just("violation"), pauses, shifts, st.sampled_from(["narcotics", "counterfeit", "marking"])), st.booleans()
    ),
    st.tuples(st.just("determination"), pauses, st.sampled_from(Determination.values)),
    st.tuples(st.just("entry"), pauses, st.one_of(shifts, st.integers(2, 45)), st.sampled_from(ACTS)),
    st.tuples(st.just("counted"), pauses, st.sampled_from([(100, 100, 100), (100, 90, 80), (60, 0, 0), (20, 20, 1)])),
    st.tuples(st.just("other"), pauses),
    st.tuples(st.just("bind"), pauses),
    st.tuples(st.just("free"), pauses),
    st.tuples(st.just("reversal"), pauses, st.integers(1, 6)),
    st.tuples(st.just("link"), pauses, shifts.filter(lambda shift: shift <= 0), st.integers(1, 4)),
)
# By how many seconds the clock of the machine is ahead that takes a step.
clocks = st.sampled_from([0, 0, 0, -3, 3])
at_one_instant = st.sampled_from([0, 0, 0, 12])
evaluations = st.one_of(
    st.tuples(st.just("evaluate"), at_one_instant, st.sampled_from([0, 0, 2])),
    st.tuples(st.just("look_back"), at_one_instant, st.integers(1, 90)),
    st.tuples(st.just("leave"), at_one_instant),
)


class Story:
    """The history of one shipper, and of others that are judged together with it at times, recorded step by step."""

    def __init__(self) -> None:
        self.now = BEGIN
        self.shipper: Shipper | None = None
        self.references: list[str] = []
        self.cases: list[str] = []
        self.recordings: list[Recording] = []
        self.strangers = 0
        self.members: list[int] = []

    def apply(self, step: tuple, *, tick: timedelta = timedelta(seconds=1), ahead: int = 0) -> None:
        """Take a step on a machine whose clock is so many seconds ahead of the time of the story."""
        kind, wait, *rest = step
        self.now += timedelta(days=wait) + tick
        with clock.at(self.now + timedelta(seconds=ahead)):
            getattr(self, kind)(*rest)

    def begin(self) -> None:
        with clock.at(self.now):
            self.shipper = member(clock.today())
            self.members.append(self.shipper.pk)

    def new(self, shift: int, reporter: tuple[str, str], basis: str, result: str, count: int) -> None:
        recorded = recording(*reporter)
        self.recordings.append(recorded)
        day = clock.today() + timedelta(days=shift)
        exam = {"examined": True, "exam_basis": basis, "exam_result": result} if basis else {}
        self.references += parcels(
            self.shipper, day, count, recorded=recorded, issuer="usps", currency="USD", value=9, **exam
        )

    def again(self, shift: int, reporter: tuple[str, str], basis: str, result: str) -> None:
        if not self.references:
            return
        recorded = recording(*reporter)
        self.recordings.append(recorded)
        fact = {"ksn": self.shipper.ksn, "issuer": "usps", "reference": self.references[-1], "examined": basis != ""}
        day = clock.today() + timedelta(days=shift)
        exam = {"exam_basis": basis or "random", "exam_result": result}
        report([fact | {"date": day} | exam], recorded=recorded, strict=False)

    def violation(self, shift: int, category: str, of_parcel: bool) -> None:
        day = clock.today() + timedelta(days=shift)
        parcel = {"shipment": f"usps:{self.references[-1]}"} if of_parcel and self.references else {}
        self.cases.append(violation(self.shipper, day, category=category, determination="alleged", **parcel))

    def determination(self, determination: str) -> None:
        if self.cases:
            violation(
                self.shipper, None, reference=self.cases[-1], determination=determination, category=None, strict=False
            )

    def entry(self, shift: int, kind: str) -> None:
        entry(self.shipper, clock.today() + timedelta(days=shift), kind)

    def counted(self, counts: tuple[int, int, int]) -> None:
        """Count the parcels of the last completed month that were declared in time."""
        month = clock.add_months(clock.month_of(clock.today()), -1)
        services.declared_months_record(month=month, counts=[services.DeclaredCount(self.shipper.pk, *counts)])

    def reversal(self, back: int) -> None:
        if len(self.recordings) >= back:
            taken = self.recordings.pop(-back)
            services.recording_reverse(recording_id=taken.pk, reason="sent twice", reporter=taken.reporter)

    def link(self, shift: int, count: int) -> None:
        """Link an identity with some history, either by a proof or with another record of the same business."""
        self.strangers += 1
        code, day = f"{self.shipper.pk}-{self.strangers}", clock.today() + timedelta(days=shift)
        report([{"seller": code, "date": day, "reference": f"{code}-{number}"} for number in range(count)])
        seller = Seller.objects.get(code=code)
        if count % 2:
            services.seller_link(seller_id=seller.pk, shipper_id=self.shipper.pk)
        else:
            services.shippers_enroll(sellers=[seller.pk], dates=[day])
            seller.refresh_from_db()
            self.members.append(seller.shipper_id)
            services.sellers_move(from_shipper_id=seller.shipper_id, to_shipper_id=self.shipper.pk)

    def other(self) -> None:
        """Go on with another number: what follows is recorded of that one."""
        if len(self.members) < 3:
            self.members.append(member(clock.today()).pk)
        place = self.members.index(self.shipper.pk) + 1
        self.shipper = Shipper.objects.get(pk=self.members[place % len(self.members)])

    def bind(self) -> None:
        """Judge all numbers of the story together."""
        alone = set(self.members) - control_of(self.members).keys()
        if alone:
            services.control_bind(shipper_ids=alone, control=self.members[0])

    def free(self) -> None:
        if control_of([self.shipper.pk]):
            services.control_free(shipper_id=self.shipper.pk)

    def leave(self) -> None:
        """Move all identities to another record of the same business, which is evaluated from then on."""
        other = member(clock.today())
        services.sellers_move(from_shipper_id=self.shipper.pk, to_shipper_id=other.pk)
        self.shipper = other
        self.members.append(other.pk)

    def evaluate(self, behind: int) -> None:
        with clock.at(self.now - timedelta(seconds=behind)):
            evaluate_shippers(shipper_ids=self.members)

    def look_back(self, days: int) -> None:
        evaluate_shippers(shipper_ids=self.members, as_of=clock.today() - timedelta(days=days))

    def evaluations(self) -> list[Evaluation]:
        return list(Evaluation.objects.filter(shipper__in=self.members).order_by("pk"))

    def record(self, terms: Terms) -> Record:
        return records_now([self.shipper.pk], as_of=clock.day_of(self.now), terms=terms)[self.shipper.pk]

    def question(self) -> RecordQuestion:
        return RecordQuestion(self.shipper.pk, clock.day_of(self.now), self.now)


@pytest.mark.slow
@given(st.lists(steps, max_size=14))
@settings(max_examples=30, deadline=None)
def test_the_record_of_any_time_is_computed_again(history):
    story = Story()
    story.begin()
    expected = [(story.question(), story.record(TERMS))]
    for step in history:
        story.apply(step)
        expected.append((story.question(), story.record(TERMS)))

    for question, record in expected:
        assert records_at([question], terms=TERMS) == [record]
    questions = [question for question, _record in expected]
    assert records_at(questions, terms=TERMS) == [record for _question, record in expected]


def findings_again(evaluations: Sequence[Evaluation]) -> list[Any]:
    """Return the findings of evaluations, computed again from the entries known now."""
    questions = [RecordQuestion(made.shipper_id, made.as_of, made.known_at) for made in evaluations]
    records = records_at(questions, terms=terms_of(policy_on(clock.today())))
    answers = [judge(record, terms_of(policy_on(record.as_of))) for record in records]
    return [msgspec.json.decode(msgspec.json.encode(answer.findings)) for answer in answers]


@pytest.mark.slow
@pytest.mark.parametrize("examples", [40, pytest.param(3_000, marks=pytest.mark.soak)])
def test_every_evaluation_is_repeated_from_entries_whatever_came_at_its_instant(examples: int) -> None:
    """By whatever clock each entry and each evaluation came."""

    @given(st.lists(st.tuples(st.one_of(steps, evaluations), st.booleans(), clocks), min_size=2, max_size=16))
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(history: list[tuple[tuple, bool, int]]) -> None:
        with transaction.atomic():
            story = Story()
            story.begin()
            story.apply(("evaluate", 0, 0), tick=timedelta(0))
            for (kind, wait, *rest), ticks, ahead in history:
                story.apply((kind, 0 if ticks else wait, *rest), tick=timedelta(seconds=ticks), ahead=ahead)
            story.apply(("evaluate", 0, 0), tick=timedelta(0))

            made = story.evaluations()
            assert len({(one.shipper_id, one.known_at) for one in made}) == len(made)
            assert findings_again(made) == [one.findings for one in made]
            assert [result for result in (evaluations_check(), watches_check()) if result.differing] == []
            transaction.set_rollback(True)

    holds()


@pytest.mark.slow
def test_an_evaluation_is_repeated_although_a_batch_under_way_bears_an_earlier_time(
    live_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipper = member(date(2025, 1, 1))
    meanwhile: list[int] = []

    def evaluate() -> None:
        meanwhile.append(evaluate_shippers(shipper_ids=[shipper.pk]))
        connection.close()

    def watches_update_after_an_evaluation(**more: Any) -> None:
        evaluating = threading.Thread(target=evaluate)
        evaluating.start()
        evaluating.join()
        watches_update(**more)

    with monkeypatch.context() as slow:
        slow.setattr(services.shipments, "watches_update", watches_update_after_an_evaluation)
        parcels(shipper, clock.today(), 3, drawn="clean")
    evaluate_shippers(shipper_ids=[shipper.pk])

    before, after = Evaluation.objects.order_by("pk")
    assert meanwhile == [1]
    assert Recording.objects.latest("pk").recorded_at < before.known_at
    assert LateBatch.objects.get().known_from > before.known_at
    assert findings_again([before, after]) == [before.findings, after.findings]
    assert before.findings != after.findings


@pytest.mark.slow
@given(st.lists(steps, max_size=14))
@settings(max_examples=30, deadline=None)
def test_only_shippers_marked_due_have_a_changed_answer(history):
    story = Story()
    story.begin()
    for step in history:
        story.apply(step)
        with clock.at(story.now):
            evaluate_due(limit=100)
        records = records_now(story.members, as_of=clock.day_of(story.now), terms=TERMS)
        for shipper_id, record in records.items():
            latest, answer = evaluation_latest(shipper_id), judge(record, TERMS)
            assert (latest.enter, latest.keep, latest.suspend) == (answer.enter, answer.keep, answer.suspend)
