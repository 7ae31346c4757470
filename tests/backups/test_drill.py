"""The restoration of a whole program, from real copies of a real server."""

from pathlib import Path

import pytest

from tests.drill import TABLES, drill_run


@pytest.mark.slow
def test_restoration_to_the_moment_before_a_mistake_brings_back_every_row_and_file_and_verifies(tmp_path: Path) -> None:
    drill = drill_run(tmp_path, parcels=500)
    assert drill.spoiled["ledger_shipment"][0] < drill.before["ledger_shipment"][0]
    assert drill.spoiled["files"][0] < drill.before["files"][0]
    assert drill.before.keys() == {*TABLES, "files"}
    # What compares nothing proves nothing: the verification of the seals neither.
    assert all(rows for rows, _digest in drill.before.values())
    assert drill.restored == drill.before
