"""Parcels as they are declared before they arrive, and past parcels of which an exam told the outcome. Pure.

An arrival holds only what is known before the parcel is opened: no outcome, no exam, nothing of the person who buys.
The consignee is left out although the ledger keeps a digest of the name, since a consignee is most often a person.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class DeclaredParcel:
    """A declared parcel. A text is "" and a number None where nothing was declared; a value is in `currency`."""

    day: date
    seller: str
    hs: str
    origin: str
    departure: str
    value: float | None
    currency: str
    weight_kg: float | None
    quantity: float | None
    mode: str
    entry_type: str
    port: str
    carrier: str
    broker: str
    declarant: str
    description: str

    @property
    def line(self) -> str:
        """The goods as declared: HS code, weight and value. Parcels with the same line repeat each other."""
        return f"{self.hs}|{self.weight_kg}|{self.value}|{self.currency}"

    @property
    def line_digest(self) -> bytes | None:
        """The line as 16 bytes; None where a part of the line was not declared, so that nobody can compare it."""
        if not self.hs or self.weight_kg is None or self.value is None:
            return None
        return hashlib.blake2b(self.line.encode(), digest_size=16).digest()

    @property
    def price(self) -> float | None:
        """The value of a kilogram; None without value or weight."""
        return self.value / self.weight_kg if self.value and self.weight_kg else None


@dataclass(frozen=True, slots=True)
class PastParcel:
    """A past parcel with its outcome: `wrong` where its exam found a violation."""

    arrival: DeclaredParcel
    wrong: bool


def arrival_of(content: Mapping[str, Any], *, seller: str, day: date) -> DeclaredParcel:
    """Return the arrival of a reported or declared shipment, whose fields have the names of the ledger. `seller` names
    the identity of the seller in the ledger, "" where there is none.
    """
    return DeclaredParcel(
        day=day,
        seller=seller,
        hs=content.get("hs") or "",
        origin=content.get("origin") or "",
        departure=content.get("departure") or "",
        value=_number(content.get("value")),
        currency=content.get("currency") or "",
        weight_kg=_number(content.get("weight_kg")),
        quantity=_number(content.get("quantity")),
        mode=content.get("mode") or "",
        entry_type=content.get("entry_type") or "",
        port=content.get("port") or "",
        carrier=content.get("carrier") or "",
        broker=content.get("broker") or "",
        declarant=_digest(content.get("declarant")),
        description=content.get("description") or "",
    )


def _digest(value: Any) -> str:
    """Return a digest as text: of bytes, as the database has it, or in the notation of the database."""
    if not value:
        return ""
    return value.removeprefix("\\x") if isinstance(value, str) else bytes(value).hex()


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
