"""The random share: low while exams by risk find more, high when the model has gone blind."""

from apps.targeting.exploration import Arm, Bounds, share_at_random

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


def test_what_was_found_long_ago_fades() -> None:
    past = arm(60, 40)
    past.fade(3_000)
    assert (past.wrong, past.in_order) == (1.0, 1.0)
