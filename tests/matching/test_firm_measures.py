"""Real firms are told apart as well as the program promises; without the data folder the test is skipped."""

import pytest

from benchmarks.firm_samples import REFUSALS, refused_firms
from benchmarks.firms import b_cubed, firms_measured, points_fitted, precision_at


@pytest.mark.skipif(not REFUSALS.is_file(), reason=f"There is no file {REFUSALS}.")
@pytest.mark.slow
def test_firms_are_matched_by_name_and_address_alone():
    told = firms_measured(refused_firms()[:1200])
    engine = told["measures"]["the engine"]

    assert told["pairs_with_key"] >= 0.99
    assert told["pairs_compared"] < told["pairs"] / 10
    assert engine["precision_at"] >= 0.97
    assert told["measures"]["equal name and address"]["precision_at"] is None, "that recall is out of reach"
    assert min(engine["b_precision"], engine["b_recall"]) >= 0.9


def test_precision_at_a_recall_takes_equal_scores_together():
    rated = [(0.9, (0, 0)), (0.8, (1, 1)), (0.8, (1, 2)), (0.1, (2, 2))]

    assert precision_at(rated, 0.3, 3) == 1
    assert precision_at(rated, 0.6, 3) == 0.75
    assert precision_at(rated, 1.0, 4) is None


def test_b_cubed_of_groups():
    assert b_cubed([(0, 0), (1, 1)], 2) == (1, 1)
    assert b_cubed([], 2) == (1, 0.5)
    assert b_cubed([(0, 0), (0, 1), (1, 1)], 2) == (0.5, 1)


def test_points_tell_two_groups_apart():
    base, slope = points_fitted(
        [((1.0, at / 10), at > 5) for at in range(10)] + [((1.0, 0.9), False), ((1.0, 0.1), True)]
    )

    assert slope > 0 > base
