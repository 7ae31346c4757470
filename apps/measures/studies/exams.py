"""The exams at random of businesses by month, from which a change of the share of wrong parcels is estimated."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from apps.core.disclosure import is_few
from apps.measures.facts import PeriodFacts
from apps.measures.studies.definitions import Findings, PublishedFigure, Study, StudyFigure
from apps.measures.studies.effects import BusinessMonth, effect_estimate

# The code of the line that tells the change.
CHANGE = "change"


def change_findings(facts: PeriodFacts, began: Mapping[int, date]) -> Findings:
    """Estimate by how much the share of wrong parcels of businesses changed in a fiscal year, since the day on which
    something began for each; nothing is found where too little is known.
    """
    cells = [BusinessMonth(business, _number(month), *counts) for business, month, *counts in facts.random_exams]
    # The first whole month.
    starts = {business: _number(day) + (day.day > 1) for business, day in began.items()}
    return Findings({CHANGE: _figure(cells, starts, facts)}, _parts(cells, starts))


def change_published(study: Study, content: Mapping[str, Any]) -> PublishedFigure | None:
    """Return the change that a study tells in the content of an edition; None before there was the study."""
    return study.published_in(content).get(CHANGE)


def _figure(cells: Collection[BusinessMonth], starts: Mapping[int, int], facts: PeriodFacts) -> StudyFigure:
    effect = effect_estimate(cells, starts, since=_number(facts.period.first))
    if effect is None:
        return StudyFigure()
    if is_few(effect.members) or is_few(effect.others - effect.members):
        return StudyFigure(withheld=True)
    return StudyFigure(effect.change, effect.low, effect.high)


def _parts(cells: Collection[BusinessMonth], starts: Mapping[int, int]) -> Mapping[int, object]:
    parts = defaultdict[int, list[object]](list)
    for cell in cells:
        parts[cell.business].extend([*cell, starts.get(cell.business)])
    return parts


def _number(day: date) -> int:
    """Return the number of the month of a day, in months since the year 0."""
    return day.year * 12 + day.month - 1
