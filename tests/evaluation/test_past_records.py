"""A record that was once computed from tallies can be computed again from entries, after any later recording."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.evaluation.record import Record
from apps.evaluation.rules import judge
from apps.evaluation.selectors import Question, evaluation_latest, records_at, records_now
from apps.evaluation.services import evaluate_due
from apps.ledger.models import Recording
from apps.ledger.services import recording_reverse
from apps.ledger.vocabulary import Determination, ProgramEntryKind
from apps.policy.terms import Terms
from apps.shippers.models import Shipper
from tests.evaluation.ledger import entry, member, parcels, recording, report, violation
from tests.evaluation.test_quiet_until import TERMS

BEGIN = datetime(2025, 3, 12, 15, tzinfo=UTC)

REPORTERS = [("etsy", "marketplace"), ("usps", "carrier"), ("shop", "seller"), ("cbp", "agency")]

pauses = st.integers(0, 40)
shifts = st.one_of(st.just(0), st.integers(-400, -1), st.integers(1, 45))
reporters = st.sampled_from(REPORTERS)
steps = st.one_of(
    st.tuples(st.just("new"), pauses, shifts, reporters, st.booleans(), st.integers(1, 4)),
    st.tuples(st.just("again"), pauses, shifts, reporters, st.booleans(), st.sampled_from(["", "clean", "discrepant"])),
    st.tuples(st.just("violation"), pauses, shifts, st.sampled_from(["narcotics", "counterfeit", "marking"])),
    st.tuples(st.just("determination"), pauses, st.sampled_from(Determination.values)),
    st.tuples(st.just("entry"), pauses, shifts, st.sampled_from(ProgramEntryKind.values[1:])),
    st.tuples(st.just("reversal"), pauses, st.integers(1, 6)),
)


class Story:
    """The history of one shipper, recorded in the ledger step by step."""

    def __init__(self) -> None:
        self.now = BEGIN
        self.shipper: Shipper | None = None
        self.references: list[str] = []
        self.cases: list[str] = []
        self.recordings: list[Recording] = []

    def apply(self, step: tuple) -> None:
        kind, wait, *rest = step
        self.now += timedelta(days=wait, seconds=1)
        with clock.at(self.now):
            getattr(self, kind)(*rest)

    def begin(self) -> None:
        with clock.at(self.now):
            self.shipper = member(clock.today())

    def new(self, shift: int, reporter: tuple[str, str], examined: bool, count: int) -> None:
        recorded = recording(*reporter)
        self.recordings.append(recorded)
        day = clock.today() + timedelta(days=shift)
        self.references += parcels(
            self.shipper, day, count, recorded=recorded, issuer="usps", examined=examined, currency="USD", value=9
        )

    def again(self, shift: int, reporter: tuple[str, str], examined: bool, result: str) -> None:
        if not self.references:
            return
        recorded = recording(*reporter)
        self.recordings.append(recorded)
        fact = {"ksn": self.shipper.ksn, "issuer": "usps", "reference": self.references[-1], "examined": examined}
        day = clock.today() + timedelta(days=shift)
        report([fact | {"date": day, "exam_result": result}], recorded=recorded, strict=False)

    def violation(self, shift: int, category: str) -> None:
        day = clock.today() + timedelta(days=shift)
        self.cases.append(violation(self.shipper, day, category=category, determination="alleged"))

    def determination(self, determination: str) -> None:
        if self.cases:
            violation(
                self.shipper, None, reference=self.cases[-1], determination=determination, category=None, strict=False
            )

    def entry(self, shift: int, kind: str) -> None:
        entry(self.shipper, clock.today() + timedelta(days=shift), kind)

    def reversal(self, back: int) -> None:
        if len(self.recordings) >= back:
            taken = self.recordings.pop(-back)
            recording_reverse(recording_id=taken.pk, reason="sent twice", reporter=taken.reporter)

    def record(self, terms: Terms) -> Record:
        return records_now([self.shipper.pk], as_of=clock.day_of(self.now), terms=terms)[self.shipper.pk]

    def question(self) -> Question:
        return Question(self.shipper.pk, clock.day_of(self.now), self.now)


@pytest.mark.django_db
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
        assert records_at([question], terms=TERMS) == {question.shipper_id: record}


@pytest.mark.django_db
@given(st.lists(steps, max_size=14))
@settings(max_examples=30, deadline=None)
def test_only_shippers_marked_due_have_a_changed_answer(history):
    story = Story()
    story.begin()
    for step in history:
        story.apply(step)
        with clock.at(story.now):
            evaluate_due(limit=100)
        latest = evaluation_latest(story.shipper.pk)
        answer = judge(story.record(TERMS), TERMS)
        assert (latest.enter, latest.keep, latest.suspend) == (answer.enter, answer.keep, answer.suspend)
