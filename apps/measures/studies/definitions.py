"""The parts of a study: its question and method, its lines, what was found in the facts of a fiscal year, and what an
edition published.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.core.lazy import Promise
from apps.measures.facts import PeriodFacts


@dataclass(frozen=True, slots=True)
class StudyLine:
    """A figure of a study: its code in the files, and its name."""

    code: str
    title: Promise


@dataclass(frozen=True, slots=True)
class StudyFigure:
    """What was found for a line, with its 95 % interval: a share, or a change of one. None where too little is known.

    `withheld` says that too few businesses stand behind the figure. `verdict` is that on a promise.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    withheld: bool = False
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A figure as an edition published it: numbers as texts, since a reader must not round them again."""

    value: str | None
    low: str | None
    high: str | None
    withheld: bool
    verdict: str | None


@dataclass(frozen=True, slots=True)
class Findings:
    """What a study found: the figure of each line, and what each business added, by business, to compare editions."""

    figures: Mapping[str, StudyFigure]
    parts: Mapping[int, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Study:
    """A study of the program, defined in one place for the page, the files and the computation.

    `method` says in sentences how the figures come about, `caution` what they do not say. `findings` is a function of
    the facts of a fiscal year.
    """

    code: str
    title: Promise
    question: Promise
    method: Collection[Promise]
    caution: Collection[Promise]
    lines: Collection[StudyLine]
    findings: Callable[[PeriodFacts], Findings]

    def published_in(self, content: Mapping[str, Any]) -> dict[str, PublishedFigure]:
        """Return the figures of the study in the content of an edition, by the code of the line; none before there was
        such a study.
        """
        lines = next((each["lines"] for each in content.get("studies", []) if each["code"] == self.code), [])
        return {
            line["code"]: PublishedFigure(
                line["value"], line["low"], line["high"], line["withheld"], line.get("verdict")
            )
            for line in lines
        }
