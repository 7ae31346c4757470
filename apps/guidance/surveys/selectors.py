"""Reads of surveys: how far users agree with each statement, in a period."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from apps.core.lazy import Promise
from apps.guidance.surveys.models import STATEMENTS, SurveyAnswer

POINTS = (1, 2, 3, 4, 5)
# The points that count as agreement, as OMB counts them.
AGREES = (4, 5)


@dataclass(frozen=True, slots=True)
class SurveyAgreement:
    """The number of users who agree with a statement. `counts` are the answers of 1 to 5, in this order."""

    statement: Promise
    counts: list[int]

    @property
    def answers(self) -> int:
        """Return the number of answers to this statement."""
        return sum(self.counts)

    @property
    def share(self) -> float | None:
        """Return the share of the answers that agree; None without answers."""
        agree = sum(count for point, count in zip(POINTS, self.counts, strict=True) if point in AGREES)
        return agree / self.answers if self.answers else None


def answers_between(first: date | None, last: date | None, task: str = "") -> QuerySet[SurveyAnswer]:
    """Return the answers of a period, both days included, about one task or all."""
    answers = SurveyAnswer.objects.all()
    if first:
        answers = answers.filter(day__gte=first)
    if last:
        answers = answers.filter(day__lte=last)
    return answers.filter(task=task) if task else answers


def agreement_of(answers: QuerySet[SurveyAnswer]) -> list[SurveyAgreement]:
    """Return how far users agree with each statement, in one query."""
    wanted = {f"{name}_{point}": Count("pk", filter=Q(**{name: point})) for name in STATEMENTS for point in POINTS}
    found = answers.aggregate(**wanted)
    return [
        SurveyAgreement(words, [found[f"{name}_{point}"] for point in POINTS]) for name, words in STATEMENTS.items()
    ]
