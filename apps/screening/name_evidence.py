"""The weight of the evidence that lies in two names. Pure functions.

How alike two names are does not say how many people bear a name that is as alike: a short name has more namesakes than
a long one, three first letters more than three words. So the weight is a line through a few facts of the comparison. It
was fitted by logistic regression on generated people, who are on no list, and on names of a list that were misspelt on
purpose (ADR 0091). In natural logarithms of odds.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from apps.matching.letters import sound_of
from apps.matching.names import Kind, Likeness, Name, Part, Reason
from apps.matching.words import FORM_WORDS
from apps.screening.common_names import is_common

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
MISSPELT = frozenset({Part.EDIT, Part.NEAR})
# Parts that say nothing about the letters of a word.
SHORTENED = frozenset({Part.INITIAL, Part.ABBREVIATION})
# Each contradiction counts as so many tens of letters that only one name has.
CONTRADICTION = 0.2
# The share that the letters count of a word which is a form of company, or which a name repeats with a wrong letter.
HARDLY_LEFT = 0.25


@dataclass(frozen=True, slots=True)
class NameFacts:
    """The facts of a comparison from which the weight follows.

    `same`, `misspelt`, `near`, `left` and `common` are in tens of letters of mean rarity: those of words that agree
    whole or by their sound, of words with a wrong letter, of words with two that may be two names, of words that only
    one name has, and of words that agree and that very many people have. `wrong` is the number of wrong letters, and
    `worst` the share of them in the word with most. `other_names` counts the words that are misspelt unless they are
    the common names that they seem to be, and `near_words` those with two wrong letters. `written` is how many letters
    the names have alike as they are written, in tens. `vowelless` counts the words that agree by consonants alone.
    `characters` tells that one name alone is in Chinese characters. It, `single` (only one word agrees),
    `abbreviated`, `firm` and `same_words` are 1 or 0.
    """

    likeness: float
    left: float
    abbreviated: float
    firm: float
    same_words: float
    same: float
    misspelt: float
    near: float
    wrong: float
    worst: float
    common: float
    other_names: float
    near_words: float
    single: float
    written: float
    characters: float
    vowelless: float


# The weight before any fact, and that of each fact. Three are not fitted. `written`: a name that was misspelt on
# purpose keeps the order and the commas of its list, and people do not. It separates hits that are alike otherwise.
# `characters`: the list has no names in Chinese characters. About eight characters in use are read alike, and a given
# name has one or two, so a name in Chinese characters has up to 64 times as many namesakes in Latin letters.
# `vowelless`: nor does it have names in Arabic or Hebrew letters. About eight names have the same consonants.
BASE = -4.2
WEIGHTS = NameFacts(
    likeness=8.1,
    left=-11.0,
    abbreviated=-5.4,
    firm=-0.4,
    same_words=0.6,
    same=6.5,
    misspelt=6.5,
    near=11.0,
    wrong=-2.1,
    worst=3.0,
    common=-3.2,
    other_names=-1.1,
    near_words=-1.9,
    single=1.4,
    written=0.5,
    characters=-math.log(8**2),
    vowelless=-math.log(8),
)


def name_weight(facts: NameFacts) -> float:
    """Return the weight of the evidence that lies in two names."""
    return BASE + sum(weight * fact for weight, fact in zip(astuple(WEIGHTS), astuple(facts), strict=True))


def name_facts(own: Name, listed: Name, likeness: Likeness) -> NameFacts:
    """Return the facts of the comparison of a party's own name with one on a list."""
    parts = Counter(reason.part for reason in likeness.reasons)
    kinds = {own.kind, listed.kind}
    firm = Kind.ORGANIZATION in kinds and Kind.PERSON not in kinds
    agreeing = [reason for reason in likeness.reasons if reason.part not in LEFT_OVER | CONTRADICTIONS | SHORTENED]
    misspelt = [reason for reason in agreeing if reason.part in MISSPELT]
    wrong = [(_wrong(reason), max(len(reason.left), len(reason.right))) for reason in misspelt]
    written = fuzz.ratio(own.text.casefold(), listed.text.casefold()) / 100
    return NameFacts(
        likeness=likeness.score,
        left=_fading(_left(own, listed, likeness, firm=firm), MANY_LEFT),
        abbreviated=float(Part.ABBREVIATION in parts),
        firm=float(firm),
        same_words=float(parts.keys() == {Part.SAME}),
        same=_shared(reason for reason in agreeing if reason.part not in MISSPELT),
        misspelt=_shared(reason for reason in misspelt if reason.part is Part.EDIT),
        near=_shared(reason for reason in misspelt if reason.part is Part.NEAR),
        wrong=sum(letters for letters, _length in wrong),
        worst=max((letters / length for letters, length in wrong), default=0.0),
        common=sum(_letters(word) for reason in agreeing for word in reason.left.split() if is_common(word)),
        other_names=float(sum(is_common(reason.left) for reason in misspelt)),
        near_words=float(parts[Part.NEAR]),
        single=float(len(agreeing) < 2),
        written=written * _fading(_letters("".join(filter(str.isalnum, own.text.casefold()))), MANY_LEFT),
        characters=float(_has_characters(own.text) != _has_characters(listed.text)),
        vowelless=float(parts[Part.CONSONANTS]),
    )


def _shared(reasons: Iterable[Reason]) -> float:
    """Return the tens of letters of words that agree: the mean of both names, beyond many of them hardly more."""
    return _fading(sum((_letters(reason.left) + _letters(reason.right)) / 2 for reason in reasons), MANY_SHARED)


def _left(own: Name, listed: Name, likeness: Likeness, *, firm: bool) -> float:
    """Return the tens of letters of words that only one name has, with what contradicts."""
    letters = 0.0
    for reason in likeness.reasons:
        if reason.part in CONTRADICTIONS:
            letters += CONTRADICTION
        elif reason.part in LEFT_OVER:
            for words, other in ((reason.left, listed), (reason.right, own)):
                for word in words.split():
                    again = reason.part is Part.ONLY_ONE and _is_said(word, other)
                    form = firm and word in FORM_WORDS
                    letters += _letters(word) * (HARDLY_LEFT if again else 1.0) * (HARDLY_LEFT if form else 1.0)
    return letters


def _is_said(word: str, name: Name) -> bool:
    """Return whether a name has a word in which up to two letters differ: a word said twice is misspelt once."""
    return any(len(token.text) > 3 and OSA.distance(word, token.text, score_cutoff=2) <= 2 for token in name.tokens)


def _wrong(reason: Reason) -> float:
    """Return how many letters differ in two words; one that sounds the same counts half."""
    letters = OSA.distance(reason.left, reason.right)
    return (letters + min(letters, OSA.distance(sound_of(reason.left), sound_of(reason.right)))) / 2


def _has_characters(text: str) -> bool:
    return CHARACTERS.search(text) is not None


def _letters(text: str) -> float:
    """Return the tens of letters of mean rarity that say as much as a text. A digit counts as such a letter."""
    return sum(RARITY.get(letter, MEAN_RARITY) for letter in text if letter != " ") / MEAN_RARITY / 10


def _fading(amount: float, many: float) -> float:
    """Return an amount that grows ever slower and stays below `many`."""
    return many * (1 - math.exp(-amount / many))
