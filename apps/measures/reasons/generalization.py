"""The choice of actions that come into the register together, and of the values that each row tells. Pure.

A row is published only as one of at least `MIN_BUSINESSES` businesses that look alike in all columns. The action, its
outcome and its ground come first. Actions of too few businesses wait for others that are like them; the longer they
wait, the more is given up, by the steps of `STEPS`. Of the actions that come together, further columns are told as far
as every part has enough businesses; values of too few give way to a wider value, or are withheld together.

A column that can be watched from outside, or that tells of the program alone, may be the same in a whole part. Any
other must have two values of enough businesses, or is withheld: else whoever knows that a business is in the part would
learn the value. A wider ground may be that of all if it stands for several, of which none is that of most.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from apps.core import clock
from apps.core.disclosure import MIN_BUSINESSES, is_dominated
from apps.measures.reasons.columns import OBSERVED, PROCEDURE, FinalAction, values_given
from apps.measures.reasons.vocabulary import widened

WITHHELD = ""


# A wider ground that all share stands for at least so many. A decision of the program.
MIN_GROUNDS = 3


class Detail(NamedTuple):
    """A column as a row tells it: by its own values, or by values that are so many times wider."""

    column: str
    times: int = 0


class CoarseningStep(NamedTuple):
    """What is told of actions that waited so many months since they were final, besides details."""

    months: int
    columns: tuple[Detail, ...]


_ACTION, _OUTCOME, _GROUND = Detail("action"), Detail("outcome"), Detail("ground", 1)
_WIDER_OUTCOME = Detail("outcome", 1)
# A decision of the program (docs/adr/0106-register-of-reasons.md).
STEPS = (
    CoarseningStep(0, (_ACTION, _OUTCOME, _GROUND)),
    CoarseningStep(1, (_ACTION, _OUTCOME, Detail("ground", 2))),
    CoarseningStep(2, (_ACTION, _WIDER_OUTCOME, Detail("ground", 2))),
    CoarseningStep(4, (_ACTION, _OUTCOME)),
    CoarseningStep(6, (_ACTION, _WIDER_OUTCOME)),
    CoarseningStep(6, (Detail("action", 1), _WIDER_OUTCOME)),
    CoarseningStep(6, (Detail("action", 1),)),
)
MAX_WAIT_MONTHS = STEPS[-1].months
# Told as far as there are enough businesses, the most telling first: days and grounds lose their detail first.
_OBSERVED = (Detail("at_once"), Detail("policy"))
_SENSITIVE = (
    *(Detail("ground", 2), _GROUND, Detail("response"), Detail("appeal"), Detail("rule")),
    *(Detail("ground"), Detail("days", 1), Detail("days")),
)
_PROCEDURE = tuple(map(Detail, PROCEDURE))

type Told = tuple[dict[str, str], list[FinalAction]]


@dataclass(frozen=True, slots=True, order=True)
class ReasonsRow:
    """A row of the register: the value of each column, and the months between which the actions were decided."""

    values: tuple[tuple[str, str], ...]
    first_month: date
    last_month: date


def parts_ripe(waiting: Iterable[FinalAction], *, month: date) -> list[tuple[ReasonsRow, list[FinalAction]]]:
    """Return the rows that come into the register in a month, each with the actions that have it. The actions that are
    in none go on waiting.

    The months are the same for all actions that look alike from outside.
    """
    left = {(action.kind, action.record): action for action in waiting}
    told: list[Told] = []
    for step in STEPS:
        long_ago = clock.add_months(month, -step.months)
        waited = [action for action in left.values() if clock.day_of(action.final_at) < long_ago]
        for values, actions in _told(waited, step):
            told.append((values, actions))
            for action in actions:
                del left[action.kind, action.record]
    months = defaultdict[tuple[str, ...], list[date]](list)
    for values, actions in told:
        months[_seen(values)] += [clock.month_of(clock.day_of(action.decided_at)) for action in actions]
    return [
        (ReasonsRow(tuple(sorted(values.items())), min(months[_seen(values)]), max(months[_seen(values)])), actions)
        for values, actions in told
    ]


def rows_of(parts: Iterable[tuple[ReasonsRow, Sequence[FinalAction]]]) -> list[ReasonsRow]:
    """Return the row of each action, in the order of their contents, which tells nothing of the order of actions."""
    return sorted(row for row, actions in parts for _action in actions)


def are_enough(actions: Iterable[FinalAction]) -> bool:
    """Return whether so many businesses are behind actions that the actions may be told."""
    return len({action.business for action in actions}) >= MIN_BUSINESSES


def _seen(values: dict[str, str]) -> tuple[str, ...]:
    """Return the values of a row that can be watched from outside."""
    return tuple(values[column] for column in OBSERVED)


def _told(actions: Collection[FinalAction], step: CoarseningStep) -> Iterator[Told]:
    """Yield the values that a step tells, with the actions that have them."""
    ground = next((detail for detail in step.columns if detail.column == "ground"), None)
    for named, alike in _alike(actions, [detail for detail in step.columns if detail != ground]):
        for seen, part in _split(alike, _OBSERVED, dict.fromkeys(OBSERVED, WITHHELD) | named, may_be_same=True):
            if not ground:
                yield from _details(part, seen)
                continue
            grounds = _alike(part, [ground])
            for shared, same in grounds:
                # The ground of all would be known of each, unless the ground stands for several.
                if len(grounds) > 1 or _are_diverse(same):
                    yield from _details(same, seen | shared)


def _alike(actions: Collection[FinalAction], columns: Sequence[Detail]) -> list[Told]:
    """Return the actions of enough businesses that have the same values of columns."""
    by_value = defaultdict[tuple[str, ...], list[FinalAction]](list)
    for action in actions:
        by_value[tuple(_value(action, detail) for detail in columns)].append(action)
    names = [detail.column for detail in columns]
    return [
        (dict(zip(names, each, strict=True)), by_value[each]) for each in sorted(by_value) if are_enough(by_value[each])
    ]


def _are_diverse(actions: Collection[FinalAction]) -> bool:
    """Return whether nobody could guess the exact ground of one of the actions: there are several, and none is that of
    most.
    """
    grounds = Counter(action.values["ground"] for action in actions)
    return len(grounds) >= MIN_GROUNDS and not is_dominated(grounds.values())


def _details(actions: list[FinalAction], values: dict[str, str]) -> Iterator[Told]:
    """Yield parts of actions with everything else that may be told, and with what follows from the procedure."""
    for told, part in _split(actions, _SENSITIVE, values, may_be_same=False):
        for shown, same in _split(part, _PROCEDURE, told, may_be_same=True):
            yield shown | values_given(shown["action"]), same


def _value(action: FinalAction, detail: Detail) -> str:
    return widened(detail.column, action.values[detail.column], detail.times)


def _split(
    actions: list[FinalAction], details: Sequence[Detail], values: dict[str, str], *, may_be_same: bool
) -> Iterator[Told]:
    """Yield parts of actions, each with the values that all of the part have and may show."""
    if not details:
        yield values, actions
        return
    detail, *others = details
    instead = values.get(detail.column, WITHHELD)
    for value, part in _parts(actions, detail, instead, may_be_same=may_be_same):
        yield from _split(part, others, values | {detail.column: value}, may_be_same=may_be_same)


def _parts(
    actions: list[FinalAction], detail: Detail, instead: str, *, may_be_same: bool
) -> Iterator[tuple[str, list[FinalAction]]]:
    """Yield the parts into which a column may split actions, with its value, or another `instead`: the wider one, or
    `WITHHELD`.
    """
    by_value = defaultdict[str, list[FinalAction]](list)
    for action in actions:
        by_value[_value(action, detail)].append(action)
    told = {value: part for value, part in by_value.items() if are_enough(part)}
    rest = [action for value, part in by_value.items() if value not in told for action in part]
    # The value of a single part that is too small would follow from what all others are: the smallest one joins it.
    while rest and told and not are_enough(rest):
        rest += told.pop(min(told, key=lambda value: (len(told[value]), value)))
    if not may_be_same and len(told) + bool(rest) < 2:
        yield instead, actions
        return
    yield from sorted(told.items())
    if rest:
        yield instead, rest
