"""The likeness of two names of persons or of firms: from 0 to 1, with the reason of each part. Pure functions.

A name is prepared once: written in Latin letters, cut into words, rid of the form of the company. Two names are then
compared word by word, in any order. Each word weighs by how much it says: a particle little, a common word of firms
less than a name, a rare word more than a frequent one where the caller knows how frequent words are. A word that only
one name has costs little; words that both have and that differ cost much. ADR 0090 gives the reasons.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from apps.matching.keys import MAX_ABBREVIATION, MIN_ABBREVIATION, keys_of_tokens
from apps.matching.letters import is_without_vowels, latin_words, letters_of_digits, sound_of
from apps.matching.tokens import Token, tokens_alike
from apps.matching.words import (
    COMMON_WORDS,
    COMPANY_FORMS,
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

# Names are one from this score on. Chosen by ten-fold cross-validation over the pairs of
# `shared/data/screening/name_checks.yml` for the best F1 (`python -m benchmarks names`).
THRESHOLD = 0.75
# A name is compared by at most this many words.
MAX_WORDS = 24

# The shortest form of company in which one letter may be wrong.
MIN_MISSPELT_FORM = 12
LONG_FORMS = [
    ("".join(words), form) for words, form in COMPANY_FORMS.items() if len("".join(words)) >= MIN_MISSPELT_FORM
]

# The cost of words that only one of two names has, and of words of both that differ, as multiples of their weight.
PERSON_EXTRA, FIRM_EXTRA, DIFFERENT = 0.32, 0.9, 2.0
# The factors for a contradiction that weighs of its own: another form of company, another number, a single shared word.
OTHER_FORM, OTHER_NUMBER, SINGLE_WORD = 0.7, 0.6, 0.8
# How much less than 1 the score of equal names is that say nothing, and how fast names gain by what they say.
DOUBT, DOUBT_FADES = 0.12, 1.2


_ARTICLES = ("al", "el", "ul", "ol", "ar", "ur", "er", "as", "us", "es")


class Kind(StrEnum):
    """The kind of a name's bearer. `ANY` stands for a bearer of whom nothing is known."""

    PERSON = "person"
    ORGANIZATION = "organization"
    ANY = "any"


class Part(StrEnum):
    """The kind of a reason: how two parts of the names agree, or that they do not."""

    SAME = "same"
    SOUND = "sound"
    NICKNAME = "nickname"
    CONSONANTS = "consonants"
    EDIT = "edit"
    INITIAL = "initial"
    JOINED = "joined"
    ABBREVIATION = "abbreviation"
    DIFFERENT = "different"
    ONLY_ONE = "only_one"
    OTHER_NUMBER = "other_number"
    OTHER_FORM = "other_form"


