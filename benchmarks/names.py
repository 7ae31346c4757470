"""How well names are told apart, and how many people on no list a list would flag.

`python -m benchmarks names [--json] [--people N] [--entries N]` prints three tables:

- pairs that must and must not match (`name_checks.yml`): precision, recall, F1 and accuracy of the engine at its
  threshold, and of `token_sort_ratio` and Jaro-Winkler at their best thresholds; then each pair that the engine misses;
- names and aliases of OFAC's list written otherwise, by the kind of change: the share found, and the share of these
  that the index would find too;
- people who are on no list, given and generated: how many of 100,000 would be flagged by any of the list's names, with
  the upper bound of the 95 % interval, and the share of alerts whose score is another alert's.
"""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.fuzz import token_sort_ratio
from rapidfuzz.utils import default_process

from apps.matching import BearerKind, Name, NameLikeness, compare_names, prepare_name, token_keys
from apps.matching.comparison import THRESHOLD
from benchmarks.data import DATA
from benchmarks.name_samples import Listed, Mutated, names_mutated, ofac_names, people_generated, people_given
from benchmarks.tables import is_missing, parser_of, told_write

FOLDS = 10
PEOPLE, ENTRIES = 5_000, 1_000
PER = 100_000
NEAR_THRESHOLDS = (0.6, 0.65, 0.7, 0.75, 0.8)
THRESHOLDS = [step / 100 for step in range(40, 100)]
# Pairs that the file itself contradicts or that no comparison of two texts can decide.
EXCEPTIONS = {
    ("Friedrich Hans", "Hans Friedrich"): "Lists write names in both orders, so the order says nothing.",
    ("rimaldiV nituP", "Vladimir Putin"): "Nobody writes a name backwards by mistake.",
    ("Vladimir nitPu", "Vladimir Putin"): "Nobody writes a name backwards by mistake.",
    ("President Erdoğan", "Recep Tayyip Erdoğan"): "A family name alone would flag all who have it.",
    ("Boris Johnson", "Alexandre Boris de Pfeffel Johnson"): "Another first name: strangers have that in common.",
    ("Si Jinpin", "Xi Jinping"): "In a name of eight letters two differences make another name.",
    ("PLA China", "People’s Liberation Army"): "An abbreviation and a further word are little in common.",
    ("3%ers", "Three Percenters"): "The sign for percent is not read as a word.",
    ("ប៉ុល ពត", "Pol Pot"): "Khmer is transliterated without vowels, and three consonants are left.",
    ("ماري تيريز أدينا أوندوا", "Marie-Therese Abena Ondoa"): "The Arabic text has another name, Adina.",
    ("Barack Obama", "バラク・オバマ"): "Two letters differ, as in names of others.",
    ("贝拉克·奥巴马", "Barack Obama"): "Chinese writes foreign names by their syllables.",
    ("Sergejs Lavrovs", "Sergey Viktorovich LAVROV"): "The endings of Latvian names are two wrong letters.",
    ("Osama bin Laden", "Usāma bin Muhammad ibn Awad ibn Lādin"): "Two of four names are missing.",
    ("OJSC TACTICAL MISSIVES CORPORATION", "TACTICAL MISSILES CORPORATION JOINT STOCK COMPANY"): "One wrong letter.",
    ("Niels Oscar Rost", "Niels Oscar TROOST"): "Two wrong letters beside two names that are the same.",
    ("Kim Pong-ryul", "Kim Pyong-ryul"): "One wrong letter.",
    ("Frost, William G.", "William W Frost"): "An initial weighs little.",
    ("Al Qaeda", "Al-Qa'ida/Islamic Army"): "What stands after the slash is another half of the name.",
    (
        "JSC Murom Instrument-Making Plant",
        "Акционерное общество “Муромский приборостроительный завод”",
    ): "The name is translated, not transliterated.",
}

type Scores = list[tuple[float, bool]]


def main(arguments: Sequence[str]) -> int:
    """Print the tables; return the exit status: 1 where the data folder is missing."""
    parser = parser_of("names")
    parser.add_argument("--people", type=int, default=PEOPLE, help="generated people who are on no list")
    parser.add_argument("--entries", type=int, default=ENTRIES, help="entries of the list whose names are changed")
    options = parser.parse_args(arguments)
    folder = DATA / "screening"
    if is_missing(folder):
        return 1
    told = {
        "name": "names",
        "threshold": THRESHOLD,
        "pairs": pairs_measured(folder / "name_checks.yml"),
        "list": list_measured(ofac_names(folder), options.people, options.entries, folder),
    }
    told_write(told, _lines(told), as_json=options.json)
    return 0


