"""The trial under faults, in its short form; `make chaos` runs longer ones."""

from itertools import islice
from pathlib import Path

import pytest

from tests.chaos.faults import FAULTS, faults_drawn
from tests.chaos.trial import trial_run

SEED, SECONDS, PAUSE = 14462, 40, 0.3


def test_the_first_hundred_faults_of_the_short_trial_are_of_every_kind() -> None:
    assert {fault.name for fault, _dice, _pause in islice(faults_drawn(SEED), 100)} == {fault.name for fault in FAULTS}


@pytest.mark.slow(seconds=150)
def test_whatever_was_acknowledged_under_faults_is_there_once_and_nothing_is_stuck(tmp_path: Path) -> None:
    trial = trial_run(tmp_path, seed=SEED, seconds=SECONDS, pause=PAUSE)
    assert trial.wrong == []
    assert trial.faults.total() > 30
    assert [check.name for check in trial.checks if not check.compared] == []
