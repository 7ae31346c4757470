"""Looks of apps above at each batch of shipments, such as the one for watched goods."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.db import connection

from apps.ledger.facts import ShipmentFact
from apps.ledger.models import Recording
from apps.ledger.statements import statement

# The facts of a batch, each with its index in the source.
type BatchFacts = Sequence[tuple[int, ShipmentFact]]
# Takes the locked recording whose batch is under way, and the facts that were parsed. Runs in the transaction of the
# batch, after all that the ledger itself records, so that every parcel of the batch is locked.
type BatchLook = Callable[[Recording, BatchFacts], None]

_looks: list[BatchLook] = []


@dataclass(frozen=True, slots=True)
class BatchParcel:
    """A parcel of the batch under way, with the code and the description that the batch leaves it with."""

    parcel_id: int
    hs: str
    description: str


def batch_look_register(look: BatchLook) -> None:
    """Register a look at each batch of shipments, when the app starts. A look takes as many queries for a large batch
    as for a small one.
    """
    _looks.append(look)


def batch_looks_run(recording: Recording, facts: BatchFacts) -> None:
    """Let the apps above look at the batch of a recording."""
    for look in _looks:
        look(recording, facts)


def batch_parcels(indexes: Collection[int]) -> list[BatchParcel]:
    """Return the parcels that facts, given by index, entered or amended in the batch under way: one for each fact.

    Takes one query.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement("batch_parcels"), {"indexes": list(indexes)})
        return [BatchParcel(*row) for row in cursor.fetchall()]
