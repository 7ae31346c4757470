"""The choice of actions that come into the register together, and of the values that each row tells. Pure.

A row is published only as one of at least `MIN_BUSINESSES` businesses that look alike in all columns. Rows are split by
one column after the other, as long as every part has enough businesses; values of too few are withheld together. A
column that can be watched from outside, or that tells of the program alone, may be the same in a whole part. Any other
must have two values of enough businesses, or is withheld: else whoever knows that a business is in the part would learn
the value.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from apps.core import clock
from apps.measures.disclosure import MIN_BUSINESSES
from apps.measures.reasons.columns import FOLLOWS, OBSERVED, PROCEDURE, SENSITIVE, AdverseAction

# An action whose kind is rare waits so many months for others of its kind, and then comes out without its kind.
MAX_WAIT_MONTHS = 12
WITHHELD = ""


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """A row of the register: the value of each column, and the months between which the actions were decided."""

    values: tuple[tuple[str, str], ...]
    first_month: date
    last_month: date


def are_enough(actions: Iterable[AdverseAction]) -> bool:
    """Return whether so many businesses are behind actions that the actions may be told."""
    return len({action.business for action in actions}) >= MIN_BUSINESSES


def actions_ripe(waiting: Sequence[AdverseAction], *, month: date) -> list[AdverseAction]:
    """Return the actions that come into the register in a month, of those that wait.

    Kinds with enough businesses come at once. If one of the others has waited too long, all others come together, if
    they are enough.
    """
    by_kind = defaultdict[str, list[AdverseAction]](list)
    for action in waiting:
        by_kind[action.values["action"]].append(action)
    ripe = [action for actions in by_kind.values() if are_enough(actions) for action in actions]
    rest = [action for actions in by_kind.values() if not are_enough(actions) for action in actions]
    long_ago = clock.add_months(month, -MAX_WAIT_MONTHS)
    if are_enough(rest) and any(clock.day_of(action.final_at) < long_ago for action in rest):
        ripe += rest
    return ripe


def rows_of(actions: Collection[AdverseAction]) -> list[Row]:
    """Return the row of each action, in the order of their contents, which tells nothing of the order of actions."""
    return sorted(row for row, part in parts_of(actions) for _action in part)


def parts_of(actions: Collection[AdverseAction]) -> Iterator[tuple[Row, list[AdverseAction]]]:
    """Yield each row with the actions that have it.

    The months are the same for all actions that look alike from outside.
    """
    for observed, alike in _split(list(actions), OBSERVED, {}, may_be_same=True):
        months = [clock.month_of(clock.day_of(action.decided_at)) for action in alike]
        for told, part in _split(alike, SENSITIVE, observed, may_be_same=False):
            for values, same in _split(part, PROCEDURE, told, may_be_same=True):
                shown = values | _following(values)
                yield Row(tuple(sorted(shown.items())), min(months), max(months)), same


def _following(values: dict[str, str]) -> dict[str, str]:
    """Return the values that follow from the kind of action, where the row tells the kind."""
    return FOLLOWS.get(values["action"], {})


def _split(
    actions: list[AdverseAction], columns: Sequence[str], values: dict[str, str], *, may_be_same: bool
) -> Iterator[tuple[dict[str, str], list[AdverseAction]]]:
    """Yield parts of actions, each with the values that all of the part have and may show."""
    if not columns:
        if actions:
            yield values, actions
        return
    column, *others = columns
    for value, part in _parts(actions, column, may_be_same=may_be_same):
        yield from _split(part, others, values | {column: value}, may_be_same=may_be_same)


def _parts(
    actions: list[AdverseAction], column: str, *, may_be_same: bool
) -> Iterator[tuple[str, list[AdverseAction]]]:
    """Yield the parts into which a column may split actions, with its value or `WITHHELD`."""
    by_value = defaultdict[str, list[AdverseAction]](list)
    for action in actions:
        by_value[action.values[column]].append(action)
    told = {value: part for value, part in by_value.items() if are_enough(part)}
    rest = [action for value, part in by_value.items() if value not in told for action in part]
    # The value of a single part that is too small would follow from what all others are: the smallest one joins it.
    while rest and told and not are_enough(rest):
        rest += told.pop(min(told, key=lambda value: (len(told[value]), value)))
    if not may_be_same and len(told) + bool(rest) < 2:
        yield WITHHELD, actions
        return
    yield from sorted(told.items())
    if rest:
        yield WITHHELD, rest
