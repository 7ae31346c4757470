"""The words of a name, and how alike two words are. Pure functions."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from apps.matching.letters import consonants_of, sound_of
from apps.matching.words import NICKNAMES, SHORT_FORMS

# The shortest words in which one letter, or two, may be wrong. In shorter words an edit makes another name
# ("Kim" and "Kin", "Ali" and "Ala").
MIN_ONE_EDIT = 4
MIN_TWO_EDITS = 10
# What a wrong letter costs, as a multiple of its share of the longer word.
EDIT_COST = 1.1


# Two words with fewer consonants agree in them by chance; shorter words than the second bound sound alike by chance.
MIN_CONSONANTS = 3
MIN_SURE_SOUND = 4
# Words that differ more in length, and do not sound the same, have too many wrong letters.
MAX_DIFFERENCE = 4


class WordAgreement(StrEnum):
    """The way in which two words agree."""

    SAME = "same"
    SHORT = "short"
    SOUND = "sound"
    NICKNAME = "nickname"
    CONSONANTS = "consonants"
    EDIT = "edit"
    INITIAL = "initial"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a name in Latin letters, with what the word weighs in names of persons and in names of firms."""

    text: str
    person_weight: float
    firm_weight: float
    without_vowels: bool = False
    consonants: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "consonants", consonants_of(self.text))

    @property
    def sound(self) -> str:
        """The word as its transliterations have in common."""
        return sound_of(self.text)

    @property
    def is_number(self) -> bool:
        """Whether the word has a digit: numbers agree whole or not at all."""
        return _has_digit(self.text)


def tokens_alike(one: Token, other: Token, *, firm: bool) -> tuple[float, WordAgreement] | None:
    """Return how alike two words are, from 0 to 1, and how they agree; None for words that do not agree."""
    left, right = one.text, other.text
    if left == right:
        return 1.0, WordAgreement.SAME
    if one.without_vowels != other.without_vowels:
        agree = len(one.consonants) >= MIN_CONSONANTS and one.consonants == other.consonants
        return (0.85, WordAgreement.CONSONANTS) if agree else None
    return _words_alike(left, right, firm)


@lru_cache(maxsize=500_000)
def _words_alike(left: str, right: str, firm: bool) -> tuple[float, WordAgreement] | None:
    """Return how alike two different words are that have their vowels, or both lack them."""
    shorter, longest = sorted((len(left), len(right)))
    if firm and SHORT_FORMS.get(left, left) == SHORT_FORMS.get(right, right):
        return 0.98, WordAgreement.SHORT
    if _has_digit(left) or _has_digit(right):
        return None
    if shorter == 1:
        return (0.75, WordAgreement.INITIAL) if left[0] == right[0] and not firm else None
    if not firm and left in NICKNAMES.get(right, ()):
        return 0.88, WordAgreement.NICKNAME
    left_sound, right_sound = sound_of(left), sound_of(right)
    if left_sound == right_sound:
        return (0.96 if shorter >= MIN_SURE_SOUND else 0.8), WordAgreement.SOUND
    if longest - shorter > MAX_DIFFERENCE:
        return None
    if not firm and left[:-1] == right[:-1] and {left[-1], right[-1]} == {"a", "o"}:
        return None  # Antonia and Antonio are two names.
    allowed = 0 if longest < MIN_ONE_EDIT else 1 if longest < MIN_TWO_EDITS else 2
    if not allowed:
        return None
    edits = OSA.distance(left, right, score_cutoff=allowed)
    if edits > allowed:
        return None
    sounds = OSA.distance(left_sound, right_sound)
    return 1 - EDIT_COST * (edits + min(sounds, edits)) / 2 / longest, WordAgreement.EDIT


def _has_digit(word: str) -> bool:
    return not word.isalpha()
