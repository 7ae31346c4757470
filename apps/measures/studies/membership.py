"""Does membership work? The change that it makes to the share of parcels found wrong by exams at random."""

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.ledger.archives import Archived
from apps.ledger.selectors.archives import months_require
from apps.ledger.vocabulary import REUSE_DAYS, ExamBasis
from apps.measures.disclosure import is_few
from apps.measures.facts import Facts
from apps.measures.studies import statements
from apps.measures.studies.definitions import Findings, Study, StudyFigure, StudyLine
from apps.measures.studies.effects import Cell, effect_estimate
from apps.standing.states import MEMBER

# The exams of so many months before the year tell how businesses were before they joined.
MONTHS_BEFORE = 24


def _findings(facts: Facts) -> Findings:
    """Estimate the effect in the months of a fiscal year. Nothing is found where entries are in archives."""
    since = clock.add_months(facts.period.first, -MONTHS_BEFORE)
    spread = 2 * REUSE_DAYS
    try:
        months_require(clock.add_days(since, -spread), clock.add_days(facts.period.last, spread))
    except Archived:
        return Findings({"change": StudyFigure()})
    asked = {"since": since, "random": ExamBasis.RANDOM.value, "reuse": REUSE_DAYS, "spread": spread}
    cells = [Cell(row[0], _number(row[1]), *row[2:]) for row in facts.rows(statements.EXAMS, **asked)]
    joined = {
        business: _number(day) + (day.day > 1) for business, day in facts.rows(statements.JOINED, member=sorted(MEMBER))
    }
    effect = effect_estimate(cells, joined, since=_number(facts.period.first))
    parts = defaultdict[int, list[object]](list)
    for cell in cells:
        parts[cell.business].extend([*cell, joined.get(cell.business)])
    if effect is None:
        return Findings({"change": StudyFigure()}, parts)
    if is_few(effect.members) or is_few(effect.others - effect.members):
        return Findings({"change": StudyFigure(withheld=True)}, parts)
    return Findings({"change": StudyFigure(effect.change, effect.low, effect.high)}, parts)


def _number(day: date) -> int:
    """Return the number of the month of a day, in months since the year 0."""
    return day.year * 12 + day.month - 1


STUDY = Study(
    code="membership",
    title=_lazy("Does membership work?"),
    question=_lazy("Do members send fewer wrong parcels than they would without the program?"),
    method=(
        _lazy("Only exams drawn at random count, since all others look where something is suspected."),
        _lazy(
            "A parcel that was drawn with a low probability stands for many: each weighs one over its probability. "
            "Where nobody recorded the probability, it is taken from how many parcels of the business were drawn that "
            "month."
        ),
        _lazy(
            "Members are compared with themselves before they joined, and with businesses that applied and are not "
            "members yet in the same months. So what a business was like before does not count as an effect, and "
            "neither does a change that all trade had."
        ),
        _lazy(
            "The range comes from leaving out one of thirty groups of businesses after the other: the parcels of one "
            "business are alike, so they tell less than as many parcels of different ones."
        ),
    ),
    caution=(
        _lazy(
            "Businesses may join after an unusually bad or good month. Such a month is followed by a more usual one in "
            "any case, which looks like an effect and is none. So the six months before joining are left out."
        ),
        _lazy("If the range reaches from fewer to more, the figures do not show whether membership changes anything."),
        _lazy(
            "A member counts from the first month after it joined, whatever became of it later. Leaving out those that "
            "were suspended would make the program look better than it is."
        ),
    ),
    lines=(StudyLine("change", _lazy("Change in the share of wrong parcels that membership makes")),),
    findings=_findings,
)
