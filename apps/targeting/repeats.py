"""The questions about declared parcels that an earlier answer may settle, and goods of the same kind. Pure."""

from collections.abc import Collection, Mapping
from typing import Any

# The field that answers each code. A price is that of one parcel, and evidence against a presumption of the law is
# asked for of each parcel, so neither is taken from another one.
ANSWERED_BY: dict[str, str] = {
    "description_missing": "description",
    "description_vague": "description",
    "hs_missing": "hs",
    "hs_unknown": "hs",
    "origin_missing": "origin",
    "origin_no_country": "origin",
}
# The fields by which goods are of the same kind, where all of them were declared in the same words.
KIND = ("description", "hs", "origin", "departure")
# The fields either of which names goods, with the advice after which the field does not.
_NAMES = {
    "description": frozenset({"description_missing", "description_vague"}),
    "hs": frozenset({"hs_missing", "hs_unknown"}),
}


def kind_of_goods(declared: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the kind of the goods of a declaration, as it was first declared. Case and spaces make no difference."""
    return tuple(" ".join(str(declared.get(name) or "").casefold().split()) for name in KIND)


def is_named(advice: Collection[str]) -> bool:
    """Return whether a declaration names its goods, by its words or by its code; `advice` are codes of advice about the
    declaration. “Gift” without a code is no kind of goods.
    """
    return any(codes.isdisjoint(advice) for codes in _NAMES.values())


def fields_asked(codes: Collection[str]) -> frozenset[str] | None:
    """Return the fields that answer what is asked for; None where an earlier answer can't settle all of it."""
    fields = [ANSWERED_BY.get(code) for code in codes]
    return frozenset(field for field in fields if field) if fields and all(fields) else None
