"""The path of a shipper to a tier, found by applying the rules to records that the shipper might have later."""

from collections.abc import Iterable
from datetime import date
from math import ceil
from typing import NamedTuple

import msgspec

from apps.core.clock import MONTHS_A_YEAR
from apps.evaluation.finding import Finding
from apps.evaluation.record import DrawnMonth, Facts, Offense, Record, month_number, month_start
from apps.evaluation.rules import compliance_rate, judge, minimum_history, points
from apps.policy.terms import Terms

# The rules that further parcels opened at random can satisfy. The other rules wait for a day or for somebody's act.
EXAM_RULES = {rule.CODE: rule for rule in (minimum_history, compliance_rate, points)}
# Beyond these bounds a path is no help to anybody.
MAX_EXAMS = 1_000_000
HORIZON_MONTHS = 60


class TierPath(NamedTuple):
    """The path to a tier. `blocking` are the findings that do not allow the tier.

    `exams` is the number of further parcels, opened at random and found in order, that satisfies all rules that look at
    exams: 0 if the rules are satisfied already, None if no number satisfies them. `exam_months` is the time in which
    the least exams of every tier reach that number at the member's parcels of the last year; None without parcels.
    `day` is the day on which the tier may be entered if nothing further is recorded. `rising` are the rules that allow
    a higher tier on that day than on the day before, and `eased` are the violations that weigh less.
    """

    tier: int
    blocking: tuple[Finding, ...]
    exams: int | None
    exam_months: int | None
    day: date | None
    rising: frozenset[str] = frozenset()
    eased: tuple[Offense, ...] = ()


def path_to_tier(facts: Facts, terms: Terms, *, today: date, tier: int) -> TierPath:
    """Find the path from the record of today to a tier."""
    record = facts.on(today)
    exams = exams_needed(record, terms, tier=tier)
    day = tier_entry_day(facts, terms, today=today, tier=tier)
    found = TierPath(
        tier=tier,
        blocking=tuple(finding for finding in judge(record, terms).findings if finding.enter < tier),
        exams=exams,
        exam_months=exams and months_for(exams, facts, record.month, terms),
        day=day,
    )
    if day is None or day == today:
        return found
    before = {finding.rule: finding.enter for finding in judge(facts.on(_day_before(day)), terms).findings}
    rising = [finding.rule for finding in judge(facts.on(day), terms).findings if finding.enter > before[finding.rule]]
    return found._replace(rising=frozenset(rising), eased=tuple(_easing_offenses(facts.offenses, terms, day)))


def exams_needed(record: Record, terms: Terms, *, tier: int) -> int | None:
    """Return the least number of further parcels, opened at random and found in order, with which every rule that looks
    at exams allows the tier.

    Returns None if there is no number below `MAX_EXAMS`. A further parcel in order never lowers the tier that a rule
    allows, so a binary search finds the number.
    """

    def reaches_tier(count: int) -> bool:
        more = record_with_exams(record, count)
        return all(rule.find(more, terms).enter >= tier for rule in EXAM_RULES.values())

    if reaches_tier(0):
        return 0
    short, enough = 0, 1
    while not reaches_tier(enough):
        short, enough = enough, enough * 2
        if short >= MAX_EXAMS:
            return None
    while enough - short > 1:
        middle = (short + enough) // 2
        short, enough = (short, middle) if reaches_tier(middle) else (middle, enough)
    return enough


def record_with_exams(record: Record, count: int) -> Record:
    """Return the record with further parcels on its day that were opened at random and found in order."""
    *earlier, last = record.months or [DrawnMonth(record.month, 0, 0)]
    if last.number != record.month:
        earlier, last = [*earlier, last], DrawnMonth(record.month, 0, 0)
    more = msgspec.structs.replace(last, drawn=last.drawn + count)
    return msgspec.structs.replace(record, months=(*earlier, more))


def months_for(exams: int, facts: Facts, present: int, terms: Terms) -> int | None:
    """Return the months in which the least exams of every tier reach a number, at the parcels of the last year.

    `present` is the number of the present month.
    """
    yearly = sum(month.parcels for month in facts.months if 0 <= present - month.number < MONTHS_A_YEAR)
    if not yearly:
        return None
    return ceil(exams / (yearly * terms.least_exams.share_of(yearly) / MONTHS_A_YEAR))


def tier_entry_day(facts: Facts, terms: Terms, *, today: date, tier: int) -> date | None:
    """Return the first day, today or later, on which the tier may be entered if nothing further is recorded.

    Returns None if there is no such day within `HORIZON_MONTHS`. An answer holds until its `quiet_until`, so the search
    visits only the days on which the answer can change.
    """
    end = month_start(month_number(today) + HORIZON_MONTHS)
    day: date | None = today
    while day is not None and day <= end:
        answer = judge(facts.on(day), terms)
        if answer.enter >= tier:
            return day
        day = answer.quiet_until
    return None


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _easing_offenses(offenses: Iterable[Offense], terms: Terms, day: date) -> Iterable[Offense]:
    """Yield the offenses that weigh less on a day than on the day before, or that leave the window of a rule."""
    windows = terms.windows
    ends = {windows.record_months, windows.points_months, windows.critical_months, windows.suspend_months}
    steps = ends | {start for start, _factor in terms.weights.age}
    for offense in offenses:
        if any(month_start(offense.month + step) == day for step in steps):
            yield offense
