"""The measures of the benchmark of recording."""

import pytest
from django.db import connection

from benchmarks.processors import Meter


def metered(statement: str) -> float:
    meter = Meter()
    connection.ensure_connection()
    with meter.runs(connection.connection.info.backend_pid), connection.cursor() as cursor:
        cursor.execute(statement)
    return meter.seconds


def test_processors_time_is_that_of_work_and_not_of_waiting() -> None:
    working, waiting = metered("SELECT count(*) FROM generate_series(1, 1000000)"), metered("SELECT pg_sleep(0.1)")
    assert working > waiting


def test_processors_of_another_machine_are_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "database.example")
    assert metered("SELECT count(*) FROM generate_series(1, 1000000)") == 0
