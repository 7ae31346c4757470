"""The reading grade of an English text: the years of school that it takes (Flesch-Kincaid)."""

import re

MAX_GRADE = 8


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text whose sentences end with ".", "!", "?" or ":" or with a line.

    0.39 * words a sentence + 11.8 * syllables a word - 15.59 (J. P. Kincaid and others, "Derivation of new readability
    formulas for Navy enlisted personnel", 1975).
    """
    sentences = [re.findall(r"[A-Za-z][A-Za-z’']*", part) for part in re.split(r"[.!?:](?:\s|$)|\n", text)]
    words = [word for sentence in sentences for word in sentence]
    spoken = sum(1 for sentence in sentences if sentence)
    return 0.39 * len(words) / spoken + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """Count the syllables of an English word by its groups of vowels, without a silent e at its end."""
    bare = re.sub(r"[^a-z]", "", word.lower())
    bare = re.sub(r"(?<=[^aeiouyl])e(s|d)?$|(?<=[aeiouy]l)e(s|d)?$", "", bare) if len(bare) > 2 else bare
    return max(1, len(re.findall(r"[aeiouy]+", bare)))
