"""Everything that the program publishes of its facts: each public address, and what numbers it tells.

A test holds the list complete, another one lets somebody solve for what is withheld with all of these together.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse

from apps.core.disclosure import MIN_BUSINESSES, is_few
from apps.measures.facts import ParcelGroup, PeriodFacts
from apps.measures.figures import figures_of
from apps.measures.headline import measures_of
from apps.measures.models import Edition
from tests.measures.test_disclosure import rank

LINES, PORTS, STUDIES, REGISTER = "lines", "ports", "studies", "register"
# The members of a month; who would move under a draft of the policy.
MEMBERS, MOVES = "members", "moves"
# How long answers take. The entries of a day, which are all that was recorded: parcels, violations, acts and looks of
# anybody together, of which nothing else is told.
TIMES, ENTRIES = "times", "entries"
# A record of its own, for whoever knows its number or token, or the visitor's own answers.
OWN = "own"
# The numbers at each public address. An address without any tells texts, days, tables of law and the numbers of the
# rules; those of sign-in, of the demonstration and for machines are among them.
ADDRESSES: Mapping[str, frozenset[str]] = {
    route: frozenset(numbers)
    for route, numbers in {
        "": (LINES, MEMBERS),
        "performance/": (LINES,),
        "performance/editions/<slug:code>/": (LINES,),
        "performance/editions/<slug:code>.json": (LINES, PORTS, STUDIES),
        "performance/editions/<slug:code>.csv": (LINES,),
        "performance/editions/<slug:code>/ports.csv": (PORTS,),
        "performance/guidance/": (STUDIES,),
        "performance/membership/": (STUDIES,),
        "performance/promises/": (STUDIES,),
        "performance/reasons/": (REGISTER,),
        "performance/reasons.json": (REGISTER,),
        "performance/reasons.csv": (REGISTER,),
        "performance/reasons/<str:day>.json": (REGISTER,),
        "performance/reasons/<str:day>.csv": (REGISTER,),
        "performance/reports/<int:year>/": (LINES,),
        "performance/<slug:measure>/": (LINES, PORTS),
        "performance/<slug:measure>.csv": (LINES,),
        "performance/membership.csv": (STUDIES,),
        "api/v1/reasons": (REGISTER,),
        "policy/<int:version>/": (MOVES,),
        "policy/drafts/<int:version>/": (MOVES,),
        "api/v1/policies/drafts": (MOVES,),
        "api/v1/policies/drafts/<int:version>": (MOVES,),
        "help/": (TIMES,),
        "seals/": (ENTRIES,),
        "seals/<str:day>/": (ENTRIES,),
        "seals/<str:day>.json": (ENTRIES,),
        "verify/": (OWN,),
        "eligibility/answer/": (OWN,),
        "allegations/status/": (OWN,),
        "invitations/<str:token>/": (OWN,),
        "performance/subscribe/<str:token>/": (OWN,),
        "performance/subscribe/<str:token>/end/": (OWN,),
        **dict.fromkeys(
            (
                "performance/calendar/",
                "performance/schema.json",
                "performance/reasons/schema.json",
                "performance/subscribe/",
                "data.json",
                "policy/",
                "eligibility/",
                "allegations/new/",
                "guidance/",
                "guidance/search/",
                "guidance/costs/",
                "guidance/answers/<slug:decision>/",
                "guidance/checks/<slug:check>/",
                "guidance/<slug:subject>/",
                "seals/keys.json",
                "seals/parcel_proof.py",
                "privacy/",
                "terms/",
                "accessibility/",
                "robots.txt",
                "sitemap.xml",
                ".well-known/security.txt",
                ".well-known/oauth-authorization-server",
                ".well-known/jwks.json",
                "healthz",
                "readyz",
                "metrics",
                "i18n/setlang/",
                "demo/",
                "demo/mail/",
                "demo/mail/<int:mail_id>/",
                "oauth/token",
                "oauth/revoke",
                "api/v1/costs",
                "api/v1/policies/current",
                "api/v1/policies/<int:version>",
                "api/v1/openapi.json",
                "api/docs",
                "api/guide",
                "api/problems/<slug:kind>",
                "^api/",
            ),
            (),
        ),
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


class Attack[P]:
    """Somebody who has every published number of some populations, unrounded, and knows which parts of them there are.

    `businesses` are those behind each part, `told` and `withheld` the parts of each published and withheld number.
    """

    def __init__(self, businesses: Mapping[P, set[int]]) -> None:
        self.businesses = businesses
        self.parts = sorted(businesses)
        self.told: list[list[Fraction]] = []
        self.withheld: dict[tuple[str, str], list[Fraction]] = {}

    def vector(self, parts: Collection[P]) -> list[Fraction]:
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


@transaction.atomic
def parcels_attacked(edition: Edition) -> Attack[Part]:
    """Attack the lines and the table by port of a quarter by the parcels that the words of the measures count."""
    document = document_read(edition)
    ports = Client().get(reverse("portal:performance_ports_csv", args=[edition.code])).getvalue().decode()
    businesses: dict[Part, set[int]] = {}
    groups = PeriodFacts(edition.period, edition.known_at).parcels
    for group in groups:
        businesses.setdefault(part_of(group), set()).add(group.business)
    attack = Attack(businesses)
    for measure, line in lines_of(document):
        if counted := POPULATIONS.get((measure, line["code"])):
            vector = attack.vector({part_of(group) for group in groups if counted(group)})
            if line["withheld"]:
                attack.withheld[measure, line["code"]] = vector
            else:
                attack.told.append(vector)
    for row in ports.splitlines()[1:]:
        port, mode, _parcels = row.split(",")[-3:]
        attack.told.append(
            attack.vector(
                {part for part in attack.parts if part[1] and part[4] == port and (mode == "all" or part[3] == mode)}
            )
        )
    return attack


@transaction.atomic
def lines_attacked(edition: Edition) -> Attack[str]:
    """Attack all lines of an edition by the parts that the measures name. Whoever solves for a part has its numerators
    as well as its denominators, since both are sums over the same parts.
    """
    lines, businesses = {}, defaultdict[str, set[int]](set)
    facts: dict[str, PeriodFacts] = {}
    for measure in measures_of(edition.period.kind):
        known_at = edition.exact[measure.code]["known_at"]
        # Most measures of an edition are known at one moment, and read the same facts.
        known = facts.setdefault(known_at, PeriodFacts(edition.period, datetime.fromisoformat(known_at)))
        for code, found in figures_of(measure, known).items():
            lines[measure.code, code] = found
            for atom, counts in found.atoms.items():
                businesses[atom] |= {business for business, number in counts.items() if number}
    attack = Attack({atom: behind for atom, behind in businesses.items() if behind})
    for measure, line in lines_of(document_read(edition)):
        found = lines[measure, line["code"]]
        vector = attack.vector({atom for atom, counts in found.atoms.items() if any(counts.values())})
        if not line["withheld"]:
            attack.told.append(vector)
        elif is_few(found.parts):
            attack.withheld[measure, line["code"]] = vector
    return attack


def groups_solved(edition: Edition) -> list[str]:
    """Return the groups of a study whose share is withheld alone beside that of all and of every other group."""
    solved = []
    for study in document_read(edition).get("studies", []):
        told: dict[str, dict[str, bool]] = defaultdict(dict)
        for line in study["lines"]:
            group, _dash, what = line["code"].rpartition("-")
            if line["withheld"] or line["value"] is not None:
                told[what][group] = not line["withheld"]
        for what, groups in told.items():
            hidden = [group for group, is_told in groups.items() if not is_told and group != "all"]
            if groups.get("all") and len(hidden) == 1:
                solved.append(f"{study['code']} {hidden[0]}-{what}")
    return solved


def document_read(edition: Edition) -> dict[str, Any]:
    """Return the file of an edition as anybody reads it."""
    return json.loads(Client().get(reverse("portal:performance_json", args=[edition.code])).content)


def lines_of(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the lines of an edition, each with the code of its measure."""
    for measure in document["measures"]:
        for line in measure["lines"]:
            yield measure["code"], line


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
