"""Each alert fires when its part of the program breaks, and is over after the step that its runbook names."""

import os
import shutil

import pytest

from apps.desk.running.conditions import CONDITIONS, SEEN_FROM_OUTSIDE
from tests.alerts.__main__ import main
from tests.alerts.drills import DRILLS


def test_every_alert_has_a_drill() -> None:
    drilled = {alert for drill in DRILLS for alert in drill.alerts}
    assert drilled == {rule.name for rule in (*SEEN_FROM_OUTSIDE, *CONDITIONS)}


@pytest.mark.soak
@pytest.mark.skipif(shutil.which("prometheus") is None, reason="needs Prometheus")
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, for a small disk of files")
def test_every_alert_fires_within_a_minute_and_is_over_after_its_step() -> None:
    assert main([]) == 0
