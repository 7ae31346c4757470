"""Searches in the tariff by word and by code, and the meanings of codes that people typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Left, Length

from apps.tariff.agencies import agencies_of
from apps.tariff.models import Line

MAX_LINES = 20
# The lengths of codes that a product can have: six digits are the same in all countries, further digits are those of
# one country.
LENGTHS = (6, 8, 10)
SIX = LENGTHS[0]
# Chapters 98 and 99 are for a country's own provisions; no goods are classified there.
END_OF_GOODS = "98"
MAX_QUERY_LENGTH = 200
# PostgreSQL's ts_rank_cd: divide the rank by 1 + the logarithm of the text's length.
SHORT = Value(1)


@dataclass(frozen=True, slots=True)
class TariffMatch:
    """A line that was found: its code, the code with dots, the descriptions above from the top, and the agencies."""

    code: str
    dotted: str
    description: str
    above: list[str]
    agencies: list[str]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best lines for a search. `partly`: no line has all of the words, and these lines have some of them."""

    matches: list[TariffMatch]
    partly: bool = False


@dataclass(frozen=True, slots=True)
class CodeMeaning:
    """The meaning of a typed code. `match` is the nearest line, None if no line begins with the first six digits.

    `exact`: the tariff has the code, or longer codes that begin with the code. Otherwise it has only its beginning.
    """

    code: str
    match: TariffMatch | None
    exact: bool
    agencies: list[str]


def tariff_is_loaded() -> bool:
    """Tell whether a tariff is loaded."""
    return Line.objects.exists()


def lines_find(text: str) -> SearchResult:
    """Find the lines for words or for the beginning of a code: the best first, at most `MAX_LINES`.

    Only lines whose code a product can have are found. The last word may be unfinished. The lines below a line that
    fits are left out, since each of them fits too.
    """
    text = text[:MAX_QUERY_LENGTH]
    if (digits := re.sub(r"[\s.]", "", text)).isdecimal():
        return SearchResult(_by_code(digits))
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.lower())
    if not words:
        return SearchResult([])
    if matches := _by_words(" & ".join([*words[:-1], f"{words[-1]}:*"]), best=" & ".join(words)):
        return SearchResult(matches)
    some = " | ".join(words)
    return SearchResult(_by_words(some, best=some), partly=True)


def codes_look_up(codes: Iterable[str]) -> dict[str, CodeMeaning]:
    """Return the meaning of each code that has six digits or more (digits only). Makes one query."""
    wanted = {code for code in codes if len(code) >= SIX}
    if not wanted:
        return {}
    near = reduce(or_, (Q(code__startswith=six) for six in sorted({code[:SIX] for code in wanted})))
    lines = list(Line.objects.filter(near).order_by(Length("code"), "code"))
    return {code: _meaning(code, lines) for code in wanted}


def code_with_dots(code: str) -> str:
    """Return a code as tariffs print codes, such as 6109.10.00.12."""
    return ".".join([code[:4], *(code[at : at + 2] for at in range(4, len(code), 2))])


def _meaning(code: str, lines: list[Line]) -> CodeMeaning:
    """Return the meaning of a code by the lines near to the code, which come with the shortest codes first."""
    same = [line for line in lines if line.code.startswith(code[:SIX])]
    below = next((line for line in same if line.code.startswith(code)), None)
    above = next((line for line in reversed(same) if code.startswith(line.code)), None)
    # Some tariffs have no line for the six digits themselves: then the first line that begins with them is the nearest.
    best = below or above or next(iter(same), None)
    return CodeMeaning(code, _match(best) if best else None, exact=below is not None, agencies=agencies_of(code))


def _usable() -> QuerySet[Line]:
    return Line.objects.annotate(digits=Length("code")).filter(digits__in=LENGTHS, code__lt=END_OF_GOODS)


def _by_code(digits: str) -> list[TariffMatch]:
    lines = _usable().filter(code__startswith=digits).order_by("digits", "code")[:MAX_LINES]
    if not lines:
        lines = _usable().filter(code__in=[digits[:length] for length in LENGTHS])
    return [_match(line) for line in sorted(lines, key=lambda line: line.code)]


def _by_words(asked: str, *, best: str) -> list[TariffMatch]:
    """Return the lines that fit a query, first those that also fit `best`: whole words before beginnings of words."""
    query = _query(asked)
    fits = _usable().filter(search=query)
    above = fits.filter(code__in=[Left(OuterRef("code"), length) for length in LENGTHS], digits__lt=OuterRef("digits"))
    ranked = fits.filter(~Exists(above)).annotate(best=_rank(_query(best)), rank=_rank(query))
    return [_match(line) for line in ranked.order_by("-best", "-rank", "digits", "code")[:MAX_LINES]]


def _rank(query: SearchQuery) -> SearchRank:
    """Rank a line by how near to one another the words stand, and by how short the text is."""
    return SearchRank(F("search"), query, cover_density=True, normalization=SHORT)


def _query(text: str) -> SearchQuery:
    return SearchQuery(text, config="english", search_type="raw")


def _match(line: Line) -> TariffMatch:
    return TariffMatch(
        line.code, code_with_dots(line.code), line.description, line.path.splitlines(), agencies_of(line.code)
    )
