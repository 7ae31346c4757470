"""Raw facts of files, requests and forms, parsed into typed facts, or into errors that say what to do.

The field names are those of the API. A blank field counts as not given. An unknown code or an odd value is kept and
flagged as `<field>:<flag>`; only a value that can't be understood is an error of its field, which the reporter can
correct.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.ledger import values
from apps.ledger.schema import FIELDS, FieldKind, ShipmentField
from apps.ledger.values import COUNTRIES, Parse, UnclearValue, amount, choice, code, quoted, text
from apps.ledger.vocabulary import (
    Attribution,
    Basis,
    Category,
    Culpability,
    Determination,
    Disposition,
)

type Errors = dict[str, list[str]]

KSN_SOURCE = "ksn"
# The reporter of the program's own acts. Its identities of sellers are those of parcels that a business disowned.
PROGRAM = "program"
# The longest references: of a violation, and of a parcel.
MAX_REFERENCE = 160
MAX_PARCEL_REFERENCE = 80
# ISO 4217: currencies that have no minor unit, so that a fraction of one is odd.
WHOLE_CURRENCIES = frozenset(
    (
        *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"),
        *("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
    )
)

_json = msgspec.json.Encoder()
# A copy of a digest takes half the time of a new one.
_empty_digest = blake2b(digest_size=16)
_NESTED = (dict, list, tuple)


class ReportOrder(NamedTuple):
    """The order of a report among those of its reporter on the same matter, as its reporter counts and dates them.

    Messages arrive in any order, and more than once: a report that is older than the last one recorded is stale.
    """

    version: int | None = None
    reported_at: datetime | None = None

    def is_before(self, other: "ReportOrder") -> bool:
        """Return whether the report is older: by the versions where both have one, else by the times."""
        if self.version is not None and other.version is not None:
            return self.version < other.version
        return self.reported_at is not None and other.reported_at is not None and self.reported_at < other.reported_at


UNORDERED = ReportOrder()


class UnreadableFact(NamedTuple):
    """A fact that could not be read where it came from, with the reason for its reporter."""

    reason: str


class SellerKey(NamedTuple):
    """The seller that a fact names: by a KSN (`source` "ksn"), or by a reporter's own code."""

    source: str
    code: str


# A structure of msgspec is made in a third of the time of a dataclass. Facts hold no circles, and the garbage collector
# would search all those of a batch again and again.
class ShipmentFact(msgspec.Struct, gc=False):
    """One report of one parcel. `content` holds the given fields of `SHIPMENT_CONTENT`.

    Reports of one reporter with equal digests say the same, whatever their order.
    """

    issuer: str
    reference: str
    order: ReportOrder
    seller: SellerKey
    seller_name: str
    content: dict[str, Any]
    flags: Sequence[str]
    digest: str


@dataclass(slots=True)
class ViolationFact:
    """One report of one violation. `content` holds the given fields of the `Violation` model, `flags` what is odd.

    A further report of a known case may leave out unchanged fields, so only `reference` is always given.
    """

    reference: str
    order: ReportOrder
    seller: SellerKey | None
    seller_name: str
    shipment: str
    content: dict[str, Any] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)


_ORDER: dict[str, Parse] = {"version": values.version, "reported_at": values.moment_past}
_WHO: dict[str, Parse] = {"ksn": values.ksn, "seller": text(100), "seller_name": text(200)}


def _parser(field: ShipmentField) -> Parse:
    """Return the function that parses values of a field."""
    match field.kind:
        case FieldKind.TEXT:
            return text(field.max_length)
        case FieldKind.NAME:
            return values.name(field.max_length)
        case FieldKind.CODE:
            assert field.choices is not None
            return code(field.name, frozenset(field.choices.values))
        case FieldKind.COUNTRY:
            return code(field.name, COUNTRIES, fold=str.upper)
        case FieldKind.AMOUNT:
            return amount(field.name, field.places, field.digits)
    return _PARSERS[field.kind]


