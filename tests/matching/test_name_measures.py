"""Real names are told apart as well as the program promises; without the data folder the tests are skipped."""

import pytest

from apps.matching.comparison import THRESHOLD
from benchmarks.data import DATA
from benchmarks.name_samples import names_mutated, ofac_names, people_given
from benchmarks.names import EXCEPTIONS, Index, flags_measured, measures, pairs_measured, recall_measured, ties

FOLDER = DATA / "screening"
needs_data = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"There is no data in {FOLDER}.")


@needs_data
def test_pairs_of_names_are_told_apart_better_than_by_plain_ratios():
    told = pairs_measured(FOLDER / "name_checks.yml")
    rows = told["measures"]
    engine = rows["the engine"]

    assert engine["f1"] > 0.9
    assert engine["accuracy"] > 0.9
    assert rows["the engine, threshold by 10 folds"]["f1"] > 0.88
    assert rows["the engine, kind not told"]["f1"] > 0.88
    assert (
        engine["f1"]
        > max(rows[f"{name}, best threshold"]["f1"] for name in ("token_sort_ratio", "Jaro-Winkler")) + 0.15
    )
    assert {(miss["left"], miss["right"]) for miss in told["misses"]} == set(EXCEPTIONS), "each has its reason"


@needs_data
@pytest.mark.slow
def test_listed_names_are_found_however_written_and_by_their_keys():
    listed = ofac_names(FOLDER)
    found = recall_measured(Index(listed), names_mutated(listed, entries=300))

    assert found["exact"]["recall"] >= 0.995
    assert found["all but two edits"]["recall"] >= 0.99
    assert found["misspelt by two edits"]["recall"] >= 0.85
    assert min(row["keys"] for row in found.values()) >= 0.99


@needs_data
@pytest.mark.slow
def test_people_on_no_list_are_hardly_ever_flagged():
    told = flags_measured(Index(ofac_names(FOLDER)), people_given(FOLDER)[::4])

    assert told["flagged"] <= 1
    assert told["tied"] <= 0.01


def test_measures_of_scores():
    told = measures([(0.9, True), (0.8, False), (0.1, False), (0.2, True)], 0.5)

    assert told == {"threshold": 0.5, "precision": 0.5, "recall": 0.5, "f1": 0.5, "accuracy": 0.5}
    assert ties([0.9, 0.9, 0.8, 0.7]) == 0.5
    assert 0 < THRESHOLD < 1
