"""How long do businesses go without another violation? By the tier that they held."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.disclosure import MIN_BUSINESSES
from apps.core.lazy import Promise, later
from apps.ledger.vocabulary import COUNTING
from apps.measures.facts import PeriodFacts
from apps.measures.studies import statements
from apps.measures.studies.definitions import Findings, PublishedFigure, Study, StudyFigure, StudyLine
from apps.measures.studies.survival import WatchedTime, survival_at
from apps.policy.schema import TIERS
from apps.standing.states import MEMBER

# The months after which the share is told, each with its days. All businesses are watched for twelve months at least.
MONTHS = {3: 91, 6: 183, 9: 274, 12: 365, 18: 548}
ALL, OTHERS = "all", "others"


def _tier_name(tier: int) -> str:
    return _("Tier %(tier)s") % {"tier": tier}


def _line_title(group: Promise, months: int) -> str:
    return _("%(group)s: without another violation after %(months)s months") % {"group": group, "months": months}


GROUPS: Mapping[str, Promise] = {
    ALL: _lazy("All businesses"),
    OTHERS: _lazy("Not members"),
    "tier-0": later(partial(_tier_name, 0)),
    **{f"tier-{tier}": later(partial(_tier_name, tier)) for tier in TIERS},
}


def line_code(group: str, months: int) -> str:
    """Return the code of the line of a group after some months."""
    return f"{group}-{months}"


def _findings(facts: PeriodFacts) -> Findings:
    asked = {"counting": sorted(COUNTING), "member": sorted(MEMBER), "since": clock.add_months(facts.period.first, -12)}
    groups = defaultdict[str, dict[int, WatchedTime]](dict)
    for business, tier, days, event in facts.rows(statements.SPELLS, **asked):
        for group in (ALL, OTHERS if tier is None else f"tier-{tier}"):
            groups[group][business] = WatchedTime(days, event)
    return Findings(
        {
            line_code(group, months): figure
            for months, days in MONTHS.items()
            for group, figure in _figures({group: list(groups[group].values()) for group in GROUPS}, days).items()
        },
        {
            business: (group, *spell)
            for group, spells in groups.items()
            if group != ALL
            for business, spell in spells.items()
        },
    )


def _figures(groups: Mapping[str, list[WatchedTime]], days: int) -> dict[str, StudyFigure]:
    """Return the figure of each group after so many days. Where few are still watched, each one of them could be seen
    in the next step.
    """
    steps = {group: survival_at(spells, days) for group, spells in groups.items() if spells}
    hidden = groups_withheld({group: step.at_risk for group, step in steps.items()})
    figures = {
        group: StudyFigure(withheld=True) if group in hidden else StudyFigure(step.share, step.low, step.high)
        for group, step in steps.items()
    }
    return {group: figures.get(group, StudyFigure()) for group in groups}


def groups_withheld(sizes: Mapping[str, int]) -> set[str]:
    """Return the groups that may not be told: those of few businesses, and more until those withheld are not few.

    The share of all businesses less the told groups would else tell that of the few.
    """
    hidden = {group for group, size in sizes.items() if size < MIN_BUSINESSES}
    told = sorted((size, group) for group, size in sizes.items() if group not in {*hidden, ALL})
    while told and hidden - {ALL} and sum(sizes[group] for group in hidden - {ALL}) < MIN_BUSINESSES:
        hidden.add(told.pop(0)[1])
    return hidden


STUDY = Study(
    code="deterrence",
    title=_lazy("How long until the next violation?"),
    question=_lazy("Does a business that broke a rule keep the rules afterwards, and does a tier make a difference?"),
    method=(
        _lazy(
            "Businesses with a violation in the fiscal year before are watched from the first one of that year to the "
            "end of this year. The tier is the one that the business held on that day."
        ),
        _lazy(
            "The figure is the share without another violation after some months. A business whose watch ended earlier "
            "counts as long as it was watched (Kaplan and Meier)."
        ),
        _lazy("The range is that of Greenwood. Of 100 such ranges, 95 hold the real share."),
    ),
    caution=(
        _lazy("Only violations that were sustained or mitigated count, by the day on which they happened."),
        _lazy(
            "Tiers are earned by good conduct, so a difference between them does not show by itself that a tier deters."
        ),
        _lazy("A business that ships little has few chances to break a rule again."),
    ),
    lines=tuple(
        StudyLine(line_code(group, months), later(partial(_line_title, title, months)))
        for group, title in GROUPS.items()
        for months in MONTHS
    ),
    findings=_findings,
)


@dataclass(frozen=True, slots=True)
class PublishedGroup:
    """A group of businesses, with the share without another violation after each number of months."""

    code: str
    title: Promise
    shares: Mapping[int, PublishedFigure]


def groups_published(content: Mapping[str, Any]) -> list[PublishedGroup]:
    """Return the groups in the content of an edition; none before there was the study."""
    figures = STUDY.published_in(content)
    return [
        PublishedGroup(group, title, {months: figures[line_code(group, months)] for months in MONTHS})
        for group, title in (GROUPS.items() if figures else ())
    ]
