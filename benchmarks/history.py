"""The quality of forecasting a firm's next year from its past: the FDA's import refusals of 2020 to 2023, each year
from the second on against all years before it.

`python -m benchmarks history [--json] [--resamples N]` ranks the firms that were refused before a year, and prints the
share of the year's refusals that the first 5 % and 10 % of them have, with 95 % intervals by resampling the firms. The
firms are ranked in three ways: by the weights of the published policy for severity and age, as the points of a member
are; by the number of refusals; and by the day of the last one. The severity follows from the charges by the words of
their legal text, as an operator would map them to categories. The differences between the points and the two others
are resampled in pairs: the same firms rank both.

The refusals of firms that the file first names in the year count against every ranking, since nobody can rank a firm
that has no past. The first 5 % are those of the firms that have one.
"""

import csv
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from apps.ledger.vocabulary import Category, Culpability, severity_of
from apps.policy.terms import Weights
from benchmarks.firm_samples import REFUSALS
from benchmarks.power import terms_published
from benchmarks.tables import is_missing, parser_of, told_write
from benchmarks.targeting_measures import interval_of

CHARGES = REFUSALS.with_name("charges.csv")
YEARS = (2021, 2022, 2023)
SHARES = (0.05, 0.10)
RESAMPLES = 500
# The category of a charge by the words of its section: adulterated goods, unapproved drugs and goods that were made in
# filth are unsafe; a firm or product that is not registered or listed lacks data of an agency; misbranded goods are
# marked wrongly. The first words that occur decide.
CATEGORIES = (
    (
        ("NOT LISTED", "FRNMFGREG", "REGISTERED", "NEEDS FCE", "NO PROCESS", "FSVP", "NO 510"),
        Category.MISSING_AGENCY_DATA,
    ),
    (("ADULTERATION", "UNAPPROVED", "INSANITARY", "POISON"), Category.UNSAFE_GOODS),
    (("MISBRAND",), Category.MARKING),
)
OTHER = Category.UNSAFE_GOODS  # a charge that the table does not name is of the gravest of the three


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused line: the firm's number, the day and the categories of its charges."""

    firm: str
    day: date
    categories: frozenset[Category]


def main(arguments: Sequence[str]) -> int:
    """Print the table; return the exit status: 1 where the data folder is missing."""
    parser = parser_of("history")
    parser.add_argument("--resamples", type=int, default=RESAMPLES, help="how often the firms are drawn anew")
    options = parser.parse_args(arguments)
    if is_missing(REFUSALS):
        return 1
    refusals, weights = refusals_read(), terms_published().weights
    years = [history_measured(refusals, weights, year, options.resamples) for year in YEARS]
    told_write({"years": years}, (line for told in years for line in _lines(told)), as_json=options.json)
    return 0


def _lines(told: dict[str, Any]) -> Iterator[str]:
    yield (
        f"{told['ranked']:,} firms refused before {told['year']}, of {told['firms']:,}; they have "
        f"{told['known_share']:.1%} of the {told['later']:,} refusals of that year"
    )
    for name, row in (*told["rankings"].items(), *told["differences"].items()):
        figures = "  ".join(
            f"first {share}: {each['share']:.1%} ({each['low']:.1%} to {each['high']:.1%})"
            for share, each in row.items()
        )
        yield f"{name:45}  {figures}"


def refusals_read(file: Path = REFUSALS, charges: Path = CHARGES) -> list[Refusal]:
    """Return the refusals of the file with the categories of their charges."""
    with charges.open(encoding="utf-8-sig", newline="") as lines:
        categories = {row["ASC_ID"]: category_of(row["CHRG_CODE"], row["SCTN_NAME"]) for row in csv.DictReader(lines)}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [
            Refusal(
                row["MFG_FIRM_FEI_NUM"],
                date.fromisoformat(row["REFUSAL_DATE_PARSED"]),
                frozenset(categories.get(code.strip(), OTHER) for code in row["REFUSAL_CHARGES"].split(",")),
            )
            for row in csv.DictReader(lines)
        ]


