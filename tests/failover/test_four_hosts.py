"""Four hosts behind a proxy: whichever of them loses its power, the others go on, and nothing acknowledged is lost."""

import os
import shutil

import pytest

from tests.failover.__main__ import main

PROGRAMS = ("patroni", "etcd")


@pytest.mark.soak
@pytest.mark.skipif(not all(map(shutil.which, PROGRAMS)), reason="needs Patroni and etcd")
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, for the network of the hosts")
def test_no_loss_of_a_host_takes_a_function_away_for_more_than_a_minute_or_loses_a_report() -> None:
    assert main([]) == 0