SENTENCES = {
    Part.SAME: "“{left}” is in both names.",
    Part.SOUND: "“{left}” and “{right}” are two spellings of one sound.",
    Part.NICKNAME: "“{left}” and “{right}” are forms of one given name.",
    Part.CONSONANTS: "“{left}” and “{right}” have the same consonants.",
    Part.EDIT: "“{left}” and “{right}” differ by a letter or two.",
    Part.INITIAL: "“{left}” and “{right}” begin with the same letter, and one is an initial.",
    Part.JOINED: "“{left}” and “{right}” are the same letters with other spaces.",
    Part.ABBREVIATION: "“{left}” and “{right}” are a name and its first letters.",
    Part.DIFFERENT: "“{left}” and “{right}” stand against each other.",
    Part.ONLY_ONE: "Only one name has “{left}{right}”.",
    Part.OTHER_NUMBER: "The numbers differ: “{left}” and “{right}”.",
    Part.OTHER_FORM: "The forms of company differ: {left} and {right}.",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of the comparison: the words of each name, and how they agree. The sentence is for staff."""

    part: Part
    left: str
    right: str

    @property
    def sentence(self) -> str:
        """The reason as a sentence."""
        return SENTENCES[self.part].format(left=self.left, right=self.right)


@dataclass(frozen=True, slots=True)
class Name:
    """A name prepared for comparison."""

    text: str
    kind: Kind
    tokens: tuple[Token, ...]
    form: Form | None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are, from 0 to 1, and why."""

    score: float
    reasons: tuple[Reason, ...]

    @property
    def is_match(self) -> bool:
        """Whether the score reaches the operating threshold."""
        return self.score >= THRESHOLD


@lru_cache(maxsize=50_000)
def prepare_name(text: str, kind: Kind = Kind.ANY) -> Name:
    """Prepare a name for comparison. A name of kind `ANY` is a firm's if it has a firm's form or common word."""
    aside = _aside(text)
    vowelless = is_without_vowels(text)
    words = list(latin_words(text))[:MAX_WORDS]
    words, form = _without_form(_servant_joined(words), person=kind is Kind.PERSON)
    if kind is Kind.ANY and (form or any(word in COMMON_WORDS or word in SHORT_FORMS for word in words)):
        kind = Kind.ORGANIZATION
    if kind is Kind.ORGANIZATION:
        words = _numbers_written_out([SHORT_FORMS.get(word, word) for word in words])
    else:
        words = [letters_of_digits(word) for word in words]
    tokens = {word: _token(word, vowelless, word in aside) for word in words}
    return Name(text, kind, tuple(tokens.values()), form)


def compare_names(left: Name, right: Name, rarity: Mapping[str, float] | None = None) -> Likeness:
    """Compare two names. `rarity` gives how rare words are, from 0 (common) to 1; a word not in it counts as rare."""
    firm = Kind.ORGANIZATION in (left.kind, right.kind) and Kind.PERSON not in (left.kind, right.kind)
    return _Comparison(left, right, firm, rarity).likeness()


def token_keys(name: Name) -> frozenset[str]:
    """Return the keys of a name for an index: two names that are alike have at least one in common."""
    return keys_of_tokens(name.tokens)


class _Comparison:
    """The comparison of two names, part by part."""

    def __init__(self, left: Name, right: Name, firm: bool, rarity: Mapping[str, float] | None) -> None:
        self.names, self.firm, self.rarity = (left, right), firm, rarity
        self.lefts, self.rights = list(left.tokens), list(right.tokens)
        self.reasons: list[Reason] = []
        self.matched = self.alike = 0.0
        self.words = 0

    def likeness(self) -> Likeness:
        if not self.lefts or not self.rights:
            return Likeness(0.0, ())
        self._pair()
        self._join(self.lefts, self.rights, turned=False)
        self._join(self.rights, self.lefts, turned=True)
        self._join_whole()
        self._abbreviations(self.lefts, self.rights, turned=False)
        self._abbreviations(self.rights, self.lefts, turned=True)
        if not self.matched:
            return Likeness(0.0, ())
        left, right = (sum(self._weight(token) for token in tokens) for tokens in (self.lefts, self.rights))
        extra = FIRM_EXTRA if self.firm else PERSON_EXTRA
        cost = DIFFERENT * min(left, right) + extra * abs(left - right)
        score = self.alike / (self.matched + cost) * self._contradictions()
        if self.words == 1 and (left or right):
            score *= SINGLE_WORD if not self.firm else 1.0
        self._leftovers(left, right)
        score *= 1 - DOUBT * math.exp(-self.matched / DOUBT_FADES)
        return Likeness(round(min(score, 1.0), 4), tuple(self.reasons))

    def _weight(self, token: Token) -> float:
        return token.weight(firm=self.firm, rarity=self.rarity)

    def _pair(self) -> None:
        """Pair the words that agree, the most alike first."""
        found = []
        for i, left in enumerate(self.lefts):
            for j, right in enumerate(self.rights):
                if alike := tokens_alike(left, right, firm=self.firm):
                    found.append((-alike[0], -len(left.text) - len(right.text), i, j, alike))
        found.sort(key=lambda pair: pair[:4])
        used_left, used_right = set[int](), set[int]()
        for _score, _length, i, j, (alike, how) in found:
            if i not in used_left and j not in used_right:
                used_left.add(i)
                used_right.add(j)
                self._add([self.lefts[i]], [self.rights[j]], alike, Part(how))
        self.lefts = [token for i, token in enumerate(self.lefts) if i not in used_left]
        self.rights = [token for j, token in enumerate(self.rights) if j not in used_right]

    def _add(self, lefts: list[Token], rights: list[Token], alike: float, part: Part) -> None:
        weight = sum(self._weight(token) for token in (*lefts, *rights)) / 2
        if part is Part.INITIAL:
            weight = sum(sorted(self._weight(token) for token in (*lefts, *rights))[:1])
        self.matched += weight
        self.alike += weight * alike
        self.words += 1 if weight >= 0.3 else 0
        self.reasons.append(Reason(part, _text_of(lefts), _text_of(rights)))

    def _join(self, whole: list[Token], parts: list[Token], *, turned: bool) -> None:
        """Pair a word of one name with words of the other that stand beside each other and are its parts."""
        for token in list(whole):
            if run := _run_of(token.text, parts):
                found = parts[run]
                whole.remove(token)
                del parts[run]
                self._add(*((found, [token]) if turned else ([token], found)), 0.97, Part.JOINED)
                self.words += len(found) - 1

    def _join_whole(self) -> None:
        """Pair all that is left of both names when they sound alike without spaces."""
        if len(self.lefts) + len(self.rights) < 3 or not (self.lefts and self.rights):
            return
        left, right = ("".join(token.text for token in tokens) for tokens in (self.lefts, self.rights))
        if left == right or sound_of(left) == sound_of(right):
            count = max(len(self.lefts), len(self.rights))
            self._add(self.lefts, self.rights, 0.97, Part.JOINED)
            self.words += count - 1
            self.lefts, self.rights = [], []

    def _abbreviations(self, shorts: list[Token], longs: list[Token], *, turned: bool) -> None:
        """Pair a short word with the words of the other name of which the short word has the first letters."""
        for token in list(shorts):
            size = len(token.text)
            if (
                not (MIN_ABBREVIATION if self.firm else 2) <= size <= MAX_ABBREVIATION
                or size != len(longs)
                or not (self.firm or self.matched)
            ):
                continue
            if "".join(each.text[0] for each in longs) == token.text:
                shorts.remove(token)
                run = list(longs)
                longs.clear()
                self._add(*((run, [token]) if turned else ([token], run)), 0.82, Part.ABBREVIATION)
                return

    def _contradictions(self) -> float:
        """Return the factor for forms of companies and numbers that contradict each other."""
        factor = 1.0
        one, other = (name.form for name in self.names)
        if self.firm and one and other and one != other and Form.GENERIC not in (one, other):
            self.reasons.append(Reason(Part.OTHER_FORM, one, other))
            factor *= OTHER_FORM
        numbers = [[token for token in tokens if token.is_number] for tokens in (self.lefts, self.rights)]
        if self.firm and any(numbers):
            self.reasons.append(Reason(Part.OTHER_NUMBER, _text_of(numbers[0]), _text_of(numbers[1])))
            factor *= OTHER_NUMBER
        return factor

    def _leftovers(self, left: float, right: float) -> None:
        if left and right:
            self.reasons.append(Reason(Part.DIFFERENT, _text_of(self.lefts), _text_of(self.rights)))
        elif left or right:
            self.reasons.append(Reason(Part.ONLY_ONE, _text_of(self.lefts), _text_of(self.rights)))


def _text_of(tokens: list[Token]) -> str:
    return " ".join(token.text for token in tokens)


def _run_of(text: str, parts: list[Token]) -> slice | None:
    """Return where words that stand beside each other make up a word by its sound; None if they do nowhere."""
    sound = sound_of(text)
    for begin in range(len(parts)):
        joined = parts[begin].text
        for end in range(begin + 1, len(parts)):
            joined += parts[end].text
            if joined == text or sound_of(joined) == sound:
                return slice(begin, end + 1)
            if len(joined) > len(text):
                break
    return None


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


def _without_form(words: list[str], *, person: bool) -> tuple[list[str], Form | None]:
    """Return the words of a name without the forms of a company, and the form that says most."""
    found: Form | None = None
    kept: list[str] = []
    at = 0
    while at < len(words):
        for size in range(min(MAX_FORM_WORDS, len(words) - at), 0, -1):
            run = tuple(words[at : at + size])
            form = COMPANY_FORMS.get(run) or _misspelt_form("".join(run))
            # A form stands at the beginning or the end, and never fills the name.
            edge = at == 0 or at + size == len(words) or size > 1 or len(run[0]) > 2
            allowed = not person or (at > 1 and not NOT_FORMS_OF_PERSONS.intersection(run))
            if form and edge and allowed and (kept or at + size < len(words)):
                found = form if found in (None, Form.GENERIC) else found
                at += size
                break
        else:
            kept.append(words[at])
            at += 1
    return (kept, found) if kept else (words, None)


def _servant_joined(words: list[str]) -> list[str]:
    """Return the words with "abd al", "abd el" and the like, "servant of the", as the one word "abdul"."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == "abd" and word in _ARTICLES:
            joined[-1] = "abdul"
        else:
            joined.append("abdul" if word in ("abdel", "abdal", "abdol", "abdoul") else word)
    return joined


def _misspelt_form(letters: str) -> Form | None:
    """Return the form of company that is a letter away, if both are long enough for nothing else to be meant."""
    if len(letters) >= MIN_MISSPELT_FORM:
        for form, family in LONG_FORMS:
            if form[0] == letters[0] and OSA.distance(form, letters, score_cutoff=1) <= 1:
                return family
    return None


def _numbers_written_out(words: list[str]) -> list[str]:
    """Return the words with numbers as digits: "forty four" is 44, "first" and "1st" are 1."""
    numbers: list[str] = []
    tens = 0
    for at, word in enumerate(words):
        value = 1 if word == "i" and numbers and at == len(words) - 1 else NUMBERS.get(word)
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


def _token(word: str, without_vowels: bool, aside: bool) -> Token:
    """Return a word with its weights. A longer word says more, up to ten letters."""
    own = min(1.25, 0.55 + 0.07 * len(word))
    small = word in PARTICLES
    person = 0.12 if small or word in HONORIFICS else 0.3 if len(word) == 1 else own
    firm = 0.1 if small else 0.3 if word in PLACES else 0.5 if word in COMMON_WORDS else own
    if aside:
        person, firm = person / 3, firm / 3
    return Token(word, person, firm, without_vowels)