def category_of(code: str, section: str) -> Category:
    """Return the category of a charge by its code and the section that it cites."""
    text = f"{code} {section}".upper()
    return next((category for words, category in CATEGORIES if any(word in text for word in words)), OTHER)


def weight_of(refusal: Refusal, weights: Weights, on: date) -> float:
    """Return the weight of a refusal on a day: that of its gravest charge, by severity and age of the policy."""
    months = (on.year - refusal.day.year) * 12 + on.month - refusal.day.month
    factor, _next_step = weights.age_step(months)
    kinds = (severity_of(category, Culpability.NEGLIGENCE) for category in refusal.categories)
    return max(weights.severity[kind] for kind in kinds) * factor / 1e12


def history_measured(refusals: Sequence[Refusal], weights: Weights, year: int, resamples: int) -> dict[str, Any]:
    """Return the share of a year's refusals of the firms ranked first, by three rankings, and by how much that of the
    points is greater than each of the others, with intervals.
    """
    begin, end = date(year, 1, 1), date(year + 1, 1, 1)
    refusals = [refusal for refusal in refusals if refusal.day < end]
    past = [refusal for refusal in refusals if refusal.day < begin]
    later: dict[str, int] = defaultdict(int)
    weighted: dict[str, float] = defaultdict(float)
    counted: dict[str, float] = defaultdict(float)
    last: dict[str, float] = defaultdict(float)
    for refusal in refusals:
        later[refusal.firm] += refusal.day >= begin
    for refusal in past:
        weighted[refusal.firm] += weight_of(refusal, weights, begin)
        counted[refusal.firm] += 1
        last[refusal.firm] = max(last[refusal.firm], float(refusal.day.toordinal()))
    firms = sorted(later)
    others: dict[str, Mapping[str, float]] = {"number of refusals": counted, "day of the last refusal": last}
    rankings = {"by points, as the policy weighs": weighted} | {f"by {name}": ranks for name, ranks in others.items()}
    return {
        "year": year,
        "firms": len(firms),
        "ranked": len(counted),
        "later": sum(later.values()),
        "known_share": sum(later[firm] for firm in counted) / max(1, sum(later.values())),
        "rankings": {
            name: {f"{share:.0%}": _with_interval(firms, later, scores, share, resamples) for share in SHARES}
            for name, scores in rankings.items()
        },
        "differences": {
            f"points less {name}": {
                f"{share:.0%}": _with_interval(firms, later, weighted, share, resamples, less=scores)
                for share in SHARES
            }
            for name, scores in others.items()
        },
    }


def share_found(firms: Sequence[str], later: Mapping[str, int], scores: Mapping[str, float], share: float) -> float:
    """Return the share of all later refusals that fell on the firms ranked first. `share` is the part of the firms with
    a score that is ranked first.

    Firms that are ranked alike at the cut count with their average, so that the order of the file says nothing.
    """
    ranked = sorted((firm for firm in firms if firm in scores), key=lambda firm: -scores[firm])
    total = sum(later[firm] for firm in firms)
    places = round(share * len(ranked))
    if not places or not total:
        return 0.0
    cut = scores[ranked[places - 1]]
    above = [firm for firm in ranked if scores[firm] > cut]
    alike = [firm for firm in ranked if scores[firm] == cut]
    found = sum(later[firm] for firm in above)
    found += sum(later[firm] for firm in alike) * (places - len(above)) / len(alike)
    return found / total


def _with_interval(
    firms: Sequence[str],
    later: Mapping[str, int],
    scores: Mapping[str, float],
    share: float,
    resamples: int,
    less: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Return the share found, less that of another ranking where one is given, and its 95 % interval by drawing the
    firms anew.
    """

    def found(drawn: Sequence[str]) -> float:
        other = share_found(drawn, later, less, share) if less is not None else 0.0
        return share_found(drawn, later, scores, share) - other

    chance = random.Random(4)  # noqa: S311 - the same samples in each run
    low, high = interval_of([found(chance.choices(firms, k=len(firms))) for _ in range(resamples)])
    return {"share": found(firms), "low": low, "high": high}
