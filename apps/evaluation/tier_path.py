"""The path of a shipper to a tier: the rules, run forward over the calendar, with exams and acts in reach and nothing
else recorded.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import msgspec

from apps.core.clock import MONTHS_A_YEAR, add_days
from apps.evaluation.finding import RuleFinding
from apps.evaluation.forecast import FutureAnswer, answers_ahead
from apps.evaluation.record import DrawnMonth, Offense, Record, RecordFacts, month_number, month_start
from apps.evaluation.rules import ACT_RULES, EXAM_RULES, RULES
from apps.evaluation.weights import age_starts
from apps.policy.least_exams import yearly_parcels
from apps.policy.terms import Terms, TermsAhead

# Beyond these bounds a path is no help to anybody.
MAX_EXAMS = 1_000_000
MAX_EXAM_MONTHS = 60
# The rules that exams and the passing of time satisfy, without an act of anybody.
_TIMED_RULES = [rule.find for code, rule in RULES.items() if code not in ACT_RULES]


class PathReason(NamedTuple):
    """The reason why a day brings a tier nearer: the rules that no longer stand against the tier, the violations that
    weigh less or that a rule no longer looks at, and whether other numbers of the policy take effect.
    """

    rules: frozenset[str]
    eased: tuple[Offense, ...]
    policy: bool


class TierPath(NamedTuple):
    """The path to a tier.

    `day` is the first day, today or later, on which exams and acts are all that is missing if nothing else is recorded;
    None if there is none. On this day `blocking` are the findings that do not allow the tier, and `exams` further
    parcels, opened at random by then and found in order, satisfy all rules that look at exams. Without such a day,
    `blocking` are the findings of today.

    `exam_months` is the number of months after which the least exams of every tier, all in order, are enough: None
    where no exams are needed or the member has sent no parcels for a year, 0 if they never are.

    `entry_day` is the first day on which the tier may be entered if nothing at all is recorded; None if there is none.
    `turn` and `entry_turn` say why the two days, where they are later than today, come no earlier.
    """

    tier: int
    today: date
    day: date | None
    blocking: tuple[RuleFinding, ...]
    exams: int
    exam_months: int | None
    turn: PathReason | None
    entry_day: date | None
    entry_turn: PathReason | None


def path_to_tier(facts: RecordFacts, terms: TermsAhead, *, today: date, tier: int) -> TierPath:
    """Find the path to a tier from the record of today."""
    found: TierPath | None = None
    before: FutureAnswer | None = None
    against_today: tuple[RuleFinding, ...] = ()
    for outlook in answers_ahead(facts, terms, today=today):
        against = tuple(finding for finding in outlook.answer.findings if finding.enter < tier)
        against_today = against_today or against
        if found is None:
            exams = _exams_with_acts(facts.on(outlook.day), outlook.terms, against, tier)
            if exams is not None:
                months = months_of_exams(facts, terms, today=today, tier=tier) if exams else None
                turn = _turn(facts, before, outlook, tier)
                found = TierPath(tier, today, outlook.day, against, exams, months, turn, None, None)
        if not against:
            assert found is not None
            return found._replace(entry_day=outlook.day, entry_turn=_turn(facts, before, outlook, tier))
        before = outlook
    return found or TierPath(tier, today, None, against_today, 0, None, None, None, None)


def _exams_with_acts(record: Record, terms: Terms, against: Iterable[RuleFinding], tier: int) -> int | None:
    """Return the exams with which, beside acts, the findings against a tier are met; None if they can't be."""
    codes = {finding.rule for finding in against} - ACT_RULES.keys()
    if not codes:
        return 0
    return exams_needed(record, terms, tier=tier) if codes <= EXAM_RULES.keys() else None


def exams_needed(record: Record, terms: Terms, *, tier: int) -> int | None:
    """Return the least number of further parcels, opened at random and found in order, with which every rule that looks
    at exams allows the tier.

    Returns None if there is no number below `MAX_EXAMS`. A further parcel in order never lowers the tier that a rule
    allows, so a binary search finds the number.
    """

    def reaches_tier(number: int) -> bool:
        more = record_with_exams(record, number)
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


def record_with_exams(record: Record, number: int) -> Record:
    """Return the record with further parcels on its day that were opened at random and found in order."""
    *earlier, last = record.months or [DrawnMonth(record.month, 0, 0)]
    if last.number != record.month:
        earlier, last = [*earlier, last], DrawnMonth(record.month, 0, 0)
    more = msgspec.structs.replace(last, drawn=last.drawn + number)
    return msgspec.structs.replace(record, months=(*earlier, more))


def months_of_exams(facts: RecordFacts, terms: TermsAhead, *, today: date, tier: int) -> int | None:
    """Return the calendar months after this one in which the least exams of every tier lead to a tier, apart from acts.

    There are as many parcels as in the last year, and the exams find all in order. Meanwhile earlier exams leave the
    record. Returns 0 if the tier is not reached in `MAX_EXAM_MONTHS`, and None for a member without parcels in a
    completed month of the last year.
    """
    present = month_number(today)
    sent = {month_start(month.number): month.parcels for month in facts.months}
    yearly = yearly_parcels(sent, month=month_start(present))
    if not yearly:
        return None
    monthly = yearly * terms.now.least_exams.share_of(yearly) / MONTHS_A_YEAR
    drawn: list[DrawnMonth] = []
    for months in range(1, MAX_EXAM_MONTHS + 1):
        opened = int(months * monthly) - int((months - 1) * monthly)
        drawn.append(DrawnMonth(present + months, opened, 0))
        day = add_days(month_start(present + months + 1), -1)
        record = facts.on(day)
        ahead = msgspec.structs.replace(record, months=(*record.months, *drawn))
        if all(find(ahead, terms.on(day)).enter >= tier for find in _TIMED_RULES):
            return months
    return 0


def _turn(facts: RecordFacts, before: FutureAnswer | None, outlook: FutureAnswer, tier: int) -> PathReason | None:
    """Return why a day brings a tier nearer than the days since the answer before; None for today."""
    if before is None:
        return None
    now = {finding.rule: finding.enter for finding in outlook.answer.findings}
    rules = [each.rule for each in before.answer.findings if each.enter < tier <= now[each.rule]]
    eased = tuple(_eased(facts.offenses, outlook.terms, outlook.day))
    return PathReason(frozenset(rules), eased, outlook.terms is not before.terms)


def _eased(offenses: Iterable[Offense], terms: Terms, day: date) -> Iterator[Offense]:
    """Yield the offenses that weigh less on a day than on the day before, or that leave the window of a rule."""
    windows = terms.windows
    ends = {windows.points_months, windows.critical_months, windows.suspend_months}
    for offense in offenses:
        days = {month_start(offense.month + step) for step in ends | age_starts(offense, terms.weights)}
        if offense.drawn:
            days.add(month_start(offense.drawn.month + windows.record_months))
        if day in days:
            yield offense
