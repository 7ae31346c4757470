"""The path to a tier, the end of keeping it and the warnings equal what the rules answer day by day on any record."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.evaluation.forecast import end_of_keeping
from apps.evaluation.record import RecordEntry, RecordFacts, ShipmentMonth, month_number
from apps.evaluation.rules import ACT_RULES, EXAM_RULES, RulesAnswer, declared_parcels, judge
from apps.evaluation.tier_path import TierPath, exams_needed, path_to_tier
from apps.evaluation.tier_risk import FINDINGS, tier_outlook
from apps.ledger.vocabulary import ProgramEntryKind
from apps.policy.schema import TIERS
from apps.policy.terms import TermsAhead
from tests.evaluation.policies import numbers, terms_with
from tests.evaluation.test_quiet_until import DAYS, START, event_apply, histories, shop_with, streams

FAR = 1500
# The days until other numbers take effect, and these numbers; None where no other policy is published.
successors = st.none() | st.tuples(st.integers(1, 900), numbers)
ACTS = {
    "validation_current": ProgramEntryKind.VALIDATED,
    "annual_review": ProgramEntryKind.ANNUAL_REVIEW,
    "corrective_plan": ProgramEntryKind.PLAN_CLOSED,
    "screening_hold": ProgramEntryKind.HOLD_LIFTED,
}


def worlds(examples: int) -> Callable[[Callable[[RecordFacts, TermsAhead, date], None]], Callable[[], None]]:
    """Run a check on so many worlds: any history, any policies, and any day to look ahead from."""

    def decorated(check: Callable[[RecordFacts, TermsAhead, date], None]) -> Callable[[], None]:
        @settings(max_examples=examples, deadline=None)
        @given(histories, streams, numbers, successors, st.integers(0, DAYS))
        def run(history: tuple, stream: list[tuple], changed: dict, successor: tuple | None, ahead: int) -> None:
            today, terms = START + timedelta(days=ahead), terms_with(changed)
            shop = shop_with(history, terms)
            for event in stream:
                event_apply(shop, event, START + timedelta(days=event[1]))
            later = ((today + timedelta(days=successor[0]), terms_with(successor[1])),) if successor else ()
            check(shop.facts(), TermsAhead(terms, later), today)

        return run

    return decorated


def day_by_day(facts: RecordFacts, terms: TermsAhead, today: date) -> Iterator[tuple[date, RulesAnswer]]:
    for ahead in range(FAR):
        day = today + timedelta(days=ahead)
        yield day, judge(facts.on(day), terms.on(day))


def within_sight(found: date | None, today: date) -> date | None:
    return found if found and (found - today).days < FAR else None


def with_path_taken(facts: RecordFacts, found: TierPath, *, exams: int) -> RecordFacts:
    """Return the facts with the acts of a path, and with some exams, all on the day of the path."""
    assert found.day is not None
    number = month_number(found.day)
    months = {month.number: month for month in facts.months}
    month = months.get(number, ShipmentMonth(number, 0, 0, 0))
    months[number] = msgspec.structs.replace(month, drawn=month.drawn + exams)
    # A matter that was opened several times is closed as often.
    acts = [
        RecordEntry(ACTS[each.rule], found.day) for each in found.blocking if each.rule in ACTS for _again in range(60)
    ]
    entries = sorted([*facts.entries, *acts], key=lambda entry: entry.day)
    declared = facts.declared
    if any(each.rule == declared_parcels.CODE for each in found.blocking):
        declared = [msgspec.structs.replace(month, could=month.parcels, declared=month.parcels) for month in declared]
    return facts._replace(months=[months[key] for key in sorted(months)], entries=entries, declared=declared)


@pytest.mark.slow
@pytest.mark.parametrize("examples", [25, pytest.param(500, marks=pytest.mark.soak)])
def test_path_and_keeping_are_those_of_the_days_to_come(examples: int) -> None:
    @worlds(examples)
    def holds(facts: RecordFacts, terms: TermsAhead, today: date) -> None:
        answers = list(day_by_day(facts, terms, today))
        for tier in TIERS:
            ends = end_of_keeping(facts, terms, today=today, tier=tier)
            assert within_sight(ends, today) == next((day for day, each in answers if each.keep < tier), None)
            found = path_to_tier(facts, terms, today=today, tier=tier)
            entered = next((day for day, each in answers if each.enter >= tier), None)
            assert within_sight(found.entry_day, today) == entered
            in_reach = (day for day, each in answers if is_in_reach(facts, terms, day, each, tier))
            assert within_sight(found.day, today) == next(in_reach, None)

    holds()


def is_in_reach(facts: RecordFacts, terms: TermsAhead, day: date, answer: RulesAnswer, tier: int) -> bool:
    """Tell whether exams and acts on a day would let the shipper enter a tier."""
    against = {finding.rule for finding in answer.findings if finding.enter < tier} - ACT_RULES.keys()
    if not against:
        return True
    return against <= EXAM_RULES.keys() and exams_needed(facts.on(day), terms.on(day), tier=tier) is not None


@worlds(60)
def test_path_with_its_exams_and_acts_leads_to_the_tier(facts: RecordFacts, terms: TermsAhead, today: date) -> None:
    for tier in TIERS:
        found = path_to_tier(facts, terms, today=today, tier=tier)
        if found.day is None:
            continue
        numbers = terms.on(found.day)
        assert judge(with_path_taken(facts, found, exams=found.exams).on(found.day), numbers).enter >= tier
        if found.exams:
            assert judge(with_path_taken(facts, found, exams=found.exams - 1).on(found.day), numbers).enter < tier


@pytest.mark.slow
@pytest.mark.parametrize("examples", [25, pytest.param(500, marks=pytest.mark.soak)])
def test_warnings_hold_until_the_day_that_they_name(examples: int) -> None:
    @worlds(examples)
    def holds(facts: RecordFacts, terms: TermsAhead, today: date) -> None:
        for tier in TIERS:
            found = tier_outlook(facts, terms, today=today, tier=tier)
            assert (found.ends == today) == (judge(facts.on(today), terms.now).keep < tier)
            for step in found.steps:
                add = FINDINGS[step.kind]

                def kept(day: date, count: int = step.count, add: Callable = add) -> int:
                    return judge(add(facts, day, count).on(day), terms.on(day)).keep

                assert kept(today, step.count - 1) >= tier > step.tier
                until = step.until or today + timedelta(days=360)
                assert all(kept(today + timedelta(days=ahead)) == step.tier for ahead in range((until - today).days))
                assert step.until is None or kept(step.until) != step.tier

    holds()
