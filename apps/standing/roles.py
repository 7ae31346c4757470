"""The roles that may act on standing."""

from collections.abc import Iterable
from typing import Any

from apps.core.lifecycle import Guard, Text, Transition
from apps.shippers.roles import Ability

# The actors of the tables: the program itself, staff by permission, a seller's team by ability.
PROGRAM = "program"
OFFICER = "decide_changes"
OVERSEER = "oversee_changes"
APPEALS = "decide_appeals"
SELLER = Ability.ATTEST
OWNER = Ability.LEAVE


def transition(
    sources: Iterable[str],
    action: str,
    target: str,
    who: Iterable[str],
    label: Text,
    guard: Guard[Any] | None = None,
) -> Transition:
    """Return a row of a lifecycle's table."""
    return Transition(tuple(sources), action, target, frozenset(who), label, guard)
