"""The answer to the question whether a name is the name of a business. Pure functions."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from apps.matching import names_ratio, normal_name

# The part of the longer of two similar names that the shorter one must have, so that "Trading" is not close to "Lotus
# Trading". `names_ratio` counts added words little.
MIN_SHARE = 0.6


class NameAnswer(StrEnum):
    """The answer to a name. No answer shows the name of the business."""

    YES = "yes"
    CLOSE = "close"
    NO = "no"


class NameReason(StrEnum):
    """The reason of an answer to a name, or why there is none."""

    EXACT = "exact"  # the legal name, letter by letter
    NORMAL_FORM = "normal_form"  # the legal name but for case, accents, punctuation and the form of the company
    TRADE_NAME = "trade_name"  # the name under which the business trades, in its normal form
    SIMILAR = "similar"
    DIFFERENT = "different"
    OTHER_SCRIPT = "other_script"  # the name is written in letters in which no name of the business is written
    NO_CONSENT = "no_consent"
    TOO_MANY_NAMES = "too_many_names"


@dataclass(frozen=True, slots=True)
class NameMatch:
    """The answer to a name with its reason. There is no answer without consent, and after too many names."""

    answer: NameAnswer | None
    reason: NameReason

    @property
    def told(self) -> str:
        """The answer and its reason as one code, under which the log counts the question."""
        return f"{self.answer}:{self.reason}" if self.answer else self.reason

    @classmethod
    def of_told(cls, told: str) -> Self:
        """Read the code of an answer (`told`)."""
        answer, _colon, reason = told.rpartition(":")
        return cls(NameAnswer(answer) if answer else None, NameReason(reason))


def name_match(asked: str, *, legal: str, trade: str) -> NameMatch:
    """Compare a name with the legal name and the trade name of a business. Both may be in any script."""
    if exact_name(asked) == exact_name(legal):
        return NameMatch(NameAnswer.YES, NameReason.EXACT)
    normal, legal_normal, trade_normal = normal_name(asked), normal_name(legal), normal_name(trade)
    if normal and normal == legal_normal:
        return NameMatch(NameAnswer.YES, NameReason.NORMAL_FORM)
    if normal and normal == trade_normal:
        return NameMatch(NameAnswer.YES, NameReason.TRADE_NAME)
    own = [name for name in (legal_normal, trade_normal) if name]
    if any(_is_similar(normal, name) for name in own):
        return NameMatch(NameAnswer.CLOSE, NameReason.SIMILAR)
    if normal and own and _scripts(normal).isdisjoint(_scripts("".join(own))):
        return NameMatch(NameAnswer.NO, NameReason.OTHER_SCRIPT)
    return NameMatch(NameAnswer.NO, NameReason.DIFFERENT)


def exact_name(name: str) -> str:
    """Return a name with single spaces and composed letters: no reader sees a difference."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def _is_similar(one: str, other: str) -> bool:
    shorter, longer = sorted((len(one.replace(" ", "")), len(other.replace(" ", ""))))
    return shorter >= MIN_SHARE * longer and names_ratio(one, other) > 0


def _scripts(text: str) -> set[str]:
    """Return the scripts of the letters of a text: the first words of their names in Unicode, such as LATIN or CJK."""
    return {unicodedata.name(char, "").partition(" ")[0] for char in text if char.isalpha()}
