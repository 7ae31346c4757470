"""The weight of the evidence that lies in two names. Pure functions.

How alike two names are does not say how many people bear a name that is as alike: a short name has more namesakes than
a long one, three first letters more than three words. So the weight is a line through a few facts of the comparison. It
was fitted by logistic regression on generated people, who are on no list, and on names of a list that were misspelt on
purpose (ADR 0091). In natural logarithms of odds.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from operator import attrgetter, mul

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from apps.matching.common_names import is_common
from apps.matching.comparison import MIN_WORD, AgreementKind, NameLikeness, PartComparison
from apps.matching.letters import sound_of
from apps.matching.names_in_use import is_in_use, rarest_bits, strangeness
from apps.matching.preparation import BearerKind, Name
from apps.matching.words import FORM_WORDS

# How often each letter stands among 10,000 of the names of OFAC's list in Latin letters: a Q says more than an A.
LETTERS = {
    "a": 1610,
    "b": 223,
    "c": 258,
    "d": 394,
    "e": 722,
    "f": 131,
    "g": 201,
    "h": 451,
    "i": 866,
    "j": 86,
    "k": 176,
    "l": 523,
    "m": 481,
    "n": 670,
    "o": 586,
    "p": 145,
    "q": 41,
    "r": 661,
    "s": 542,
    "t": 411,
    "u": 338,
    "v": 135,
    "w": 55,
    "x": 15,
    "y": 166,
    "z": 114,
}
RARITY = {letter: -math.log2(count / 10_000) for letter, count in LETTERS.items()}
MEAN_RARITY = sum(RARITY[letter] * count for letter, count in LETTERS.items()) / sum(LETTERS.values())
# Beyond so many letters, in tens, more of them hardly say more.
MANY_SHARED, MANY_LEFT = 2.4, 2.0
# Chinese characters, with those that Japanese and Korean share.
CHARACTERS = re.compile("[\u3400-\u9fff]")
# Scripts of which a character is a syllable or more: Chinese characters, the kana and Hangul.
SYLLABLES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
LEFT_OVER = frozenset({AgreementKind.ONLY_ONE, AgreementKind.DIFFERENT})
CONTRADICTIONS = frozenset({AgreementKind.OTHER_NUMBER, AgreementKind.OTHER_FORM})
MISSPELT = frozenset({AgreementKind.EDIT, AgreementKind.NEAR})
# Parts that say nothing about the letters of a word.
SHORTENED = frozenset({AgreementKind.INITIAL, AgreementKind.ABBREVIATION})
# Words that may be two spellings of one name.
SPELLINGS = frozenset({AgreementKind.SOUND, AgreementKind.SHORT, AgreementKind.CONSONANTS})
# Each contradiction counts as so many tens of letters that only one name has.
CONTRADICTION = 0.2
# The share that the letters count of a word which is a form of company, and of one which a name repeats with a wrong
# letter.
FORM_LEFT, REPEATED = 0.25, 0.05
# A word in syllables of up to so many Latin letters is mostly one syllable, and a difference makes another name.
MAX_SYLLABLE = 5
# A whole word that only one name has says as much as so many tens of letters, however short it is ("O", "Sá").
SHORT_WORD = 0.3
# Of ten letters four are vowels, so that a word without its vowels says as much as one with 1.6 times the letters.
VOWELLESS = 1.6


@dataclass(frozen=True, slots=True)
class NameFacts:
    """The facts of a comparison from which the weight follows.

    `same`, `misspelt`, `near`, `left` and `common` are in tens of letters of mean rarity: those of words that agree
    whole or by their sound, of words with a wrong letter, of words with two that may be two names, of words that only
    one name has, and of words that agree and that very many people have. `wrong` is the number of wrong letters, and
    `worst` the share of them in the word with most; `near_words` counts the words with two. `written` is how many
    letters the names have alike as they are written, in tens. `forms` is 1 where two firms have one form of company,
    and -1 where one alone has a form. Of words that are misspelt unless they are two names, `other_names` counts those
    of the party that are names in use, `strange` tells by how many bits a letter of such a word surprises more than
    usual, and `rarest` how much the one does that surprises most, in threes of bits (`names_in_use`). `other_spellings`
    counts words that sound alike of which the party's is a name in use. `vowelless` counts the words that agree by
    consonants alone.
    `characters` is 1 where one name alone is in Chinese characters, and a half where one is in the kana or Hangul.
    `single` (only one word agrees), `alone` (so that the party has a further one), `abbreviated`, `firm`,
    `same_words` (each word of one is in the other), `same_text` (as they are written, in whatever order) and `in_use`
    (all words of the party are names in use) are 1 or 0.
    """

    likeness: float
    left: float
    abbreviated: float
    firm: float
    same_words: float
    same: float
    misspelt: float
    near: float
    wrong: float
    worst: float
    common: float
    near_words: float
    other_names: float
    single: float
    written: float
    forms: float
    strange: float
    rarest: float
    other_spellings: float
    in_use: float
    same_text: float
    alone: float
    characters: float
    vowelless: float

    @property
    def weight(self) -> float:
        """The weight of the evidence that lies in the two names."""
        return BASE + sum(map(mul, _WEIGHTS, _FACTS(self)))


# The weight before any fact, and that of each fact. Four are not fitted. `written`: a name that was misspelt on
# purpose keeps the order and the commas of its list, and people do not. It separates hits that are alike otherwise.
# `forms`: the people of the fit are no firms. Of the names of firms on OFAC's list 59 in 100 have a form, and of two of
# these 33 in 100 one form, together 19 in 100; of two spellings of one name about 80 have.
# `characters`: the list has no names in Chinese characters. About eight characters in use are read alike, and a given
# name has one or two, so a name in Chinese characters has up to 64 times as many namesakes in Latin letters. Half of
# that weight, eight times, is assumed where a character stands for a sound.
# `vowelless`: nor does it have names in Arabic or Hebrew letters. About eight names have the same consonants.
BASE = -6.1
WEIGHTS = NameFacts(
    likeness=10.2,
    left=-9.0,
    abbreviated=-5.8,
    firm=1.2,
    same_words=0.7,
    same=6.1,
    misspelt=3.8,
    near=7.6,
    wrong=-1.5,
    worst=4.2,
    common=-2.0,
    near_words=-1.9,
    other_names=-1.3,
    single=1.1,
    written=0.5,
    forms=1.4,
    strange=0.7,
    rarest=0.5,
    other_spellings=-1.8,
    in_use=-2.8,
    same_text=2.1,
    alone=-0.9,
    characters=-math.log(8**2),
    vowelless=-math.log(8),
)


_FACTS, _WEIGHTS = attrgetter(*(field.name for field in fields(NameFacts))), astuple(WEIGHTS)


def name_facts(own: Name, listed: Name, likeness: NameLikeness) -> NameFacts:
    """Return the facts of the comparison of a party's own name with one on a list."""
    parts = Counter(reason.part for reason in likeness.reasons)
    kinds = {own.kind, listed.kind}
    firm = BearerKind.ORGANIZATION in kinds and BearerKind.PERSON not in kinds
    agreeing = [reason for reason in likeness.reasons if reason.part not in LEFT_OVER | CONTRADICTIONS | SHORTENED]
    others = [reason for reason in agreeing if reason.part in MISSPELT and _is_other_syllable(reason, own, listed)]
    agreeing = [reason for reason in agreeing if reason not in others]
    misspelt = [reason for reason in agreeing if reason.part in MISSPELT]
    wrong = [(_wrong(reason), max(len(reason.left), len(reason.right))) for reason in misspelt]
    written = fuzz.ratio(own.text.casefold(), listed.text.casefold()) / 100
    return NameFacts(
        likeness=likeness.score,
        left=_fading(_left(own, listed, likeness, others, firm=firm), MANY_LEFT),
        abbreviated=float(AgreementKind.ABBREVIATION in parts),
        firm=float(firm),
        same_words=float(parts.keys() == {AgreementKind.SAME}),
        same=_shared_evidence(reason for reason in agreeing if reason.part not in MISSPELT),
        misspelt=_shared_evidence(reason for reason in misspelt if reason.part is AgreementKind.EDIT),
        near=_shared_evidence(reason for reason in misspelt if reason.part is AgreementKind.NEAR),
        wrong=sum(letters for letters, _length in wrong),
        worst=max((letters / length for letters, length in wrong), default=0.0),
        common=sum(_letters(word) for reason in agreeing for word in reason.left.split() if is_common(word)),
        near_words=float(parts[AgreementKind.NEAR]),
        other_names=float(sum(is_in_use(reason.left) for reason in misspelt)),
        single=float(len(agreeing) < 2),
        written=written * _fading(_letters("".join(filter(str.isalnum, own.text.casefold()))), MANY_LEFT),
        forms=_forms(own, listed, misspelt) if firm else 0.0,
        strange=sum(strangeness(reason.left) for reason in misspelt),
        rarest=sum(rarest_bits(reason.left) for reason in misspelt) / 3,
        other_spellings=float(sum(_is_other_spelling(reason) for reason in likeness.reasons)),
        in_use=float(all(is_in_use(token.text) for token in own.tokens)),
        same_text=float(_words(own.text) == _words(listed.text)),
        alone=float(len(agreeing) == 1 and _has_more(own, likeness)),
        characters=abs(_readings(own.text) - _readings(listed.text)),
        vowelless=float(parts[AgreementKind.CONSONANTS]),
    )


