"""Names that people bear, and how they are spelled. Pure functions.

Whoever bears another name than the one on a list is called as people are called. A slip of the finger makes a word that
nobody is called. So of two words in which a letter or two differ, a word that is a name in use is sooner another name,
and a word whose letters surprise is sooner a slip.
"""

import math
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path

from apps.core.csv_rows import table_rows
from apps.matching.common_names import COMMON_NAMES

# From general knowledge of the given and family names of many countries; no list of parties and no program is among the
# sources. Each name stands once, with the languages that came to mind first. A name that is missing makes a hit
# likelier, never less likely.
_FILE = Path(__file__).with_name("names_in_use.csv")
# A letter is foreseen by the two before it.
_SPAN = 3
# The chance of a letter of which nothing is known: one of 26, the end, and some that are no letters of names.
_UNKNOWN = 1 / 30
# The bits of a letter of these names, on average.
USUAL_BITS = 3.2


@cache
def names_in_use() -> frozenset[str]:
    """Return the names in use, in small Latin letters without marks."""
    return COMMON_NAMES.union(*(row["names"].split() for row in table_rows(_FILE)))


def is_in_use(word: str) -> bool:
    """Return whether a word in small Latin letters is a name that people bear."""
    return word in names_in_use()


@lru_cache(maxsize=200_000)
def letter_bits(word: str) -> tuple[float, ...]:
    """Return how much each letter of a word surprises after the two before it, and at last its end, in bits."""
    letters = f"{'^' * (_SPAN - 1)}{word}$"
    return tuple(-math.log2(_chance(letters[at : at + _SPAN])) for at in range(len(letters) - _SPAN + 1))


def word_bits(word: str) -> float:
    """Return how much the letters of a word surprise together, in bits."""
    return sum(letter_bits(word))


def rarest_bits(word: str) -> float:
    """Return how much the letter of a word that surprises most does so, in bits."""
    return max(letter_bits(word))


def strangeness(word: str) -> float:
    """Return how many bits a letter of a word surprises more than a letter of names does on average."""
    return word_bits(word) / (len(word) + 1) - USUAL_BITS


@cache
def _chance(letters: str) -> float:
    """Return the chance of the last of some letters after the others, told by shorter ones where these are rare.

    By method C of Witten and Bell, "The Zero-Frequency Problem", IEEE Transactions on Information Theory 37 (1991): as
    many different letters as were seen there are counted once more for those that were not.
    """
    if not letters:
        return _UNKNOWN
    shorter, following = _chance(letters[1:]), _following().get(letters[:-1])
    if following is None:
        return shorter
    return (following[letters[-1]] + len(following) * shorter) / (following.total() + len(following))


@cache
def _following() -> dict[str, Counter[str]]:
    """Return how often each letter follows each text of up to two letters in the names in use."""
    following: dict[str, Counter[str]] = {}
    for name in names_in_use():
        letters = f"{'^' * (_SPAN - 1)}{name}$"
        for at in range(_SPAN - 1, len(letters)):
            for size in range(_SPAN):
                following.setdefault(letters[at - size : at], Counter())[letters[at]] += 1
    return following
