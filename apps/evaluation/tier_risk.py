"""The events that would cost a shipper its tier, and the effect of one violation: the rules applied to records that
might be.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.evaluation.formats import day, number
from apps.evaluation.record import Clearance, DrawnParcel, Facts, Month, Offense, month_number, month_start
from apps.evaluation.rules import judge
from apps.ledger.vocabulary import Attribution, Basis, Culpability, Severity
from apps.policy.terms import Terms

# More findings than these are no warning to anybody.
MAX_FINDINGS = 10
HORIZON_MONTHS = 12
# No entry has this number.
_IMAGINED = 0


class StepDown(NamedTuple):
    """The least number of further findings of one kind that would lead to a proposal of a lower tier.

    `until` is the first day on which so many no longer would, if nothing else is recorded; None beyond a year.
    """

    kind: str
    count: int
    tier: int
    until: date | None


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


def _with_exams(facts: Facts, today: date, count: int) -> Facts:
    """Return the facts with further parcels of today that exams at random found wrong, each by moderate negligence."""
    this = month_number(today)
    months = {month.number: month for month in facts.months}
    month = months.get(this, Month(this, 0, 0, 0))
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


def _with_findings(severity: str, culpability: str) -> Callable[[Facts, date, int], Facts]:
    def add(facts: Facts, today: date, count: int) -> Facts:
        return facts._replace(offenses=[*facts.offenses, *[_imagined_offense(today, severity, culpability)] * count])

    return add


FINDINGS: dict[str, Callable[[Facts, date, int], Facts]] = {
    "exam": _with_exams,
    "minor": _with_findings(Severity.MINOR, Culpability.NEGLIGENCE),
    "moderate": _with_findings(Severity.MODERATE, Culpability.NEGLIGENCE),
    "gross": _with_findings(Severity.MODERATE, Culpability.GROSS_NEGLIGENCE),
}


def steps_down(facts: Facts, terms: Terms, *, today: date, tier: int) -> list[StepDown]:
    """Return, for each kind of finding, how few of them would cost a tier that the record lets the shipper keep now.

    A kind is left out where more than `MAX_FINDINGS` would not; all are where the record does not keep the tier.
    """
    if not tier or judge(facts.on(today), terms).keep < tier:
        return []
    return [step for kind in FINDINGS for step in _step(kind, facts, terms, today, tier)]


def _step(kind: str, facts: Facts, terms: Terms, today: date, tier: int) -> Iterator[StepDown]:
    add = FINDINGS[kind]
    for count in range(1, MAX_FINDINGS + 1):
        keep = judge(add(facts, today, count).on(today), terms).keep
        if keep < tier:
            starts = (month_start(month_number(today) + ahead) for ahead in range(1, HORIZON_MONTHS + 1))
            safe = (start for start in starts if judge(add(facts, start, count).on(start), terms).keep >= tier)
            yield StepDown(kind, count, keep, next(safe, None))
            return


def violation_effect(facts: Facts, terms: Terms, *, today: date, offense: Offense) -> ViolationEffect:
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
            "%(count)s more minor finding by negligence", "%(count)s more minor findings by negligence", step.count
        ),
        "moderate": ngettext(
            "%(count)s more moderate finding by negligence",
            "%(count)s more moderate findings by negligence",
            step.count,
        ),
        "gross": ngettext(
            "%(count)s moderate finding by gross negligence",
            "%(count)s moderate findings by gross negligence",
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
