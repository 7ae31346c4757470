"""The events that would cost a shipper its tier, and the effect of one violation: the rules applied to records that
might be.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import takewhile
from typing import NamedTuple

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.evaluation.forecast import answers_ahead, end_of_keeping
from apps.evaluation.formats import day, number
from apps.evaluation.record import (
    Clearance,
    DrawnParcel,
    Offense,
    RecordFacts,
    ShipmentMonth,
    month_number,
    month_start,
)
from apps.evaluation.rules import judge
from apps.ledger.vocabulary import Attribution, Basis, Culpability, Severity
from apps.policy.terms import Terms, TermsAhead

# More findings than these are no warning to anybody.
MAX_FINDINGS = 10
HORIZON_MONTHS = 12
# No entry has this number.
_IMAGINED = 0


class StepDown(NamedTuple):
    """The least number of further findings of one kind that would now lead to a proposal of the lower tier `tier`.

    `until` is the first day on which so many findings of that day would lead to something else, if nothing else is
    recorded; None beyond a year.
    """

    kind: str
    count: int
    tier: int
    until: date | None


class TierOutlook(NamedTuple):
    """What would cost a shipper its tier.

    `ends` is the first day, today or later, on which the record no longer keeps the tier if nothing is recorded; None
    if it always keeps the tier. `steps` are the findings that would cost the tier now, none of a tier that is not kept.
    """

    ends: date | None
    steps: list[StepDown]


class ViolationEffect(NamedTuple):
    """The tiers that the record allows to enter and to keep with a violation and without it."""

    enter_with: int
    keep_with: int
    enter_without: int
    keep_without: int


def _imagined_offense(today: date, severity: str, culpability: str, drawn: DrawnParcel | None = None) -> Offense:
    return Offense(
        id=_IMAGINED,
        day=today,
        month=month_number(today),
        severity=severity,
        culpability=culpability,
        attribution=Attribution.SELLER,
        basis=Basis.FINDING,
        self_disclosed=False,
        sustained=True,
        drawn=drawn,
    )


def _with_exams(facts: RecordFacts, today: date, count: int) -> RecordFacts:
    """Return the facts with further parcels of today that exams at random found wrong, each by moderate negligence."""
    this = month_number(today)
    months = {month.number: month for month in facts.months}
    month = months.get(this, ShipmentMonth(this, 0, 0, 0))
    months[this] = msgspec.structs.replace(
        month,
        parcels=month.parcels + count,
        examined=month.examined + count,
        discrepant=month.discrepant + count,
        drawn=month.drawn + count,
        drawn_discrepant=month.drawn_discrepant + count,
    )
    found = [
        _imagined_offense(today, Severity.MODERATE, Culpability.NEGLIGENCE, DrawnParcel(-place, this, discrepant=True))
        for place in range(1, count + 1)
    ]
    return facts._replace(months=[months[key] for key in sorted(months)], offenses=[*facts.offenses, *found])


def _with_findings(severity: str, culpability: str) -> Callable[[RecordFacts, date, int], RecordFacts]:
    def add(facts: RecordFacts, today: date, count: int) -> RecordFacts:
        return facts._replace(offenses=[*facts.offenses, *[_imagined_offense(today, severity, culpability)] * count])

    return add


FINDINGS: dict[str, Callable[[RecordFacts, date, int], RecordFacts]] = {
    "exam": _with_exams,
    "minor": _with_findings(Severity.MINOR, Culpability.NEGLIGENCE),
    "moderate": _with_findings(Severity.MODERATE, Culpability.NEGLIGENCE),
    "gross": _with_findings(Severity.MODERATE, Culpability.GROSS_NEGLIGENCE),
}


def tier_outlook(facts: RecordFacts, terms: TermsAhead, *, today: date, tier: int) -> TierOutlook:
    """Return when the record by itself ceases to keep a tier, and how few findings of each kind would cost it now.

    A kind is left out where more than `MAX_FINDINGS` would not.
    """
    ends = end_of_keeping(facts, terms, today=today, tier=tier)
    if ends == today:
        return TierOutlook(ends, [])
    days = _days_of_change(facts, terms, today)
    return TierOutlook(ends, [step for kind in FINDINGS for step in _step(kind, facts, terms, days, tier)])


def _days_of_change(facts: RecordFacts, terms: TermsAhead, today: date) -> list[date]:
    """Return the days of the next year on which an answer about a record with more findings may change, today first.

    Findings age by calendar months. All else changes on the days on which it does without them.
    """
    starts = [month_start(month_number(today) + ahead) for ahead in range(1, HORIZON_MONTHS + 1)]
    outlooks = takewhile(lambda outlook: outlook.day <= starts[-1], answers_ahead(facts, terms, today=today))
    return sorted({*starts, *(outlook.day for outlook in outlooks)})


def _step(kind: str, facts: RecordFacts, terms: TermsAhead, days: Sequence[date], tier: int) -> Iterator[StepDown]:
    add, today = FINDINGS[kind], days[0]

    def kept_with(count: int, day: date) -> int:
        return judge(add(facts, day, count).on(day), terms.on(day)).keep

    for count in range(1, MAX_FINDINGS + 1):
        keep = kept_with(count, today)
        if keep < tier:
            yield StepDown(kind, count, keep, next((day for day in days if kept_with(count, day) != keep), None))
            return


def violation_effect(facts: RecordFacts, terms: Terms, *, today: date, offense: Offense) -> ViolationEffect:
    """Return what the record allows with a violation that is sustained, and without it, as if it were reversed."""
    others = [each for each in facts.offenses if each.id != offense.id]
    cleared = [Clearance(offense.day, offense.drawn)] if offense.drawn and offense.drawn.discrepant else []
    held = judge(facts._replace(offenses=[*others, offense]).on(today), terms)
    free = judge(facts._replace(offenses=others, clearances=[*facts.clearances, *cleared]).on(today), terms)
    return ViolationEffect(held.enter, held.keep, free.enter, free.keep)


def step_text(step: StepDown) -> str:
    """Return a step down in a sentence."""
    what = {
        "exam": ngettext(
            "%(count)s more parcel that an exam at random finds wrong",
            "%(count)s more parcels that exams at random find wrong",
            step.count,
        ),
        "minor": ngettext(
            "%(count)s more minor violation by negligence", "%(count)s more minor violations by negligence", step.count
        ),
        "moderate": ngettext(
            "%(count)s more moderate violation by negligence",
            "%(count)s more moderate violations by negligence",
            step.count,
        ),
        "gross": ngettext(
            "%(count)s moderate violation by gross negligence",
            "%(count)s moderate violations by gross negligence",
            step.count,
        ),
    }[step.kind] % {"count": number(step.count)}
    words: dict[str, object] = {"findings": what, "tier": step.tier}
    if step.until is None:
        return _("%(findings)s: tier %(tier)s would be proposed.") % words
    words |= {"day": day(step.until)}
    return _("%(findings)s before %(day)s: tier %(tier)s would be proposed.") % words


def effect_text(effect: ViolationEffect, *, alleged: bool) -> str:
    """Return what a violation changes in a sentence or two."""
    if effect[:2] == effect[2:]:
        if alleged:
            return _("If it were sustained, the tiers that your record allows would stay the same.")
        return _("If it were reversed, the tiers that your record allows would stay the same.")
    tiers = effect._asdict()
    if alleged:
        return (
            _(
                "If it were sustained, your record would allow you to enter tier %(enter_with)s and to keep tier "
                "%(keep_with)s. Now it allows you to enter tier %(enter_without)s and to keep tier %(keep_without)s."
            )
            % tiers
        )
    return (
        _(
            "With it, your record allows you to enter tier %(enter_with)s and to keep tier %(keep_with)s. If it were "
            "reversed, you could enter tier %(enter_without)s and keep tier %(keep_without)s."
        )
        % tiers
    )
