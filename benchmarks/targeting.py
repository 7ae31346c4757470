"""How well the product chooses which parcel to open, on declarations that were all examined.

`python -m benchmarks targeting [--train FILE ... --test FILE ...] [--json]` trains the model of the product on earlier
lines and ranks later ones. Without files each quarter of the declarations of 2020 is ranked by models that saw only
earlier quarters, and the quarters are put together. `--train` and `--test` take files of that form; `--map`, `--set`
and `--outcome` tell another form, as `import_history` does. Each quarter or file is told by itself too.

The figures that count are those of lines whose HS code, weight and value are not in the training: three later lines in
four repeat one that is, and looking those up needs no model. `memory` does only that, and has no line that is new among
its first. `plain` is gradient boosting as it comes, on the columns as they are; each of its figures is the mean over
several orders of the texts. `priced` has the value of a kilogram beside them, and `categories` takes the texts without
an order. `points` is the product without the library.

Without files the speed, one assessment over HTTP and the alarm of drift are measured too, and the exit status is 1
where a bound fails.
`--replay` tells instead what would have been found day by day, if only the outcomes of selected parcels were known.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from apps.core.errors import DomainError
from apps.targeting.risk_model.trees import is_available
from benchmarks.tables import is_missing, parser_of, told_write
from benchmarks.targeting_drift import MAX_FALSE, drift_measured
from benchmarks.targeting_groups import groups_rows
from benchmarks.targeting_http import http_measured
from benchmarks.targeting_lines import DECLARATIONS, MAPS, OUTCOMES, SETS, Lines, lines_read, quarter_of
from benchmarks.targeting_measures import MEASURES
from benchmarks.targeting_replay import replay_failures, replay_measured, replay_told
from benchmarks.targeting_scores import REFERENCES, Scored, measured, scored_of, speed_measured

RESAMPLES = 500
SEEDS = 50
# What the figures of new lines of 2020 must reach, with the error of the chances in each quarter.
MIN_UNSEEN = {"p5": 0.36, "p10": 0.35, "auc": 0.63}
MAX_CALIBRATION_ERROR = 0.03
MIN_PARCELS_PER_SECOND = 5_000
MAX_P95_SINGLE = MAX_P95_HTTP = 0.05
MISSING = "There is no LightGBM: “ours” is the points model, and “plain” is left out. Install the extra `learning`.\n"


def main(arguments: Sequence[str]) -> int:
    """Print the tables; return the exit status: 1 where a file can't be read or a bound fails."""
    options = _options(arguments)
    meaning = options.map or MAPS, options.set or SETS, options.outcome or OUTCOMES
    paths = options.train or [DECLARATIONS]
    if is_missing(*paths, *options.test):
        return 1
    try:
        train, tests = lines_read(paths, *meaning), [(str(path), lines_read([path], *meaning)) for path in options.test]
    except DomainError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1
    if options.replay:
        replay = replay_measured(train.examples, options.seeds)
        told, rows, failures = {"replay": replay}, replay_told(replay), list(replay_failures(replay))
    else:
        told = _ranked(train, tests, options.resamples)
        rows, failures = _rows(told), [] if options.train else list(_failures(told))
    told_write(told, rows, as_json=options.json)
    for failure in failures:
        sys.stderr.write(f"A bound fails. {failure}\n")
    return 1 if failures else 0


def _ranked(train: Lines, tests: Sequence[tuple[str, Lines]], resamples: int) -> dict[str, Any]:
    if not is_available():
        sys.stderr.write(MISSING)
    scored = scored_of(train, tests)
    told = measured(scored, resamples) | {"lines": _lines_told(train, [lines for _name, lines in tests], scored)}
    if not tests:
        drift = drift_measured(train.examples)
        told["drift"] = {"false": drift.false, "planted": drift.planted}
        if scored.model:
            last = quarter_of(train.examples[-1])
            later = [example for example in train.examples if quarter_of(example) == last]
            told["speed"] = speed_measured(scored.model, later)
            told["http"] = http_measured(scored.model, later)
    return told


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = parser_of("targeting")
    for name, lines in (("train", "earlier lines (2020)"), ("test", "later lines to rank")):
        parser.add_argument(
            f"--{name}", type=Path, nargs="+", action="extend", default=[], metavar="FILE", help=f"{lines}; repeatable"
        )
    for name in ("map", "set", "outcome"):
        parser.add_argument(f"--{name}", action="append", default=[], help="as `import_history` takes it")
    parser.add_argument("--resamples", type=int, default=RESAMPLES, help="how often the lines are drawn anew")
    parser.add_argument("--replay", action="store_true", help="replay the training lines day by day instead")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="of the replay: how often each way is replayed")
    options = parser.parse_args(arguments)
    if options.test and not options.train:
        parser.error("give --train with --test: the lines that the model learns from")
    if options.replay and options.test:
        parser.error("--replay selects among the lines of --train alone: leave --test out")
    return options


