"""The comparison of two prepared names, part by part, with the reason of each part. Pure functions."""

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from rapidfuzz.distance import OSA

from apps.matching.keys import MIN_ABBREVIATION
from apps.matching.letters import sound_of
from apps.matching.preparation import MAX_ABBREVIATION, BearerKind, Name, misspelt_form_word
from apps.matching.tokens import EDIT_COST, Token, tokens_alike
from apps.matching.words import Form

# Names are one from this score on. From 0.66 to 0.78 the pairs of `name_checks.yml` are told apart about equally well,
# and ten-fold cross-validation chooses in that range. Inside of it stands the score at which a listed name with one
# wrong letter is still found, and people who are on no list are hardly ever (`python -m benchmarks names`).
THRESHOLD = 0.72

# From this length on, words that are joined may also be spelled in two ways.
MIN_JOINED = 8

# The cost of words that only one of two names has, and of words of both that differ, as multiples of their weight.
PERSON_EXTRA, FIRM_EXTRA, DIFFERENT = 0.32, 0.9, 2.0
# The factors for a contradiction that weighs of its own: another form of company, another number, a single shared word
# of a person or none.
OTHER_FORM, OTHER_NUMBER, SINGLE_WORD, NO_WORD = 0.7, 0.6, 0.8, 0.5
# A person's name that is so short, in letters, is known by all of them, and a difference in one makes another name.
# Without vowels more letters are needed for that.
SHORT_NAME, SHORT_CONSONANTS, NOT_SURE = 9, 12, 0.85
# A person is seldom listed as a firm.
OTHER_KIND = 0.85
# How much more the first or last word of a person's name costs that the other name lacks.
OUTER = 2.5
# Two letters may differ in a word of at least so many letters, beside the same words of so many.
NEAR_MISSES = ((4, 10), (7, 7))
FIRM_NEAR_MISSES = ((4, 10), (6, 5))
# Up to two letters that differ where that is not given: the least letters of the shorter and of the longer word, and
# what the letters cost, as a multiple of their share of the longer word. Such words are mostly two names, but sooner
# one than words that are nothing alike.
MIN_NEAR, MIN_LONGER_NEAR, NEAR_COST = 3, 4, 2.2
# A word that weighs less is a particle, a title or an initial.
MIN_WORD = 0.4
# How much less than 1 the score of equal names is that say nothing, and how fast names gain by what they say.
DOUBT, DOUBT_FADES = 0.12, 1.2


class AgreementKind(StrEnum):
    """The kind of a reason: how two parts of the names agree, or that they do not."""

    SAME = "same"
    SHORT = "short"
    SOUND = "sound"
    NICKNAME = "nickname"
    CONSONANTS = "consonants"
    EDIT = "edit"
    NEAR = "near"
    INITIAL = "initial"
    JOINED = "joined"
    ABBREVIATION = "abbreviation"
    DIFFERENT = "different"
    ONLY_ONE = "only_one"
    OTHER_NUMBER = "other_number"
    OTHER_FORM = "other_form"


SENTENCES = {
    AgreementKind.SAME: "“{left}” is in both names.",
    AgreementKind.SHORT: "“{left}” and “{right}” are forms of one word.",
    AgreementKind.SOUND: "“{left}” and “{right}” are two spellings of one sound.",
    AgreementKind.NICKNAME: "“{left}” and “{right}” are forms of one given name.",
    AgreementKind.CONSONANTS: "“{left}” and “{right}” have the same consonants.",
    AgreementKind.EDIT: "“{left}” and “{right}” differ by a letter or two.",
    AgreementKind.NEAR: "“{left}” and “{right}” differ by two letters, and may be two names.",
    AgreementKind.INITIAL: "“{left}” and “{right}” begin with the same letter, and one is an initial.",
    AgreementKind.JOINED: "“{left}” and “{right}” are the same letters with other spaces.",
    AgreementKind.ABBREVIATION: "“{left}” and “{right}” are a name and its first letters.",
    AgreementKind.DIFFERENT: "“{left}” and “{right}” stand against each other.",
    AgreementKind.ONLY_ONE: "Only one name has “{left}{right}”.",
    AgreementKind.OTHER_NUMBER: "The numbers differ: “{left}” and “{right}”.",
    AgreementKind.OTHER_FORM: "The forms of company differ: {left} and {right}.",
}


