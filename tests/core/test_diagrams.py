"""Pictures of lifecycles: whatever a table says, one can read it from its picture."""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.diagrams import HEAD, Arrow, Box, Diagram, Label, diagram_of
from apps.core.lifecycle import Lifecycle, Transition

type Point = tuple[float, float]

STATES = [f"{'a_long_name_of_a_' * (number % 3)}state_{number}" for number in range(10)]
ANYBODY = frozenset({"anybody"})

moves = st.builds(
    lambda sources, target, label: Transition(tuple(sources), "act", target, ANYBODY, label),
    st.lists(st.sampled_from(STATES), min_size=1, max_size=3, unique=True),
    st.sampled_from(STATES),
    st.text("abc", min_size=1, max_size=12),
)
tables = st.lists(moves, min_size=1, max_size=25).map(lambda rows: Lifecycle("thing", tuple(rows)))


def table(*rows: str) -> Lifecycle:
    """Rows as “sources: act > target”."""
    parts = [re.split(r": | > ", row) for row in rows]
    return Lifecycle("thing", tuple(Transition(tuple(of.split()), act, to, ANYBODY, act) for of, act, to in parts))


# As large as any that the program will have.
LARGE = table(
    "proposed: respond > responded",
    "proposed responded: extend > extended",
    "extended: respond > responded",
    "proposed: lapse > lapsed",
    "proposed: hold > in_review",
    "responded: take > in_review",
    "in_review: release > responded",
    "in_review: recommend > recommended",
    "recommended: return > in_review",
    "recommended: uphold > upheld",
    "recommended: ease > mitigated",
    "proposed responded in_review recommended: withdraw > withdrawn",
    "upheld mitigated: appeal > appealed",
    "appealed: affirm > upheld",
    "appealed: ease > mitigated",
    "appealed: reverse > withdrawn",
    "appealed: add > appealed",
    "upheld: correct > mitigated",
    "in_review: ask > waiting",
    "waiting: reply > in_review",
    "waiting: resume > in_review",
    "waiting: lapse > lapsed",
    "in_review waiting recommended: assign > in_review",
    "in_review: note > in_review",
    "lapsed: reopen > proposed",
)


def points(path: str) -> Iterator[Point]:
    """The path of an arrow in short steps."""
    x = y = 0.0
    for command, text in re.findall(r"([MVC])([^MVC]*)", path):
        numbers = [float(number) for number in text.split()]
        if command == "M":
            x, y = numbers
            yield x, y
            continue
        bends = [x, (2 * y + numbers[0]) / 3, x, (y + 2 * numbers[0]) / 3, x, numbers[0]] if command == "V" else numbers
        (ax, bx, cx, dx), (ay, by, cy, dy) = (x, *bends[::2]), (y, *bends[1::2])
        for t in (step / 32 for step in range(1, 33)):
            u = 1 - t
            shares = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
            yield (
                sum(share * each for share, each in zip(shares, (ax, bx, cx, dx), strict=True)),
                sum(share * each for share, each in zip(shares, (ay, by, cy, dy), strict=True)),
            )
        x, y = dx, dy


def tip(arrow: Arrow) -> Point:
    x, y = re.match(r"M(\d+) (\d+)l", arrow.head).groups()
    return float(x), float(y)


def overlap(one: Box | Label, other: Box | Label) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def inside(point: Point, thing: Box | Label) -> bool:
    x, y = point
    return thing.x < x < thing.x + thing.width and thing.y < y < thing.y + thing.height


def at_border(point: Point, box: Box) -> bool:
    x, y = point
    upright = x in (box.x, box.x + box.width) and box.y <= y <= box.y + box.height
    level = y in (box.y, box.y + box.height) and box.x <= x <= box.x + box.width
    return upright or level


def arrows_of(lifecycle: Lifecycle) -> set[tuple[int, str, str]]:
    return {
        (number, source, move.target) for number, move in enumerate(lifecycle.transitions, 1) for source in move.sources
    }


