"""The questions about declared parcels that an earlier answer may settle, and goods of the same kind. Pure."""

from collections.abc import Collection, Mapping
from typing import Any

# Codes that are asked of every parcel: a price is that of one parcel, and evidence against a presumption of the law is
# owed for each.
ASKED_EACH_TIME = frozenset({"value_missing", "origin_evidence"})
# The field that answers each of the other codes.
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
    if not codes or not ASKED_EACH_TIME.isdisjoint(codes):
        return None
    return frozenset(ANSWERED_BY[code] for code in codes)
