"""Parsers of single raw values, one for each kind. A parser flags odd values and raises for unclear ones."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.core import get_global
from django.utils.translation import gettext as _
from django_countries import countries

from apps.core import clock
from apps.core.codes import code_form
from apps.core.fields import blind_index
from apps.core.text import plain_code
from apps.shippers.ksn import is_ksn, normal_ksn

type Parse = Callable[[Any, list[str]], Any]

FIRST_YEAR, LAST_YEAR = 1990, 2099
CLOCK_DIFFERENCE = timedelta(hours=1)
# The zone in which each day begins first: what is tomorrow in New York may be today there.
FIRST_ZONE = timezone(timedelta(hours=14))
MAX_VERSION = 2**63 - 1

COUNTRIES = frozenset(countries.countries)
# The currencies that are in use in some country, by the Unicode CLDR.
CURRENCIES = frozenset(
    code for used in get_global("territory_currencies").values() for code, _since, until, _tender in used if not until
)
_HS_SHAPE = re.compile(r"\d{4}(\d\d){0,3}", re.ASCII)
_HS_FILLING = str.maketrans("", "", ". ")
# As many as the largest version has: Python makes no number of more than 4,300.
_DIGITS = re.compile(r"\d{1,19}", re.ASCII)
_CURRENCY_SHAPE = re.compile(r"[A-Z]{3}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_YES = frozenset({"true", "1", "yes", "y", "t"})
_NO = frozenset({"false", "0", "no", "n", "f"})


class UnclearValue(ValueError):
    """A raw value can't be understood; the message tells its reporter why."""


def quoted(given: Any, max_length: int = 60) -> str:
    """Return a raw value as an error may quote it: short, without control characters."""
    return _CONTROLS.sub(" ", str(given)[:max_length].encode("utf-8", "replace").decode())


def text(max_length: int) -> Parse:
    """Return a parser of texts up to a length in characters."""

    def parse(given: Any, flags: list[str]) -> str:
        kept = given if isinstance(given, str) else str(given)
        if not kept.isprintable():
            kept = _CONTROLS.sub(" ", kept.encode("utf-8", "replace").decode())
        if len(kept) > max_length:
            raise UnclearValue(
                _("This is longer than %(max_length)s characters. Shorten it.") % {"max_length": max_length}
            )
        return kept

    return parse


def name(max_length: int) -> Parse:
    """Return a parser of the codes of ports, carriers and brokers, which are kept in their one form."""
    parse_text = text(max_length)

    def parse(given: Any, flags: list[str]) -> str:
        kept = code_form(parse_text(given, flags))
        return kept if kept.isascii() else parse_text(kept, flags)

    return parse


_issuer_text = text(40)


def issuer(given: Any, flags: list[str]) -> str:
    """Parse the code of an issuer, by which rights go: in ASCII, in the letter case in which its reporter writes it."""
    kept = _issuer_text(plain_code(_issuer_text(given, flags)), flags)
    if not kept.isascii():
        raise UnclearValue(
            _("“%(given)s” is not the code of an issuer. Write it with the letters A to Z and digits.")
            % {"given": quoted(given)}
        )
    return kept


def code(name: str, known: frozenset[str], *, fold: Callable[[str], str] = str.lower) -> Parse:
    """Return a parser of codes that keeps and flags an unknown code."""
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
    """Return a parser of codes that rules read. An unknown code is an error."""

    def parse(given: Any, flags: list[str]) -> str:
        kept = str(given).lower()
        if kept not in known:
            raise UnclearValue(
                _("“%(given)s” is not known here. Use one of: %(known)s.")
                % {"given": quoted(given), "known": ", ".join(known)}
            )
        return kept

    return parse


def plain_amount(places: int, digits: int) -> str:
    """Return the pattern of an amount in its usual notation."""
    return rf"\d{{1,{digits - places}}}(?:\.\d{{1,{places}}})?"


def amount(name: str, places: int, digits: int, *, flag_zero: bool = True) -> Parse:
    """Return a parser of amounts of zero or more, rounded to `places`.

    Rounded amounts are flagged, and with `flag_zero` also zero.
    """
    plain = re.compile(plain_amount(places, digits), re.ASCII)
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
    """Parse any notation of a number that is not negative, with up to `digits` digits before the point."""
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(given, bool) or not number.is_finite():
        raise UnclearValue(_("“%(given)s” is not a number. Write it as in 1234.50.") % {"given": quoted(given)})
    if number < 0:
        raise UnclearValue(_("This can't be less than zero."))
    if number.adjusted() >= digits:
        raise UnclearValue(_("This number is too large. Check it."))
    return number


def currency(given: Any, flags: list[str]) -> str:
    """Parse a code of three letters, as in ISO 4217; keep and flag one that no country uses today."""
    kept = str(given).upper()
    if not _CURRENCY_SHAPE.fullmatch(kept):
        raise UnclearValue(
            _("“%(given)s” is not a currency. Use its three letters, as in USD.") % {"given": quoted(given)}
        )
    if kept not in CURRENCIES:
        flags.append("currency:unknown")
    return kept


_hs_text = text(20)


def hs(given: Any, flags: list[str]) -> str:
    """Parse a code of the Harmonized System, without its points; keep and flag a code of another shape."""
    kept = str(given)
    if not _HS_SHAPE.fullmatch(kept):
        kept = _hs_text(kept.translate(_HS_FILLING), flags)
        if not _HS_SHAPE.fullmatch(kept):
            flags.append("hs:shape")
    return kept


