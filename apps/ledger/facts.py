"""Raw facts, as they stand in files, requests and forms, turned into typed ones, or into errors that say what to do.

The names are the vocabulary of the program's contract. A blank field is a field that was not given. What can be kept
is kept: a code that nobody knows or an odd value is flagged `<field>:<what>`, and only what can't be understood is an
error, field by field, so that its reporter can mend it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from apps.core import clock
from apps.core.fields import blind_index
from apps.ledger.vocabulary import (
    Attribution,
    Basis,
    Category,
    Culpability,
    Determination,
    Disposition,
    ExamBasis,
    ExamResult,
    Mode,
)
from apps.shippers.ksn import is_ksn, normal_ksn

type Errors = dict[str, list[str]]
type Parse = Callable[[Any, list[str]], Any]

KSN_SOURCE = "ksn"
FIRST_YEAR, LAST_YEAR = 1990, 2099
# ISO 4217: currencies that have no minor unit, so that a fraction of one is odd.
WHOLE_CURRENCIES = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)

_COUNTRIES = frozenset(countries.countries)
_HS_SHAPE = re.compile(r"\d{4}(\d\d){0,3}", re.ASCII)
_HS_FILLING = str.maketrans("", "", ". ")
_CURRENCY_SHAPE = re.compile(r"[A-Z]{3}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_NESTED = (dict, list, tuple)
_YES = frozenset({"true", "1", "yes", "y", "t"})
_NO = frozenset({"false", "0", "no", "n", "f"})


class SellerKey(NamedTuple):
    """Whom a fact names: a KSN (`source` "ksn"), or a reporter's own code for a seller."""

    source: str
    code: str


@dataclass(slots=True)
class ShipmentFact:
    """What one report says of one parcel. `content` holds those of `SHIPMENT_CONTENT` that were given.

    Equal digests mean the same words from the same reporter.
    """

    issuer: str
    reference: str
    seller: SellerKey
    seller_name: str
    content: dict[str, Any]
    flags: list[str]
    digest: bytes


@dataclass(slots=True)
class ViolationFact:
    """What one report says of one violation. `content` holds the given fields of the `Violation` model alone.

    A further determination of a known case may leave out what does not change, so only `reference` is always there.
    """

    reference: str
    seller: SellerKey | None
    seller_name: str
    shipment: str
    content: dict[str, Any] = field(default_factory=dict)


class _Unclear(ValueError):
    """Why a given value can't be understood, in words for its reporter."""


def _shown(given: Any) -> str:
    """A given value as an error may quote it."""
    return _CONTROLS.sub(" ", str(given)[:60].encode("utf-8", "replace").decode())


def _text(longest: int) -> Parse:
    def parse(given: Any, flags: list[str]) -> str:
        text = given if isinstance(given, str) else str(given)
        if not text.isprintable():
            text = _CONTROLS.sub(" ", text.encode("utf-8", "replace").decode())
        if len(text) > longest:
            raise _Unclear(_("This is longer than %(longest)s characters. Shorten it.") % {"longest": longest})
        return text

    return parse


def _code(name: str, known: frozenset[str], *, fold: Callable[[str], str] = str.lower) -> Parse:
    """A code; one that is not known is kept and flagged."""
    text, flag = _text(40), f"{name}:unknown"

    def parse(given: Any, flags: list[str]) -> str:
        if given in known:
            return given
        code = fold(text(given, flags))
        if code not in known:
            flags.append(flag)
        return code

    return parse


def _choice(known: list[str]) -> Parse:
    """A code that is weighed by rules, and so must be one of those that they know."""

    def parse(given: Any, flags: list[str]) -> str:
        code = str(given).lower()
        if code not in known:
            raise _Unclear(
                _("“%(given)s” is not known here. Use one of: %(known)s.")
                % {"given": _shown(given), "known": ", ".join(known)}
            )
        return code

    return parse


def _amount(name: str, places: int, digits: int, *, flag_zero: bool = True) -> Parse:
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
        raise _Unclear(_("“%(given)s” is not a number. Write it as in 1234.50.") % {"given": _shown(given)})
    if number < 0:
        raise _Unclear(_("This can't be less than zero."))
    if number.adjusted() >= digits:
        raise _Unclear(_("This number is too large to be true."))
    return number


def _currency(given: Any, flags: list[str]) -> str:
    code = str(given).upper()
    if not _CURRENCY_SHAPE.fullmatch(code):
        raise _Unclear(_("“%(given)s” is not a currency. Use its three letters, as in USD.") % {"given": _shown(given)})
    return code


