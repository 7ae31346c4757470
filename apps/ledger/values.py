"""Single values as they are given, each kind by its own function: what it becomes, what is flagged, what is refused."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django_countries import countries

from apps.core import clock
from apps.core.fields import blind_index
from apps.shippers.ksn import is_ksn, normal_ksn

type Parse = Callable[[Any, list[str]], Any]

FIRST_YEAR, LAST_YEAR = 1990, 2099

COUNTRIES = frozenset(countries.countries)
_HS_SHAPE = re.compile(r"\d{4}(\d\d){0,3}", re.ASCII)
_HS_FILLING = str.maketrans("", "", ". ")
_CURRENCY_SHAPE = re.compile(r"[A-Z]{3}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_YES = frozenset({"true", "1", "yes", "y", "t"})
_NO = frozenset({"false", "0", "no", "n", "f"})


class Unclear(ValueError):
    """Why a given value can't be understood, in words for its reporter."""


def shown(given: Any) -> str:
    """A given value as an error may quote it."""
    return _CONTROLS.sub(" ", str(given)[:60].encode("utf-8", "replace").decode())


def text(longest: int) -> Parse:
    def parse(given: Any, flags: list[str]) -> str:
        kept = given if isinstance(given, str) else str(given)
        if not kept.isprintable():
            kept = _CONTROLS.sub(" ", kept.encode("utf-8", "replace").decode())
        if len(kept) > longest:
            raise Unclear(_("This is longer than %(longest)s characters. Shorten it.") % {"longest": longest})
        return kept

    return parse


def code(name: str, known: frozenset[str], *, fold: Callable[[str], str] = str.lower) -> Parse:
    """A code; one that is not known is kept and flagged."""
    parse_text, flag = text(40), f"{name}:unknown"

    def parse(given: Any, flags: list[str]) -> str:
        if given in known:
            return given
        kept = fold(parse_text(given, flags))
        if kept not in known:
            flags.append(flag)
        return kept

    return parse


def choice(known: list[str]) -> Parse:
    """A code that is weighed by rules, and so must be one of those that they know."""

    def parse(given: Any, flags: list[str]) -> str:
        kept = str(given).lower()
        if kept not in known:
            raise Unclear(
                _("“%(given)s” is not known here. Use one of: %(known)s.")
                % {"given": shown(given), "known": ", ".join(known)}
            )
        return kept

    return parse


def amount(name: str, places: int, digits: int, *, flag_zero: bool = True) -> Parse:
    """A number of zero or more, rounded to the column's places; zero, if odd, and a rounded one are flagged."""
    plain = re.compile(rf"\d{{1,{digits - places}}}(\.\d{{1,{places}}})?", re.ASCII)
    zero = f"{name}:zero"

    def parse(given: Any, flags: list[str]) -> Decimal:
        if isinstance(given, str) and plain.fullmatch(given):
            number = Decimal(given)
        else:
            exact = _number(given, digits - places)
            number = round(exact, places)
            if number != exact:
                flags.append(f"{name}:rounded")
        if flag_zero and not number:
            flags.append(zero)
        return number

    return parse


def _number(given: Any, digits: int) -> Decimal:
    """Any way to write a number that is not negative, with up to so many digits before the point."""
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(given, bool) or not number.is_finite():
        raise Unclear(_("“%(given)s” is not a number. Write it as in 1234.50.") % {"given": shown(given)})
    if number < 0:
        raise Unclear(_("This can't be less than zero."))
    if number.adjusted() >= digits:
        raise Unclear(_("This number is too large to be true."))
    return number


def currency(given: Any, flags: list[str]) -> str:
    kept = str(given).upper()
    if not _CURRENCY_SHAPE.fullmatch(kept):
        raise Unclear(_("“%(given)s” is not a currency. Use its three letters, as in USD.") % {"given": shown(given)})
    return kept


_hs_text = text(20)


def hs(given: Any, flags: list[str]) -> str:
    """A code of the Harmonized System without its points; one of another shape is kept and flagged."""
    kept = str(given)
    if not _HS_SHAPE.fullmatch(kept):
        kept = _hs_text(kept.translate(_HS_FILLING), flags)
        if not _HS_SHAPE.fullmatch(kept):
            flags.append("hs:shape")
    return kept


def day(given: Any, flags: list[str]) -> date:
    """A day of the program. A moment with its zone falls on the day that it is in New York."""
    try:
        if isinstance(given, str):
            given = date.fromisoformat(given) if len(given) <= 10 else datetime.fromisoformat(given)
        if isinstance(given, datetime):
            given = clock.day_of(given) if given.tzinfo else given.date()
        if not isinstance(given, date):
            raise ValueError
    except (ValueError, OverflowError):
        raise Unclear(_("“%(given)s” is not a date. Write it as 2026-01-31.") % {"given": shown(given)}) from None
    return _in_range(given)


def moment(given: Any, flags: list[str]) -> datetime:
    """A moment; one without a zone is New York's."""
    try:
        kept = given if isinstance(given, datetime) else datetime.fromisoformat(str(given))
    except ValueError:
        raise Unclear(
            _("“%(given)s” is not a moment. Write it as 2026-01-31T17:05:00-05:00.") % {"given": shown(given)}
        ) from None
    return _in_range(kept if kept.tzinfo else kept.replace(tzinfo=clock.PROGRAM_ZONE))


def _in_range[Day: date](day: Day) -> Day:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unclear(
            _("The year must be from %(first)s to %(last)s. Check the date.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return day


def truth(given: Any, flags: list[str]) -> bool:
    if given is True or given is False:
        return given
    word = str(given).lower()
    if word not in _YES and word not in _NO:
        raise Unclear(_("“%(given)s” is neither true nor false. Use one of them.") % {"given": shown(given)})
    return word in _YES


def party(given: Any, flags: list[str]) -> str:
    """A party that the program must recognise and has no need to know: kept as a keyed digest alone."""
    return as_bytes(blind_index(" ".join(str(given).split()).casefold())[:16])


def as_bytes(digest: bytes) -> str:
    """Bytes as the database writes them."""
    return f"\\x{digest.hex()}"


def ksn(given: Any, flags: list[str]) -> str:
    kept = normal_ksn(str(given))
    if not is_ksn(kept):
        raise Unclear(
            _("“%(given)s” is not a Known Shipper Number. One is KS and ten more characters: check for a typing error.")
            % {"given": shown(given)}
        )
    return kept
