"""How well and how fast parties are found on a list of restricted parties.

`python -m benchmarks screening [--json] [--people N] [--entries N] [--seed N] [--fit]` loads OFAC's list from the data
folder into a database of its own, screens generated people who are on no list, and names of the list as they are and
written otherwise. Another seed gives other people and other entries. It prints

- the rates of loading and of screening, in names and parties a second;
- at the operating threshold: how many of 100,000 people have a hit, and the share of listed names that are found, by
  the kind of change, and why others are missed;
- the share of listed names above the 10, 50, 100 and 500 likeliest wrong hits of 100,000 people, by the weight of the
  evidence and by the likeness of names alone; reviews for each name found, if one party in 10,000 is on the list;
- the share of hits in ties, each name asked once;
- the weights of names (`matching/name_evidence.py`), and with `--fit` those that a fit to these names gives.

The exit status is 1 where an aim is missed.
"""

import json
import math
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import batched
from typing import Any

import numpy

from apps.matching import BearerKind, Name, compare_names, name_facts, prepare_name
from apps.matching.name_evidence import BASE, WEIGHTS, NameFacts
from apps.screening.evidence import PRIOR
from apps.screening.files.ofac import OfacFile
from apps.screening.listed_parties import NameQuality
from apps.screening.management.commands.screen import DIGITS
from apps.screening.models import EntryName
from apps.screening.parties import ComparedParty
from apps.screening.search import MIN_WEIGHT, ListSearch, is_hit
from apps.screening.services import list_load
from benchmarks.common import own_database, vacuum
from benchmarks.data import DATA
from benchmarks.fits import logistic_fitted
from benchmarks.name_samples import names_mutated, ofac_names, people_generated
from benchmarks.tables import is_missing, parser_of, told_write

PEOPLE, ENTRIES, BATCH, PER = 10_000, 300, 500, 100_000
ALERTS = (10, 50, 100, 500)
PEOPLE_SEED = 5
LIST = DATA / "screening" / "ofac_sdn.csv"
# The aims: at the threshold at most so many of 100,000 people have a hit, at least these shares of the names of a list
# are found as they are and written otherwise, and at most this share of hits is in ties.
MAX_FLAGGED, MIN_EXACT, MIN_CHANGED, MAX_TIES = 10, 0.995, 0.99, 0.01
# So many candidates of a person are kept for the fit, the likeliest, if they are not further below the threshold.
KEPT, BELOW = 4, 5.0
# The facts whose weight is not fitted.
GIVEN = ("written", "forms", "characters", "vowelless")
# How firmly the fit holds to the weights as they are, and to that of a fact which hardly any listed name has.
HELD, HELD_LOOSELY, LOOSE = 0.5, 0.05, "alone"


@dataclass(frozen=True, slots=True)
class Asked:
    """A name that was screened. `facts`: those of its likeliest candidates, or of the right entry. `how`: how a listed
    name was written, "" for people on no list.
    """

    text: str
    how: str
    facts: list[NameFacts] = field(default_factory=list)
    weight: float = -math.inf
    likeness: float = 0.0
    hits: tuple[float, ...] = ()
    found: bool = False


def main(arguments: Sequence[str]) -> int:
    """Print the figures; return the exit status: 1 where an aim is missed, or the data folder is missing."""
    parser = parser_of("screening")
    parser.add_argument("--people", type=int, default=PEOPLE, help="generated people who are on no list")
    parser.add_argument("--entries", type=int, default=ENTRIES, help="entries of the list whose names are changed")
    parser.add_argument("--seed", type=int, default=PEOPLE_SEED, help="which people and entries")
    parser.add_argument("--fit", action="store_true", help="fit the weights of names too, which takes minutes")
    options = parser.parse_args(arguments)
    if is_missing(LIST):
        return 1
    with own_database():
        told = _measured(options.people, options.entries, options.seed, fit=options.fit)
    told["aims_missed"] = _aims_missed(told)
    told_write(told, [json.dumps(told, indent=2)], as_json=options.json)
    return 1 if told["aims_missed"] else 0


def _aims_missed(told: Mapping[str, Any]) -> list[str]:
    """Return the names of the aims that the figures miss."""
    reached = {
        "flagged_of_100000": told["flagged_of_100000"] <= MAX_FLAGGED,
        "exact": told["found"]["exact"] >= MIN_EXACT,
        "all changes": told["found"]["all changes"] >= MIN_CHANGED,
        "hits_in_ties": told["hits_in_ties"] <= MAX_TIES,
    }
    return [name for name, is_reached in reached.items() if not is_reached]


def _measured(people: int, entries: int, seed: int, *, fit: bool) -> dict[str, Any]:
    begun = time.perf_counter()
    list_load(name="ofac", format_code="ofac", file=OfacFile(LIST), on_rejected=lambda *_: None)
    loaded = time.perf_counter() - begun
    vacuum()
    search = ListSearch()
    begun = time.perf_counter()
    strangers = _asked(search, [("", "", name) for name in people_generated(people, seed)])
    screened = time.perf_counter() - begun
    changed = names_mutated(ofac_names(), entries, seed)
    listed = _asked(search, [(one.entry, one.how, one.text) for one in changed])
    told = {
        "name": "screening",
        "names_loaded_a_second": round(EntryName.objects.count() / loaded),
        "parties_screened_a_second": round(people / screened),
        "people": people,
        "flagged_of_100000": round(sum(one.found for one in strangers) * PER / people, 1),
        "found": _found(listed),
        "missed": _missed(listed),
        "found_above_alerts": {alerts: _above(strangers, listed, alerts) for alerts in ALERTS},
        "hits_in_ties": _ties(strangers, listed),
        "weights": {"base": BASE, **asdict(WEIGHTS)},
    }
    if fit:
        told["fitted"] = _fitted(strangers, listed)
    return told


