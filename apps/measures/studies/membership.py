"""Does membership work? The change that it makes to the share of parcels found wrong by exams at random."""

from django.utils.translation import gettext_lazy as _lazy

from apps.measures.facts import PeriodFacts
from apps.measures.studies import statements
from apps.measures.studies.definitions import Findings, Study, StudyLine
from apps.measures.studies.exams import CHANGE, change_findings
from apps.standing.states import MEMBER


def _findings(facts: PeriodFacts) -> Findings:
    return change_findings(facts, dict(facts.rows(statements.JOINED, member=sorted(MEMBER))))


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
    lines=(StudyLine(CHANGE, _lazy("Change in the share of wrong parcels that membership makes")),),
    findings=_findings,
)
