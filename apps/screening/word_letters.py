"""How a word of a name is spelled: how much its letters surprise, each after the two before it. Pure functions.

Whoever bears another name than the one on a list is called as people are called. A slip of the finger makes a word that
nobody is called. So two words in which a letter or two differ are sooner one word if the letters of one surprise.
"""

from functools import lru_cache
from pathlib import Path

# The table is made by `python -m benchmarks screening --letters` from the words of OFAC's list in Latin letters: a line
# for each two letters, `^` for none at the beginning of a word, with a character for each third letter from a to z and
# for the end. The character, less `ZERO`, tells how rare the third is there, in quarters of a bit.
_TABLE = Path(__file__).with_name("word_letters.csv")
NEXT, ZERO, STEPS = "abcdefghijklmnopqrstuvwxyz$", ord("0"), 4
# The bits of a letter of the words of which the table was made, on average. A letter that it does not know counts so.
USUAL_BITS = 3.2


def _read() -> dict[str, float]:
    bits = {}
    for line in _TABLE.read_text(encoding="ascii").splitlines()[1:]:
        before, codes = line.split(",")
        bits |= {before + letter: (ord(code) - ZERO) / STEPS for letter, code in zip(NEXT, codes, strict=True)}
    return bits


_BITS = _read()


@lru_cache(maxsize=200_000)
def word_bits(word: str) -> float:
    """Return how much the letters of a word in Latin letters surprise, in bits, with its end."""
    letters = f"^^{word}$"
    return sum(_BITS.get(letters[at : at + 3], USUAL_BITS) for at in range(len(letters) - 2))


def strangeness(word: str) -> float:
    """Return how many bits a letter of a word surprises more than a letter of names does on average."""
    return word_bits(word) / (len(word) + 1) - USUAL_BITS
