"""The table of letters of `screening/word_letters.py`, made from the names of a list."""

import math
from collections import Counter
from collections.abc import Iterable
from itertools import product
from string import ascii_lowercase

from apps.screening.word_letters import NEXT, STEPS, ZERO

# An n-gram that was seen so many times counts as much as what shorter ones say of the next letter.
DOUBT = 10
# The longest surprise that a character of the table can tell, in steps.
MAX_TOLD = ord("~") - ZERO


def letters_table(words: Iterable[str]) -> str:
    """Return the table of how rare each letter is after two others, from words in small Latin letters."""
    seen, before = Counter[str](), Counter[str]()
    for word in words:
        letters = f"^^{word}$"
        for at in range(2, len(letters)):
            for size in (1, 2, 3):
                seen[gram := letters[at - size + 1 : at + 1]] += 1
                before[gram[:-1]] += 1

    def chance(gram: str) -> float:
        shorter = chance(gram[1:]) if len(gram) > 1 else 1 / len(NEXT)
        return (seen[gram] + DOUBT * shorter) / (before[gram[:-1]] + DOUBT)

    lines = ["letters,next"]
    for pair in ("^^", *map("".join, product(f"^{ascii_lowercase}", ascii_lowercase))):
        steps = (round(-math.log2(chance(pair + letter)) * STEPS) for letter in NEXT)
        lines.append(f"{pair},{''.join(chr(ZERO + min(step, MAX_TOLD)) for step in steps)}")
    return "\n".join(lines) + "\n"