def _is_other_spelling(reason: PartComparison) -> bool:
    return reason.part in SPELLINGS and reason.left != reason.right and is_in_use(reason.left)


def _words(text: str) -> list[str]:
    return sorted(re.findall(r"\w+", text.casefold()))


def _shared_evidence(reasons: Iterable[PartComparison]) -> float:
    """Return the tens of letters of words that agree: the mean of both names, beyond many of them hardly more."""
    return _fading(sum((_letters(reason.left) + _letters(reason.right)) / 2 for reason in reasons), MANY_SHARED)


def _has_more(own: Name, likeness: NameLikeness) -> bool:
    """Return whether the party's name has a whole word, no particle and no initial, that the listed one lacks."""
    over = {word for reason in likeness.reasons if reason.part in LEFT_OVER for word in reason.left.split()}
    return any(token.text in over and token.person_weight >= MIN_WORD for token in own.tokens)


def _forms(own: Name, listed: Name, misspelt: Iterable[PartComparison]) -> float:
    """Return 1 where both firms have a form of company, and of one family; -1 where one alone has a form."""
    if own.form and listed.form:
        return float(own.form == listed.form)
    if not own.form and not listed.form:
        return 0.0
    # The words of a form in another order, or with a wrong letter, are no form to the engine.
    bare = own if listed.form else listed
    has_words = any(token.text in FORM_WORDS for token in bare.tokens)
    return 1.0 if has_words or any(not FORM_WORDS.isdisjoint((one.left, one.right)) for one in misspelt) else -1.0


