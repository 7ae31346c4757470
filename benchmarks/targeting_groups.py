"""How unequally the first lines by risk fall on origins, and what the bound of the policy costs in wrong lines found.

The new lines of each quarter or file are one draw of the product, all of it by risk, without and within the bound. The
outcome of every line is known here, so that the clean lines of an origin are counted and not expected.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

from apps.targeting.selection import CapacityDivision, ParcelCandidate, odds_of, plan_bounded
from benchmarks.targeting_measures import SHARES
from benchmarks.targeting_replay import GROUP_LEAST, GROUP_MOST


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line that a draw could open: its origin, "" where none was declared; its chance to be wrong; its outcome."""

    origin: str
    chance: float
    wrong: bool


def groups_measured(parts: Sequence[Sequence[DrawnLine]]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return by share of lines opened, without and within the bound: the wrong lines among those, and the origin of at
    least `GROUP_LEAST` clean lines whose clean lines are opened most often.
    """
    return {
        name: {way: _drawn(parts, share, is_bounded=way == "within") for way in ("without", "within")}
        for name, share in SHARES.items()
    }


def groups_rows(told: dict[str, dict[str, dict[str, Any]]]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield "\nClean new lines among the first by risk, by origin"
    for name, ways in told.items():
        for way, row in ways.items():
            yield (
                f"{name} {way:7} the bound: precision {row['precision']:.3f}; of all clean lines {row['share']:.1%} "
                f"opened, of those of {row['origin'] or 'no origin'} ({row['clean']:,}) {row['most']:.1%}, "
                f"{row['times']:.1f} times as many"
            )


def _drawn(parts: Sequence[Sequence[DrawnLine]], share: float, *, is_bounded: bool) -> dict[str, Any]:
    clean, opened = Counter[str](), defaultdict[str, float](float)
    found = places = 0.0
    for lines in parts:
        candidates = [
            ParcelCandidate(line.chance, groups=(f"origin:{line.origin}",) if line.origin else ()) for line in lines
        ]
        plan = CapacityDivision(share * len(lines), 0.0, 0.0, 0.0, {})
        if is_bounded:
            plan, _free = plan_bounded(candidates, plan, {}, most=GROUP_MOST, least=GROUP_LEAST)
        odds = odds_of(candidates, plan)
        places += share * len(lines)
        for line, each in zip(lines, odds, strict=True):
            if line.wrong:
                found += each.total
            else:
                clean[line.origin] += 1
                opened[line.origin] += each.total
    of_all = fsum(opened.values()) / clean.total() if clean else 0.0
    shares = {origin: opened[origin] / number for origin, number in clean.items() if number >= GROUP_LEAST}
    worst = max(shares, key=shares.__getitem__, default="")
    return {
        "precision": found / places if places else 0.0,
        "share": of_all,
        "origin": worst,
        "clean": clean[worst],
        "most": shares.get(worst, 0.0),
        "times": shares.get(worst, 0.0) / of_all if of_all else 0.0,
    }
