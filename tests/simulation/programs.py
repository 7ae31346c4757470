"""Simulated programs in tests: the counts that the planner needs meanwhile, and what holds afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from apps.core import clock
from apps.disputes.models import Dispute
from apps.ledger.models import Violation
from config.simulation.services import program

# The months of shipments whose rows were never counted.
UNCOUNTED = """
SELECT inhrelid::regclass::text
FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
WHERE inhparent = 'ledger_shipment'::regclass AND reltuples < 0
"""


def count_rows() -> None:
    """Count the rows of the large tables for the planner: no vacuum counts what is not committed."""
    with connection.cursor() as cursor:
        # As the program counts them, where it commits (`config.simulation.session.rows_count`).
        cursor.execute("SET LOCAL default_statistics_target = 20")
        cursor.execute("ANALYZE ledger_parcel, ledger_shipment, ledger_violation, ledger_tally, events_delivery")
        cursor.execute(UNCOUNTED)
        # The server skips a table that the role may not count, and only warns.
        assert cursor.fetchall() == []


@contextmanager
def rows_counted() -> Iterator[None]:
    """Count the rows before each period of a simulation, and once more at the end, before the rollback.

    The counts outlive the rollback. Those of a table that was counted while it was empty would have the planner join
    large tables row by row in every later test of the process.
    """
    record = program.agencies_record

    def counted(**given: Any) -> None:
        count_rows()
        record(**given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(program, "agencies_record", counted)
        patch.setattr(program, "rows_count", count_rows)
        yield
    count_rows()


def assert_nothing_is_overdue() -> None:
    """Assert that officers decide what members say in its time, and that no allegation is left to itself."""
    assert not Dispute.objects.filter(state="open", decide_by__lt=clock.now()).exists()
    left = Violation.objects.filter(pk=F("case__violation_id"), determination="alleged", voided=False)
    left = left.filter(case__service__answer_by__lt=clock.now())
    assert not left.filter(date__lt=clock.add_days(clock.today(), -200)).exists()