def _asked(search: ListSearch, names: Iterable[tuple[str, str, str]]) -> list[Asked]:
    """Screen names, each with the entry that is right and how the name is written."""
    return [one for batch in batched(names, BATCH) for one in _batch_asked(search, batch)]


def _batch_asked(search: ListSearch, batch: Sequence[tuple[str, str, str]]) -> Iterable[Asked]:
    weighed = search.weighed([ComparedParty(name, BearerKind.ANY) for _entry, _how, name in batch])
    for (entry, how, text), found in zip(batch, weighed, strict=True):
        usual = [pair for pair in found if pair[0].quality != NameQuality.WEAK]
        right = [pair for pair in usual if not entry or pair[0].listed.number == entry][:KEPT]
        facts = [_facts(prepare_name(text, known.kind), known.name) for known, _evidence in right]
        yield Asked(
            text=text,
            how=how,
            facts=facts,
            weight=max((evidence.weight for _known, evidence in right), default=-math.inf),
            likeness=max((one.likeness for one in facts), default=0.0),
            hits=tuple(evidence.score for known, evidence in found if is_hit(known, evidence)),
            found=any(is_hit(*pair) for pair in right),
        )


def _facts(own: Name, listed: Name) -> NameFacts:
    return name_facts(own, listed, compare_names(own, listed))


def _found(listed: Sequence[Asked]) -> dict[str, float]:
    """Return the share of listed names that are found at the operating threshold, by how they are written."""
    kinds = defaultdict[str, list[bool]](list)
    for one in listed:
        kinds[one.how].append(one.found)
        if one.how != "exact":
            kinds["all changes"].append(one.found)
    return {how: round(sum(found) / len(found), 4) for how, found in kinds.items()}


def _missed(listed: Sequence[Asked]) -> dict[str, dict[str, int]]:
    """Return how many names are missed, by how they are written: since the index does not give the entry, or since the
    evidence is too little.
    """
    missed = defaultdict[str, Counter[str]](Counter)
    for one in listed:
        if not one.found:
            missed[one.how]["too little evidence" if one.facts else "no candidate"] += 1
    return {how: dict(counts) for how, counts in missed.items()}


def _above(strangers: Sequence[Asked], listed: Sequence[Asked], alerts: int) -> dict[str, float]:
    """Return the share of listed names above so many wrong hits of 100,000 people, and the reviews for each found."""
    place = min(round(alerts * len(strangers) / PER), len(strangers) - 1)
    told = {}
    for by in ("weight", "likeness"):
        least = sorted((getattr(one, by) for one in strangers), reverse=True)[place]
        told[by] = round(sum(getattr(one, by) > least for one in listed) / len(listed), 4)
    found = told["weight"] * PER * math.exp(PRIOR)
    return told | {"reviews_for_each_found": round((found + alerts) / found, 2) if found else math.inf}


def _ties(strangers: Sequence[Asked], listed: Sequence[Asked]) -> float:
    """Return the share of names with a hit whose best score somebody else's best hit has too."""
    best = list({one.text: round(one.hits[0], DIGITS) for one in (*strangers, *listed) if one.hits}.values())
    counts = Counter(best)
    return round(sum(counts[score] > 1 for score in best) / len(best), 4) if best else 0.0


def _fitted(strangers: Sequence[Asked], listed: Sequence[Asked]) -> dict[str, float]:
    """Fit the weights by logistic regression, beginning with and held to the weights as they are.

    Listed names give the facts of their right entry, people those of their candidates near the threshold, where alone
    the line matters. The base says how much more often a listed name has the facts than a person on no list.
    """
    pairs = [(facts, 1.0) for one in listed for facts in one.facts[:1]]
    pairs += [(facts, 0.0) for one in strangers for facts in one.facts if _is_near_threshold(facts)]
    fitted = [name for name in asdict(WEIGHTS) if name not in GIVEN]
    rows = numpy.array([(1.0, *(getattr(facts, name) for name in fitted)) for facts, _label in pairs])
    labels = numpy.array([label for _facts, label in pairs])
    given = numpy.array([sum(getattr(WEIGHTS, name) * getattr(facts, name) for name in GIVEN) for facts, _ in pairs])
    more = math.log(len(strangers) / len(listed))
    known = numpy.array([BASE - more, *(getattr(WEIGHTS, name) for name in fitted)])
    held = numpy.array([HELD, *(HELD_LOOSELY if name == LOOSE else HELD for name in fitted)])
    weights = logistic_fitted(rows, labels, known=known, held=held, given=given)
    return {"base": round(weights[0] + more, 2), **dict(zip(fitted, weights[1:].round(2).tolist(), strict=True))}


def _is_near_threshold(facts: NameFacts) -> bool:
    return PRIOR + facts.weight >= MIN_WEIGHT - BELOW
