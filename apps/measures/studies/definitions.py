"""The parts of a study: its question and method, its lines, what was found in the facts of a fiscal year, and what an
edition published.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from apps.core.lazy import Promise
from apps.core.shares import percent, percent_range
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
    """A figure as an edition published it, and in words. Its numbers are texts, which nobody rounds again."""

    value: str | None = None
    low: str | None = None
    high: str | None = None
    withheld: bool = False
    verdict: str | None = None

    @property
    def share(self) -> str:
        """The share in words, or why there is none."""
        return self.untold if self.value is None else percent(float(self.value))

    @property
    def interval(self) -> str:
        """The interval of the share in words; "" without one."""
        return percent_range(float(self.low), float(self.high)) if self.low and self.high else ""

    @property
    def multiple(self) -> str:
        """The multiple of an ordinary rate in words; "" without one."""
        return _multiple(self.value) if self.value else ""

    @property
    def multiples(self) -> str:
        """The interval of the multiple in words; "" without one."""
        if not self.low or not self.high:
            return ""
        return _("%(low)s to %(high)s") % {"low": _multiple(self.low), "high": _multiple(self.high)}

    @property
    def untold(self) -> str:
        """The reason in words why there is no number."""
        return _("Withheld") if self.withheld else _("Nothing to count")


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


def _multiple(number: str) -> str:
    # As published: formatting cuts digits off and does not round.
    return f"{number_format(number, decimal_pos=len(number.partition('.')[2]))}×"
