"""The weight of the evidence that lies in two names. Pure functions.

How alike two names are does not say how many people bear a name that is as alike: a short name has more namesakes than
a long one, three first letters more than three words. So the weight is a line through a few facts of the comparison. It
was fitted by logistic regression on generated people, who are on no list, and on names of a list that were misspelt on
purpose (ADR 0091). In natural logarithms of odds.
"""

import math
import re
from dataclasses import astuple, dataclass

from rapidfuzz import fuzz

from apps.matching.names import Kind, Likeness, Name, Part

# How often each letter stands among 10,000 of the names of OFAC's list in Latin letters: a Q says more than an A.
LETTERS = {
    "a": 1610,
    "b": 223,
    "c": 258,
    "d": 394,
    "e": 722,
    "f": 131,
    "g": 201,
    "h": 451,
    "i": 866,
    "j": 86,
    "k": 176,
    "l": 523,
    "m": 481,
    "n": 670,
    "o": 586,
    "p": 145,
    "q": 41,
    "r": 661,
    "s": 542,
    "t": 411,
    "u": 338,
    "v": 135,
    "w": 55,
    "x": 15,
    "y": 166,
    "z": 114,
}
RARITY = {letter: -math.log2(count / 10_000) for letter, count in LETTERS.items()}
MEAN_RARITY = sum(RARITY[letter] * count for letter, count in LETTERS.items()) / sum(LETTERS.values())
# Beyond so many letters, in tens, more of them hardly say more.
MANY_SHARED, MANY_LEFT = 2.4, 2.0
# Chinese characters, with those that Japanese and Korean share.
CHARACTERS = re.compile("[\u3400-\u9fff]")
LEFT_OVER = frozenset({Part.ONLY_ONE, Part.DIFFERENT})
CONTRADICTIONS = frozenset({Part.OTHER_NUMBER, Part.OTHER_FORM})
# Each contradiction counts as so many tens of letters that only one name has.
CONTRADICTION = 0.2


@dataclass(frozen=True, slots=True)
class NameFacts:
    """The facts of a comparison from which the weight follows.

    `shared` and `left` are in tens of letters of mean rarity, those of words that agree and of words that only one name
    has. `written` is how alike the names are letter by letter as they are written, from 0 to 1. `characters`
    tells that one name alone is in Chinese characters. It, `abbreviated`, `firm` and `same_words` are 1 or 0.
    """

    likeness: float
    shared: float
    left: float
    written: float
    abbreviated: float
    firm: float
    same_words: float
    characters: float


# The weight before any fact, and that of each fact. Two are not fitted. `written`: a name that was misspelt on purpose
# keeps the order and the commas of its list, and people do not. It separates hits that are alike otherwise.
# `characters`: the list has no names in Chinese characters. About eight characters in use are read alike, and a given
# name has one or two, so a name in Chinese characters has up to 64 times as many namesakes in Latin letters.
BASE = -11.6
WEIGHTS = NameFacts(
    likeness=15.5,
    shared=5.2,
    left=-4.8,
    written=0.5,
    abbreviated=-9.3,
    firm=2.1,
    same_words=4.3,
    characters=-math.log(8**2),
)


def name_weight(facts: NameFacts) -> float:
    """Return the weight of the evidence that lies in two names."""
    return BASE + sum(weight * fact for weight, fact in zip(astuple(WEIGHTS), astuple(facts), strict=True))


def name_facts(left: Name, right: Name, likeness: Likeness) -> NameFacts:
    """Return the facts of a comparison of two names."""
    shared = left_over = 0.0
    parts = {reason.part for reason in likeness.reasons}
    for reason in likeness.reasons:
        letters = _letters(reason.left) + _letters(reason.right)
        if reason.part in LEFT_OVER:
            left_over += letters
        elif reason.part in CONTRADICTIONS:
            left_over += CONTRADICTION
        elif reason.part not in (Part.INITIAL, Part.ABBREVIATION):
            shared += letters / 2
    kinds = {left.kind, right.kind}
    return NameFacts(
        likeness=likeness.score,
        shared=_fading(shared, MANY_SHARED),
        left=_fading(left_over, MANY_LEFT),
        written=fuzz.ratio(left.text.casefold(), right.text.casefold()) / 100,
        abbreviated=float(Part.ABBREVIATION in parts),
        firm=float(Kind.ORGANIZATION in kinds and Kind.PERSON not in kinds),
        same_words=float(parts == {Part.SAME}),
        characters=float(_has_characters(left.text) != _has_characters(right.text)),
    )


def _has_characters(text: str) -> bool:
    return CHARACTERS.search(text) is not None


def _letters(text: str) -> float:
    """Return the tens of letters of mean rarity that say as much as a text. A digit counts as such a letter."""
    return sum(RARITY.get(letter, MEAN_RARITY) for letter in text if letter != " ") / MEAN_RARITY / 10


def _fading(amount: float, many: float) -> float:
    """Return an amount that grows ever slower and stays below `many`."""
    return many * (1 - math.exp(-amount / many))
