"""Are the promises of the tiers kept? Exam rates and times to release, promised and received, by tier.

The verdict on a promise about exams is that of `apps.benefits`, by the same statement and rule: here over the months of
a fiscal year, from entries as they were known at a moment.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.benefits.models import Month
from apps.benefits.rules import PromiseVerdict
from apps.benefits.selectors import TierMeasure, tiers_measured, window_of
from apps.benefits.selectors.window import TIERS_AND_NONE, exam_multiple
from apps.core import clock
from apps.core.disclosure import is_few
from apps.core.lazy import Promise, later
from apps.measures.facts import PeriodFacts
from apps.measures.studies import statements
from apps.measures.studies.definitions import Findings, PublishedFigure, Study, StudyFigure, StudyLine
from apps.measures.studies.deterrence import GROUPS, OTHERS, groups_withheld
from apps.policy.schema import TIERS
from apps.standing.states import MEMBER

# The figures of a group: the promised and the received exam rate as multiples of the ordinary one; whether a place at
# the front of the line was promised; and of its examined parcels, the median hours from arrival to release, and the
# share that was released within 24 hours.
PROMISED, RECEIVED, FRONT, HOURS, DAY = "exams-promised", "exams-received", "front", "hours", "day"
TIER_OF: Mapping[str, int | None] = {OTHERS: None, **{f"tier-{tier}": tier for tier in (0, *TIERS)}}
FIGURES: Mapping[str, tuple[Promise, Collection[str]]] = {
    PROMISED: (_lazy("%(group)s: exam rate promised, as a multiple of the ordinary one"), [f"tier-{t}" for t in TIERS]),
    RECEIVED: (_lazy("%(group)s: exam rate received, as a multiple of the ordinary one"), [f"tier-{t}" for t in TIERS]),
    FRONT: (
        _lazy("%(group)s: a place at the front of the line was promised (1) or not (0)"),
        [f"tier-{t}" for t in TIERS],
    ),
    HOURS: (_lazy("%(group)s: hours from arrival to release of examined parcels, the median"), list(TIER_OF)),
    DAY: (_lazy("%(group)s: examined parcels released within 24 hours"), list(TIER_OF)),
}


def line_code(group: str, figure: str) -> str:
    """Return the code of the line of a figure of a group."""
    return f"{group}-{figure}"


def _line_title(group: str, figure: str) -> str:
    return str(FIGURES[figure][0]) % {"group": GROUPS[group]}


def _findings(facts: PeriodFacts) -> Findings:
    """Return what was promised and received."""
    rows = facts.entry_rows(statements.TIER_MONTHS, member=sorted(MEMBER))
    months = [row[:-2] for row in rows if row[0] is not None]
    times = [(row[2], *row[6:]) for row in rows if row[0] is None]
    return Findings({**_exams(facts, months), **_times(times)}, _parts(months))


def _exams(facts: PeriodFacts, rows: Collection[tuple[Any, ...]]) -> dict[str, StudyFigure]:
    """Return the promised and the received exam rate of each tier, by the rule of the benefits."""
    counted = {(month, tier): Month(month=month, tier=tier) for month in _months(facts) for tier in TIERS_AND_NONE}
    for each in counted.values():
        each.parcels = each.examined = each.shippers = each.left_out = 0
    businesses = defaultdict[int | None, set[int]](set)
    for business, month, tier, parcels, examined, turned, *_timed in rows:
        row = counted[month, tier]
        if turned:
            row.left_out += parcels
            continue
        businesses[tier].add(business)
        row.parcels += parcels
        row.examined += examined
        row.shippers += 1
    window = window_of(facts.terms, _months(facts), counted.values())
    hidden = _withheld({group: len(businesses[tier]) for group, tier in TIER_OF.items()})
    found = {}
    for measured in tiers_measured(window):
        if measured.tier in TIERS:
            found |= _exams_of(f"tier-{measured.tier}", measured, hidden)
    return found


def _exams_of(group: str, measured: TierMeasure, hidden: Collection[str]) -> dict[str, StudyFigure]:
    realised = measured.realised
    front = next((benefit.value for benefit in measured.benefits if benefit.code == "front_of_line"), 0.0)
    found = {line_code(group, FRONT): StudyFigure(float(front))}
    if realised.owed:
        # The mean by parcels; of a tier without any, the number of the policy.
        multiple = realised.multiple if realised.parcels else exam_multiple(measured.benefits)
        found[line_code(group, PROMISED)] = StudyFigure(multiple)
    if not realised.comparable or not realised.others_examined:
        return found
    # Others are what each rate is compared with: too few of them would be told by every tier.
    if group in hidden or OTHERS in hidden:
        return found | {line_code(group, RECEIVED): StudyFigure(withheld=True)}
    low, high = realised.multiple_low_high
    rate = realised.examined / realised.parcels * realised.others / realised.others_examined
    return found | {line_code(group, RECEIVED): StudyFigure(rate, low, high, verdict=realised.verdict)}


def _times(rows: Collection[tuple[Any, ...]]) -> dict[str, StudyFigure]:
    groups = {tier: group for group, tier in TIER_OF.items()}
    hidden = _withheld({groups[tier]: businesses for tier, _timed, _prompt, _median, businesses in rows})
    found = {}
    for tier, timed, prompt, median, _businesses in rows:
        group = groups[tier]
        if group in hidden:
            found |= {line_code(group, figure): StudyFigure(withheld=True) for figure in (HOURS, DAY)}
        else:
            found |= {
                # A median is what one parcel took, so it is told to the hour.
                line_code(group, HOURS): StudyFigure(float(round(median))),
                line_code(group, DAY): StudyFigure(prompt / timed),
            }
    return found


def _withheld(sizes: Mapping[str, int]) -> set[str]:
    """Return the groups that may not be told. A figure of all members less the told tiers would tell the rest."""
    tiers = {group: size for group, size in sizes.items() if group != OTHERS and size}
    return groups_withheld(tiers) | ({OTHERS} if is_few(range(sizes.get(OTHERS, 0))) else set())


def _parts(rows: Collection[tuple[Any, ...]]) -> Mapping[int, object]:
    parts = defaultdict[int, list[object]](list)
    for business, *counts in rows:
        parts[business].append(tuple(counts))
    return parts


def _months(facts: PeriodFacts) -> list[Any]:
    return [clock.add_months(facts.period.first, number) for number in range(12)]


def verdict_text(verdict: str | None) -> str:
    """Return the verdict on a promise about exams in words; "" without one."""
    match verdict:
        case PromiseVerdict.KEPT:
            return _("Kept")
        case PromiseVerdict.BROKEN:
            return _("Broken")
        case PromiseVerdict.OPEN:
            return _("Nobody can tell yet")
    return ""


STUDY = Study(
    code="promises",
    title=_lazy("Are the promises kept?"),
    question=_lazy("Do members get the exam rates and the place in line that the policy promises to their tier?"),
    method=(
        _lazy(
            "The policy promises each tier a share of the exams that others have. Parcels of a month count for the "
            "tier that a business held through the whole month. The ordinary rate is that of all who were promised "
            "nothing about exams, in the same months."
        ),
        _lazy(
            "A promise counts as kept or broken by the rule by which the program checks each member every month. "
            "Chance in both counts is allowed for, and the policy has the numbers of the rule."
        ),
        _lazy(
            "The times are those of examined parcels whose arrival and release are both known. For half of the "
            "parcels, the release took no longer than the median."
        ),
    ),
    caution=(
        _lazy("Exams drawn at random are left out: every tier has them, and no benefit reduces them."),
        _lazy(
            "Months in which a business changed its tier, and months in which all its parcels were examined because a "
            "decision was pending, do not count."
        ),
        _lazy(
            "The policy promises a place in the line, and no number of hours. Carriers and ports decide about the "
            "hours too."
        ),
    ),
    lines=tuple(
        StudyLine(line_code(group, figure), later(partial(_line_title, group, figure)))
        for figure, (_title, groups) in FIGURES.items()
        for group in groups
    ),
    findings=_findings,
)


@dataclass(frozen=True, slots=True)
class PublishedExams:
    """The exam rate of a tier, promised and received, as multiples of the ordinary one."""

    title: Promise
    promised: PublishedFigure
    received: PublishedFigure

    @property
    def verdict(self) -> str:
        """The verdict on the promise in words; "" without one."""
        return verdict_text(self.received.verdict)


@dataclass(frozen=True, slots=True)
class PublishedTimes:
    """The release of examined parcels of a group: whether the front of the line was promised, and the time received."""

    title: Promise
    is_front: bool
    hours: PublishedFigure
    day: PublishedFigure

    @property
    def place(self) -> str:
        """The promised place in words."""
        return _("Front of the line") if self.is_front else _("Ordinary place")

    @property
    def median(self) -> str:
        """The hours within which half of the parcels were released, in words, or why there are none."""
        if not self.hours.value:
            return self.hours.untold
        hours = int(float(self.hours.value))
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}


def exams_published(content: Mapping[str, Any]) -> list[PublishedExams]:
    """Return the exam rate of each tier in the content of an edition; none before there was the study."""
    figures = STUDY.published_in(content)
    groups = [f"tier-{tier}" for tier in TIERS] if figures else []
    return [
        PublishedExams(GROUPS[group], *(figures[line_code(group, each)] for each in (PROMISED, RECEIVED)))
        for group in groups
    ]


def times_published(content: Mapping[str, Any]) -> list[PublishedTimes]:
    """Return the release of the parcels of each group in the content of an edition; none before there was the study."""
    figures = STUDY.published_in(content)
    return [
        PublishedTimes(
            GROUPS[group],
            bool((front := figures.get(line_code(group, FRONT))) and float(front.value or 0)),
            *(figures[line_code(group, each)] for each in (HOURS, DAY)),
        )
        for group in (TIER_OF if figures else ())
    ]
