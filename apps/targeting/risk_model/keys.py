"""The keys of a parcel: what it has in common with parcels whose outcome is known, each with its reason. Pure.

A key is the part of a declaration by which past outcomes are counted, such as the first four digits of the HS code. Its
rate is completed by the rate of its parent, so that a rare key says no more than its parent does.
"""

from collections.abc import Callable
from dataclasses import dataclass

from apps.targeting.risk_model.arrivals import DeclaredParcel


@dataclass(frozen=True, slots=True)
class ParcelKey:
    """A key of parcels. `of` returns its text of a parcel, "" where there is none; `parent` completes its rate."""

    name: str
    label: str
    parent: str
    of: Callable[[DeclaredParcel], str]
    reason: str


def _join(*parts: str) -> str:
    """Return the parts as one text; "" where one is missing."""
    return "|".join(parts) if all(parts) else ""


def _price(arrival: DeclaredParcel) -> str:
    """Return the value of a kilogram to four digits, which rounding of the value does not change."""
    return f"{arrival.price:.4g}|{arrival.currency}" if arrival.price else ""


def _hs(digits: int) -> Callable[[DeclaredParcel], str]:
    return lambda arrival: arrival.hs[:digits] if len(arrival.hs) >= digits else ""


# A parent stands before its children.
KEYS: tuple[ParcelKey, ...] = (
    ParcelKey(
        "chapter",
        "HS chapter",
        "",
        _hs(2),
        "Duties, bans and permits go by kind of goods; so does what is declared wrongly.",
    ),
    ParcelKey(
        "heading",
        "HS heading",
        "chapter",
        _hs(4),
        "Goods of one heading compete on duty, so wrong codes gather in few headings.",
    ),
    ParcelKey("hs", "HS code", "heading", _hs(6), "The finest code that all countries share: the goods themselves."),
    ParcelKey(
        "origin", "Origin", "", lambda a: a.origin, "Antidumping duties, preferences and bans go by country of origin."
    ),
    ParcelKey(
        "heading_origin",
        "HS heading and origin",
        "heading",
        lambda a: _join(a.hs[:4], a.origin) if len(a.hs) >= 4 else "",
        "A duty or ban holds for goods of one origin, so what is wrong with them does too.",
    ),
    ParcelKey(
        "hs_origin",
        "HS code and origin",
        "heading_origin",
        lambda a: _join(a.hs[:6], a.origin) if len(a.hs) >= 6 else "",
        "The same, for the goods themselves.",
    ),
    ParcelKey(
        "price",
        "Value of a kilogram, exactly",
        "",
        _price,
        "A price of a kilogram that comes again and again is that of a list, and not of the goods.",
    ),
    ParcelKey(
        "price_origin",
        "Value of a kilogram, exactly, and origin",
        "price",
        lambda a: _join(_price(a), a.origin),
        "Such a list is used by those who declare goods of one origin.",
    ),
    ParcelKey(
        "route",
        "Origin and country sent from",
        "origin",
        lambda a: _join(a.origin, a.departure),
        "Goods that come by another country than their origin may have been transshipped to hide it.",
    ),
    ParcelKey(
        "mode",
        "Mode of transport",
        "",
        lambda a: a.mode,
        "Small goods by air and post are declared by other people than cargo at sea.",
    ),
    ParcelKey(
        "port",
        "Port and mode",
        "mode",
        lambda a: _join(a.port, a.mode),
        "Ports differ in what they handle, and some are chosen because they look less.",
    ),
    ParcelKey("entry_type", "Entry type", "", lambda a: a.entry_type, "Each type of entry asks for other data."),
    ParcelKey(
        "declarant",
        "Declarant",
        "",
        lambda a: a.declarant,
        "One firm declares many parcels, with the same care each time.",
    ),
    ParcelKey(
        "broker",
        "Customs broker",
        "",
        lambda a: a.broker,
        "A broker declares many parcels, with the same care each time.",
    ),
    ParcelKey(
        "carrier", "Carrier", "", lambda a: a.carrier, "Carriers differ in whom they accept and what they check."
    ),
    ParcelKey(
        "seller", "Seller", "", lambda a: a.seller, "A party that was found wrong before is more often wrong again."
    ),
    ParcelKey(
        "seller_chapter",
        "Seller and HS chapter",
        "seller",
        lambda a: _join(a.seller, a.hs[:2]),
        "A seller may know one kind of goods well and another badly.",
    ),
)


def keys_of(arrival: DeclaredParcel) -> tuple[str, ...]:
    """Return the texts of all keys of a parcel, in the order of `KEYS`."""
    return tuple(key.of(arrival) for key in KEYS)