def pairs_measured(file: Path) -> dict[str, Any]:
    """Return the measures of the engine and of two plain ratios over the pairs of a file, and the engine's misses."""
    pairs = [
        (_text(check["query"]), _text(check["candidate"]), _kind(check["schema"]), bool(check["match"]))
        for check in yaml.safe_load(file.read_text(encoding="utf-8"))["checks"]
    ]
    engine = [(_likeness(one, other, kind), match) for one, other, kind, match in pairs]
    of_any_kind = [(_likeness(one, other, BearerKind.ANY).score, match) for one, other, _kind, match in pairs]
    scores = [(likeness.score, match) for likeness, match in engine]
    plain: dict[str, Callable[[str, str], float]] = {
        "token_sort_ratio": lambda one, other: token_sort_ratio(one, other, processor=default_process) / 100,
        "Jaro-Winkler": lambda one, other: JaroWinkler.similarity(one, other, processor=default_process),
    }
    rows = {
        "the engine": measures(scores, THRESHOLD),
        "the engine, kind not told": measures(of_any_kind, THRESHOLD),
        f"the engine, threshold by {FOLDS} folds": measures_by_folds(scores),
    }
    for name, ratio in plain.items():
        rated = [(ratio(one, other), match) for one, other, _kind, match in pairs]
        rows[f"{name}, best threshold"] = measures(rated, best_threshold(rated))
        rows[f"{name}, threshold by {FOLDS} folds"] = measures_by_folds(rated)
    misses = [
        {"left": one, "right": other, "must_match": match, "score": likeness.score}
        | {"why": EXCEPTIONS.get((one, other)) or _reasons(likeness)}
        for (one, other, _kind, match), (likeness, _match) in zip(pairs, engine, strict=True)
        if likeness.is_match != match
    ]
    return {"count": len(pairs), "measures": rows, "misses": misses}


def measures(scores: Scores, threshold: float) -> dict[str, float]:
    """Return precision, recall, F1 and accuracy of scores at a threshold."""
    return _measures(((score >= threshold, match) for score, match in scores), threshold)


def measures_by_folds(scores: Scores, folds: int = FOLDS) -> dict[str, float]:
    """Return the measures over pairs of which each was judged by a threshold chosen without the pair's fold."""
    order = random.Random(1).sample(range(len(scores)), len(scores))  # noqa: S311 - the same folds in each run
    judged, chosen = list[tuple[bool, bool]](), list[float]()
    for fold in range(folds):
        held = set(order[fold::folds])
        chosen.append(best_threshold([pair for at, pair in enumerate(scores) if at not in held]))
        judged += [(scores[at][0] >= chosen[-1], scores[at][1]) for at in held]
    return _measures(judged, sum(chosen) / folds)


