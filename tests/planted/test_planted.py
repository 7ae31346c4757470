"""Every planted fault can still be planted; `make planted` shows that each is found."""

from importlib.util import find_spec

import pytest

from config.engines import PROJECT
from tests.planted.faults import Fault, faults_read, patch_check

FAULTS = faults_read()
MIN_FAULTS = 20


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_still_applies_and_names_what_finds_it(fault: Fault) -> None:
    patch_check(fault)
    assert find_spec(fault.command[0])
    assert fault.promise.endswith(".")
    # A part of a module of tests is named as pytest does.
    assert all((PROJECT / test.partition("::")[0]).exists() for test in fault.tests)


def test_planted_faults_are_at_least_twenty() -> None:
    assert len(FAULTS) >= MIN_FAULTS
    assert len({fault.promise for fault in FAULTS}) == len(FAULTS)
