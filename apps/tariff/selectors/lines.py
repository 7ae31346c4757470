"""The lines of the loaded tariff: by the beginning of a code, and the meanings of codes that people typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from apps.tariff.agencies import agencies_of
from apps.tariff.models import Line
from apps.tariff.selectors.plain import SIX, language_of, plain_meaning

MAX_LINES = 20
# The lengths of codes that a product can have: six digits are the same in all countries, further digits are those of
# one country.
LENGTHS = (SIX, 8, 10)
# Chapters 98 and 99 are for a country's own provisions; no goods are classified there.
END_OF_GOODS = "98"


@dataclass(frozen=True, slots=True)
class TariffMatch:
    """A line that was found: its code, the code with dots, the descriptions above from the top, and the agencies."""

    code: str
    dotted: str
    description: str
    above: list[str]
    agencies: list[str]


@dataclass(frozen=True, slots=True)
class CodeMeaning:
    """The meaning of a typed code. `match` is the nearest line, None if no line begins with the first six digits.

    `exact`: the tariff has the code, or longer codes that begin with the code. Otherwise it has only its beginning.
    `plain`: the meaning in the language that is active; "" if the lexicon does not have the code.
    """

    code: str
    match: TariffMatch | None
    exact: bool
    agencies: list[str]
    plain: str


def tariff_is_loaded() -> bool:
    """Tell whether a tariff is loaded."""
    return Line.objects.exists()


def lines_begin(digits: str) -> list[TariffMatch]:
    """Return the lines whose codes begin with some digits, the short codes first, at most `MAX_LINES`.

    Where the tariff has no such code, return the lines of the code's beginning. Only lines whose code a product can
    have are found.
    """
    lines = _usable().filter(code__startswith=digits).order_by("digits", "code")[:MAX_LINES]
    if not lines:
        lines = _usable().filter(code__in=[digits[:length] for length in LENGTHS])
    return [_match(line) for line in sorted(lines, key=lambda line: line.code)]


def codes_look_up(codes: Iterable[str]) -> dict[str, CodeMeaning]:
    """Return the meaning of each code that has six digits or more (digits only). Makes one query."""
    wanted = {code for code in codes if len(code) >= SIX}
    lines = _near(wanted)
    return {code: _meaning(code, lines) for code in wanted}


def official_texts(codes: Iterable[str]) -> dict[str, list[str]]:
    """Return the official descriptions of codes of six digits, from the top. Makes one query.

    Many a tariff has no line for six digits, and only lines below: then their common descriptions are returned. A code
    that the tariff does not have is left out.
    """
    texts: dict[str, list[list[str]]] = {}
    own: dict[str, list[str]] = {}
    for line in _near(set(codes)):
        text = _texts(line)
        texts.setdefault(line.code[:SIX], []).append(text)
        if len(line.code) == SIX:
            own[line.code] = text
    return {code: own.get(code) or _common(below) for code, below in texts.items()}


def code_with_dots(code: str) -> str:
    """Return a code as tariffs print codes, such as 6109.10.00.12."""
    return ".".join([code[:4], *(code[at : at + 2] for at in range(4, len(code), 2))])


def _near(codes: set[str]) -> list[Line]:
    """Return the lines that begin with the first six digits of codes, the short codes first."""
    if not codes:
        return []
    near = reduce(or_, (Q(code__startswith=six) for six in sorted({code[:SIX] for code in codes})))
    return list(Line.objects.filter(near).order_by(Length("code"), "code"))


def _common(texts: Sequence[list[str]]) -> list[str]:
    """Return the descriptions with which all of some texts begin; the whole text if there is only one."""
    if len(texts) == 1:
        return texts[0]
    common = [first for first, *more in zip(*texts, strict=False) if all(other == first for other in more)]
    return common or texts[0][:1]


def _meaning(code: str, lines: list[Line]) -> CodeMeaning:
    """Return the meaning of a code by the lines near to the code, which come with the shortest codes first."""
    same = [line for line in lines if line.code.startswith(code[:SIX])]
    below = [line for line in same if line.code.startswith(code)]
    above = next((line for line in reversed(same) if code.startswith(line.code)), None)
    # Some tariffs have no line for the six digits themselves: then the first line that begins with them is the nearest.
    best = _all_of(code, below) if below else _match(above or same[0]) if same else None
    return CodeMeaning(
        code, best, exact=bool(below), agencies=agencies_of(code), plain=plain_meaning(code, language_of())
    )


def _all_of(code: str, below: list[Line]) -> TariffMatch:
    """Return the line that stands for a code: one of the lines below, if its description covers all of them."""
    common = _common([_texts(line) for line in below])
    line = next((line for line in below if _texts(line) == common), None)
    return _match(line) if line else _match_of(code, common)


def _usable() -> QuerySet[Line]:
    return Line.objects.annotate(digits=Length("code")).filter(digits__in=LENGTHS, code__lt=END_OF_GOODS)


def _texts(line: Line) -> list[str]:
    return [*line.path.splitlines(), line.description]


def _match(line: Line) -> TariffMatch:
    return _match_of(line.code, _texts(line))


def _match_of(code: str, texts: list[str]) -> TariffMatch:
    return TariffMatch(code, code_with_dots(code), texts[-1], texts[:-1], agencies_of(code))