def hs_found(given: Any, flags: list[str]) -> str:
    """Parse a code of the Harmonized System that somebody found: another shape is an error."""
    kept = str(given).translate(_HS_FILLING)
    if not _HS_SHAPE.fullmatch(kept):
        raise UnclearValue(
            _("“%(given)s” is not an HS code. Write 4, 6, 8 or 10 digits, as in 6109.10.") % {"given": quoted(given)}
        )
    return kept


def country(given: Any, flags: list[str]) -> str:
    """Parse the code of a country that somebody found: an unknown code is an error."""
    kept = str(given).upper()
    if kept not in COUNTRIES:
        raise UnclearValue(_("“%(given)s” is not a country. Use its two letters, as in VN.") % {"given": quoted(given)})
    return kept


def day(given: Any, flags: list[str]) -> date:
    """Parse a day of the program. A moment with a time zone counts for its day in New York."""
    try:
        if isinstance(given, str):
            given = date.fromisoformat(given) if len(given) <= 10 else datetime.fromisoformat(given)
        if isinstance(given, datetime):
            given = clock.day_of(given) if given.tzinfo else given.date()
        if not isinstance(given, date):
            raise ValueError
    except (ValueError, OverflowError):
        raise UnclearValue(_("“%(given)s” is not a date. Write it as 2026-01-31.") % {"given": quoted(given)}) from None
    return _in_range(given)


def day_past(given: Any, flags: list[str]) -> date:
    """Parse a day that has come somewhere. A moment with a time zone must have come itself."""
    kept = day(given, flags)
    if kept > clock.today() and (kept > latest_day() or _is_moment_ahead(given)):
        raise UnclearValue(not_come(given))
    return kept


def latest_day() -> date:
    """Return the latest day that has come anywhere: nothing happened later, whatever the time zone of its reporter."""
    return clock.now().astimezone(FIRST_ZONE).date()


def _is_moment_ahead(given: Any) -> bool:
    """Tell whether a day was given as a moment with a time zone that has not come."""
    if isinstance(given, str) and len(given) > len("2026-01-31"):
        given = datetime.fromisoformat(given)
    return isinstance(given, datetime) and given.tzinfo is not None and given > clock.now() + CLOCK_DIFFERENCE


def not_come(given: Any) -> str:
    """Return the error of a day or moment that has not come."""
    return _("“%(given)s” has not come yet. Check the date, the clock and the time zone.") % {"given": quoted(given)}


def moment(given: Any, flags: list[str]) -> datetime:
    """Parse a moment. A moment without a time zone is in New York."""
    try:
        kept = given if isinstance(given, datetime) else datetime.fromisoformat(str(given))
    except ValueError:
        raise UnclearValue(
            _("“%(given)s” is not a moment. Write it as 2026-01-31T17:05:00-05:00.") % {"given": quoted(given)}
        ) from None
    return _in_range(kept if kept.tzinfo else kept.replace(tzinfo=clock.PROGRAM_ZONE))


def moment_past(given: Any, flags: list[str]) -> datetime:
    """Parse a moment that has come. Clocks differ, so up to an hour ahead is taken."""
    kept = moment(given, flags)
    if kept > clock.now() + CLOCK_DIFFERENCE:
        raise UnclearValue(not_come(given))
    return kept


def version(given: Any, flags: list[str]) -> int:
    """Parse the version of a report: a whole number that grows with each report of a matter."""
    if isinstance(given, int) and not isinstance(given, bool):
        kept = given
    elif isinstance(given, str) and _DIGITS.fullmatch(given):
        kept = int(given)
    else:
        kept = -1
    if not 0 <= kept <= MAX_VERSION:
        raise UnclearValue(_("“%(given)s” is not a version. Use a whole number from 0 on.") % {"given": quoted(given)})
    return kept


def _in_range[Day: date](day: Day) -> Day:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UnclearValue(
            _("The year must be from %(first)s to %(last)s. Check the date.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return day


def truth(given: Any, flags: list[str]) -> bool:
    """Parse a yes or no in one of its usual spellings."""
    if given is True or given is False:
        return given
    word = str(given).lower()
    if word not in _YES and word not in _NO:
        raise UnclearValue(_("“%(given)s” is neither true nor false. Use one of them.") % {"given": quoted(given)})
    return word in _YES


def party(given: Any, flags: list[str]) -> str:
    """Return the keyed digest of a party, by which the program recognises the party without keeping its name."""
    # JSON can hold half of a character, which no encoding has.
    kept = str(given).encode("utf-8", "replace").decode()
    return as_bytes(blind_index(" ".join(kept.split()).casefold())[:16])


def as_bytes(digest: bytes) -> str:
    """Return bytes as PostgreSQL writes them."""
    return f"\\x{digest.hex()}"


def ksn(given: Any, flags: list[str]) -> str:
    """Parse a Known Shipper Number in its normal form."""
    kept = normal_ksn(str(given))
    if not is_ksn(kept):
        raise UnclearValue(
            _("“%(given)s” is not a Known Shipper Number. One is KS and ten more characters: check for a typing error.")
            % {"given": quoted(given)}
        )
    return kept
