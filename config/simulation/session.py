"""The session in which a process simulates: many short transactions, one after the other, and no worker beside them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from apps.core.database_rights import as_owner
from apps.core.prepared_statements import statements_prepared
from apps.core.wake_ups import wake_ups_rest
from apps.evaluation.services import evaluate_due
from apps.events import services as events
from apps.events import timers

ALL = 1_000_000
LARGE = (
    *("ledger_shipment", "ledger_parcel", "ledger_seller", "ledger_sellerlink", "ledger_tally", "ledger_violation"),
    *("ledger_programentry", "ledger_watch", "evaluation_evaluation", "standing_standing", "standing_change"),
    *("events_event", "events_delivery", "shippers_shipper", "shippers_matchkey"),
)


@contextmanager
def simulating() -> Iterator[None]:
    """Let the server plan each statement once and wait for no disk, Python look rarely for circles of objects, and no
    worker be called: the simulation does what workers would do, and begins anew if it is stopped.
    """
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        with statements_prepared(), wake_ups_rest():
            with connection.cursor() as cursor:
                cursor.execute("SET synchronous_commit = off")
            yield
    finally:
        gc.set_threshold(*before)


def settle() -> None:
    """Do what the workers would do before anybody looks."""
    timers.fire()
    events.drain()
    if evaluate_due(limit=ALL):
        events.drain()


def rows_count() -> None:
    """Have PostgreSQL look at a sample of the rows of large tables, as it does by itself within minutes: a simulation
    makes the rows of years in one.

    Within a transaction nobody but its own session could count them.
    """
    if not connection.in_atomic_block:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SET default_statistics_target = 20")
            cursor.execute(f"ANALYZE {', '.join(LARGE)}")
