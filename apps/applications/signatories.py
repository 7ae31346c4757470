"""The statement that a signatory attests, and whether the name that signs is that of an owner or officer. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _lazy

# A submission keeps the statement in the language in which the signatory read the text.
ATTESTATION = _lazy(
    "I may sign for this business. To the best of my knowledge, what this application says is true and complete. "
    "I know that a knowingly false statement can lead to denial, removal and penalties (18 U.S.C. 1001)."
)


# One name alone, such as a family name, names nobody.
MIN_SHARED = 2


def owner_names(owners: Mapping[str, Any] | None) -> list[str]:
    """Return the names of the owners and officers in the answers of their section, as typed."""
    rows = (owners or {}).get("rows") or []
    return [name for row in rows if (name := " ".join(str(row.get("name", "")).split()))]


def is_named(signed: str, names: Iterable[str]) -> bool:
    """Tell whether a name that signs is one of the names: the same words in any order, or all words of the shorter one.

    Accents, capitals and marks between words make no difference: "PARK, Ada" is "Ada Lee Park".
    """
    return any(_alike(_words(signed), _words(name)) for name in names)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    if not one or not other:
        return False
    return one == other or (len(one & other) >= MIN_SHARED and (one <= other or other <= one))


def _words(name: str) -> frozenset[str]:
    spelled = unicodedata.normalize("NFKD", name)
    bare = "".join(character for character in spelled if not unicodedata.combining(character))
    return frozenset(re.findall(r"\w+", bare.casefold()))
