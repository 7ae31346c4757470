"""The look at each batch of reported shipments for parcels that have not arrived, which are assessed afterwards."""

from apps.core import clock
from apps.events.timers import timer_set
from apps.ledger.batches import BatchFacts, batch_look_register
from apps.ledger.models import Recording
from apps.targeting.declarations import is_before_arrival
from apps.targeting.services import LODGED


def batch_look(recording: Recording, facts: BatchFacts) -> None:
    """Note that parcels of a recording of a partner's system are to be assessed: one row, whatever the batch holds."""
    today = clock.today()
    if recording.client and any(is_before_arrival(fact.content, today) for _index, fact in facts):
        timer_set(LODGED, subject=("recording", recording.pk), at=clock.now())


batch_look_register(batch_look)
