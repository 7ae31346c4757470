"""The one search for the HS code of goods: everyday words in, codes of six digits out, each with its reasons."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.tariff.agencies import agencies_of
from apps.tariff.lexicon.concepts import capital, meanings
from apps.tariff.lexicon.index import GoodsFit, goods_find
from apps.tariff.lexicon.tokens import Language
from apps.tariff.selectors.choices import ChosenCode, codes_chosen
from apps.tariff.selectors.lines import MAX_LINES, SIX, code_with_dots, lines_begin, official_texts
from apps.tariff.selectors.official import codes_with_words
from apps.tariff.selectors.plain import language_of, plain_meaning

MAX_SUGGESTIONS = 8
MAX_QUERY_LENGTH = 200
# What each kind of reason can bring at most. Several reasons together bring more than one alone, and never more than 1.
LEXICON, OFFICIAL, CHOSEN = 0.9, 0.55, 0.5
# Fits below this share of the best one are left out: they only share a word with the search.
MIN_SHARE = 0.25
# One heading does not fill the list.
MAX_OF_HEADING = 3


@dataclass(frozen=True, slots=True)
class SuggestionReason:
    """A reason why a code is suggested: `chosen`, `name` or `official`, and the sentence that says so."""

    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code for goods, with its name and plain meaning in the reader's language.

    `official`: the official descriptions from the top. `named`: the everyday name by which the code was found, in
    whatever language; "" if it was found otherwise. `agencies`: the codes of the agencies that may ask for data or
    permits.
    """

    code: str
    dotted: str
    name: str
    meaning: str
    named: str
    official: list[str]
    agencies: list[str]
    why: list[SuggestionReason]

    @property
    def why_told(self) -> list[SuggestionReason]:
        """Return the reasons, without the everyday name where the suggestion has this name."""
        is_said = capfirst(self.named) == self.name
        return [reason for reason in self.why if not (is_said and reason.kind == "name")]


@dataclass(frozen=True, slots=True)
class CodeSuggestions:
    """The suggestions for a text, the best first; whether the text was the beginning of a code."""

    suggestions: list[Suggestion]
    by_code: bool = False


@dataclass(slots=True)
class _Reasons:
    fit: GoodsFit | None = None
    share: float = 0.0
    chosen: ChosenCode | None = None
    score: float = 0.0


def codes_suggest(text: str, language: str | None = None) -> CodeSuggestions:
    """Suggest codes for everyday words, or list the codes that begin with typed digits.

    `language` is the reader's (`en`, `es`, `zh`, or a tag that begins so), else the language that is active. The words
    may be in any of the three. Makes three queries, whatever the words, and works with no tariff loaded.
    """
    text = text[:MAX_QUERY_LENGTH]
    reader = language_of(language)
    if (digits := re.sub(r"[\s.]", "", text)).isdecimal() and digits.isascii():
        return CodeSuggestions(_by_code(digits, reader), by_code=True)
    found = _reasons_by_code(text, reader)
    codes = _best(found)
    official = official_texts(codes)
    return CodeSuggestions([_suggestion(code, found[code], official.get(code, []), reader) for code in codes])


def _reasons_by_code(text: str, reader: Language) -> dict[str, _Reasons]:
    found: dict[str, _Reasons] = {}
    for fit in goods_find(text, reader):
        reasons = found.setdefault(fit.concept.code, _Reasons())
        # The best fit of a code comes first.
        reasons.fit = reasons.fit or fit
    words = codes_with_words(text)
    for at, (code, share) in enumerate(words.items(), start=1):
        found.setdefault(code, _Reasons()).share = share**2 / at**0.25
    for code, chosen in codes_chosen(text).items():
        found.setdefault(code, _Reasons()).chosen = chosen
    for reasons in found.values():
        against = (
            (1 - LEXICON * (reasons.fit.score if reasons.fit else 0))
            * (1 - OFFICIAL * reasons.share)
            * (1 - CHOSEN * (reasons.chosen.score if reasons.chosen else 0))
        )
        reasons.score = 1 - against
    return found


def _best(found: dict[str, _Reasons]) -> list[str]:
    ranked = sorted(found, key=lambda code: (-found[code].score, code))
    least = found[ranked[0]].score * MIN_SHARE if ranked else 0
    codes: list[str] = []
    for code in ranked:
        if found[code].score >= least and sum(code[:4] == other[:4] for other in codes) < MAX_OF_HEADING:
            codes.append(code)
    return codes[:MAX_SUGGESTIONS]


def _suggestion(code: str, reasons: _Reasons, official: list[str], reader: Language) -> Suggestion:
    meaning = reasons.fit.concept.meaning(reader) if reasons.fit else plain_meaning(code, reader)
    own = capital(reasons.fit.name) if reasons.fit and reasons.fit.language == reader else meaning
    return Suggestion(
        code,
        code_with_dots(code),
        own or _short(official),
        meaning,
        reasons.fit.name if reasons.fit else "",
        official,
        agencies_of(code),
        list(_why(reasons)),
    )


def _why(reasons: _Reasons) -> Iterable[SuggestionReason]:
    if reasons.chosen:
        sentence = ngettext(
            "%(count)d seller who writes “%(word)s” uses this code, and officers confirmed it.",
            "%(count)d sellers who write “%(word)s” use this code, and officers confirmed it.",
            reasons.chosen.sellers,
        )
        yield SuggestionReason("chosen", sentence % {"count": reasons.chosen.sellers, "word": reasons.chosen.word})
    if reasons.fit:
        yield SuggestionReason("name", _("People call these goods “%(name)s”.") % {"name": reasons.fit.name})
    elif reasons.share:
        yield SuggestionReason("official", _("The official description has your words."))


def _by_code(digits: str, reader: Language) -> list[Suggestion]:
    """Return the codes that begin with some digits: of the tariff, or of the lexicon if none is loaded."""
    lines = lines_begin(digits)
    if lines:
        return [_of_code(line.code, [*line.above, line.description], reader) for line in lines]
    codes = sorted(code for code in meanings() if code.startswith(digits[:SIX]))
    return [_of_code(code, [], reader) for code in codes[:MAX_LINES]]


def _of_code(code: str, official: list[str], reader: Language) -> Suggestion:
    meaning = plain_meaning(code, reader)
    # The plain meaning is of six digits; the lines below them differ by their official words alone.
    name = _short(official) if len(code) > SIX else meaning or _short(official)
    return Suggestion(code, code_with_dots(code), name, meaning, "", official, agencies_of(code), [])


def _short(official: list[str]) -> str:
    """Return the last official description; with the first words of the first one where the last says too little."""
    if not official:
        return ""
    first, last = re.split("[;:(]", official[0])[0].strip(), official[-1]
    return last if len(official) == 1 else f"{first} › {last}"
