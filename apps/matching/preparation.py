"""Names as they are compared: in Latin letters, cut into words, without the form of the company. Pure functions."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from apps.matching.letters import is_without_vowels, latin_words, letters_of_digits
from apps.matching.tokens import Token
from apps.matching.words import (
    COMMON_WORDS,
    COMPANY_FORMS,
    FORM_WORDS,
    HONORIFICS,
    MAX_FORM_WORDS,
    NOT_FORMS_OF_PERSONS,
    NUMBERS,
    PARTICLES,
    PLACES,
    SHORT_FORMS,
    TENS,
    Form,
)

# A name is compared by at most this many words.
MAX_WORDS = 24
# The letters of the longest abbreviation that stands for a whole name.
MAX_ABBREVIATION = 5
# The shortest form of company in which one letter may be wrong.
MIN_MISSPELT_FORM = 7
LONG_FORMS = [
    ("".join(words), form) for words, form in COMPANY_FORMS.items() if len("".join(words)) >= MIN_MISSPELT_FORM
]
# Their words, in which two letters may be wrong where the other of two names has a form.
LONG_FORM_WORDS = sorted({word for words in COMPANY_FORMS for word in words if len(word) >= MIN_MISSPELT_FORM})

# Shorter ones, in which one letter may be wrong there.
MIN_SHORT_FORM = 4
SHORT_FORM_WORDS = sorted(
    {words[0] for words in COMPANY_FORMS if len(words) == 1 and MIN_SHORT_FORM <= len(words[0]) < MIN_MISSPELT_FORM}
)

# The shortest number in words in which one letter may be wrong.
MIN_MISSPELT_NUMBER = 6
LONG_NUMBERS = [number for number in (*NUMBERS, *TENS) if len(number) >= MIN_MISSPELT_NUMBER]

# "Fund I" is the first of several; "i" is "and" in Catalan and Polish.
_ROMAN_ONE = re.compile(r"\bI\b")
# Words that would be forms of companies in Latin letters: a family name of Portugal and Brazil by its accent, and short
# words of the scripts of India and the Near East, in which no form is so short.
_NO_FORMS = re.compile(r"\b[Ss]á\b|\w*[\u0590-\u0fff]\w*")
MAX_NO_FORM = 3
_SERVANT = ("abd", "abdul", "abdel", "abdal", "abdol", "abdoul")
_ARTICLES = ("al", "el", "ul", "ol", "ar", "ur", "er", "as", "us", "es")


class BearerKind(StrEnum):
    """The kind of a name's bearer. `ANY` stands for a bearer of whom nothing is known."""

    PERSON = "person"
    ORGANIZATION = "organization"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Name:
    """A name prepared for comparison."""

    text: str
    kind: BearerKind
    tokens: tuple[Token, ...]
    form: Form | None

    @property
    def sounds(self) -> str:
        """The words of the name as their transliterations have in common."""
        return " ".join(token.sound for token in self.tokens)

    @property
    def may_abbreviate(self) -> bool:
        """Whether the name may be the first letters of another, like which it sounds in nothing."""
        return len(self.tokens) == 1 and len(self.tokens[0].text) <= MAX_ABBREVIATION


@lru_cache(maxsize=50_000)
def prepare_name(text: str, kind: BearerKind = BearerKind.ANY) -> Name:
    """Prepare a name for comparison. A name of kind `ANY` is a firm's if it has a firm's form or common word."""
    aside = _aside(text)
    vowelless = is_without_vowels(text)
    last, comma, first = text.partition(",")
    if kind is BearerKind.PERSON and comma and "," not in first:
        words = [*latin_words(first), *latin_words(last)][:MAX_WORDS]
    else:
        words = list(latin_words(text))[:MAX_WORDS]
    named = frozenset(
        word for found in _NO_FORMS.findall(text) for word in latin_words(found) if len(word) <= MAX_NO_FORM
    )
    words, form = _without_form(_join_servant(words), named, person=kind is BearerKind.PERSON)
    if kind is BearerKind.ANY and (form or any(word in COMMON_WORDS or word in SHORT_FORMS for word in words)):
        kind = BearerKind.ORGANIZATION
    if kind is BearerKind.ORGANIZATION:
        words = _numbers_written_out(words, roman_one=bool(_ROMAN_ONE.search(text)))
    else:
        words = [letters_of_digits(word) for word in words]
    tokens = {word: _token(word, vowelless, word in aside) for word in words}
    return Name(text, kind, tuple(tokens.values()), form)


def _aside(text: str) -> frozenset[str]:
    """Return the words of a name in brackets or after a slash, which add to the name and are often left out."""
    inside, depth, after = [], 0, False
    for char in text:
        depth = max(0, depth + (char in "([（") - (char in ")]）"))
        after = after or char == "/"
        inside.append(char if depth or after else " ")
    aside = "".join(inside)
    if not aside.strip():
        return frozenset()
    rest = "".join(" " if kept != " " else char for char, kept in zip(text, inside, strict=True))
    return frozenset(latin_words(aside)) - frozenset(latin_words(rest)) if latin_words(rest) else frozenset()


