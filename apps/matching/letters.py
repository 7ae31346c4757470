"""Latin letters for names of every script, and the forms in which words of a name are compared by sound. Pure.

The functions keep no table of languages: a name seldom says its language. ADR 0090 says what is lost by this.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

# Scripts that write consonants alone, or may: a name in one of these is compared by consonants.
_WITHOUT_VOWELS = re.compile("[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
# A small letter before a capital one: "SergeiLavrov" is two words. Not after Mc, Mac, De, which begin a single word.
_CAMEL = re.compile(r"(?<=[a-zà-öø-ÿ]{3})(?=[A-ZÀ-ÖØ-Þ])")
_APOSTROPHES = re.compile(r"['’‘`´ʼʻ′]s\b|['’‘`´ʼʻ′]")
# Forms of companies that stand in Chinese, Japanese and Korean names without a space.
_EASTERN_FORMS = re.compile("(股份有限公司|有限责任公司|有限責任公司|有限公司|株式会社|株式會社|주식회사)")
# Letters between digits, or digits between letters, as in "Ig0r Sech1n".
_LOOKALIKES = str.maketrans("0134579", "oieastg")

# How transliterations differ from each other, longest first: the customs of English, French, German, Polish, the
# BGN/PCGN and ISO 9 tables for Cyrillic and the usual Latin forms of Arabic, Persian and Chinese names.
_SOUNDS = (
    "idzh>i ddzh>j pkh>f tkh>t dkh>d gkh>g",
    "shch>s tsch>c tch>c sch>s sh>s dzh>j zh>j kh>h gh>g ph>f th>t dh>d ch>c cz>c sz>s rz>j dj>j tz>z ts>z ck>k ks>s",
    "qu>k q>k x>s w>v ou>u oo>u ow>u ee>i ea>i ie>i ei>i ey>i ij>i iy>i yi>i yo>iu ya>ia yu>iu ae>i ai>i",
    "ay>i y>i e>i o>u",
)
_SOUND_TO = {left: right for line in _SOUNDS for left, _mark, right in (pair.partition(">") for pair in line.split())}
_SOUND = re.compile("|".join(sorted(_SOUND_TO, key=len, reverse=True)))
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile("[aeiou]")


@lru_cache(maxsize=100_000)
def latin_words(text: str) -> tuple[str, ...]:
    """Return the words of a text in small Latin letters and digits, in their order. Dots and apostrophes join.

    Letters of other scripts are transliterated; a word of Chinese, Japanese or Korean becomes one word.
    """
    text = unicodedata.normalize("NFKC", text)
    text = _APOSTROPHES.sub("", _CAMEL.sub(" ", _EASTERN_FORMS.sub(r" \1 ", text)))
    words: list[str] = []
    for word in "".join(char if _is_of_word(char) else " " for char in text).split():
        parts = [_ascii(part) for part in word.split(".")]
        # "A.B.C." is an abbreviation; "J.Smith" and "Co.Ltd" are two words.
        words += ["".join(parts)] if all(len(part) <= 1 for part in parts) else parts
    return tuple(word for word in words if word)


def is_without_vowels(text: str) -> bool:
    """Return whether a text is in a script that leaves vowels out (Arabic, Hebrew)."""
    return bool(_WITHOUT_VOWELS.search(text))


def letters_of_digits(word: str) -> str:
    """Return a word in which digits stand for letters that look alike ("ig0r") with these letters."""
    digits = sum(char.isdigit() for char in word)
    if not digits or digits * 2 > len(word) or not word[0].isalpha():
        return word
    return word.translate(_LOOKALIKES)


@lru_cache(maxsize=200_000)
def sound_of(word: str) -> str:
    """Return a Latin word as its transliterations have in common: one letter for a sound, no doubled letters."""
    sound = _SOUND.sub(lambda found: _SOUND_TO[found[0]], word)
    return _DOUBLED.sub(r"\1", sound)


@lru_cache(maxsize=200_000)
def consonants_of(word: str) -> str:
    """Return the consonants of a word as they sound; a vowel at the beginning stays, as "a"."""
    sound = sound_of(word)
    if not sound:
        return ""
    first = "a" if sound[0] in "aeiou" else sound[0]
    return _DOUBLED.sub(r"\1", first + _VOWELS.sub("", sound[1:]))


def _is_of_word(char: str) -> bool:
    """Return whether a character is part of a word: letters, digits, dots, and the vowel signs of Indian scripts."""
    return char.isalnum() or char == "." or unicodedata.category(char)[0] == "M"


def _ascii(word: str) -> str:
    """Return a word in small Latin letters and digits, without anything else."""
    return re.sub(r"[^a-z0-9]+", "", anyascii(word).lower())