def _is_other_syllable(reason: PartComparison, own: Name, listed: Name) -> bool:
    """Return whether two words that differ in a letter or two are two names, since one is written in syllables.

    Nobody slips by a Latin letter there. Chinese characters are read in one way; what is longer than a syllable may be
    another custom of writing Korean or Japanese.
    """
    if _has_characters(own.text) or _has_characters(listed.text):
        return True
    short = min(len(reason.left), len(reason.right)) <= MAX_SYLLABLE
    return short and (_in_syllables(own.text) or _in_syllables(listed.text))


def _left(own: Name, listed: Name, likeness: NameLikeness, others: Sequence[PartComparison], *, firm: bool) -> float:
    """Return the tens of letters of words that only one name has, with two that are `others`, and what contradicts."""
    letters = sum(_letters(reason.left) + _letters(reason.right) for reason in others)
    for reason in likeness.reasons:
        if reason.part in CONTRADICTIONS:
            letters += CONTRADICTION
        elif reason.part in LEFT_OVER:
            for words, name, other in ((reason.left, own, listed), (reason.right, listed, own)):
                whole, weights = _in_syllables(name.text), {token.text: token.person_weight for token in name.tokens}
                vowels = VOWELLESS if name.tokens[0].without_vowels else 1.0
                for word in words.split():
                    again = reason.part is AgreementKind.ONLY_ONE and _is_said(word, other)
                    form = firm and word in FORM_WORDS
                    says = whole or (weights.get(word, 1.0) >= MIN_WORD and not form)
                    size = max(SHORT_WORD if says else 0.0, _letters(word) * vowels)
                    letters += size * (REPEATED if again else 1.0) * (FORM_LEFT if form else 1.0)
    return letters


def _is_said(word: str, name: Name) -> bool:
    """Return whether a name has a word in which up to two letters differ: a word said twice is misspelt once."""
    return any(len(token.text) > 3 and OSA.distance(word, token.text, score_cutoff=2) <= 2 for token in name.tokens)


def _wrong(reason: PartComparison) -> float:
    """Return how many letters differ in two words; one that sounds the same counts half."""
    letters = OSA.distance(reason.left, reason.right)
    return (letters + min(letters, OSA.distance(sound_of(reason.left), sound_of(reason.right)))) / 2


def _readings(text: str) -> float:
    """Return 1 for a name in characters that are read in one way and written in many, a half for other syllables."""
    return 1.0 if _has_characters(text) else 0.5 if _in_syllables(text) else 0.0


def _has_characters(text: str) -> bool:
    return CHARACTERS.search(text) is not None


def _in_syllables(text: str) -> bool:
    return SYLLABLES.search(text) is not None


def _letters(text: str) -> float:
    """Return the tens of letters of mean rarity that say as much as a text. A digit counts as such a letter."""
    return sum(RARITY.get(letter, MEAN_RARITY) for letter in text if letter != " ") / MEAN_RARITY / 10


def _fading(amount: float, many: float) -> float:
    """Return an amount that grows ever slower and stays below `many`."""
    return many * (1 - math.exp(-amount / many))
