"""A finding stays the same before its day, and before its number of clean parcels."""

from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import astuple

from apps.core.clock import anniversary
from apps.evaluation.record import (
    Offense,
    Record,
    RecordEntry,
    ShipmentMonth,
    drawn_months,
    month_number,
    month_start,
    record_of,
)
from apps.evaluation.rules import RULES, judge
from apps.ledger.vocabulary import Attribution, Basis, Culpability, ProgramEntryKind, Severity
from tests.evaluation.records import TODAY, offense, wrong
from tests.evaluation.test_quiet_until import TERMS

NOW = month_number(TODAY)
AHEAD = 45


class Facts(NamedTuple):
    months: list[ShipmentMonth]
    offenses: list[Offense]
    entries: list[RecordEntry]

    def on(self, day: date, parcels: int = 0, month: int = NOW) -> Record:
        """Return the record on a day with further parcels of one month, opened at random and clean."""
        more = with_month(self.months, ShipmentMonth(month, parcels, parcels, 0, parcels)) if parcels else self.months
        return record_of(day, drawn_months(more), self.offenses, self.entries)

    def days(self) -> list[date]:
        """Return the days from today on which a number can change: first days of months, and anniversaries."""
        starts = [month_start(NOW + count) for count in range(1, AHEAD)]
        turns = [anniversary(entry.day, count) for entry in self.entries for count in range(60)]
        return [TODAY, *sorted(day for day in {*starts, *turns} if day > TODAY)]


def months_of(total: int, count: int, last: int) -> list[ShipmentMonth]:
    drawn = max(1, total // count // 30)
    return [ShipmentMonth(NOW - last - back, total // count + 1, drawn, 0, drawn) for back in range(count - 1, -1, -1)]


def with_discrepant(shipped: list[ShipmentMonth], found: list[Offense]) -> list[ShipmentMonth]:
    """Return the months with the wrong parcels among those opened in the month of the findings."""
    if not found:
        return shipped
    number, count = found[0].drawn.month, len(found)
    return with_month(shipped, ShipmentMonth(number, count, count, count, count, count))


def with_month(shipped: list[ShipmentMonth], more: ShipmentMonth) -> list[ShipmentMonth]:
    """Return the months with further parcels of one of them."""
    by_number = {month.number: month for month in shipped}
    before = by_number.get(more.number, ShipmentMonth(more.number, 0, 0, 0))
    counts = (a + b for a, b in zip(astuple(before)[1:], astuple(more)[1:], strict=True))
    by_number[more.number] = ShipmentMonth(more.number, *counts)
    return [by_number[number] for number in sorted(by_number)]


shipped = st.builds(months_of, st.integers(1, 8_000), st.integers(1, 30), st.integers(0, 20))
offenses = st.lists(
    st.builds(
        offense,
        st.integers(0, 37),
        st.sampled_from([*["moderate"] * 4, *["minor"] * 3, "major", *[Severity.CRITICAL] * 2]),
        culpability=st.sampled_from(["negligence", "negligence", *Culpability.values]),
        attribution=st.sampled_from(["seller", "seller", *Attribution.values]),
        basis=st.sampled_from([Basis.SEIZURE, Basis.SEIZURE, *Basis.values]),
        self_disclosed=st.booleans(),
        sustained=st.booleans(),
    ),
    max_size=4,
)
# Exams at random that found parcels wrong, all of one month: enough of them cost a tier.
findings_at_random = st.builds(
    wrong, st.integers(0, 12), st.integers(0, 37), first=st.just(100), severity=st.sampled_from(["moderate", "minor"])
)
entries = st.lists(
    st.builds(
        RecordEntry,
        st.sampled_from(ProgramEntryKind.values),
        st.dates(date(2022, 1, 1), date(2027, 3, 1)),
    ),
    max_size=6,
).map(lambda found: sorted(found, key=lambda entry: entry.day))
facts = st.builds(
    lambda shipped, offenses, found, entries: Facts(with_discrepant(shipped, found), [*offenses, *found], entries),
    shipped,
    offenses,
    findings_at_random,
    entries,
)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@given(facts, st.integers(NOW - 40, NOW + 2))
@settings(max_examples=100, deadline=None)
def test_a_finding_holds_until_its_day_and_its_number_of_clean_parcels(rule, facts_drawn, month):
    finding = rule.find(facts_drawn.on(TODAY), TERMS)
    to_enter = _fewer(finding.clean_enter)
    to_keep = _fewer(finding.clean_keep)
    until = facts_drawn.on(TODAY).next_effective or date.max

    for day in _before(facts_drawn.days(), min(until, finding.moves or date.max)):
        now = rule.find(facts_drawn.on(day), TERMS)
        assert (now.enter, now.keep, now.suspend) == (finding.enter, finding.keep, finding.suspend), day
        assert rule.find(facts_drawn.on(day, to_enter, month), TERMS).enter == finding.enter, day
        assert rule.find(facts_drawn.on(day, to_keep, month), TERMS).keep == finding.keep, day


@pytest.mark.slow
@given(facts, st.integers(NOW - 40, NOW + 2))
@settings(max_examples=300, deadline=None)
def test_an_answer_holds_until_its_day_and_its_number_of_clean_parcels(facts_drawn, month):
    answer = judge(facts_drawn.on(TODAY), TERMS)
    fewer = _fewer(answer.clean_left)

    for day in _before(facts_drawn.days(), answer.quiet_until or date.max):
        for parcels in {0, fewer}:
            now = judge(facts_drawn.on(day, parcels, month), TERMS)
            assert (now.enter, now.keep, now.suspend) == (answer.enter, answer.keep, answer.suspend), day


def _fewer(count: int | None) -> int:
    """Return one parcel fewer than could change the answer; a great many if no number can."""
    return 100_000 if count is None else count - 1


def _before(days: list[date], until: date) -> list[date]:
    return [day for day in days if day < until]
