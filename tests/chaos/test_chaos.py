"""The trial under faults, in its short form; `make chaos` runs longer ones."""

from pathlib import Path

import pytest

from tests.chaos.trial import trial_run

# With this seed, the first hundred faults are of every kind.
SEED, SECONDS, PAUSE = 14462, 40, 0.3


@pytest.mark.slow(seconds=190)
def test_whatever_was_acknowledged_under_faults_is_there_once_and_nothing_is_stuck(tmp_path: Path) -> None:
    trial = trial_run(tmp_path, seed=SEED, seconds=SECONDS, pause=PAUSE)
    assert trial.wrong == []
    assert trial.faults.total() > 30
    assert [check.name for check in trial.checks if not check.compared] == []