def _parts_rows(parts: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield a line for each quarter or file by itself: what the first tenth of its new lines holds."""
    yield "\nNew lines of each part by itself, p10"
    for part, told in parts.items():
        models = "  ".join(f"{model} {told[model]['p10']:.3f}" for model in ("ours", "plain") if model in told)
        difference = "".join(f"  ours less plain {low:+.3f} to {high:+.3f}" for low, high in told["paired"])
        yield f"{part}: {told['lines']:,} lines, chance {told['chance']:.3f}  {models}{difference}"


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


def _failures(told: dict[str, Any]) -> Iterator[str]:
    """Yield a sentence for each bound that the figures of 2020 do not reach."""
    for name, least in MIN_UNSEEN.items():
        if told["unseen"]["ours"][name] < least:
            yield f"New lines, {name}: {told['unseen']['ours'][name]:.3f} is below {least}."
    if not told["paired"] or told["paired"]["p10"][0] <= 0:
        yield "The gain at 10 % on plain gradient boosting is not shown: its interval has 0, or there is no LightGBM."
    for part, errors in told["calibration"].items():
        if errors["all"] > MAX_CALIBRATION_ERROR:
            yield f"The calibration error of {part} is {errors['all']:.3f}, above {MAX_CALIBRATION_ERROR}."
    if told["drift"]["false"] > MAX_FALSE:
        yield f"The alarm rings in {told['drift']['false']:.0%} of the seeds without a drift."
    if told["drift"]["planted"] < 1:
        yield f"The alarm of the planted drift rings in {told['drift']['planted']:.0%} of the seeds."
    if told["speed"]["parcels_per_second"] < MIN_PARCELS_PER_SECOND:
        yield f"{told['speed']['parcels_per_second']:,.0f} parcels are assessed in a second."
    if told["speed"]["p95_single"] > MAX_P95_SINGLE:
        yield f"A single parcel takes {told['speed']['p95_single'] * 1000:.0f} ms."
    if told["http"]["p95"] > MAX_P95_HTTP:
        yield f"A single parcel takes {told['http']['p95'] * 1000:.0f} ms over HTTP."


def _rows(told: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of the tables."""
    lines = told["lines"]
    yield (
        f"{lines['read']:,} lines read, {lines['rejected']:,} rejected; {lines['unattributed']:,} name no seller: "
        f"an import rejects those too; {lines['ranked']:,} ranked, {lines['unseen']:,} of them not in the training"
    )
    for name, title in (("unseen", "Lines that are not in the training"), ("all", "All lines, beside memory")):
        yield f"\n{title}; chance {told[name]['chance']:.3f}"
        for model, own in told[f"intervals_{name}"].items():
            row = told[name][model]
            figures = "  ".join(
                f"{each} {row[each]:.3f} ({own[each][0]:.3f} to {own[each][1]:.3f})" for each in MEASURES
            )
            yield f"{model:8} {figures}  new among the first 5 %: {told[f'new_among_first_{name}'][model]:.0%}"
    yield from _parts_rows(told["parts"])
    yield from groups_rows(told["groups"])
    yield ""
    for title, key in REFERENCES.items():
        for each, (low, high) in told[key].items():
            yield f"ours less {title}, {each}: {low:+.3f} to {high:+.3f}"
    for part, errors in told["calibration"].items():
        yield (
            f"calibration error of {part}: {errors['all']:.3f}; of new lines {errors['unseen']:.3f}, where chances "
            f"that hold would have {errors['unseen_by_chance']:.3f}, as each bin has so few"
        )
    if drift := told.get("drift"):
        yield f"alarm of drift: {drift['false']:.0%} of the seeds without a drift, {drift['planted']:.0%} with one"
    if speed := told.get("speed"):
        yield (
            f"{speed['parcels_per_second']:,.0f} parcels assessed in a second with reasons, in batches on two cores; "
            f"a single one within {speed['p95_single'] * 1000:.1f} ms (p95)"
        )
    if http := told.get("http"):
        yield f"one parcel over HTTP: {http['median'] * 1000:.0f} ms (median), {http['p95'] * 1000:.0f} ms (p95)"
