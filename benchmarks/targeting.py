"""How well the product chooses which parcel to open, on declarations that were all examined.

`python -m benchmarks targeting [--train FILE ... --test FILE ...] [--json]` trains the model of the product on earlier
lines and ranks later ones. Without files each quarter of the declarations of 2020 is ranked by models that saw only
earlier quarters, and the quarters are put together. `--train` and `--test` take files of that form; `--map`, `--set`
and `--outcome` tell another form, as `import_history` does.

The figures that count are those of lines whose HS code, weight and value are not in the training: three later lines in
four repeat one that is, and looking those up needs no model. `memory` does only that, and has no line that is new among
its first. `plain` is gradient boosting as it comes, on the columns as they are; `points` the product without library.

`--replay` tells what would have been found day by day, if only the outcomes of selected parcels were known.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apps.core.errors import DomainError
from apps.targeting.arrivals import Example
from apps.targeting.calibration import calibration_error
from apps.targeting.learning import model_train
from apps.targeting.trees import is_available
from benchmarks.targeting_lines import DECLARATIONS, MAPS, OUTCOMES, SETS, Lines, lines_read, quarter_of
from benchmarks.targeting_measures import MEASURES, Ranking, intervals_of, measures_of
from benchmarks.targeting_plain import plain_scores
from benchmarks.targeting_replay import replay_measured, replay_told

RESAMPLES = 500
SEED = 1
MISSING = "There is no LightGBM: “ours” is the points model, and “plain” is left out. Install the extra `learning`.\n"


@dataclass(slots=True)
class Scored:
    """Lines that were ranked: their scores by model, the outcomes, and whether the line is in the training.

    `chances` holds the calibrated chances of the product's model, `parts` the name of the quarter or file of each line.
    """

    scores: dict[str, list[float]] = field(default_factory=dict)
    chances: list[float] = field(default_factory=list)
    wrong: list[bool] = field(default_factory=list)
    seen: list[bool] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    def add(self, part: str, train: Sequence[Example], test: Sequence[Example]) -> None:
        """Rank the lines of a part by models that learn from the training."""
        arrivals = [example.arrival for example in test]
        ours = model_train(train, seed=SEED)
        points = model_train(train, seed=SEED, trees=False) if is_available() else ours
        known = ours.knowledge.lines
        chances = ours.chances(arrivals)
        self._scores("ours", [_finely(*each) for each in zip(chances, ours.scores(arrivals), strict=True)])
        self._scores("points", points.chances(arrivals))
        if is_available():
            self._scores("plain", plain_scores(train, arrivals))
        base = ours.knowledge.base
        self._scores("memory", [wrong / exams for exams, wrong in (known.get(a.line, (1, base)) for a in arrivals)])
        self.chances += chances
        self.wrong += [example.wrong for example in test]
        self.seen += [arrival.line in known for arrival in arrivals]
        self.lines += [arrival.line for arrival in arrivals]
        self.parts += [part] * len(test)

    def _scores(self, name: str, scores: Sequence[float]) -> None:
        self.scores.setdefault(name, []).extend(scores)


def main(arguments: Sequence[str]) -> int:
    """Print the tables; return the exit status: 1 where a file is missing or can't be read."""
    options = _options(arguments)
    meaning = options.map or MAPS, options.set or SETS, options.outcome or OUTCOMES
    try:
        if options.test and not options.train:
            raise SystemExit("python -m benchmarks targeting: give --train with --test.")
        paths = options.train or [DECLARATIONS]
        if missing := [path for path in [*paths, *options.test] if not path.is_file()]:
            sys.stderr.write(f"There is no file {missing[0]}: set KNOWN_SHIPPER_DATA to the data folder.\n")
            return 1
        train, tests = lines_read(paths, *meaning), [(path.name, lines_read([path], *meaning)) for path in options.test]
    except DomainError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1
    if not is_available():
        sys.stderr.write(MISSING)
    scored = scored_of(train, tests)
    told = measured(scored, options.resamples) | {
        "lines": _lines_told(train, [lines for _name, lines in tests], scored)
    }
    if options.replay:
        told["replay"] = replay_measured(train.examples, options.seeds)
    if options.json:
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        _print(told)
    return 0


def scored_of(train: Lines, tests: Sequence[tuple[str, Lines]]) -> Scored:
    """Return the ranked lines: of each test, or of each quarter but the first where there are no tests."""
    scored = Scored()
    for name, test in tests:
        scored.add(name, train.examples, test.examples)
    if not tests:
        quarters = sorted({quarter_of(example) for example in train.examples})
        for quarter in quarters[1:]:
            scored.add(
                quarter,
                [example for example in train.examples if quarter_of(example) < quarter],
                [example for example in train.examples if quarter_of(example) == quarter],
            )
    return scored


