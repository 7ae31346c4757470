"""The look at each batch of reported shipments for watched goods."""

from apps.agencies.watchlists.services import sightings_record
from apps.ledger.batches import BatchFacts, batch_look_register
from apps.ledger.models import Recording


def batch_look(recording: Recording, facts: BatchFacts) -> None:
    """Look at the batch of a recording for watched goods."""
    sightings_record(recording=recording, facts=facts)


batch_look_register(batch_look)