@dataclass(frozen=True, slots=True)
class PartComparison:
    """One part of the comparison: the words of each name, and how they agree. The sentence is for staff."""

    part: AgreementKind
    left: str
    right: str

    @property
    def sentence(self) -> str:
        """The reason as a sentence."""
        return SENTENCES[self.part].format(left=self.left, right=self.right)


@dataclass(frozen=True, slots=True)
class NameLikeness:
    """The likeness of two names, from 0 to 1, and its reasons."""

    score: float
    reasons: tuple[PartComparison, ...]

    @property
    def is_match(self) -> bool:
        """Whether the score reaches the operating threshold."""
        return self.score >= THRESHOLD


def compare_names(left: Name, right: Name) -> NameLikeness:
    """Compare two names, part by part."""
    firm = BearerKind.ORGANIZATION in (left.kind, right.kind) and BearerKind.PERSON not in (left.kind, right.kind)
    return _Comparison(left, right, firm).likeness()


class _Comparison:
    """The comparison of two names, part by part."""

    def __init__(self, left: Name, right: Name, firm: bool) -> None:
        self.names, self.firm = (left, right), firm
        self.lefts, self.rights = list(left.tokens), list(right.tokens)
        self.reasons: list[PartComparison] = []
        self.matched = self.alike = 0.0
        self.words = 0

    def likeness(self) -> NameLikeness:
        if not self.lefts or not self.rights:
            return NameLikeness(0.0, ())
        self._pair()
        if self.lefts and self.rights and len(self.lefts) + len(self.rights) > 2:
            self._join(self.lefts, self.rights, turned=False)
            self._join(self.rights, self.lefts, turned=True)
            self._join_whole()
            self._abbreviations(self.lefts, self.rights, turned=False)
            self._abbreviations(self.rights, self.lefts, turned=True)
        if self.matched:
            self._near_miss()
        self._misspelt_forms(self.lefts, self.names[1], turned=False)
        self._misspelt_forms(self.rights, self.names[0], turned=True)
        self._near_words()
        if not self.matched:
            return NameLikeness(0.0, ())
        left, right = self._leftover(self.lefts, self.names[1]), self._leftover(self.rights, self.names[0])
        cost = DIFFERENT * min(left, right) + self._extra_cost() * abs(left - right)
        score = self.alike / (self.matched + cost) * self._contradictions()
        if not self.firm:
            score *= self._doubts(extra=bool(left or right))
        self._leftovers(left, right)
        score *= 1 - DOUBT * math.exp(-self.matched / DOUBT_FADES)
        return NameLikeness(round(min(score, 1.0), 4), tuple(self.reasons))

    def _leftover(self, over: list[Token], other: Name) -> float:
        """Return the weight of the words that are left of a name; a word said twice weighs a quarter."""
        weight = 0.0
        for token in over:
            twice = any(tokens_alike(token, each, firm=self.firm) for each in other.tokens if len(each.text) > 1)
            weight += self._weight(token) * (0.25 if twice else 1.0)
        return weight

    def _near_miss(self) -> None:
        """Pair the only word left of each name, if two letters differ and all other words are the same and many."""
        lefts, rights = (
            [token for token in over if self._weight(token) >= MIN_WORD] for over in (self.lefts, self.rights)
        )
        if len(lefts) != 1 or len(rights) != 1 or not self._all_same():
            return
        left, right = lefts[0].text, rights[0].text
        same = sum(len(reason.left) for reason in self.reasons)
        shorter = min(len(left), len(right))
        bounds = FIRM_NEAR_MISSES if self.firm else NEAR_MISSES
        if not (left + right).isalpha() or not any(shorter >= word and same >= rest for word, rest in bounds):
            return
        if OSA.distance(left, right, score_cutoff=2) == 2:
            self.lefts.remove(lefts[0])
            self.rights.remove(rights[0])
            self._add(lefts, rights, 1 - EDIT_COST * 2 / max(len(left), len(right)), AgreementKind.EDIT)

    def _misspelt_forms(self, over: list[Token], other: Name, *, turned: bool) -> None:
        """Take off words that are left of a firm's name and seem to be a form of company, if the other name has one."""
        if self.firm and other.form and len(self.reasons):
            for token in list(over):
                if form := misspelt_form_word(token.text):
                    over.remove(token)
                    self.reasons.append(
                        PartComparison(AgreementKind.EDIT, *((form, token.text) if turned else (token.text, form)))
                    )

    def _near_words(self) -> None:
        """Pair words left of both names in which up to two letters differ. They count for little, and for no letter."""
        found = sorted(
            (OSA.distance(left.text, right.text), -len(left.text), i, j)
            for (i, left), (j, right) in product(enumerate(self.lefts), enumerate(self.rights))
            if _is_near(left, right)
        )
        used_left, used_right = set[int](), set[int]()
        for _edits, _length, i, j in found:
            if i in used_left or j in used_right:
                continue
            used_left.add(i)
            used_right.add(j)
            left, right = self.lefts[i], self.rights[j]
            weight = (self._weight(left) + self._weight(right)) / 2
            self.matched += weight
            self.alike += weight * max(0.0, 1 - NEAR_COST * 2 / max(len(left.text), len(right.text)))
            self.reasons.append(PartComparison(AgreementKind.NEAR, left.text, right.text))
        self.lefts = [token for i, token in enumerate(self.lefts) if i not in used_left]
        self.rights = [token for j, token in enumerate(self.rights) if j not in used_right]

    def _extra_cost(self) -> float:
        """Return the cost of the words that only one name has, as a multiple of their weight.

        A person is called by the first name and the last: a name between them is often left out, these seldom. No name
        with few letters in common is left out.
        """
        if self.firm:
            return FIRM_EXTRA
        over = self.lefts or self.rights
        name = self.names[0 if self.lefts else 1]
        said = [token for token in name.tokens if token.person_weight >= MIN_WORD]
        outer = bool(said) and any(token in over for token in (said[0], said[-1]))
        return PERSON_EXTRA * (OUTER if outer or self._letters() <= SHORT_NAME else 1.0)

    def _doubts(self, *, extra: bool) -> float:
        """Return the factor for what makes the likeness of a person's name doubtful."""
        factor = 1.0
        if extra and self.words < 2:
            factor *= SINGLE_WORD if self.words else NO_WORD
        if not self._is_sure():
            factor *= NOT_SURE
        if {name.kind for name in self.names} == {BearerKind.PERSON, BearerKind.ORGANIZATION}:
            factor *= OTHER_KIND
        return factor

    def _is_sure(self) -> bool:
        """Return whether the words of a person's name are long enough for their differences, or have none."""
        vowelless = any(reason.part is AgreementKind.CONSONANTS for reason in self.reasons)
        return self._all_same() or self._letters() >= (SHORT_CONSONANTS if vowelless else SHORT_NAME)

    def _all_same(self) -> bool:
        """Return whether the words that agree are the same."""
        return all(reason.part is AgreementKind.SAME for reason in self.reasons)

    def _letters(self) -> int:
        """Return how many letters the words have in which the names agree."""
        return sum(
            min(len(reason.left), len(reason.right)) for reason in self.reasons if reason.part is not AgreementKind.NEAR
        )

    def _weight(self, token: Token) -> float:
        return token.firm_weight if self.firm else token.person_weight

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
                self._add([self.lefts[i]], [self.rights[j]], alike, AgreementKind(how))
        self.lefts = [token for i, token in enumerate(self.lefts) if i not in used_left]
        self.rights = [token for j, token in enumerate(self.rights) if j not in used_right]

    def _add(self, lefts: list[Token], rights: list[Token], alike: float, part: AgreementKind) -> None:
        weight = sum(self._weight(token) for token in (*lefts, *rights)) / 2
        if part is AgreementKind.INITIAL:
            weight = sum(sorted(self._weight(token) for token in (*lefts, *rights))[:1])
        self.matched += weight
        self.alike += weight * alike
        self.words += part is not AgreementKind.INITIAL and weight >= MIN_WORD
        self.reasons.append(PartComparison(part, _text_of(lefts), _text_of(rights)))

    def _join(self, whole: list[Token], parts: list[Token], *, turned: bool) -> None:
        """Pair a word of one name with words of the other that stand beside each other and are its parts."""
        for token in list(whole):
            if run := _run_of(token.text, parts):
                found = parts[run]
                whole.remove(token)
                del parts[run]
                self._add(*((found, [token]) if turned else ([token], found)), 0.97, AgreementKind.JOINED)
                self.words += len(found) - 1

    def _join_whole(self) -> None:
        """Pair all that is left of both names when they sound alike without spaces."""
        if not (self.lefts and self.rights) or self.lefts[0].text[0] != self.rights[0].text[0]:
            return
        left, right = ("".join(token.text for token in tokens) for tokens in (self.lefts, self.rights))
        if left == right or (min(len(left), len(right)) >= MIN_JOINED and sound_of(left) == sound_of(right)):
            count = max(len(self.lefts), len(self.rights))
            self._add(self.lefts, self.rights, 0.97, AgreementKind.JOINED)
            self.words += count - 1
            self.lefts, self.rights = [], []

    def _abbreviations(self, shorts: list[Token], longs: list[Token], *, turned: bool) -> None:
        """Pair a short word with the words of the other name of which the short word has the first letters."""
        for token in list(shorts):
            size = len(token.text)
            if size != len(longs) or not self._may_abbreviate(token):
                continue
            if "".join(each.text[0] for each in longs) == token.text:
                shorts.remove(token)
                run = list(longs)
                longs.clear()
                self._add(*((run, [token]) if turned else ([token], run)), 0.82, AgreementKind.ABBREVIATION)
                return

    def _may_abbreviate(self, token: Token) -> bool:
        """Return whether a word may be the first letters of others: of a person's, only beside a word that agrees."""
        if self.firm:
            return MIN_ABBREVIATION <= len(token.text) <= MAX_ABBREVIATION
        return (
            bool(self.words)
            and len(token.text) > 1
            and not token.without_vowels
            and not set(token.text) & set("aeiouy")
        )

    def _contradictions(self) -> float:
        """Return the factor for forms of companies and numbers that contradict each other."""
        factor = 1.0
        one, other = (name.form for name in self.names)
        if self.firm and one and other and one != other and Form.GENERIC not in (one, other):
            self.reasons.append(PartComparison(AgreementKind.OTHER_FORM, one, other))
            factor *= OTHER_FORM
        numbers = [[token for token in tokens if token.is_number] for tokens in (self.lefts, self.rights)]
        if self.firm and any(numbers):
            self.reasons.append(PartComparison(AgreementKind.OTHER_NUMBER, _text_of(numbers[0]), _text_of(numbers[1])))
            factor *= OTHER_NUMBER
        return factor

    def _leftovers(self, left: float, right: float) -> None:
        if left and right:
            self.reasons.append(PartComparison(AgreementKind.DIFFERENT, _text_of(self.lefts), _text_of(self.rights)))
        elif left or right:
            self.reasons.append(PartComparison(AgreementKind.ONLY_ONE, _text_of(self.lefts), _text_of(self.rights)))


def _is_near(left: Token, right: Token) -> bool:
    """Return whether up to two letters differ in two words that are long enough."""
    one, other = left.text, right.text
    return (
        left.without_vowels == right.without_vowels
        and min(len(one), len(other)) >= MIN_NEAR
        and max(len(one), len(other)) >= MIN_LONGER_NEAR
        and (one + other).isalpha()
        and OSA.distance(one, other, score_cutoff=2) <= 2
    )


def _text_of(tokens: list[Token]) -> str:
    return " ".join(token.text for token in tokens)


def _run_of(text: str, parts: list[Token]) -> slice | None:
    """Return where words that stand beside each other make up a word by its sound; None if they do nowhere."""
    sound = sound_of(text)
    for begin in range(len(parts) - 1):
        joined = parts[begin].text
        if joined[0] != text[0]:
            continue
        for end in range(begin + 1, len(parts)):
            joined += parts[end].text
            if joined == text or (len(text) >= MIN_JOINED and sound_of(joined) == sound):
                return slice(begin, end + 1)
            if len(joined) > len(text):
                break
    return None
