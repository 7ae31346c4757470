"""Published figures tell of no business: small tables are attacked by every sum and difference of their lines."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.core.disclosure import MIN_BUSINESSES, is_dominated, rounded
from apps.measures.definitions import LineRow
from apps.measures.disclosure import Key, changed_by_few, lines_withheld
from apps.measures.figures import LineFigures

MODES = ("air", "post", "sea")
# The parcels of each business by membership and mode.
WORLDS = st.dictionaries(
    st.integers(1, 40),
    st.lists(st.tuples(st.booleans(), st.sampled_from(MODES), st.integers(1, 9)), min_size=1, max_size=3),
    min_size=1,
    max_size=40,
)


def tables(world: Mapping[int, list[tuple[bool, str, int]]]) -> dict[Key, LineFigures]:
    """Return the lines that cut the parcels of a world by membership and by mode, with the total."""
    lines = {("modes", mode): LineFigures() for mode in (*MODES, "all")}
    lines |= {("rates", line): LineFigures() for line in ("members", "others")}
    for business, groups in world.items():
        for member, mode, parcels in groups:
            atom = f"{member} {mode}"
            for key in (("modes", mode), ("modes", "all"), ("rates", "members" if member else "others")):
                lines[key].add(LineRow(key[1], business, parcels, parcels, atom))
    return lines


def row(business: int, number: int, atom: str = "all", line: str = "line") -> LineRow:
    return LineRow(line, business, number, number, atom)


def line_of(*rows: LineRow) -> LineFigures:
    line = LineFigures()
    for each in rows:
        line.add(each)
    return line


@given(world=WORLDS)
def test_no_sum_or_difference_of_published_lines_is_of_few_businesses(world: dict) -> None:
    lines = tables(world)
    hidden = lines_withheld(lines)
    published = [line for key, line in lines.items() if key not in hidden]
    for factors in product((-1, 0, 1), repeat=len(published)):
        atoms = defaultdict[str, int](int)
        for factor, line in zip(factors, published, strict=True):
            for atom in line.atoms:
                atoms[atom] += factor
        found = {
            business
            for line in lines.values()
            for atom, counts in line.atoms.items()
            if atoms.get(atom)
            for business in counts
        }
        assert not found or len(found) >= MIN_BUSINESSES


@given(world=WORLDS)
def test_no_withheld_line_of_few_is_a_solution_of_the_published_ones(world: dict) -> None:
    """Solve the published tables for each withheld line, as an attacker would who knows the unrounded numbers."""
    lines = tables(world)
    hidden = lines_withheld(lines)
    atoms = sorted({atom for line in lines.values() for atom in line.atoms})
    known = [vector(line, atoms) for key, line in lines.items() if key not in hidden]
    for key in hidden:
        if 0 < lines[key].businesses < MIN_BUSINESSES:
            assert rank([*known, vector(lines[key], atoms)]) > rank(known), key


def test_line_of_few_that_follows_from_another_line_taken_twice_is_protected() -> None:
    """Each line taken once leaves many: only who takes the line of `c` twice has the few."""
    behind = {"few": range(3), "a": range(100, 120), "b": range(200, 220), "c": range(300, 320)}
    parts = {"few": ["few"], "first": ["few", "a", "b"], "second": ["a", "c"], "third": ["b", "c"], "twice": ["c"]}
    lines = {
        ("modes", name): line_of(*(row(business, 1, atom) for atom in atoms for business in behind[atom]))
        for name, atoms in parts.items()
    }
    hidden = lines_withheld(lines)
    known = [vector(line, sorted(behind)) for key, line in lines.items() if key not in hidden]
    assert rank([*known, vector(lines["modes", "few"], sorted(behind))]) > rank(known)
    assert len(hidden) == 2, "beside the few, one line of the combination"


# The line of the mail falls to protect the few by air, and then follows from the mode of the same parcels.
BY_AIR_AND_POST = {business: [(True, "air" if business <= 3 else "post", 1)] for business in range(1, 14)}


@given(world=WORLDS)
@example(world=BY_AIR_AND_POST)
def test_no_withheld_line_can_be_had_from_the_published_ones(world: dict) -> None:
    """A further measure counts the mail alone, as a line of all modes does: who has the one has the other."""
    lines = tables(world)
    lines["mail", "complete"] = lines["modes", "post"]
    hidden = lines_withheld(lines)
    atoms = sorted({atom for line in lines.values() for atom in line.atoms})
    known = [vector(line, atoms) for key, line in lines.items() if key not in hidden]
    for key in hidden:
        assert rank([*known, vector(lines[key], atoms)]) > rank(known), key


@given(world=WORLDS, later=WORLDS)
def test_revision_tells_of_no_few_businesses(world: dict, later: dict) -> None:
    """Compare two editions by every sum and difference of their lines, as one who kept the first edition would."""
    first = tables(world)
    second = revised(first, tables(world | later))
    hidden = lines_withheld(first)
    open_twice = [key for key in first if key not in lines_withheld(second, before=hidden)]
    for factors in product((-1, 0, 1), repeat=len(open_twice)):
        # What a sum tells of a business is how much all that the business sent changes the sum.
        changes = defaultdict[int, int](int)
        for factor, key in zip(factors, open_twice, strict=True):
            for sign, line in ((1, second[key]), (-1, first[key])):
                for counts in line.atoms.values():
                    for business, count in counts.items():
                        changes[business] += factor * sign * count
        found = {business for business, change in changes.items() if change}
        assert not found or len(found) >= MIN_BUSINESSES


def revised(first: dict[Key, LineFigures], second: dict[Key, LineFigures]) -> dict[Key, LineFigures]:
    """Return the lines of a revision: a measure of which few businesses changed keeps the lines of the edition before.

    Mirrors what `edition_release` does for each measure.
    """
    kept = dict(second)
    for measure in {measure for measure, _line in first}:
        before, after = (
            {line: each[key] for key in each for line in [key[1]] if key[0] == measure} for each in (first, second)
        )
        if changed_by_few(before, after):
            kept |= {(measure, line): figures for line, figures in before.items()}
    return kept


def vector(line: LineFigures, atoms: list[str]) -> list[Fraction]:
    return [Fraction(int(atom in line.atoms)) for atom in atoms]


def rank(rows: list[list[Fraction]]) -> int:
    rows, found = [list(each) for each in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((place for place in range(found, len(rows)) if rows[place][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for place in range(len(rows)):
            if place != found and rows[place][column]:
                factor = rows[place][column] / rows[found][column]
                rows[place] = [one - factor * other for one, other in zip(rows[place], rows[found], strict=True)]
        found += 1
    return found


def test_part_that_follows_from_the_total_is_protected() -> None:
    """Nine businesses ship by sea: the total less the other modes would tell what they ship."""
    world = {business: [(True, "air", 5), (True, "post", 5)] for business in range(1, 21)}
    world |= {business: [(True, "sea", 5)] for business in range(21, 30)}
    hidden = lines_withheld(tables(world))
    assert ("modes", "sea") in hidden
    assert {("modes", "air"), ("modes", "post"), ("modes", "all"), ("rates", "members")} & hidden
    assert not lines_withheld(tables(world | {30: [(True, "sea", 5)]})), "ten are enough"


def test_line_of_nobody_is_published() -> None:
    world = {business: [(True, "air", 5)] for business in range(1, 21)}
    assert not lines_withheld(tables(world))


def test_line_that_was_withheld_stays_withheld() -> None:
    world = {business: [(True, "air", 5), (False, "sea", 5)] for business in range(1, 21)}
    assert ("modes", "air") in lines_withheld(tables(world), before=[("modes", "air")])


@pytest.mark.parametrize(
    ("amounts", "dominated"), [([10] * 12, False), ([100, *([1] * 20)], True), ([50, 25, 25], False), ([], False)]
)
def test_amount_of_which_one_business_has_most_is_withheld(amounts: list[int], dominated: bool) -> None:
    assert is_dominated(amounts) == dominated


def test_two_moments_of_one_population_tell_of_no_few() -> None:
    """Two lines count the same parcels, one as of an earlier day: their difference is what a single business added."""
    then = line_of(*(row(business, 5) for business in range(1, 21)))
    now = line_of(*(row(business, 5) for business in range(1, 21)), row(3, 4))
    assert len(lines_withheld({("a", "line"): then, ("b", "line"): now})) == 1
    assert not lines_withheld({("a", "line"): then, ("b", "line"): then})


@pytest.mark.parametrize(("changed", "few"), [(0, False), (1, True), (9, True), (10, False)])
def test_change_of_few_businesses_is_not_published(changed: int, few: bool) -> None:
    rows = [row(business, 5) for business in range(1, 21)]
    after = [row(business, 5 + (business <= changed)) for business in range(1, 21)]
    assert changed_by_few({"line": line_of(*rows)}, {"line": line_of(*after)}) == few


@pytest.mark.parametrize(
    ("number", "step", "expected"), [(0, 5, 0), (2, 5, 0), (3, 5, 5), (Decimal("2.5"), 5, 5), (1_499, 1_000, 1_000)]
)
def test_numbers_are_rounded_to_the_nearest_step(number: Decimal | int, step: int, expected: int) -> None:
    assert rounded(number, step) == expected
