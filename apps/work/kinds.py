"""The kinds of work there are. An app registers its own when it starts; none builds a queue of its own."""

from collections.abc import Callable
from dataclasses import dataclass

from apps.core.lazy import Promise
from apps.work.models import Item

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Kind:
    """`url` gives the page where the work is done; `permission` is what one needs to hold such an item.

    `help` says in a sentence or two what waits there and what to do about it. `target_days` is the program's own aim,
    in working days from the day on which it was opened; no law sets it, and nobody outside is promised it.
    """

    code: str
    label: Text
    url: Callable[[Item], str]
    permission: str
    help: Text = ""
    target_days: int | None = None

    @property
    def target(self) -> int:
        """Return the aim of a kind that has one, in working days."""
        assert self.target_days is not None
        return self.target_days


@dataclass(frozen=True, slots=True)
class HolderServices:
    """The services by which an item of a kind changes hands, where more follows from it than who holds it.

    Each takes the `actor` and the `subject_id`; `assign` also takes the `holder`.
    """

    claim: Callable[..., object]
    release: Callable[..., object]
    assign: Callable[..., object]


_kinds: dict[str, Kind] = {}
_hands: dict[str, HolderServices] = {}


def register(
    code: str,
    label: Text,
    *,
    url: Callable[[Item], str],
    permission: str = "review_applications",
    help: Text = "",  # noqa: A002 (what it is called everywhere)
    target_days: int | None = None,
) -> Kind:
    """Make a kind known. Call it when the app starts; a code is taken once."""
    if code in _kinds:
        raise ValueError(f"Two kinds of work are called {code}.")
    _kinds[code] = Kind(code, label, url, permission, help, target_days)
    return _kinds[code]


def holder_services_register(code: str, hands: HolderServices) -> None:
    """Have items of a kind change hands by services of their own app. Call it when the app starts."""
    _hands[code] = hands


def kind_of(code: str) -> Kind:
    """The kind of that code; raises LookupError if no app registered it."""
    return _kinds[code]


def holder_services_of(code: str) -> HolderServices | None:
    """The services of its own by which a kind changes hands, if it has any."""
    return _hands.get(code)


def kinds() -> list[Kind]:
    return list(_kinds.values())


def kinds_for(held: frozenset[str]) -> list[Kind]:
    """The kinds of which somebody who holds these permissions may hold an item."""
    return [kind for kind in _kinds.values() if kind.permission in held]
