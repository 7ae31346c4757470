"""The register of reasons is attacked by one who knows what everybody may see of each business."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.measures.disclosure import MIN_BUSINESSES
from apps.measures.reasons.columns import COLUMNS, FOLLOWS, OBSERVED, SENSITIVE, AdverseAction
from apps.measures.reasons.generalization import WITHHELD, Row, actions_ripe, parts_of, rows_of

VALUES = {
    "action": ["demotion", "removal", "suspension", "violation"],
    "outcome": ["upheld", "overturned"],
    "at_once": ["yes", "no"],
    "policy": ["1", "2"],
    "ground": ["rules", "officer", "plan"],
    "rule": ["none", "points"],
    "response": ["used", "not_used"],
    "appeal": ["used", "not_used"],
    "days": ["0-7", "8-30"],
    "begun_by": ["program", "person"],
    "decided_by": ["person", "two_persons"],
}
MONTH = date(2027, 6, 1)


def moment(month: int) -> datetime:
    return clock.start_of(date(2026, month, 15))


def action(number: int, business: int, month: int = 3, **values: str) -> AdverseAction:
    given_values = {column: values.get(column, VALUES[column][0]) for column in COLUMNS}
    # What the procedure fixes is the same in every action of a kind.
    given_values |= FOLLOWS.get(given_values["action"], {})
    return AdverseAction("tests", number, business, moment(month), moment(12), given_values)


@st.composite
def worlds(draw: st.DrawFn) -> list[AdverseAction]:
    """Draw actions of many businesses: most alike, as they are, and some that stand out."""
    usual = {column: draw(st.sampled_from(values)) for column, values in VALUES.items()}
    odd = st.fixed_dictionaries({}, optional={column: st.sampled_from(values) for column, values in VALUES.items()})
    drawn = draw(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 3), odd), max_size=120))
    return [action(number, business, month, **usual | values) for number, (business, month, values) in enumerate(drawn)]


def told(row: Row) -> dict[str, str]:
    return dict(row.values)


def consistent(known: AdverseAction, rows: Sequence[Row]) -> list[Row]:
    """Return the rows that may be of an action of which somebody knows what can be watched from outside."""
    month = clock.month_of(clock.day_of(known.decided_at))
    return [
        row
        for row in rows
        if row.first_month <= month <= row.last_month
        and all(told(row)[column] in (WITHHELD, known.values[column]) for column in OBSERVED)
    ]


@settings(max_examples=200, deadline=None)
@given(world=worlds())
def test_no_row_is_of_few_businesses_and_none_is_told_by_what_can_be_watched(world: list[AdverseAction]) -> None:
    ripe = actions_ripe(world, month=MONTH)
    parts = list(parts_of(ripe))
    rows = rows_of(ripe)
    assert len(rows) == len(ripe)
    behind = defaultdict[Row, set[int]](set)
    for row, of_row in parts:
        assert all(told(row)[column] in (WITHHELD, each.values[column]) for each in of_row for column in COLUMNS)
        behind[row] |= {each.business for each in of_row}
    assert all(len(businesses) >= MIN_BUSINESSES for businesses in behind.values())
    for known in ripe:
        candidates = consistent(known, rows)
        assert len(set().union(*(behind[row] for row in candidates))) >= MIN_BUSINESSES
        for column in SENSITIVE:
            values = {told(row)[column] for row in candidates}
            fixed = FOLLOWS.get(known.values["action"], {}).get(column)
            assert WITHHELD in values or len(values) > 1 or values == {fixed}, column


def test_nine_businesses_wait_and_ten_come() -> None:
    nine = [action(number, number) for number in range(9)]
    assert actions_ripe(nine, month=MONTH) == []
    assert len(actions_ripe([*nine, action(9, 9)], month=MONTH)) == 10
    assert actions_ripe([*nine, action(9, 0)], month=MONTH) == [], "one business twice is one business"


def test_rare_kinds_come_together_without_their_kind_after_a_year() -> None:
    rare = [action(number, number, action=kind) for number, kind in enumerate(["removal", "suspension"] * 6)]
    assert actions_ripe(rare, month=date(2027, 6, 1)) == []
    late = actions_ripe(rare, month=date(2028, 1, 1))
    rows = rows_of(late)
    assert len(rows) == 12
    assert {told(row)["action"] for row in rows} == {WITHHELD}


def test_ground_that_all_share_is_withheld() -> None:
    same = [action(number, number) for number in range(20)]
    assert {told(row)["ground"] for row in rows_of(same)} == {WITHHELD}
    two = [action(number, number, ground="rules" if number % 2 else "officer") for number in range(20)]
    assert Counter(told(row)["ground"] for row in rows_of(two)) == {"rules": 10, "officer": 10}


def test_value_of_few_takes_another_with_it() -> None:
    """If only the nine were withheld, whoever knows the values would know that the withheld one is theirs."""
    world = [action(number, number, ground="rules") for number in range(30)]
    world += [action(number, number, ground="officer") for number in range(30, 41)]
    world += [action(number, number, ground="plan") for number in range(41, 50)]
    assert Counter(told(row)["ground"] for row in rows_of(world)) == {"rules": 30, WITHHELD: 20}


def test_order_of_the_rows_tells_nothing_of_the_order_of_the_actions() -> None:
    world = [action(number, number, ground="rules" if number % 2 else "officer") for number in range(30)]
    assert rows_of(world) == rows_of(world[::-1])


def test_months_are_those_of_all_that_look_alike() -> None:
    world = [action(number, number, month=1 + number % 3) for number in range(12)]
    assert {(row.first_month, row.last_month) for row in rows_of(world)} == {(date(2026, 1, 1), date(2026, 3, 1))}
