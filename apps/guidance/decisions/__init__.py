"""Answers to a question that depends on the case: a few questions, one a page, and what follows from them.

A decision is a pure function of its answers, so that an address that holds the answers shows the same outcome again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from apps.core.lazy import Promise
from apps.guidance.sources import GuidanceSource

type Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DecisionQuestion:
    """A question with its choices, by key. `asked_if` tells by the earlier answers whether the question is asked."""

    key: str
    text: Promise
    choices: Mapping[str, Promise]
    hint: Promise | str = ""
    asked_if: Callable[[Answers], bool] = lambda _answers: True


@dataclass(frozen=True, slots=True)
class ConclusionAdvice:
    """A sentence of an outcome, with the source of what it says of law; None for plain advice."""

    text: Promise
    source: GuidanceSource | None = None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The conclusion that follows from the answers. `pages` are the names of the pages of guidance that say more."""

    title: Promise
    advice: tuple[ConclusionAdvice, ...]
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionGuide:
    """A question that depends on the case: what is asked for it, in order, and the outcome of all answers."""

    key: str
    title: Promise
    summary: Promise
    questions: tuple[DecisionQuestion, ...]
    outcome: Callable[[Answers], Conclusion]


def with_source(text: Promise, citation: str) -> ConclusionAdvice:
    """Return a sentence of law with its source."""
    return ConclusionAdvice(text, GuidanceSource(citation))


def answers_in(decision: DecisionGuide, given: Answers) -> dict[str, str]:
    """Return the answers among given values, up to the first question that is not answered or answered wrongly."""
    answers: dict[str, str] = {}
    for question in decision.questions:
        if question.asked_if(answers):
            if given.get(question.key) not in question.choices:
                break
            answers[question.key] = given[question.key]
    return answers


def question_next(decision: DecisionGuide, answers: Answers) -> DecisionQuestion | None:
    """Return the first question that is asked and has no answer; None if all are answered."""
    open_questions = (each for each in decision.questions if each.key not in answers and each.asked_if(answers))
    return next(open_questions, None)