_PARSERS: dict[FieldKind, Parse] = {
    FieldKind.HS: values.hs,
    FieldKind.CURRENCY: values.currency,
    FieldKind.DAY: values.day_past,
    FieldKind.MOMENT: values.moment_past,
    FieldKind.TRUTH: values.truth,
    FieldKind.DIGEST: values.party,
}
SHIPMENT_CONTENT: dict[str, Parse] = {field.name: _parser(field) for field in FIELDS}
SHIPMENT_PARSERS: dict[str, Parse] = (
    {"issuer": values.issuer, "reference": text(MAX_PARCEL_REFERENCE)} | _ORDER | _WHO | SHIPMENT_CONTENT
)
# A declaration announces its parcel, whose day is planned and may be ahead.
DECLARATION_PARSERS: dict[str, Parse] = SHIPMENT_PARSERS | {"date": values.day}

VIOLATION_CONTENT: dict[str, Parse] = {
    "date": values.day_past,
    "category": choice(Category.values),
    "culpability": choice(Culpability.values),
    "basis": choice(Basis.values),
    "agency": text(20),
    "attribution": choice(Attribution.values),
    "self_disclosed": values.truth,
    "determination": choice(Determination.values),
    "currency": values.currency,
    "revenue_loss": amount("revenue_loss", 2, 16, flag_zero=False),
    "penalty_assessed": amount("penalty_assessed", 2, 16, flag_zero=False),
    "penalty_mitigated": amount("penalty_mitigated", 2, 16, flag_zero=False),
    "collected": amount("collected", 2, 16, flag_zero=False),
    "found_origin": values.country,
    "found_hs": values.hs_found,
    "note": text(2000),
}
_VIOLATION_FIELDS = {"reference": text(MAX_REFERENCE), "shipment": text(121)} | _ORDER | _WHO | VIOLATION_CONTENT

SHIPMENT_FIELDS: frozenset[str] = frozenset(SHIPMENT_PARSERS)
VIOLATION_FIELDS: frozenset[str] = frozenset(_VIOLATION_FIELDS)

REQUIRED = _lazy("This is required.")
WHO_REQUIRED = _lazy("Say whose it is: give ksn, or seller (your own code for the seller).")
_ONE_WHO = _lazy("Give ksn or seller, not both.")


def parse_shipment(
    raw: Mapping[str, Any], *, source: str, today: date, parsers: Mapping[str, Parse] = SHIPMENT_PARSERS
) -> ShipmentFact | Errors:
    """Parse a raw shipment; return the typed fact, or its errors by field.

    `source` is the reporter's code: the default issuer, and the source of the reporter's own codes for sellers. The
    `parsers` are those of a report or of a declaration.
    """
    flags: list[str] = []
    given, errors = _parse(raw, parsers, flags)
    get = given.get
    reference, day = get("reference"), get("date")
    if not reference:
        errors.setdefault("reference", [str(REQUIRED)])
    if day is None:
        errors.setdefault("date", [str(REQUIRED)])
    seller = _seller(given, source, errors)
    if seller is None and errors.keys().isdisjoint(("ksn", "seller")):
        errors["seller"] = [str(WHO_REQUIRED)]
    if errors or day is None or seller is None:
        return errors
    pop = given.pop
    return shipment_of(
        pop("issuer", source),
        pop("reference"),
        _order(given),
        seller,
        pop("seller_name", ""),
        given,
        flags,
        source,
        today,
    )


def shipment_of(
    issuer: str,
    reference: str,
    order: ReportOrder,
    seller: SellerKey,
    seller_name: str,
    content: dict[str, Any],
    flags: Sequence[str],
    source: str,
    today: date,
) -> ShipmentFact:
    """Return a shipment of parsed fields, with the flags that tell of several fields together. `content` becomes part
    of the fact.
    """
    get = content.get
    if "value" in content:
        currency = get("currency")
        if currency is None:
            flags = [*flags, "currency:missing"]
        elif currency in WHOLE_CURRENCIES and content["value"] % 1:
            flags = [*flags, "value:fraction"]
    if content["date"] > today:
        flags = [*flags, "date:future"]
    if "exam_result" in content or get("disposition") == Disposition.EXAMINED:
        content["examined"] = True
    digest = _empty_digest.copy()
    digest.update(_json.encode((source, seller, content)))
    return ShipmentFact(issuer, reference, order, seller, seller_name, content, flags, f"\\x{digest.hexdigest()}")


