"""Every month's partition protects its entries by triggers of its own."""

import pytest
from django.db import DatabaseError, connection, transaction

from apps.ledger.models import Shipment
from apps.shippers.models import Shipper
from tests.ledger.conftest import report, shipment


def partitions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'ledger_shipment'::regclass ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return True
    return False


def test_a_month_gets_its_partition_when_it_is_first_reported() -> None:
    report(shipment(date="2001-07-31"), shipment("1Z002", date="2001-08-01"))
    assert {"ledger_shipment_200107", "ledger_shipment_200108"} <= set(partitions())
    report(shipment("1Z003", date="2001-08-31"))
    assert Shipment.objects.filter(date__year=2001).count() == 3


def test_there_is_no_default_partition() -> None:
    assert not any("default" in name for name in partitions())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET value = 0",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
    ],
)
def test_entries_are_never_changed_or_deleted(statement: str) -> None:
    report(shipment(date="2001-07-31"), shipment("1Z002", date="2001-08-01"))
    tables = ["ledger_shipment", "ledger_shipment_200107", "ledger_shipment_200108"]
    assert [table for table in tables if not refused(statement.format(table=table))] == []
    assert Shipment.objects.filter(date__year=2001).count() == 2


@pytest.mark.parametrize(
    "statement",
    ["TRUNCATE ledger_violation", "TRUNCATE ledger_programentry CASCADE", "DELETE FROM ledger_programentry"],
)
def test_violations_and_program_entries_are_protected_too(statement: str, lin: Shipper) -> None:
    assert refused(statement)