def _without_form(words: list[str], named: frozenset[str], *, person: bool) -> tuple[list[str], Form | None]:
    """Return the words of a name without the forms of a company, and the form that says most. `named` are words that
    are no form here.
    """
    found: Form | None = None
    kept: list[str] = []
    at, tail = 0, _tail(words)
    while at < len(words):
        for size in range(min(MAX_FORM_WORDS, len(words) - at), 0, -1):
            run = tuple(words[at : at + size])
            form = COMPANY_FORMS.get(run) or _misspelt_form("".join(run))
            # A form stands at the beginning or the end, and never fills the name.
            edge = at == 0 or at >= tail or size > 1 or len(run[0]) > 2
            allowed = not person or (at > 1 and not NOT_FORMS_OF_PERSONS.intersection(run))
            if form and edge and allowed and not named.intersection(run) and (kept or at + size < len(words)):
                found = _both_forms(found, form)
                at += size
                break
        else:
            kept.append(words[at])
            at += 1
    return (kept, found) if kept else (words, None)


def _tail(words: list[str]) -> int:
    """Return the place from which on a name has nothing but forms of companies."""
    tail = len(words)
    sizes = range(MAX_FORM_WORDS, 0, -1)
    while size := next(
        (size for size in sizes if size <= tail and tuple(words[tail - size : tail]) in COMPANY_FORMS), 0
    ):
        tail -= size
    return tail


def _both_forms(one: Form | None, other: Form) -> Form:
    """Return the form of a name with two: the one that says more, or `GENERIC` where they contradict each other."""
    if one is None or one is Form.GENERIC:
        return other
    return one if other in (one, Form.GENERIC) else Form.GENERIC


def _join_servant(words: list[str]) -> list[str]:
    """Return the words with "abd al", "abd el" and the like, "servant of the", as the one word "abdul"."""
    joined: list[str] = []
    for word in words:
        if not (joined and joined[-1] == "abdul" and word in _ARTICLES):
            joined.append("abdul" if word in _SERVANT else word)
    return joined


@lru_cache(maxsize=100_000)
def _misspelt_form(letters: str) -> Form | None:
    """Return the form of company that is a letter away, if both are long enough for nothing else to be meant."""
    if len(letters) >= MIN_MISSPELT_FORM - 1:
        for form, family in LONG_FORMS:
            if form[0] == letters[0] and OSA.distance(form, letters, score_cutoff=1) <= 1:
                return family
    return None


@lru_cache(maxsize=100_000)
def misspelt_form_word(word: str) -> str | None:
    """Return the word of a company's form that is a letter away from a word, or two if it is long enough."""
    if len(word) >= MIN_SHORT_FORM - 1:
        for form in SHORT_FORM_WORDS:
            if OSA.distance(form, word, score_cutoff=1) == 1:
                return form
    if len(word) >= MIN_MISSPELT_FORM - 2:
        for form in LONG_FORM_WORDS:
            if OSA.distance(form, word, score_cutoff=2) <= 2:
                return form
    return None


def _numbers_written_out(words: list[str], *, roman_one: bool) -> list[str]:
    """Return the words with numbers as digits: "forty four" is 44, "first" and "1st" are 1."""
    numbers: list[str] = []
    tens = 0
    for at, word in enumerate(words):
        word = _misspelt_number(word)
        value = 1 if roman_one and word == "i" and numbers and at == len(words) - 1 else NUMBERS.get(word)
        if word[:-2].isdigit() and word[-2:] in ("st", "nd", "rd", "th"):
            value = int(word[:-2])
        if value is None and word.isdigit():
            value = int(word)
        if word in TENS:
            tens = TENS[word]
            numbers.append(str(tens))
        elif value is not None and tens and 0 < value < 10:
            numbers[-1], tens = str(tens + value), 0
        else:
            numbers.append(word if value is None else str(value))
            tens = 0
    return numbers


@lru_cache(maxsize=100_000)
def _misspelt_number(word: str) -> str:
    """Return the number that is one letter away from a word, if the word is long enough, or else the word."""
    if len(word) >= MIN_MISSPELT_NUMBER - 1 and word not in NUMBERS:
        for number in LONG_NUMBERS:
            if OSA.distance(number, word, score_cutoff=1) <= 1:
                return number
    return word


def _token(word: str, without_vowels: bool, aside: bool) -> Token:
    """Return a word with its weights. A longer word says more, up to ten letters."""
    own = min(1.25, 0.55 + 0.07 * len(word))
    small = word in PARTICLES
    person = 0.12 if small or word in HONORIFICS else 0.3 if len(word) == 1 or word in ("abd", "abdul") else own
    common = word in COMMON_WORDS or word in SHORT_FORMS
    firm = 0.1 if small or word in FORM_WORDS else 0.3 if word in PLACES else 0.5 if common else own
    if aside:
        person, firm = person / 3, firm / 3
    return Token(word, person, firm, without_vowels)
