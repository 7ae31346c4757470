"""The past on demand: every evaluation is repeated by its day and its time, and steps lead from then to now."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.evaluation.offenses import offense_of
from apps.evaluation.past import MAX_STEPS, PastAnswers, past_answers
from apps.evaluation.record import Record
from apps.evaluation.rules import RulesAnswer, points
from apps.evaluation.selectors import RecordQuestion, facts_now, records_at, records_now
from apps.ledger.models import Violation
from apps.policy.models import Number, Policy
from apps.policy.selectors import Calendar, policy_on, terms_of
from apps.policy.terms import Terms
from tests.evaluation.ledger import CARRIER, member, parcels, violation
from tests.evaluation.test_past_records import Story, evaluations, pauses, steps

# Numbers that another policy may have: windows, weights and what tiers ask.
NUMBERS = (
    {"window.record_months": "12"},
    {"window.points_months": "6", "weight.severity.moderate": "0.5"},
    {"tier.1.enter.exams": "2", "tier.1.keep.exams": "1"},
    {"tier.1.months": "1"},
    {"exams.least_share": "0.05"},
    {"exams.least_share": "0.01"},
    {"rate.prior_exams": "5"},
    {"weight.self_disclosed": "1", "weight.culpability.clerical": "0.2"},
    {"weight.severity.major": "9", "weight.severity.minor": "0.1", "age.1.months": "3"},
    {"weight.attribution.seller": "0.5", "age.1.factor": "1"},
)
moves = st.tuples(st.just("move"), pauses, st.integers(-90, 40))
policies = st.tuples(st.just("publish"), pauses, st.integers(0, 30), st.sampled_from(NUMBERS))
happenings = st.one_of(steps, steps, evaluations, policies, moves)


class PolicyStory(Story):
    """A story in which further policies are published, and violations are moved to other days."""

    def move(self, shift: int) -> None:
        """Report the last violation of another day."""
        if self.cases:
            day = clock.add_days(clock.today(), shift)
            violation(self.shipper, day, reference=self.cases[-1], determination="sustained", strict=False)

    def publish(self, ahead: int, numbers: dict[str, str]) -> None:
        """Publish a copy of the first policy with some numbers changed, for today or a later day."""
        day = clock.add_days(clock.today(), ahead)
        if Policy.objects.filter(effective_from=day).exists():
            return
        made = Policy.objects.create(version=Policy.objects.latest("version").version + 1)
        rows = Number.objects.filter(policy__version=1).values_list("key", "value", "authority", "reason")
        Number.objects.bulk_create(
            Number(policy=made, key=key, value=numbers.get(key, value), authority=authority, reason=reason)
            for key, value, authority, reason in rows
        )
        Policy.objects.filter(pk=made.pk).update(state="published", effective_from=day, published_at=clock.now())
        # Clocks of machines differ by seconds, and those evaluations know the policy too.
        self.now += timedelta(minutes=1)


def values(answer: RulesAnswer) -> list[Any]:
    """Return all that people read of an answer."""
    return [
        (answer.enter, answer.keep, answer.suspend),
        *(
            (finding.rule, finding.observed, finding.required, finding.enter, finding.keep)
            for finding in answer.findings
        ),
    ]


def is_led(past: PastAnswers) -> bool:
    """Tell whether the steps of a past follow each other and lead from the answer then to the answer now."""
    moments = [past.known_at, *(step.known_from for step in past.steps), past.until]
    last = past.steps[-1].answer if past.steps else past.then
    same_policy = past.policy == past.policy_then
    return moments == sorted(moments) and (values(last) == values(past.now) or not same_policy)


@pytest.mark.slow
@pytest.mark.parametrize("examples", [25, pytest.param(2_000, marks=pytest.mark.soak)])
def test_every_evaluation_of_the_past_is_repeated_by_its_day_and_its_time_whatever_was_recorded_since(examples):
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(
            st.tuples(st.one_of(steps, steps, evaluations, policies, moves), st.booleans()), min_size=2, max_size=14
        )
    )
    def holds(history: list[tuple]) -> None:
        with transaction.atomic():
            repeat(history)
            transaction.set_rollback(True)

    def repeat(history: list[tuple]) -> None:
        story = PolicyStory()
        story.begin()
        for (kind, wait, *rest), ticks in history:
            story.apply((kind, wait if ticks else 0, *rest), tick=timedelta(seconds=ticks))
        story.apply(("evaluate", 0, 0))
        # What a clock that is ahead has written is known by then.
        until = story.now + timedelta(days=1)
        for made in story.evaluations():
            past = past_answers(made.shipper_id, as_of=made.as_of, known_at=made.known_at, until=until)
            assert past.policy_then.pk == made.policy_id
            assert (past.then.enter, past.then.keep, past.then.suspend) == (made.enter, made.keep, made.suspend)
            assert msgspec.json.decode(msgspec.json.encode(past.then.findings)) == made.findings
            assert is_led(past)

    holds()


def test_a_step_holds_the_entries_of_one_time_with_the_rules_that_they_changed():
    start = clock.add_months(clock.today(), -8)
    with clock.at(clock.start_of(start)):
        shipper = member(start)
        parcels(shipper, start, 12, drawn="clean")
    day = clock.add_days(clock.today(), -40)
    first, second = (clock.add_days(clock.today(), -days) for days in (30, 20))
    with clock.at(clock.start_of(first)):
        violation(shipper, clock.add_days(day, -5), category="origin")
    with clock.at(clock.start_of(second)):
        parcels(shipper, clock.add_days(day, -3), 2)
        violation(shipper, clock.add_days(day, 3), category="origin")

    past = past_answers(shipper.pk, as_of=day, known_at=clock.end_of(day), until=clock.now())

    one, other = past.steps
    assert ([entry.kind for entry in one.entries], clock.day_of(one.known_from)) == (["violation"], first)
    assert "points" in [change.rule for change in one.changes]
    # Parcels that nobody opened move no rule, and a violation of a later day is not of the day.
    assert ([entry.kind for entry in other.entries], other.changes) == (["parcels"], [])
    assert is_led(past)
    assert [entry.kind for entry in past.later] == ["violation", "parcels"]


def test_a_violation_that_was_moved_to_a_later_day_is_a_step_of_the_day_before():
    start = clock.add_months(clock.today(), -8)
    day = clock.add_days(clock.today(), -40)
    with clock.at(clock.start_of(start)):
        shipper = member(start)
        parcels(shipper, start, 12, drawn="clean")
        reference = violation(shipper, start, category="origin")
    with clock.at(clock.start_of(clock.add_days(day, 10))):
        violation(shipper, clock.add_days(day, 5), category="origin", reference=reference)

    past = past_answers(shipper.pk, as_of=day, known_at=clock.end_of(day), until=clock.now())

    (step,) = past.steps
    assert [entry.kind for entry in step.entries] == ["violation"]
    assert "points" in [change.rule for change in step.changes]
    assert is_led(past)


def test_steps_beyond_the_bound_are_one_last_step():
    start = clock.add_months(clock.today(), -3)
    with clock.at(clock.start_of(start)):
        shipper = member(start)
    for place in range(MAX_STEPS + 4):
        with clock.at(clock.start_of(start) + timedelta(days=1, seconds=place + 1)):
            parcels(shipper, start, 1, drawn="clean")

    past = past_answers(shipper.pk, as_of=start, known_at=clock.end_of(start), until=clock.now())

    assert len(past.steps) == MAX_STEPS
    assert [len(step.entries) for step in past.steps[-2:]] == [1, 5]
    assert sum(entry.facts["drawn"] for entry in past.later) == MAX_STEPS + 4
    assert is_led(past)


def test_an_exam_after_a_wrong_one_is_in_the_record_of_the_past_apart_from_the_rate():
    start = clock.add_months(clock.today(), -3)
    with clock.at(clock.start_of(start)):
        shipper = member(start)
        parcels(shipper, start, 2, drawn="clean", basis="follow_up")
        (reference,) = parcels(shipper, start, 1, drawn="discrepant", basis="follow_up")
        violation(shipper, start, category="origin", shipment=f"{CARRIER}:{reference}")
    terms = terms_of(policy_on(clock.today()))

    now = records_now([shipper.pk], as_of=clock.today(), terms=terms)[shipper.pk]
    (then,) = records_at([RecordQuestion(shipper.pk, clock.today(), clock.now())], terms=terms)

    assert now == then == facts_of_day(shipper.pk, terms)
    assert [(month.drawn, month.followed, month.followed_discrepant) for month in now.months] == [(0, 3, 1)]
    (offense,) = now.offenses
    assert (offense.drawn.followed, offense.drawn.discrepant) == (True, True)
    assert offense_of(Violation.objects.get(), Calendar()).drawn == offense.drawn
    assert points.find(now, terms).observed == 0


def facts_of_day(shipper_id: int, terms: Terms) -> Record:
    facts = facts_now(shipper_id, first=clock.today(), window=terms.windows.longest, calendar=Calendar())
    return facts.on(clock.today())
