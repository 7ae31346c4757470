"""The facts that partners report, as the OpenAPI document describes them. `ledger/facts.py` reads and checks them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated, Any, cast

import msgspec
from msgspec import Meta

from apps.ledger.schema import FIELDS, FieldKind, ShipmentField
from apps.ledger.vocabulary import Attribution, Basis, Category, Culpability, Determination
from apps.partners.inputs import MAX_PLACE, Input, about, choice_of, number_of

Text = Annotated[str, Meta(min_length=1)]
Moment = Annotated[datetime, Meta(tz=True)]


def _amount(*, digits: int, places: int) -> Meta:
    return Meta(
        pattern=rf"^-?\d{{0,{digits - places}}}(?:\.\d{{0,{places}}})?$", extra_json_schema={"format": "decimal"}
    )


Money = Annotated[str, _amount(digits=16, places=2)]


REPORTED_AT = "As of when you report this. A report that is older than another of yours changes nothing."
VERSION = "Grows with each report of the matter; goes before `reported_at` where both reports have one."
FOUND_ORIGIN = (
    "The country of origin that was found, beside the one that was declared of the shipment: ISO 3166-1 alpha-2. "
    "Another code is an error."
)


class FactInput(Input, frozen=True, kw_only=True):
    """The fields of every fact. `ksn` or `seller` is required."""

    reference: Text
    reported_at: Annotated[Moment, about(REPORTED_AT)] | None = None
    version: Annotated[int, number_of(0, MAX_PLACE, VERSION)] | None = None
    ksn: Text | None = None
    seller: Annotated[Text, about("Your own code for the seller.")] | None = None
    seller_name: Text | None = None
    date: date


class ViolationInput(FactInput, frozen=True, kw_only=True):
    """A violation: whose it is, and what was found."""

    category: Annotated[str, choice_of(Category.values)]
    culpability: Annotated[str, choice_of(Culpability.values)] | None = None
    basis: Annotated[str, choice_of(Basis.values)] | None = None
    agency: Text | None = None
    attribution: Annotated[str, choice_of(Attribution.values)] | None = None
    self_disclosed: bool | None = None
    determination: Annotated[str, choice_of(Determination.values)] | None = None
    shipment: Annotated[Text, about("The reference of the shipment.")] | None = None
    currency: Text | None = None
    revenue_loss: Money | None = None
    penalty_assessed: Money | None = None
    penalty_mitigated: Money | None = None
    collected: Money | None = None
    found_origin: Annotated[Text, about(FOUND_ORIGIN)] | None = None
    found_hs: Annotated[Text, about("The HS code of the goods that were found: 4, 6, 8 or 10 digits.")] | None = None
    note: Text | None = None


_TYPES: dict[FieldKind, Any] = {FieldKind.DAY: date, FieldKind.MOMENT: Moment, FieldKind.TRUTH: bool}


def _type_of(field: ShipmentField) -> Any:
    """Return the type by which the document describes a field of a shipment."""
    if field.choices:
        kind: Any = Annotated[str, choice_of(field.choices.values)]
    elif field.kind is FieldKind.AMOUNT:
        kind = Annotated[str, _amount(digits=field.digits, places=field.places)]
    else:
        kind = _TYPES.get(field.kind, Text)
    return Annotated[kind, about(field.help)] if field.help else kind


def shipment_input(name: str, doc: str, *, without: Collection[str] = ()) -> type[Input]:
    """Return the type of a shipment: its number, whose it is, and the fields that the ledger keeps of it."""
    issuer = Annotated[Text, about("Who issued the reference; you by default.")]
    fields: list[Any] = [("issuer", issuer | None, None)]
    for field in FIELDS:
        if field.name not in without:
            kind = _type_of(field)
            fields.append((field.name, kind) if field.required else (field.name, kind | None, None))
    shape = msgspec.defstruct(name, fields, bases=(FactInput,), namespace={"__doc__": doc}, kw_only=True, frozen=True)
    return cast("type[Input]", shape)


ShipmentInput = shipment_input(
    "ShipmentInput", "A shipment: its number, whose it is, and the fields that the ledger keeps of it."
)
