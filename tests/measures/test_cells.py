"""A table by port tells of no business, also beside the lines of the measures: small tables are attacked by solving."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.core.disclosure import MIN_BUSINESSES, cells_published, is_few
from apps.measures.definitions import LineRow
from apps.measures.disclosure import Key, lines_withheld
from apps.measures.figures import LineFigures
from apps.measures.services import edition_release
from tests.evaluation.ledger import parcels
from tests.measures.test_disclosure import rank
from tests.measures.world import FULL, IN_QUARTER, QUARTER, members, noon, others, release

MODES, PORTS = ("air", "sea"), ("2704", "4701")
# The parcels of each business by membership, mode and port.
WORLDS = st.dictionaries(
    st.integers(1, 45),
    st.lists(st.tuples(st.booleans(), st.sampled_from(MODES), st.sampled_from(PORTS)), min_size=1, max_size=2),
    min_size=1,
    max_size=45,
)
type World = Mapping[int, list[tuple[bool, str, str]]]


class Table:
    """A world as it is published: lines by mode and membership, and cells by port and mode."""

    def __init__(self, world: World) -> None:
        lines = {("modes", mode): LineFigures() for mode in (*MODES, "all")}
        lines |= {("rates", line): LineFigures() for line in ("members", "others")}
        self.parts: dict[Key, set[str]] = defaultdict(set)
        self.cells: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.businesses: dict[str, set[int]] = defaultdict(set)
        for business, groups in world.items():
            for member, mode, port in groups:
                part = f"{member} {mode} {port}"
                self.businesses[part].add(business)
                for key in (("modes", mode), ("modes", "all"), ("rates", "members" if member else "others")):
                    lines[key].add(LineRow(key[1], business, 5, 5, f"{member} {mode}"))
                    self.parts[key].add(part)
                for cell in ((port, mode), (port, "all")):
                    self.cells[cell].add(part)
        hidden = lines_withheld(lines)
        self.lines = [frozenset(self.parts[key]) for key in lines if key not in hidden and self.parts[key]]
        self.withheld = [frozenset(self.parts[key]) for key in lines if key in hidden and self.parts[key]]
        self.told = cells_published(
            {cell: frozenset(self.cells[cell]) for cell in sorted(self.cells)},
            self.lines,
            self.businesses,
            withheld=self.withheld,
        )

    def vectors(self, sets: list[frozenset[str]], parts: list[str]) -> list[list[Fraction]]:
        return [[Fraction(part in each) for part in parts] for each in sets]

    def is_computed_within(self, sets: list[frozenset[str]], few: set[str]) -> bool:
        """Return whether some combination of published numbers has factors for some parts alone."""
        every = sorted(self.businesses)
        rest = [part for part in every if part not in few]
        return rank(self.vectors(sets, rest)) < rank(self.vectors(sets, every))


@settings(max_examples=60, deadline=None)
@given(world=WORLDS)
def test_no_combination_of_lines_and_cells_is_of_few_businesses(world: World) -> None:
    """Solve for each group of parts behind which there are few businesses, with any factors."""
    table = Table(world)
    published = [*table.lines, *(frozenset(table.cells[cell]) for cell in table.told)]
    parts = sorted(table.businesses)
    for number in range(1, len(parts) + 1):
        for chosen in combinations(parts, number):
            behind = set().union(*(table.businesses[part] for part in chosen))
            # The lines alone are the matter of another test.
            if is_few(behind) and not table.is_computed_within(table.lines, set(chosen)):
                assert not table.is_computed_within(published, set(chosen)), (table.told, chosen)


@given(world=WORLDS)
def test_cells_do_not_add_up_to_a_withheld_line(world: World) -> None:
    table = Table(world)
    parts = sorted(table.businesses)
    told = table.vectors([*table.lines, *(frozenset(table.cells[cell]) for cell in table.told)], parts)
    for line in table.withheld:
        assert rank([*told, *table.vectors([line], parts)]) > rank(told), (table.told, line)


@given(world=WORLDS)
def test_cell_of_few_businesses_is_not_published(world: World) -> None:
    table = Table(world)
    for cell in table.told:
        assert len(set().union(*(table.businesses[part] for part in table.cells[cell]))) >= MIN_BUSINESSES


def test_cell_is_withheld_if_the_line_less_the_cell_would_tell_of_few() -> None:
    world = {business: [(True, "air", "2704")] for business in range(1, 21)}
    world |= {business: [(True, "sea", "2704")] for business in range(21, 41)}
    assert set(Table(world).told) == {("2704", "air"), ("2704", "sea"), ("2704", "all")}
    world |= {business: [(True, "sea", "4701")] for business in range(41, 46)}
    assert set(Table(world).told) == {("2704", "air")}, "sea and all less what came by 2704 would tell of five"
    world |= {business: [(True, "sea", "4701")] for business in range(46, 51)}
    assert len(Table(world).told) == 5, "ten are enough"


def test_members_and_others_cut_the_cells_as_well() -> None:
    """Of the twelve by the only port of a mode, three are no members: the cell is the line, and tells nothing new."""
    world = {business: [(business > 3, "air", "2704")] for business in range(1, 13)}
    world |= {business: [(business % 2 == 0, "sea", "4701")] for business in range(20, 60)}
    assert ("4701", "sea") in Table(world).told


def test_table_of_an_edition_counts_low_parcels_and_is_repeated_by_the_revision() -> None:
    shippers = members(12, port="2704")
    members(12, port="2704", value="2500.00")
    others(11, port="4701", mode="sea")
    first = released(1)
    rows = {(row["port"], row["mode"]): row["parcels"] for row in first.published["tables"][0]["rows"]}
    assert rows == {("2704", "all"): "60", ("2704", "air"): "60", ("4701", "all"): "55", ("4701", "sea"): "55"}
    with clock.at(noon(date(2026, 6, 1))):
        for shipper in shippers:
            parcels(shipper, IN_QUARTER, 5, **FULL | {"port": "2704"})
    second = released(2)
    assert second.published["tables"] == first.published["tables"]
    assert second.published["tables"][0]["facts_known_until"] == first.known_at.isoformat()


def released(number: int):
    announced = release(QUARTER, number)
    with clock.at(announced.due_at):
        return edition_release(release_id=announced.pk)


def test_last_cell_of_a_withheld_line_is_withheld_though_it_tells_of_many() -> None:
    businesses = {part: range(12) for part in ("post 2704", "post 4701", "air 2704", "truck 2304")}
    cells = {part: frozenset([part]) for part in ("post 2704", "post 4701", "air 2704")}
    post = frozenset(["post 2704", "post 4701"])
    assert cells_published(cells, [frozenset(businesses)], businesses, withheld=[post]) == ["post 2704", "air 2704"]
    assert cells_published(cells, [frozenset(businesses), post], businesses) == list(cells), "it is told in any case"
