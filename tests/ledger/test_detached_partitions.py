"""A partition that the owner of the tables has detached protects its entries as before, even from the owner."""

import pytest
from django.db import connection

from tests.ledger.conftest import report, shipment
from tests.ledger.test_partitions import refused


@pytest.mark.usefixtures("owner_db")
def test_a_partition_that_was_detached_still_protects_its_entries() -> None:
    report(shipment(date="2001-07-31"))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_shipment DETACH PARTITION ledger_shipment_200107")
    assert refused("DELETE FROM ledger_shipment_200107")
    assert refused("TRUNCATE ledger_shipment_200107")
