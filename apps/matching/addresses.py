"""The likeness of two addresses in one line, of any country. Pure functions.

Nothing is known of the order of street, city and region, and files cut addresses off: the words are compared in any
order, and the beginning of a word counts as the word. Numbers agree whole or not at all.
"""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from apps.matching.letters import latin_words
from apps.matching.normal_forms import ABBREVIATIONS

# The shortest word of which a beginning counts, and the shortest in which one letter may be wrong.
MIN_BEGINNING, MIN_EDIT = 3, 5
# Words that stand before a number and say nothing else.
_LABELS = "no unit plot plots nos number door survey sy po box pin dist taluka tal vill village near opp"
LABELS = frozenset(_LABELS.split())
LABEL_WEIGHT, WORD_WEIGHT = 0.2, 1.3
# Two addresses are one place with so much of the words of the shorter one in the other, and so many of its numbers:
# more than the postal code of a street alone.
MIN_WORDS, MIN_NUMBERS = 0.7, 0.6


@dataclass(frozen=True, slots=True)
class PreparedAddress:
    """An address prepared for comparison: words in Latin letters, abbreviated, and numbers."""

    words: tuple[str, ...]
    numbers: frozenset[str]


@lru_cache(maxsize=50_000)
def prepare_address(text: str) -> PreparedAddress:
    """Prepare an address for comparison."""
    words = dict.fromkeys(ABBREVIATIONS.get(word, word) for word in latin_words(text))
    numbers = frozenset(word for word in words if any(char.isdigit() for char in word))
    return PreparedAddress(tuple(word for word in words if word not in numbers), numbers)


def is_same_place(one: PreparedAddress, other: PreparedAddress) -> bool:
    """Tell whether two addresses are one place, in whatever way each is written."""
    return address_words(one, other)[0] >= MIN_WORDS and (address_numbers(one, other) or 0) >= MIN_NUMBERS


def address_words(one: PreparedAddress, other: PreparedAddress) -> tuple[float, float]:
    """Return the share of the words, by their weight, that two addresses have in common: of those of the shorter
    address, and of those of both together. Each is from 0 to 1.
    """
    shorter, longer = sorted((one, other), key=lambda address: sum(map(len, address.words)))
    found = 0.0
    rest = list(longer.words)
    for word in shorter.words:
        if match := next((each for each in rest if _same_word(word, each)), None):
            rest.remove(match)
            found += _weight(word)
    total = sum(map(_weight, shorter.words))
    both = total + sum(map(_weight, rest))
    return (found / total, found / both) if total else (0.0, 0.0)


def address_numbers(one: PreparedAddress, other: PreparedAddress) -> float | None:
    """Return the share of numbers of the address with fewer that the other one has; None where one has no number."""
    if not one.numbers or not other.numbers:
        return None
    return len(one.numbers & other.numbers) / min(len(one.numbers), len(other.numbers))


def _weight(word: str) -> float:
    return LABEL_WEIGHT if word in LABELS or len(word) == 1 else WORD_WEIGHT


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= MIN_BEGINNING and longer.startswith(shorter):
        return True
    return len(shorter) >= MIN_EDIT and OSA.distance(one, other, score_cutoff=1) <= 1