def assert_readable(diagram: Diagram) -> None:
    boxes = {box.state: box for box in diagram.boxes}
    labels = [arrow.label for arrow in diagram.arrows]
    for one, other in combinations([*diagram.boxes, *labels], 2):
        assert not overlap(one, other)
    for thing in (*diagram.boxes, *labels):
        assert 0 <= thing.x <= thing.x + thing.width <= diagram.width
        assert 0 <= thing.y <= thing.y + thing.height <= diagram.height
    for arrow in diagram.arrows:
        passed = list(points(arrow.path))
        assert at_border(passed[0], boxes[arrow.source])
        assert at_border(tip(arrow), boxes[arrow.target])
        assert sum(abs(a - b) for a, b in zip(passed[-1], tip(arrow), strict=True)) == HEAD, "the line meets its head"
        for point in passed:
            assert 0 <= point[0] <= diagram.width
            assert 0 <= point[1] <= diagram.height
            assert not any(inside(point, box) for box in diagram.boxes)
            assert not any(inside(point, label) for label in labels if label is not arrow.label)
    ends = [end for arrow in diagram.arrows for end in (next(points(arrow.path)), tip(arrow))]
    assert len(ends) == len(set(ends)), "no two arrows touch a box at one point"


@settings(deadline=None)
@given(tables)
def test_nothing_lies_on_anything_else_and_every_arrow_joins_its_boxes(lifecycle):
    assert_readable(diagram_of(lifecycle))


@settings(deadline=None)
@given(tables)
def test_the_picture_holds_the_table_nothing_more_and_nothing_less(lifecycle):
    diagram = diagram_of(lifecycle)
    drawn = [(number, arrow.source, arrow.target) for arrow in diagram.arrows for number, _label in arrow.acts]
    assert sorted(drawn) == sorted(arrows_of(lifecycle))
    assert len({(arrow.source, arrow.target) for arrow in diagram.arrows}) == len(diagram.arrows), "one for each pair"
    assert all(arrow.label.text == ", ".join(str(number) for number, _ in arrow.acts) for arrow in diagram.arrows)
    states = {state for _number, source, target in drawn for state in (source, target)}
    assert {box.state for box in diagram.boxes} == states
    assert len(diagram.boxes) == len(states)


@settings(deadline=None)
@given(tables)
def test_a_name_is_written_whole_inside_its_box(lifecycle):
    for box in diagram_of(lifecycle).boxes:
        assert "".join(line.text for line in box.lines) == box.name
        assert all(7 * len(line.text) <= box.width for line in box.lines)
        assert all(box.y < line.y - 10 and line.y + 4 < box.y + box.height for line in box.lines)
        assert all(below.y > above.y for above, below in pairwise(box.lines))


@settings(deadline=None, max_examples=20)
@given(tables)
def test_the_same_table_gives_the_same_picture(lifecycle):
    assert diagram_of(lifecycle) == diagram_of(lifecycle)


def test_a_large_table_stays_readable_and_fits_the_page():
    diagram = diagram_of(LARGE)
    assert (len(diagram.boxes), len(LARGE.transitions)) == (11, 25)
    assert_readable(diagram)
    assert diagram.width < 700


def test_acts_lead_down_from_where_it_begins_and_back_up():
    diagram = diagram_of(table("draft: send > sent", "sent: return > draft", "sent: accept > accepted"))
    boxes = {box.state: box for box in diagram.boxes}
    assert boxes["draft"].y < boxes["sent"].y < boxes["accepted"].y
    lead = {(arrow.source, arrow.target): tip(arrow)[1] for arrow in diagram.arrows}
    assert lead["draft", "sent"] == boxes["sent"].y
    assert lead["sent", "draft"] == boxes["draft"].y + boxes["draft"].height


def test_where_it_begins_and_where_it_ends_is_marked():
    diagram = diagram_of(table("open: wait > open", "open: shut > shut", "shut: note > shut"))
    assert [(box.state, box.first, box.last) for box in diagram.boxes] == [("open", True, False), ("shut", False, True)]


@pytest.mark.parametrize(
    "lifecycle",
    [
        # From above the arrows would cross: one of them goes around the other side.
        table(
            "alleged: a > sustained", "alleged sustained: b > mitigated", "alleged sustained mitigated: c > reversed"
        ),
        table("a: one > b", "a: two > c", "b: three > d", "c: four > e"),
    ],
)
def test_arrows_that_need_not_cross_do_not(lifecycle):
    paths = [list(points(arrow.path)) for arrow in diagram_of(lifecycle).arrows]
    for one, other in combinations(paths, 2):
        assert not any(_cross(*a, *b) for a in pairwise(one) for b in pairwise(other))


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    def turn(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0
