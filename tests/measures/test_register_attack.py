"""The register of reasons is attacked by one who knows what everybody may see of each business."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.core.disclosure import MAX_SHARE, MIN_BUSINESSES
from apps.measures.reasons.columns import COLUMNS, OBSERVED, SENSITIVE, FinalAction, values_given
from apps.measures.reasons.generalization import MIN_GROUNDS, STEPS, WITHHELD, ReasonsRow, parts_ripe, rows_of
from apps.measures.reasons.vocabulary import WIDER, widened

VALUES = {
    "action": ["demotion", "removal", "suspension", "violation"],
    "outcome": ["upheld", "overturned"],
    "at_once": ["yes", "no"],
    "policy": ["1", "2"],
    "ground": [
        "rules",
        "officer",
        "plan",
        *(f"violation.{each}" for each in ("origin", "marking", "clerical", "records")),
    ],
    "rule": ["none", "points"],
    "response": ["used", "not_used"],
    "appeal": ["used", "not_used"],
    "days": ["0-7", "8-30"],
    "begun_by": ["program", "person"],
    "decided_by": ["person", "two_persons"],
}
# Actions are final in December 2026: these months leave each step of the generalization something to do.
MONTHS = [clock.add_months(date(2027, 1, 1), step.months) for step in STEPS]
MONTH = MONTHS[-1]


def moment(month: int) -> datetime:
    return clock.start_of(date(2026, month, 15))


def action(number: int, business: int, month: int = 3, **values: str) -> FinalAction:
    given_values = {column: values.get(column, VALUES[column][0]) for column in COLUMNS}
    # What the procedure fixes is the same in every action of a kind.
    given_values |= values_given(given_values["action"])
    return FinalAction("tests", number, business, moment(month), moment(12), given_values)


@st.composite
def worlds(draw: st.DrawFn) -> list[FinalAction]:
    """Draw actions of many businesses: most alike, as they are, and some that stand out."""
    usual = {column: draw(st.sampled_from(values)) for column, values in VALUES.items()}
    odd = st.fixed_dictionaries({}, optional={column: st.sampled_from(values) for column, values in VALUES.items()})
    drawn = draw(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 3), odd), max_size=120))
    return [action(number, business, month, **usual | values) for number, (business, month, values) in enumerate(drawn)]


def rows_ripe(world: Sequence[FinalAction], *, month: date = MONTH) -> list[ReasonsRow]:
    return rows_of(parts_ripe(world, month=month))


def told(row: ReasonsRow) -> dict[str, str]:
    return dict(row.values)


def may_be(shown: str, column: str, value: str) -> bool:
    """Return whether a cell may be that of an action with a value: it is withheld, the value, or a wider one."""
    return shown == WITHHELD or shown in {widened(column, value, times) for times in range(3)}


def is_diverse(grounds: list[str]) -> bool:
    """Return whether a ground stands for several, of which none is that of most."""
    return len(set(grounds)) >= MIN_GROUNDS and max(Counter(grounds).values()) <= MAX_SHARE * len(grounds)


def consistent(known: FinalAction, rows: Sequence[ReasonsRow]) -> list[ReasonsRow]:
    """Return the rows that may be of an action of which somebody knows what can be watched from outside."""
    month = clock.month_of(clock.day_of(known.decided_at))
    return [
        row
        for row in rows
        if row.first_month <= month <= row.last_month
        and all(may_be(told(row)[column], column, known.values[column]) for column in OBSERVED)
    ]


@settings(max_examples=200, deadline=None)
@given(world=worlds(), month=st.sampled_from(MONTHS))
def test_no_row_is_of_few_businesses_and_none_is_told_by_what_can_be_watched(
    world: list[FinalAction], month: date
) -> None:
    parts = parts_ripe(world, month=month)
    ripe = [each for _row, of_row in parts for each in of_row]
    rows = rows_of(parts)
    assert len(rows) == len(ripe) == len({each.record for each in ripe})
    behind = defaultdict[ReasonsRow, set[int]](set)
    grounds = defaultdict[ReasonsRow, list[str]](list)
    for row, of_row in parts:
        assert told(row)["action"] != WITHHELD
        assert all(may_be(told(row)[column], column, each.values[column]) for each in of_row for column in COLUMNS)
        behind[row] |= {each.business for each in of_row}
        grounds[row] += [each.values["ground"] for each in of_row]
    assert all(len(businesses) >= MIN_BUSINESSES for businesses in behind.values())
    for known in ripe:
        candidates = consistent(known, rows)
        assert len(set().union(*(behind[row] for row in candidates))) >= MIN_BUSINESSES
        for column in SENSITIVE:
            values = {told(row)[column] for row in candidates}
            fixed = values_given(known.values["action"]).get(column)
            if column == "ground" and values & set(WIDER["ground"].values()) and len(values) == 1:
                assert is_diverse([ground for row in set(candidates) for ground in grounds[row]])
            else:
                assert WITHHELD in values or len(values) > 1 or values == {fixed}, column


def test_nine_businesses_wait_and_ten_come() -> None:
    nine = [action(number, number) for number in range(9)]
    assert parts_ripe(nine, month=MONTH) == []
    assert len(rows_ripe([*nine, action(9, 9)])) == 10
    assert parts_ripe([*nine, action(9, 0)], month=MONTH) == [], "one business twice is one business"


def test_rare_kinds_come_together_under_a_wider_one_after_half_a_year() -> None:
    rare = [action(number, number, action=kind) for number, kind in enumerate(["removal", "suspension"] * 6)]
    assert parts_ripe(rare, month=date(2027, 6, 1)) == []
    rows = rows_ripe(rare, month=date(2027, 7, 1))
    assert [(told(row)["action"], told(row)["outcome"]) for row in rows] == [("membership", "upheld")] * 12


def test_ground_that_all_share_is_withheld() -> None:
    same = [action(number, number) for number in range(20)]
    assert {told(row)["ground"] for row in rows_ripe(same)} == {WITHHELD}
    two = [action(number, number, ground="rules" if number % 2 else "officer") for number in range(20)]
    assert Counter(told(row)["ground"] for row in rows_ripe(two, month=MONTHS[0])) == {"rules": 10, "officer": 10}


def test_wider_ground_that_all_share_is_told_if_it_stands_for_several() -> None:
    grounds = ["origin", "marking", "clerical", "undervaluation"]
    several = [
        action(number, number, action="violation", ground=f"violation.{grounds[number % 4]}") for number in range(12)
    ]
    assert {told(row)["ground"] for row in rows_ripe(several, month=MONTHS[0])} == {"violation.declared"}
    two = [
        action(number, number, action="violation", ground=f"violation.{grounds[number % 2]}") for number in range(12)
    ]
    assert {told(row)["ground"] for row in rows_ripe(two)} == {WITHHELD}, "of two, one could be guessed"


def test_detail_is_given_up_before_ground_and_outcome() -> None:
    """Twelve violations of ten grounds and four outcomes: nothing is alike but what is wider."""
    world = [
        action(number, number, action="violation", ground=f"violation.{ground}", outcome=outcome)
        for number, (ground, outcome) in enumerate(
            zip(["origin", "marking", "late_filing", "records"] * 3, ["withdrawn", "lighter"] * 6, strict=True)
        )
    ]
    assert parts_ripe(world, month=MONTHS[1]) == []
    rows = rows_ripe(world, month=MONTHS[2])
    assert [(told(row)["ground"], told(row)["outcome"]) for row in rows] == [("violation.data", "less")] * 12


def test_ground_of_few_waits_and_takes_no_other_with_it() -> None:
    world = [action(number, number, ground="rules") for number in range(30)]
    world += [action(number, number, ground="officer") for number in range(30, 41)]
    world += [action(number, number, ground="plan") for number in range(41, 50)]
    assert Counter(told(row)["ground"] for row in rows_ripe(world, month=MONTHS[0])) == {"rules": 30, "officer": 11}


def test_value_of_few_takes_another_with_it() -> None:
    """If only the nine were withheld, whoever knows the values would know that the withheld one is theirs."""
    responses = ["used"] * 30 + ["not_used"] * 11 + ["not_open"] * 9
    world = [
        action(100 * place + number, number, ground=ground, response=response)
        for place, ground in enumerate(("rules", "officer"))
        for number, response in enumerate(responses)
    ]
    found = Counter((told(row)["ground"], told(row)["response"]) for row in rows_ripe(world, month=MONTHS[0]))
    assert found == {
        (ground, each): number for ground in ("rules", "officer") for each, number in (("used", 30), ("", 20))
    }


def test_order_of_the_rows_tells_nothing_of_the_order_of_the_actions() -> None:
    world = [action(number, number, ground="rules" if number % 2 else "officer") for number in range(30)]
    assert rows_ripe(world) == rows_ripe(world[::-1])


def test_months_are_those_of_all_that_look_alike() -> None:
    world = [action(number, number, month=1 + number % 3) for number in range(12)]
    assert {(row.first_month, row.last_month) for row in rows_ripe(world)} == {(date(2026, 1, 1), date(2026, 3, 1))}
