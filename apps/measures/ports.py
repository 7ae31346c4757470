"""The table of small parcels by port and mode: in the files whole, on the page the largest ports."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import override

from apps.core.disclosure import COUNT_STEP, cells_published, rounded
from apps.measures.disclosure import Key
from apps.measures.facts import ParcelGroup, PeriodFacts
from apps.measures.figures import LineFigures
from apps.measures.headline.parcel_data import ALL, LOW_VALUE, mode_line, parcel_atom

CODE = "ports"
TITLE = _lazy("Parcels worth less than $2,500, by port of entry and mode of transport")


class PortCell(NamedTuple):
    """The small parcels of a port by a mode, or by all modes. A port is written as reported; "" was not stated."""

    port: str
    mode: str


@dataclass(frozen=True, slots=True)
class ReleasedPorts:
    """The table as it is published, and the parcels of each business in each cell, in a fixed order."""

    published: dict[str, Any]
    parts: list[str]


def ports_release(facts: PeriodFacts, figures: Mapping[Key, LineFigures], withheld: Collection[Key]) -> ReleasedPorts:
    """Return the table of a quarter. `figures` and `withheld` are the lines that are released with the table."""
    finer = defaultdict[str, set[str]](set)
    businesses = defaultdict[str, set[int]](set)
    cells = defaultdict[PortCell, set[str]](set)
    parcels = Counter[PortCell]()
    parts = Counter[tuple[str, str, int]]()
    for group in facts.parcels:
        part = _part(group)
        finer[parcel_atom(group)].add(part)
        businesses[part].add(group.business)
        if group.low:
            parts[group.port, mode_line(group), group.business] += group.parcels
            for cell in (PortCell(group.port, ALL), PortCell(group.port, mode_line(group))):
                cells[cell].add(part)
                parcels[cell] += group.parcels
    lines = {
        key: frozenset(part for atom, counts in line.atoms.items() if any(counts.values()) for part in finer[atom])
        for key, line in figures.items()
    }
    by_weight = sorted(cells, key=lambda cell: (cell.mode != ALL, -parcels[cell], cell))
    told = cells_published(
        {cell: frozenset(cells[cell]) for cell in by_weight},
        [parts for key, parts in lines.items() if parts and key not in withheld],
        businesses,
        withheld=[parts for key, parts in lines.items() if parts and key in withheld],
    )
    with override("en"):
        published = {
            "code": CODE,
            "measure": LOW_VALUE.code,
            "title": str(TITLE),
            "facts_known_until": facts.known_at.isoformat(),
            "rows": [
                {"port": cell.port, "mode": cell.mode, "parcels": str(rounded(parcels[cell], COUNT_STEP))}
                for cell in sorted(told)
            ],
        }
    return ReleasedPorts(published, [f"{CODE} {key} {number}" for key, number in sorted(parts.items())])


def _part(group: ParcelGroup) -> str:
    """Return the name of the part of the population that lines and cells together cut no further."""
    return f"{parcel_atom(group)} port {group.port}" if group.low else parcel_atom(group)
