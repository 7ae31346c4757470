"""Everything that the program publishes of its facts: each public address, and what numbers it tells.

A test holds the list complete, another one lets somebody solve for what is withheld with all of these together.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.test import Client
from django.urls import reverse

from apps.core.disclosure import MIN_BUSINESSES, is_few
from apps.measures.facts import Facts, ParcelGroup
from apps.measures.models import Edition
from tests.measures.test_disclosure import rank

LINES, PORTS, STUDIES, REGISTER, MEMBERS = "lines", "ports", "studies", "register", "members"
# The numbers on each public address below /performance/, and on the others that tell of the program. An address without
# any tells texts, days and the numbers of the rules.
ADDRESSES: Mapping[str, frozenset[str]] = {
    name: frozenset(numbers)
    for name, numbers in {
        "portal:landing": (LINES, MEMBERS),
        "portal:performance": (LINES,),
        "portal:performance_calendar": (),
        "portal:performance_schema": (),
        "portal:performance_edition": (LINES,),
        "portal:performance_json": (LINES, PORTS, STUDIES),
        "portal:performance_csv": (LINES,),
        "portal:performance_ports_csv": (PORTS,),
        "portal:performance_guidance": (STUDIES,),
        "portal:performance_membership": (STUDIES,),
        "portal:performance_promises": (STUDIES,),
        "portal:performance_reasons": (REGISTER,),
        "portal:performance_reasons_json": (REGISTER,),
        "portal:performance_reasons_csv": (REGISTER,),
        "portal:performance_reasons_day_json": (REGISTER,),
        "portal:performance_reasons_day_csv": (REGISTER,),
        "portal:performance_reasons_schema": (),
        "portal:performance_report": (LINES,),
        "portal:performance_measure": (LINES, PORTS),
        "portal:subscribe": (),
        "portal:subscription_confirm": (),
        "portal:subscription_end": (),
        "portal:data_json": (),
        "measures:reasons": (REGISTER,),
    }.items()
}
# The parcels that a line counts, by the published words of its measure.
POPULATIONS: Mapping[tuple[str, str], Any] = {
    ("completeness", "complete"): lambda group: True,
    ("mail", "complete"): lambda group: group.mode == "post",
    ("exam-rates", "members"): lambda group: group.evidence and group.member,
    ("exam-rates", "others"): lambda group: group.evidence and not group.member,
    ("low-value", "all"): lambda group: group.low,
    **{
        ("low-value", mode): lambda group, mode=mode: group.low and group.mode == mode
        for mode in ("sea", "rail", "truck", "air", "post")
    },
    ("low-value", "other"): lambda group: group.low and group.mode not in ("sea", "rail", "truck", "air", "post"),
}
type Part = tuple[bool, bool, bool, str, str]


def part_of(group: ParcelGroup) -> Part:
    """Return the part of the parcels that no published number cuts further."""
    return group.member, group.low, group.evidence, group.mode, group.port


class Attack:
    """Somebody who has every published number of the parcels of a quarter, unrounded, and knows which parts of them
    there are.
    """

    def __init__(self, edition: Edition) -> None:
        client = Client()
        document = json.loads(client.get(reverse("portal:performance_json", args=[edition.code])).content)
        ports = client.get(reverse("portal:performance_ports_csv", args=[edition.code])).getvalue().decode()
        self.businesses: dict[Part, set[int]] = {}
        groups = Facts(edition.period, edition.known_at).parcels
        for group in groups:
            self.businesses.setdefault(part_of(group), set()).add(group.business)
        self.parts = sorted(self.businesses)
        self.told: list[list[Fraction]] = []
        self.withheld: dict[tuple[str, str], list[Fraction]] = {}
        for measure in document["measures"]:
            for line in measure["lines"]:
                if counted := POPULATIONS.get((measure["code"], line["code"])):
                    vector = self._vector({part_of(group) for group in groups if counted(group)})
                    if line["withheld"]:
                        self.withheld[measure["code"], line["code"]] = vector
                    else:
                        self.told.append(vector)
        for row in ports.splitlines()[1:]:
            port, mode, _parcels = row.split(",")[-3:]
            self.told.append(
                self._vector(
                    {part for part in self.parts if part[1] and part[4] == port and (mode == "all" or part[3] == mode)}
                )
            )

    def _vector(self, parts: set[Part]) -> list[Fraction]:
        return [Fraction(part in parts) for part in self.parts]

    def lines_solved(self) -> list[tuple[str, str]]:
        """Return the withheld lines that follow from what is told."""
        known = rank(self.told)
        return [key for key, line in self.withheld.items() if any(line) and rank([*self.told, line]) == known]

    def sums_of_few(self) -> Iterator[set[int]]:
        """Yield the few businesses behind each sum that follows and is of parts of few businesses alone."""
        few = [place for place, part in enumerate(self.parts) if is_few(self.businesses[part])]
        rest = [place for place in range(len(self.parts)) if place not in few]
        for row in reduced(self.told, [*rest, *few]):
            if not any(row[place] for place in rest):
                behind = set().union(*(self.businesses[self.parts[place]] for place in few if row[place]))
                if 0 < len(behind) < MIN_BUSINESSES:
                    yield behind


def reduced(rows: list[list[Fraction]], columns: list[int]) -> list[list[Fraction]]:
    """Return rows in reduced echelon form, with pivots in the order of columns."""
    rows, found = [list(row) for row in rows], 0
    for column in columns:
        pivot = next((place for place in range(found, len(rows)) if rows[place][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        first = [number / rows[found][column] for number in rows[found]]
        rows = [
            first if place == found else [one - row[column] * other for one, other in zip(row, first, strict=True)]
            for place, row in enumerate(rows)
        ]
        found += 1
    return rows[:found]


def counts_told(edition: Edition) -> set[str]:
    """Return the counts of an edition that are large enough to be told from numbers of rules and days, as pages write
    them.
    """
    numbers = {
        line[name]
        for measure in edition.published["measures"]
        for line in measure["lines"]
        for name in ("numerator", "denominator", "value")
        if line[name] is not None and line["statistic"] in ("share", "count")
    }
    return {f"{int(Decimal(number)):,}" for number in numbers if Decimal(number) == int(Decimal(number)) > 400}