def _hs(given: Any, flags: list[str]) -> str:
    """A code of the Harmonized System without its points; one of another shape is kept and flagged."""
    code = str(given)
    if not _HS_SHAPE.fullmatch(code):
        code = _text(20)(code.translate(_HS_FILLING), flags)
        if not _HS_SHAPE.fullmatch(code):
            flags.append("hs:shape")
    return code


def _day(given: Any, flags: list[str]) -> date:
    """A day of the program. A moment with its zone falls on the day that it is in New York."""
    try:
        if isinstance(given, str):
            day = date.fromisoformat(given) if len(given) <= 10 else _moment(given, flags)
        else:
            day = given
        if isinstance(day, datetime):
            day = clock.day_of(day) if day.tzinfo else day.date()
        if not isinstance(day, date):
            raise ValueError
    except ValueError:
        raise _Unclear(_("“%(given)s” is not a date. Write it as 2026-01-31.") % {"given": _shown(given)}) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _Unclear(
            _("The year must be from %(first)s to %(last)s. Check the date.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return day


def _moment(given: Any, flags: list[str]) -> datetime:
    """A moment; one without a zone is New York's."""
    try:
        moment = given if isinstance(given, datetime) else datetime.fromisoformat(str(given))
    except ValueError:
        raise _Unclear(
            _("“%(given)s” is not a moment. Write it as 2026-01-31T17:05:00-05:00.") % {"given": _shown(given)}
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.PROGRAM_ZONE)


def _truth(given: Any, flags: list[str]) -> bool:
    if given is True or given is False:
        return given
    word = str(given).lower()
    if word not in _YES and word not in _NO:
        raise _Unclear(_("“%(given)s” is neither true nor false. Use one of them.") % {"given": _shown(given)})
    return word in _YES


def _party(given: Any, flags: list[str]) -> bytes:
    """A party that the program must recognise and has no need to know: kept as a keyed digest alone."""
    return blind_index(" ".join(str(given).split()).casefold())[:16]


def _ksn(given: Any, flags: list[str]) -> str:
    ksn = normal_ksn(str(given))
    if not is_ksn(ksn):
        raise _Unclear(
            _("“%(given)s” is not a Known Shipper Number. One is KS and ten more characters: check for a typing error.")
            % {"given": _shown(given)}
        )
    return ksn


_WHO: dict[str, Parse] = {"ksn": _ksn, "seller": _text(100), "seller_name": _text(200)}

# The fields of a shipment beside its identity and its seller: columns of the staging table.
SHIPMENT_CONTENT: dict[str, Parse] = {
    "date": _day,
    "description": _text(2000),
    "hs": _hs,
    "origin": _code("origin", _COUNTRIES, fold=str.upper),
    "departure": _code("departure", _COUNTRIES, fold=str.upper),
    "value": _amount("value", 2, 16),
    "currency": _currency,
    "weight_kg": _amount("weight_kg", 3, 14),
    "quantity": _amount("quantity", 3, 14),
    "mode": _code("mode", frozenset(Mode.values)),
    "entry_type": _text(10),
    "port": _text(20),
    "carrier": _text(40),
    "broker": _text(40),
    "declarant": _party,
    "consignee": _party,
    "storefront": _text(200),
    "lodged_at": _moment,
    "arrived_at": _moment,
    "released_at": _moment,
    "disposition": _code("disposition", frozenset(Disposition.values)),
    "examined": _truth,
    "exam_basis": _code("exam_basis", frozenset(ExamBasis.values)),
    "exam_result": _code("exam_result", frozenset(ExamResult.values)),
}
_SHIPMENT_FIELDS = {"issuer": _text(40), "reference": _text(80)} | _WHO | SHIPMENT_CONTENT

VIOLATION_CONTENT: dict[str, Parse] = {
    "date": _day,
    "category": _choice(Category.values),
    "culpability": _choice(Culpability.values),
    "basis": _choice(Basis.values),
    "agency": _text(20),
    "attribution": _choice(Attribution.values),
    "self_disclosed": _truth,
    "determination": _choice(Determination.values),
    "currency": _currency,
    "revenue_loss": _amount("revenue_loss", 2, 16, flag_zero=False),
    "penalty_assessed": _amount("penalty_assessed", 2, 16, flag_zero=False),
    "penalty_mitigated": _amount("penalty_mitigated", 2, 16, flag_zero=False),
    "collected": _amount("collected", 2, 16, flag_zero=False),
    "note": _text(2000),
}
_VIOLATION_FIELDS = {"reference": _text(160), "shipment": _text(121)} | _WHO | VIOLATION_CONTENT

SHIPMENT_FIELDS: frozenset[str] = frozenset(_SHIPMENT_FIELDS)
VIOLATION_FIELDS: frozenset[str] = frozenset(_VIOLATION_FIELDS)

REQUIRED = gettext_lazy("This is required.")
WHO_REQUIRED = gettext_lazy("Say whose it is: give ksn, or seller (your own code for the seller).")
_ONE_WHO = gettext_lazy("Give ksn or seller, not both.")


def parse_shipment(raw: Mapping[str, Any], *, source: str, today: date) -> ShipmentFact | Errors:
    """The typed fact, or what is wrong with it.

    `source` is the reporter's code: the issuer where none is given, and the source of its own codes for sellers.
    """
    flags: list[str] = []
    given, errors = _parse(raw, _SHIPMENT_FIELDS, flags)
    get = given.get
    reference, day = get("reference"), get("date")
    if not reference:
        errors.setdefault("reference", [str(REQUIRED)])
    if day is None:
        errors.setdefault("date", [str(REQUIRED)])
    seller = _seller(given, source, errors)
    if errors or seller is None:
        return errors or {"seller": [str(WHO_REQUIRED)]}
    if "value" in given:
        currency = get("currency")
        if currency is None:
            flags.append("currency:missing")
        elif currency in WHOLE_CURRENCIES and given["value"] % 1:
            flags.append("value:fraction")
    if day > today:
        flags.append("date:future")
    if "exam_result" in given or get("disposition") == Disposition.EXAMINED:
        given["examined"] = True
    pop = given.pop
    return ShipmentFact(
        pop("issuer", source),
        pop("reference"),
        seller,
        pop("seller_name", ""),
        given,
        flags,
        blake2b(repr((source, raw)).encode(), digest_size=16).digest(),
    )


def parse_violation(raw: Mapping[str, Any], *, source: str) -> ViolationFact | Errors:
    """The typed fact, or what is wrong with it; `source` as in `parse_shipment`."""
    given, errors = _parse(raw, _VIOLATION_FIELDS, [])
    if "reference" not in given:
        errors.setdefault("reference", [str(REQUIRED)])
    seller = _seller(given, source, errors)
    if errors:
        return errors
    return ViolationFact(
        reference=given["reference"],
        seller=seller,
        seller_name=given.get("seller_name", ""),
        shipment=given.get("shipment", ""),
        content={name: given[name] for name in VIOLATION_CONTENT if name in given},
    )


def parse_all[Fact](
    facts: Iterable[tuple[int, Mapping[str, Any]]], parse: Callable[[Mapping[str, Any]], Fact | Errors]
) -> tuple[list[tuple[int, Fact]], dict[int, Errors]]:
    """The typed facts of a batch, and the errors of the others, by index."""
    parsed: list[tuple[int, Fact]] = []
    rejected: dict[int, Errors] = {}
    for index, raw in facts:
        fact = parse(raw) if isinstance(raw, Mapping) else {"fact": [_("This must be an object of fields and values.")]}
        if isinstance(fact, dict):
            rejected[index] = fact
        else:
            parsed.append((index, fact))
    return parsed, rejected


def _parse(raw: Mapping[str, Any], fields: dict[str, Parse], flags: list[str]) -> tuple[dict[str, Any], Errors]:
    given: dict[str, Any] = {}
    errors: Errors = {}
    for name, value in raw.items():
        if isinstance(value, str):
            value = value.strip()
            if not value:
                continue
        elif value is None:
            continue
        elif isinstance(value, _NESTED):
            errors[_shown(name)] = [_("Give one value, not a list or an object.")]
            continue
        parse = fields.get(name)
        if parse is None:
            errors[_shown(name)] = [_("There is no such field. Check its name.")]
            continue
        try:
            given[name] = parse(value, flags)
        except _Unclear as unclear:
            errors[name] = [str(unclear)]
    return given, errors


def _seller(given: dict[str, Any], source: str, errors: Errors) -> SellerKey | None:
    ksn, code = given.pop("ksn", None), given.pop("seller", None)
    if ksn and code:
        errors["seller"] = [str(_ONE_WHO)]
    if ksn:
        return SellerKey(KSN_SOURCE, ksn)
    return SellerKey(source, code) if code else None
