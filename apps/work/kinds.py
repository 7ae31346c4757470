"""The kinds of work there are. An app registers its own when it starts; none builds a queue of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from apps.work.models import Item

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Kind:
    """`url` gives the page where the work is done; `permission` is what one needs to hold such an item."""

    code: str
    label: Text
    url: "Callable[[Item], str]"
    permission: str


_kinds: dict[str, Kind] = {}


def register(code: str, label: Text, *, url: "Callable[[Item], str]", permission: str = "review_applications") -> Kind:
    """Make a kind known. Call it when the app starts; a code is taken once."""
    if code in _kinds:
        raise ValueError(f"Two kinds of work are called {code}.")
    _kinds[code] = Kind(code, label, url, permission)
    return _kinds[code]


def kind_of(code: str) -> Kind:
    """The kind of that code; raises LookupError if no app registered it."""
    return _kinds[code]


def kinds() -> list[Kind]:
    return list(_kinds.values())