def measured(scored: Scored, resamples: int) -> dict[str, Any]:
    """Return the measures of all models on new lines and on all lines, with intervals, and the calibration."""
    told: dict[str, Any] = {}
    fresh = [at for at, is_seen in enumerate(scored.seen) if not is_seen]
    for name, which, models in (
        ("unseen", fresh, ("ours", "plain", "points")),
        ("all", range(len(scored.seen)), ("ours", "plain", "points", "memory")),
    ):
        rankings = {
            model: Ranking.of([scored.scores[model][at] for at in which]) for model in models if model in scored.scores
        }
        wrong = [scored.wrong[at] for at in which]
        own, paired = intervals_of(rankings, wrong, [scored.lines[at] for at in which], resamples)
        told[name] = {model: measures_of(ranking, wrong) for model, ranking in rankings.items()}
        told[name]["chance"] = sum(wrong) / max(1, len(wrong))
        told[f"intervals_{name}"] = own
        told[f"new_among_first_{name}"] = {
            model: _new_share([scored.scores[model][at] for at in which], [scored.seen[at] for at in which])
            for model in rankings
        }
        if name == "unseen":
            told["paired"] = paired.get("plain", {})
            told["paired_points"] = paired.get("points", {})
    parts = sorted(set(scored.parts))
    told["calibration"] = {
        part: {
            "all": calibration_error(*_chosen(scored, part, fresh_only=False)),
            "unseen": calibration_error(*_chosen(scored, part, fresh_only=True)),
        }
        for part in parts
    }
    return told


def speed_measured(train: Sequence[Example], test: Sequence[Example]) -> float:
    """Return the parcels that are assessed in a second, reasons included, by one process."""
    model = model_train(train, seed=SEED)
    arrivals = [example.arrival for example in test]
    model.risks(arrivals[:100])
    begun = time.perf_counter()
    model.risks(arrivals)
    return len(arrivals) / (time.perf_counter() - begun)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks targeting")
    parser.add_argument("--train", type=Path, nargs="+", default=[], metavar="FILE", help="earlier lines (2020)")
    parser.add_argument("--test", type=Path, nargs="+", default=[], metavar="FILE", help="later lines to rank")
    for name in ("map", "set", "outcome"):
        parser.add_argument(f"--{name}", action="append", default=[], help="as `import_history` takes it")
    parser.add_argument("--resamples", type=int, default=RESAMPLES, help="how often the lines are drawn anew")
    parser.add_argument("--replay", action="store_true", help="replay the training lines day by day as well")
    parser.add_argument("--seeds", type=int, default=1, help="of the replay: how often each way is replayed")
    parser.add_argument("--json", action="store_true", help="print one object, for programs")
    return parser.parse_args(arguments)


def _finely(chance: float, score: float) -> float:
    """Return a chance, ordered by the score before calibration where chances are equal."""
    return chance + 1e-6 * score


def _new_share(scores: Sequence[float], seen: Sequence[bool]) -> float:
    """Return the share of new lines among the first twentieth."""
    order = sorted(range(len(scores)), key=lambda at: -scores[at])[: max(1, len(scores) // 20)]
    return sum(1 for at in order if not seen[at]) / len(order)


def _chosen(scored: Scored, part: str, *, fresh_only: bool) -> tuple[list[float], list[bool]]:
    which = [at for at, each in enumerate(scored.parts) if each == part and not (fresh_only and scored.seen[at])]
    return [scored.chances[at] for at in which], [scored.wrong[at] for at in which]


def _lines_told(train: Lines, tests: Sequence[Lines], scored: Scored) -> dict[str, int]:
    every = [train, *tests]
    return {
        "read": sum(lines.read for lines in every),
        "rejected": sum(lines.rejected for lines in every),
        "unattributed": sum(lines.unattributed for lines in every),
        "train": len(train.examples),
        "ranked": len(scored.wrong),
        "unseen": sum(1 for seen in scored.seen if not seen),
    }


def _print(told: dict[str, Any]) -> None:
    lines = told["lines"]
    write = sys.stdout.write
    write(
        f"{lines['read']:,} lines read, {lines['rejected']:,} rejected; {lines['unattributed']:,} name no seller: "
        f"an import rejects those too; {lines['ranked']:,} ranked, {lines['unseen']:,} of them not in the training\n"
    )
    for name, title in (("unseen", "Lines that are not in the training"), ("all", "All lines, beside memory")):
        write(f"\n{title}; chance {told[name]['chance']:.3f}\n")
        for model, own in told[f"intervals_{name}"].items():
            row = told[name][model]
            figures = "  ".join(
                f"{each} {row[each]:.3f} ({own[each][0]:.3f} to {own[each][1]:.3f})" for each in MEASURES
            )
            write(f"{model:8} {figures}  new among the first 5 %: {told[f'new_among_first_{name}'][model]:.0%}\n")
    for title, key in (("plain", "paired"), ("points", "paired_points")):
        for each, (low, high) in told[key].items():
            write(f"ours less {title}, {each}: {low:+.3f} to {high:+.3f}\n")
    for part, errors in told["calibration"].items():
        write(f"calibration error of {part}: {errors['all']:.3f}; of new lines {errors['unseen']:.3f}\n")
    for line in replay_told(told.get("replay", {})):
        write(f"{line}\n")
