"""What would cost a tier, and what a violation changes, equal the rules on the records that would be."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.evaluation.record import RecordEntry, RecordFacts
from apps.evaluation.rules import judge
from apps.evaluation.tier_risk import FINDINGS, StepDown, effect_text, step_text, tier_outlook, violation_effect
from apps.ledger.vocabulary import ProgramEntryKind
from apps.policy.terms import Terms, TermsAhead
from tests.evaluation.records import TODAY, drawn, months, offense, wrong

ENTRIES = [
    RecordEntry(ProgramEntryKind.ENROLLED, date(2022, 1, 1)),
    *(RecordEntry(ProgramEntryKind.ANNUAL_REVIEW, date(year, 11, 1)) for year in (2024, 2025, 2026)),
    RecordEntry(ProgramEntryKind.VALIDATED, date(2026, 1, 1)),
]


def facts_of(exams: int, *offenses) -> RecordFacts:
    return RecordFacts(months(20, 100, exams), list(offenses), ENTRIES, [])


def steps_down(facts: RecordFacts, terms: Terms, *, tier: int) -> list[StepDown]:
    return tier_outlook(facts, TermsAhead(terms), today=TODAY, tier=tier).steps


@given(st.integers(1, 6), st.integers(0, 8), st.integers(1, 3))
@settings(max_examples=30, deadline=None)
def test_one_finding_fewer_would_not_cost_the_tier(terms, exams, findings, tier):
    facts = facts_of(exams, *[offense()] * findings)
    for step in steps_down(facts, terms, tier=tier):
        add = FINDINGS[step.kind]
        assert judge(add(facts, TODAY, step.count).on(TODAY), terms).keep == step.tier < tier
        assert judge(add(facts, TODAY, step.count - 1).on(TODAY), terms).keep >= tier


def test_the_steps_name_the_findings_the_day_and_the_tier(terms):
    texts = [step_text(step) for step in steps_down(facts_of(2, *[offense()] * 50), terms, tier=2)]

    assert "9 more moderate violations by negligence: tier 1 would be proposed." in texts
    assert "1 moderate violation by gross negligence: tier 1 would be proposed." not in texts
    assert any("exams at random find wrong" in text for text in texts)


def test_the_steps_end_with_the_day_from_which_the_record_weighs_less(terms):
    steps = steps_down(facts_of(2, offense(culpability="fraud", age=10)), terms, tier=1)

    assert "1 moderate violation by gross negligence before Jan. 1, 2027: tier 0 would be proposed." in map(
        step_text, steps
    )


def test_a_tier_that_is_lost_already_has_no_steps(terms):
    assert steps_down(facts_of(1, *[offense(culpability="fraud")] * 3), terms, tier=2) == []


def test_the_end_of_a_tier_is_the_day_on_which_the_record_alone_no_longer_keeps_it(terms):
    """The annual review of November 2026 is overdue after its year and three months."""
    assert tier_outlook(facts_of(4), TermsAhead(terms), today=TODAY, tier=2).ends == date(2028, 2, 1)
    assert tier_outlook(facts_of(4), TermsAhead(terms), today=TODAY, tier=0).ends is None


@pytest.mark.parametrize("found", [offense(id=7, culpability="fraud"), offense(id=7, drawn=drawn(7))])
def test_the_effect_of_a_violation_is_what_its_reversal_would_change(terms, found):
    facts = RecordFacts(months(20, 100, 4, 1 if found.drawn else 0), [found, offense(id=8)], ENTRIES, [])
    effect = violation_effect(facts, terms, today=TODAY, offense=found)
    held = judge(facts.on(TODAY), terms)

    assert (effect.enter_with, effect.keep_with) == (held.enter, held.keep)
    assert effect.keep_without >= effect.keep_with
    assert "reversed" in effect_text(effect, alleged=False)


def test_an_allegation_says_what_would_be_if_it_were_sustained(terms):
    effect = violation_effect(facts_of(4), terms, today=TODAY, offense=offense(id=9, culpability="fraud"))

    assert (effect.keep_with, effect.keep_without) == (1, 3)
    assert effect_text(effect, alleged=True) == (
        "If it were sustained, your record would allow you to enter tier 0 and to keep tier 1. Now it allows you to "
        "enter tier 3 and to keep tier 3."
    )


def test_exams_at_random_cost_a_tier_only_by_proof(terms):
    (step,) = [step for step in steps_down(facts_of(4), terms, tier=3) if step.kind == "exam"]
    facts = facts_of(4, *wrong(1))

    assert 1 < step.count <= 10
    assert judge(facts.on(TODAY), terms).keep == 3
