"""The random share: low while exams by risk find more, high when the model has gone blind; and the share for what was
never seen: what the exams by risk leave missing.
"""

import pytest

from apps.targeting.selection import Bounds, share_unseen
from apps.targeting.selection.exploration import LEAST_EXAMS, Arm, share_at_random

BOUNDS = Bounds(0.05, 0.3)


def arm(wrong: int, in_order: int) -> Arm:
    made = Arm()
    for number in range(wrong + in_order):
        made.add(number < wrong)
    return made


def test_the_share_is_low_while_exams_by_risk_find_more() -> None:
    assert share_at_random(arm(60, 40), arm(10, 40), BOUNDS) == BOUNDS.low


def test_the_share_rises_when_exams_by_risk_find_no_more_than_random_ones() -> None:
    assert share_at_random(arm(20, 80), arm(12, 40), BOUNDS) == BOUNDS.high
    assert share_at_random(Arm(), Arm(), BOUNDS) == BOUNDS.high


def test_a_drift_asks_for_the_middle_of_the_bounds() -> None:
    assert share_at_random(arm(60, 40), arm(10, 40), BOUNDS, has_drifted=True) == 0.175


def test_what_was_found_long_ago_fades_to_the_exams_that_are_kept() -> None:
    past = arm(600, 400)
    past.fade(30)
    assert (past.wrong, past.in_order) == (301.0, 201.0)
    past.fade(3_000)
    assert (past.wrong, past.in_order) == (pytest.approx(1 + 0.6 * LEAST_EXAMS), pytest.approx(1 + 0.4 * LEAST_EXAMS))
    assert past.mean == pytest.approx(0.6, abs=0.01)


def test_few_exams_are_kept_until_others_take_their_place() -> None:
    few = arm(4, 16)
    few.fade(300)
    assert (few.wrong, few.in_order) == (5.0, 17.0)
    assert share_at_random(arm(60, 40), few, BOUNDS) == BOUNDS.low


def test_the_share_for_what_was_never_seen_is_whole_while_nothing_was_opened_by_risk() -> None:
    assert share_unseen(0.2, None) == 0.2
    assert share_unseen(0.2, 0.0) == 0.2


def test_the_share_for_what_was_never_seen_is_what_exams_by_risk_leave_missing() -> None:
    assert share_unseen(0.2, 0.15) == pytest.approx(0.05)
    assert share_unseen(0.2, 0.6) == 0.0
