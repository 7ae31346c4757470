"""Codes and words of watched goods: as officers type them, the search for them in a batch, and which parcels name the
goods. Pure.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from apps.agencies.watchlists.models import MAX_CODE, MAX_PHRASE
from apps.core.errors import InvalidInput

# Two digits are a chapter of the Harmonized System, four a heading, six a subheading. A heading names a whole trade: it
# narrows words down, and does not stand alone.
MIN_DIGITS, MIN_DIGITS_ALONE = 4, 6
MIN_LETTERS = 2
# The most codes, or phrases, of one row.
MAX_LINES = 100
# Letters and digits of scripts with blanks between words: Latin, Greek, Cyrillic, Hebrew, Arabic, those of India.
_SPACED = r"[^\W_\u0e00-\u1dff\u2000-\U0010ffff]"
_TOKEN = re.compile(f"{_SPACED}+")


def codes_read(text: str) -> list[str]:
    """Return the beginnings of HS codes in a text, one a line or separated by commas, without dots; raise Invalid for a
    part that is no code.
    """
    codes = sorted({re.sub(r"[\s.]", "", part) for part in re.split(r"[\n,;]", text)} - {""})
    for code in codes:
        if not (code.isascii() and code.isdigit() and MIN_DIGITS <= len(code) <= MAX_CODE):
            message = _("“%(code)s” is not an HS code of %(least)d to %(most)d digits.") % {
                "code": code,
                "least": MIN_DIGITS,
                "most": MAX_CODE,
            }
            raise InvalidInput(message, fields={"hs_codes": [message]})
    return _count_check(codes, "hs_codes")


def words_read(text: str) -> list[str]:
    """Return the words or phrases in a text, one a line, with single blanks; raise Invalid for one that is too short or
    too long, or that has no letter or digit.
    """
    phrases = [" ".join(line.split()) for line in text.splitlines()]
    words = sorted({phrase.casefold(): phrase for phrase in phrases if phrase}.values(), key=str.casefold)
    for phrase in words:
        if not MIN_LETTERS <= len(phrase) <= MAX_PHRASE or not any(map(str.isalnum, phrase)):
            message = _("“%(phrase)s” is not a word of %(least)d to %(most)d characters.") % {
                "phrase": phrase,
                "least": MIN_LETTERS,
                "most": MAX_PHRASE,
            }
            raise InvalidInput(message, fields={"phrases": [message]})
    return _count_check(words, "phrases")


@dataclass(frozen=True, slots=True)
class GoodsSearch:
    """A quick search for facts that may name goods. It finds some too many.

    `tokens` has the longest word of each phrase, in small letters, and `rest` finds the phrases of scripts without
    blanks. `subheadings` are the beginnings of codes that stand without words, `headings` those of the others.
    """

    tokens: frozenset[str]
    rest: re.Pattern[str] | None
    subheadings: frozenset[str]
    headings: frozenset[str]

    def among(self, facts: Iterable[tuple[int, Mapping[str, Any]]]) -> list[int]:
        """Return the indexes of the facts that may name goods, by the fields that each gives. Equal facts are searched
        once.
        """
        found, known = [], dict[tuple[Any, Any], bool]()
        for index, content in facts:
            goods = content.get("hs"), content.get("description")
            if goods not in known:
                known[goods] = self._may_name(*goods)
            if known[goods]:
                found.append(index)
        return found

    def _may_name(self, hs: str | None, description: str | None) -> bool:
        if hs and hs[:MIN_DIGITS_ALONE] in self.subheadings:
            return True
        if description is None:
            # A report of the code alone: the words stand in an earlier one.
            return hs is not None and hs[:MIN_DIGITS] in self.headings
        if not self.tokens.isdisjoint(_TOKEN.findall(description.lower())):
            return True
        return self.rest is not None and not description.isascii() and self.rest.search(description) is not None


def search_of(goods: Iterable[tuple[Sequence[str], Sequence[str]]]) -> GoodsSearch:
    """Return the search for goods, each given by its codes and words."""
    tokens, rest, subheadings, headings = set[str](), [], set[str](), set[str]()
    for codes, words in goods:
        if words:
            headings |= {code[:MIN_DIGITS] for code in codes}
        else:
            subheadings |= {code[:MIN_DIGITS_ALONE] for code in codes}
        for phrase in words:
            if found := _TOKEN.findall(phrase.lower()):
                tokens.add(max(found, key=len))
            else:
                rest.append(phrase)
    return GoodsSearch(
        frozenset(tokens), _phrases(tuple(rest)) if rest else None, frozenset(subheadings), frozenset(headings)
    )


def is_named(*, codes: Sequence[str], words: Sequence[str], hs: str, description: str) -> bool:
    """Tell whether the code and the description of a parcel name goods with these codes and words.

    If the goods have both codes and words, the description must have one of the words, and the code must not contradict
    the codes. A missing code, or one with fewer digits than the watched one, does not contradict: leaving the code out
    must not hide the goods.
    """
    if words and not _phrases(tuple(words)).search(description):
        return False
    given = hs if hs.isdigit() else ""
    fits = [given.startswith(code) or (bool(words) and code.startswith(given)) for code in codes]
    return any(fits) or not codes


@lru_cache(maxsize=256)
def _phrases(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the expression for texts that have one of some phrases, as whole words where a script parts words."""
    return re.compile("|".join(map(_phrase_pattern, words)), re.IGNORECASE)


def _phrase_pattern(phrase: str) -> str:
    inner = r"\s+".join(map(re.escape, phrase.split()))
    before = f"(?<!{_SPACED})" if re.match(_SPACED, phrase[0]) else ""
    after = f"(?!{_SPACED})" if re.match(_SPACED, phrase[-1]) else ""
    return f"{before}{inner}{after}"


def _count_check(found: list[str], field: str) -> list[str]:
    if len(found) > MAX_LINES:
        message = _("Give at most %(most)d, and add the others as further goods.") % {"most": MAX_LINES}
        raise InvalidInput(message, fields={field: [message]})
    return found
