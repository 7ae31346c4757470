"""The choice of figures that may be published without telling anything about a single business. Pure.

Three rules hold together. A line with fewer than `MIN_BUSINESSES` businesses is withheld, and so is an amount of which
one business has more than `MAX_SHARE`. Numbers are rounded. And further lines are withheld until no sum or difference
of published lines is one of so few businesses: a total and all of its parts but one would tell the last part. The
reader is assumed to know the exact numbers behind the rounded ones and which parts of the population are empty. Where
others can be computed from the lines that are left, these are published after all: “withheld” is said of no figure that
anybody can have.

A later edition of a period could tell what changed. So a line that was withheld once stays withheld for its period, and
figures are revised only where at least `MIN_BUSINESSES` businesses changed (`changed_by_few`).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from itertools import combinations

from apps.core.disclosure import MIN_BUSINESSES, Vector, is_dominated, is_few
from apps.measures.figures import LineFigures

type Key = tuple[str, str]


def changed_by_few(before: Mapping[str, LineFigures], after: Mapping[str, LineFigures]) -> bool:
    """Return whether some line of a measure changed, and by too few businesses to publish the change."""
    return any(is_few(_changed_businesses(old, after[code])) for code, old in before.items())


def _changed_businesses(before: LineFigures, after: LineFigures) -> set[int]:
    """Return the businesses that changed a line, or the numbers by which its estimate is scaled up."""
    old, new = (line.estimated.scale if line.estimated else {} for line in (before, after))
    return {b for b in {**before.parts, **after.parts} if before.parts.get(b) != after.parts.get(b)} | {
        b for b in {**old, **new} if old.get(b) != new.get(b)
    }


def lines_withheld(
    figures: Mapping[Key, LineFigures], *, amounts: Collection[Key] = (), before: Collection[Key] = ()
) -> set[Key]:
    """Return the lines that may not be published.

    `figures` has the lines in the order of their weight: where one of several must be withheld, the last one is.
    `amounts` are the lines of money, `before` the lines that an earlier edition withheld.
    """
    places = {key: place for place, key in enumerate(figures)}
    unsafe = {key for key, line in figures.items() if is_few(line.parts)}
    certain = unsafe | {key for key in before if key in figures}
    certain |= {key for key in amounts if is_dominated([part for part, _n in figures[key].parts.values()])}
    targets = [_vector(figures[key]) for key in sorted(unsafe)]
    targets += [{atom: Fraction(1)} for atom in _atoms_of_few(figures)]
    hidden = set(certain)
    while leak := _leak({key: line for key, line in figures.items() if key not in hidden}, targets):
        hidden.add(max(leak, key=places.__getitem__))
    for key in sorted(hidden - certain, key=places.__getitem__):
        published = {each: line for each, line in figures.items() if each not in hidden}
        if _solution(_vector(figures[key]), _basis(published)) and not _leak(published | {key: figures[key]}, targets):
            hidden.remove(key)
    return hidden


def _vector(line: LineFigures) -> Vector:
    return {atom: Fraction(1) for atom, counts in line.atoms.items() if any(counts.values())}


def _atoms_of_few(figures: Mapping[Key, LineFigures]) -> list[str]:
    """Return the parts of the population in which there are too few businesses."""
    businesses = defaultdict[str, set[int]](set)
    for line in figures.values():
        for atom, counts in line.atoms.items():
            businesses[atom] |= {business for business, count in counts.items() if count}
    return sorted(atom for atom, found in businesses.items() if is_few(found))


def _leak(published: Mapping[Key, LineFigures], targets: Collection[Vector]) -> list[Key]:
    """Return the published lines from which a figure can be computed that must stay unknown; an empty list if there are
    none.
    """
    kinds = _kinds(published)
    for alike in kinds.values():
        for one, other in combinations(alike, 2):
            if is_few(_differing_businesses(published[one], published[other])):
                return [one, other]
    masks = _masks(published)
    lines = {atoms: alike[0] for atoms, alike in kinds.items()}
    for related in _related_groups(list(lines)):
        for sums, chosen in _sums(related):
            if sums and 0 < _businesses(masks, sums) < MIN_BUSINESSES:
                return [lines[atoms] for atoms in chosen]
    basis = _basis({key: published[key] for key in lines.values()})
    for target in targets:
        if combination := _solution(target, basis):
            return sorted(combination)
    return []


def _kinds(published: Mapping[Key, LineFigures]) -> dict[frozenset[str], list[Key]]:
    """Group the lines that count the same parts of the population."""
    kinds = defaultdict[frozenset[str], list[Key]](list)
    for key in sorted(published):
        kinds[frozenset(_vector(published[key]))].append(key)
    return {atoms: alike for atoms, alike in kinds.items() if atoms}


def _differing_businesses(one: LineFigures, other: LineFigures) -> set[int]:
    """Return the businesses that two lines of the same population count differently, as of two moments."""
    before, after = ({b: number for b, (_n, number) in line.parts.items()} for line in (one, other))
    return {business for business in {**before, **after} if before.get(business) != after.get(business)}


def _masks(published: Mapping[Key, LineFigures]) -> Counter[frozenset[str]]:
    """Count the businesses by the set of parts of the population to which they belong."""
    places = defaultdict[int, set[str]](set)
    for line in published.values():
        for atom, counts in line.atoms.items():
            for business, count in counts.items():
                if count:
                    places[business].add(atom)
    return Counter(map(frozenset, places.values()))


def _businesses(masks: Counter[frozenset[str]], atoms: Collection[str]) -> int:
    """Count the businesses that are in any of some parts of the population."""
    return sum(number for places, number in masks.items() if not places.isdisjoint(atoms))


def _related_groups(kinds: list[frozenset[str]]) -> list[list[frozenset[str]]]:
    """Split the lines into groups that share no part of the population, so that no line can be computed from another
    group.
    """
    groups: list[list[frozenset[str]]] = []
    for atoms in kinds:
        touching = [group for group in groups if any(atoms & other for other in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([atoms, *(other for group in touching for other in group)])
    return groups


def _sums(lines: list[frozenset[str]]) -> Iterator[tuple[set[str], list[frozenset[str]]]]:
    """Yield each sum and difference of lines as the parts of the population that are left in it, with the lines."""
    yield from _sums_from(lines, Counter(), [])


def _sums_from(
    lines: list[frozenset[str]], total: Counter[str], chosen: list[frozenset[str]]
) -> Iterator[tuple[set[str], list[frozenset[str]]]]:
    if not lines:
        yield {atom for atom, factor in total.items() if factor}, chosen
        return
    first, *rest = lines
    yield from _sums_from(rest, total, chosen)
    # The first line that takes part is added: the same sum with all signs turned tells nothing more.
    for sign in (1, -1) if chosen else (1,):
        mixed = Counter(total)
        for atom in first:
            mixed[atom] += sign
        yield from _sums_from(rest, mixed, [*chosen, first])


def _basis(published: Mapping[Key, LineFigures]) -> list[tuple[Vector, dict[Key, Fraction]]]:
    """Bring the lines into reduced row echelon form: independent rows, each with the lines that it is made of."""
    rows: list[tuple[Vector, dict[Key, Fraction]]] = []
    for key in sorted(published):
        row, made_of = _reduce(_vector(published[key]), {key: Fraction(1)}, rows)
        if not row:
            continue
        pivot = min(row)
        row, made_of = _scale(row, made_of, 1 / row[pivot])
        rows = [_minus(other, (row, made_of), other[0].get(pivot, Fraction(0))) for other in rows]
        rows.append((row, made_of))
    return rows


def _solution(target: Vector, basis: list[tuple[Vector, dict[Key, Fraction]]]) -> dict[Key, Fraction]:
    """Return the combination of lines that gives a target; empty if there is none."""
    rest, made_of = _reduce(target, {}, basis)
    return {} if rest else made_of


def _reduce(
    row: Vector, made_of: dict[Key, Fraction], basis: list[tuple[Vector, dict[Key, Fraction]]]
) -> tuple[Vector, dict[Key, Fraction]]:
    for pivot_row in basis:
        row, made_of = _minus((row, made_of), pivot_row, row.get(min(pivot_row[0]), Fraction(0)))
    return row, made_of


def _minus(
    one: tuple[Vector, dict[Key, Fraction]], other: tuple[Vector, dict[Key, Fraction]], factor: Fraction
) -> tuple[Vector, dict[Key, Fraction]]:
    """Return one row less so many times another."""
    if not factor:
        return one
    (row, made_of), (less, less_made_of) = one, other
    return _less(row, less, factor), _less(made_of, less_made_of, factor)


def _less[K](one: Mapping[K, Fraction], other: Mapping[K, Fraction], factor: Fraction) -> dict[K, Fraction]:
    difference = {key: one.get(key, Fraction(0)) - factor * other.get(key, Fraction(0)) for key in {**one, **other}}
    return {key: number for key, number in difference.items() if number}


def _scale(row: Vector, made_of: dict[Key, Fraction], factor: Fraction) -> tuple[Vector, dict[Key, Fraction]]:
    scaled_row = {atom: number * factor for atom, number in row.items()}
    return scaled_row, {key: number * factor for key, number in made_of.items()}