def parse_violation(raw: Mapping[str, Any], *, source: str, today: date) -> ViolationFact | Errors:
    """Parse a raw violation; return the typed fact, or its errors by field. `source` as in `parse_shipment`."""
    flags: list[str] = []
    given, errors = _parse(raw, _VIOLATION_FIELDS, flags)
    if "reference" not in given:
        errors.setdefault("reference", [str(REQUIRED)])
    seller = _seller(given, source, errors)
    if errors:
        return errors
    if given.get("date", today) > today:
        flags.append("date:future")
    return ViolationFact(
        reference=given["reference"],
        order=_order(given),
        seller=seller,
        seller_name=given.get("seller_name", ""),
        shipment=given.get("shipment", ""),
        content={name: given[name] for name in VIOLATION_CONTENT if name in given},
        flags=flags,
    )


def _order(given: dict[str, Any]) -> ReportOrder:
    """Take the order of a report out of its parsed fields."""
    order = ReportOrder(given.pop("version", None), given.pop("reported_at", None))
    return UNORDERED if order == UNORDERED else order


def unknown_ksn() -> str:
    """Return the error for a KSN that no shipper has."""
    return _("No shipper has this number. Check it with the seller, or give your own code for the seller (seller).")


@dataclass(slots=True)
class ParsedFacts[Fact]:
    """The facts of a batch that could be parsed, and the errors and the references of the others, by index."""

    facts: list[tuple[int, Fact]] = field(default_factory=list)
    rejected: dict[int, Errors] = field(default_factory=dict)
    references: dict[int, str] = field(default_factory=dict)


def nothing_wrong(fact: object) -> Errors:
    """Return no errors: the check of a source that may report everything."""
    return {}


def parse_all[Fact](
    facts: Iterable[tuple[int, Any]],
    parse: Callable[[Mapping[str, Any]], Fact | Errors],
    check: Callable[[Fact], Errors] = nothing_wrong,
) -> ParsedFacts[Fact]:
    """Parse a batch of raw facts, one by one: none of them is kept beside what was parsed.

    `check` says of each parsed fact why its source may not report it.
    """
    tried: Iterator[tuple[int, Any, Fact | Errors]] = ((index, raw, parse_fact(raw, parse)) for index, raw in facts)
    return facts_sort(tried, check)


def facts_sort[Fact](
    facts: Iterable[tuple[int, Any, Fact | Errors]], check: Callable[[Fact], Errors]
) -> ParsedFacts[Fact]:
    """Separate the facts that were parsed from those with errors. Each comes with its index, raw and parsed."""
    parsed: ParsedFacts[Fact] = ParsedFacts()
    for index, raw, fact in facts:
        errors = fact if isinstance(fact, dict) else check(fact)
        if not isinstance(fact, dict) and not errors:
            parsed.facts.append((index, fact))
            continue
        parsed.rejected[index] = errors
        if isinstance(raw, Mapping):
            parsed.references[index] = quoted(raw.get("reference") or "", MAX_REFERENCE)
    return parsed


def parse_fact[Fact](raw: Any, parse: Callable[[Mapping[str, Any]], Fact | Errors]) -> Fact | Errors:
    """Parse a value that may be a raw fact; return the typed fact, or the errors if the value is none."""
    if isinstance(raw, UnreadableFact):
        return {"fact": [raw.reason]}
    return parse(raw) if isinstance(raw, Mapping) else {"fact": [_("This must be an object of fields and values.")]}


def _parse(raw: Mapping[str, Any], fields: Mapping[str, Parse], flags: list[str]) -> tuple[dict[str, Any], Errors]:
    given: dict[str, Any] = {}
    errors: Errors = {}
    for name, value in raw.items():
        parse = fields.get(name)
        if parse is None:
            errors[quoted(name)] = [_("There is no such field. Check its name.")]
            continue
        if isinstance(value, str):
            value = value.strip()
            if not value:
                continue
        elif value is None:
            continue
        elif isinstance(value, _NESTED):
            errors[quoted(name)] = [_("Give one value, not a list or an object.")]
            continue
        try:
            given[name] = parse(value, flags)
        except UnclearValue as unclear:
            errors[name] = [str(unclear)]
    return given, errors


def _seller(given: dict[str, Any], source: str, errors: Errors) -> SellerKey | None:
    ksn, code = given.pop("ksn", None), given.pop("seller", None)
    if ksn and code:
        errors["seller"] = [str(_ONE_WHO)]
    if ksn:
        return SellerKey(KSN_SOURCE, ksn)
    return SellerKey(source, code) if code else None