def best_threshold(scores: Scores) -> float:
    """Return the threshold with the best F1; of several, the middle one."""
    rated = {threshold: measures(scores, threshold)["f1"] for threshold in THRESHOLDS}
    best = [threshold for threshold, f1 in rated.items() if f1 == max(rated.values())]
    return best[len(best) // 2]


def list_measured(listed: list[Listed], people: int, entries: int, folder: Path) -> dict[str, Any]:
    """Return how much of a list's names, written otherwise, is found, and how many people on no list are flagged."""
    index = Index(listed)
    found = recall_measured(index, names_mutated(listed, entries))
    groups = {"given": people_given(folder), "generated": list(people_generated(people))}
    flagged = {name: flags_measured(index, group) for name, group in groups.items()}
    return {"names": len(listed), "recall": found, "flagged": flagged}


class Index:
    """The names of a list, found by their keys."""

    def __init__(self, listed: Iterable[Listed]) -> None:
        self.names = [(each.entry, prepare_name(each.text, each.kind)) for each in listed]
        self.keys: dict[str, list[int]] = defaultdict(list)
        self.entries: dict[str, list[Name]] = defaultdict(list)
        for at, (entry, name) in enumerate(self.names):
            self.entries[entry].append(name)
            for key in token_keys(name):
                self.keys[key].append(at)

    def candidates(self, name: Name) -> Iterator[tuple[str, Name]]:
        """Yield the names of the list that share a key with a name."""
        found = {at for key in token_keys(name) for at in self.keys.get(key, ())}
        return (self.names[at] for at in sorted(found))


def recall_measured(index: Index, mutated: Iterable[Mutated]) -> dict[str, dict[str, float]]:
    """Return by kind of change how many names there are, the share found, and the share of these with a common key."""
    asked, matched, by_key = Counter[str](), Counter[str](), Counter[str]()
    for each in mutated:
        name = prepare_name(each.text, each.kind)
        alike = [other for other in index.entries[each.entry] if compare_names(name, other).is_match]
        asked[each.how] += 1
        matched[each.how] += bool(alike)
        by_key[each.how] += any(token_keys(name) & token_keys(other) for other in alike)
    changed = [how for how in asked if how != "exact"]
    for count in (asked, matched, by_key):
        count["all changes"] = sum(count[how] for how in changed)
        count["all but two edits"] = count["all changes"] - count["misspelt by two edits"]
    return {
        how: {"count": asked[how], "recall": by_key[how] / asked[how], "keys": by_key[how] / matched[how]}
        for how in asked
    }


def flags_measured(index: Index, people: Sequence[str]) -> dict[str, Any]:
    """Return how many people of 100,000 a list flags, with the upper bound, the ties and the highest scores."""
    best = list[tuple[float, str, str]]()
    compared = 0
    for person in people:
        name = prepare_name(person, BearerKind.PERSON)
        scores = [(compare_names(name, other).score, person, other.text) for _entry, other in index.candidates(name)]
        compared += len(scores)
        best.append(max(scores, default=(0.0, person, "")))
    flagged = sorted((each for each in best if each[0] >= THRESHOLD), reverse=True)
    return {
        "people": len(people),
        "flagged": len(flagged),
        "per_100000": len(flagged) * PER / len(people),
        "at_most": _upper(len(flagged)) * PER / len(people),
        "tied": ties(score for score, _person, _listed in flagged),
        "compared_each": compared / len(people),
        "by_threshold": {
            str(each): sum(score >= each for score, *_ in best) * PER / len(people) for each in NEAR_THRESHOLDS
        },
        "highest": sorted(best, reverse=True)[:10],
    }


def ties(scores: Iterable[float]) -> float:
    """Return the share of scores that another one equals."""
    counted = Counter(scores)
    return sum(count for count in counted.values() if count > 1) / max(1, counted.total())


def _upper(count: int) -> float:
    """Return the upper bound of the 95 % interval (two-sided) of a Poisson mean, by Byar's approximation."""
    more = count + 1
    return more * (1 - 1 / (9 * more) + 1.96 / (3 * math.sqrt(more))) ** 3


def _measures(judged: Iterable[tuple[bool, bool]], threshold: float) -> dict[str, float]:
    counted = Counter(judged)
    right, wrong, missed = counted[True, True], counted[True, False], counted[False, True]
    return {
        "threshold": threshold,
        "precision": right / max(1, right + wrong),
        "recall": right / max(1, right + missed),
        "f1": 2 * right / max(1, 2 * right + wrong + missed),
        "accuracy": (right + counted[False, False]) / counted.total(),
    }


def _likeness(one: str, other: str, kind: BearerKind) -> NameLikeness:
    return compare_names(prepare_name(one, kind), prepare_name(other, kind))


def _text(side: dict[str, str]) -> str:
    parts = ("firstName", "middleName", "fatherName", "lastName")
    return side.get("name") or " ".join(side[part] for part in parts if part in side)


def _kind(schema: str) -> BearerKind:
    return {"Person": BearerKind.PERSON, "LegalEntity": BearerKind.ANY}.get(schema, BearerKind.ORGANIZATION)


def _reasons(likeness: NameLikeness) -> str:
    return " ".join(reason.sentence for reason in likeness.reasons) or "No word agrees."


def _lines(told: dict[str, Any]) -> Iterator[str]:
    pairs, found = told["pairs"], told["list"]
    yield f"{pairs['count']} pairs of names  threshold  precision  recall     F1  accuracy"
    for name, row in pairs["measures"].items():
        figures = f"{row['precision']:9.3f}  {row['recall']:6.3f}  {row['f1']:5.3f}  {row['accuracy']:8.3f}"
        yield f"{name:40}  {row['threshold']:4.2f}  {figures}"
    yield f"\n{len(pairs['misses'])} pairs are judged otherwise than the file does:"
    for miss in pairs["misses"]:
        should = "must match" if miss["must_match"] else "must not match"
        yield f"{miss['score']:.3f}, {should}: {miss['left']} | {miss['right']}: {miss['why']}"
    yield f"\nOf {found['names']:,} names of a list, written otherwise     names  found  of these by key"
    for how, row in found["recall"].items():
        yield f"{how:50}  {row['count']:5,}  {row['recall']:.4f}  {row['keys']:.4f}"
    for group, row in found["flagged"].items():
        yield (
            f"\n{row['people']:,} {group} people on no list: {row['flagged']} flagged, "
            f"{row['per_100000']:.0f} of 100,000 (at most {row['at_most']:.0f} with 95 % confidence); "
            f"{row['compared_each']:.0f} names compared for each; tied {row['tied']:.1%}"
        )
        yield "by threshold: " + ", ".join(f"{each}: {count:.0f}" for each, count in row["by_threshold"].items())
        yield from (f"    {score:.3f}  {person} | {listed}" for score, person, listed in row["highest"])
