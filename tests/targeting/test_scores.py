"""The benchmark of targeting: its measures, its files, and its bounds on the declarations of 2020."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from apps.targeting.risk_model import model_train
from apps.targeting.risk_model.trees import is_available
from benchmarks import targeting
from benchmarks.targeting_drift import drift_measured
from benchmarks.targeting_lines import DECLARATIONS, MAPS, lines_read
from benchmarks.targeting_measures import Ranking, intervals_of, measures_of
from benchmarks.targeting_plain import plain_scores
from benchmarks.targeting_scores import speed_measured
from tests.targeting.arrivals import examples


def written(path: Path, count: int, seed: int, date: str) -> Path:
    """Write a file of declarations whose HS code decides how often they are wrong."""
    columns = [each.partition("=")[2] for each in MAPS]
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, [*columns, "Fraud"])
        writer.writeheader()
        for number, example in enumerate(examples(count, seed)):
            of = example.arrival
            values = (str(number), date, of.seller, of.hs, of.origin, of.departure, of.value, of.weight_kg)
            row = dict(zip(columns, (*values, "40", "11", "20", "", of.declarant), strict=True))
            writer.writerow(row | {"Fraud": int(example.wrong)})
    return path


def test_lines_that_are_ranked_alike_count_with_their_average():
    ranking = Ranking.of([0.9, 0.5, 0.5, *[0.1] * 17])
    measures = measures_of(ranking, [True, True, False, *[False] * 17])
    assert measures["p5"] == 1
    assert measures["p10"] == 0.75
    assert measures["auc"] == pytest.approx((18 + 17.5) / 36)


def test_an_interval_of_differences_is_above_zero_where_one_ranking_is_always_better():
    wrong = [number % 4 == 0 for number in range(200)]
    rankings = {
        "ours": [Ranking.of([float(bad) for bad in wrong])],
        "plain": [Ranking.of([float(number % each) for number in range(200)]) for each in (3, 5)],
    }
    own, paired = intervals_of(rankings, wrong, [str(number) for number in range(200)], resamples=50)
    assert own["ours"]["p10"] == (1, 1)
    assert paired["plain"]["auc"][0] > 0


@pytest.mark.skipif(not is_available(), reason="needs the extra `learning`")
def test_plain_boosting_depends_on_the_order_that_is_asked_for_and_not_on_how_texts_are_written():
    train = [
        replace(each, arrival=replace(each.arrival, declarant=f"{at % 40}")) for at, each in enumerate(examples(600))
    ]
    other = [replace(each, arrival=replace(each.arrival, declarant=each.arrival.declarant[::-1])) for each in train]
    scores = plain_scores(train, [each.arrival for each in train], 1)
    assert plain_scores(other, [each.arrival for each in other], 1) == scores
    assert plain_scores(train, [each.arrival for each in train], 2) != scores


@pytest.mark.slow
def test_files_of_others_are_learned_from_and_ranked(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    train = written(tmp_path / "earlier.csv", 900, 1, "2020-02-03")
    tests = [written(tmp_path / f"{number}.csv", 300, number, "2021-02-03") for number in (2, 3)]
    paths = ["--train", str(train), "--test", str(tests[0]), "--test", str(tests[1])]
    assert targeting.main([*paths, "--json", "--resamples", "20"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["lines"]["train"] == 900
    assert told["lines"]["ranked"] == 600
    assert set(told["unseen"]["ours"]) == {"p5", "p10", "auc"}
    assert told["unseen"]["ours"]["auc"] > 0.65
    assert set(told["calibration"]) == set(told["parts"]) == {str(path) for path in tests}
    assert sum(part["lines"] for part in told["parts"].values()) == told["lines"]["unseen"]
    assert all(len(part["paired"]) == 1 for part in told["parts"].values())
    assert "memory" in told["all"]
    assert len(told["paired"]["p10"]) == 2
    assert targeting.main([*paths, "--resamples", "20"]) == 0
    tables = capsys.readouterr().out
    assert "Lines that are not in the training" in tables
    assert all(f"{path}: " in tables for path in tests)


def test_a_file_that_is_missing_or_of_another_form_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert targeting.main(["--train", str(tmp_path / "none.csv")]) == 1
    assert "none.csv" in capsys.readouterr().err
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    assert targeting.main(["--train", str(other)]) == 1
    assert "Declaration ID" in capsys.readouterr().err


@pytest.mark.parametrize("given", [["--test"], ["--replay", "--train", "a.csv", "--test"]])
def test_options_that_can_not_be_combined_are_refused(given: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        targeting.main([*given, "b.csv"])
    assert "--train" in capsys.readouterr().err


def test_the_speed_of_the_points_model_is_measured_with_reasons():
    model = model_train(examples(400), seed=1, trees=False)
    told = speed_measured(model, examples(300, seed=2))
    assert told["parcels_per_second"] > 0
    assert told["p95_single"] > 0


@pytest.mark.slow
def test_a_planted_drift_raises_the_alarm_and_shuffled_lines_do_not():
    found = drift_measured(examples(3_000), seeds=4)
    assert (found.false, found.planted) == (0, 1)


@pytest.mark.soak
@pytest.mark.skipif(not DECLARATIONS.is_file(), reason=f"There is no file {DECLARATIONS}.")
def test_the_declarations_of_2020_hold_every_bound(django_db_blocker):
    # The benchmark makes a database of its own, for the assessment over HTTP.
    with django_db_blocker.unblock():
        assert targeting.main([]) == 0


@pytest.mark.slow
@pytest.mark.skipif(not DECLARATIONS.is_file(), reason=f"There is no file {DECLARATIONS}.")
def test_every_line_of_2020_is_read_and_those_without_a_seller_teach_as_well():
    lines = lines_read([DECLARATIONS])
    assert lines.read == 37_385
    assert lines.unattributed == 3_715
    assert lines.rejected == 0
    assert len(lines.examples) == lines.read
