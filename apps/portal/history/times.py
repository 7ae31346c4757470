"""The times of a shipment, from the filing of its data to its release."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise
from apps.ledger.models import Recording, Shipment
from apps.ledger.vocabulary import Disposition

# The times that are reported as such, in their usual order.
STEPS: dict[str, Promise] = {
    "lodged_at": _lazy("Data filed"),
    "arrived_at": _lazy("Arrived"),
    "released_at": _lazy("Released"),
}


@dataclass(frozen=True, slots=True)
class ParcelTime:
    """A step of a shipment at a time; None where nobody told the time. `is_report` is whether the time is that of the
    report of the step, not of the step itself. `place` is the time by which the steps are put in order.
    """

    label: str | Promise
    at: datetime | None
    place: datetime
    is_report: bool = False


def parcel_times(revisions: Sequence[Shipment]) -> list[ParcelTime]:
    """Return the steps of a shipment in their order, from its entries, the oldest first.

    Reports give the times of filing, arrival and release. Other states, such as held or examined, have the time of the
    first report that told of them. An exam that was told only after the release has no time.
    """
    last = revisions[-1]
    times = [ParcelTime(label, at, at) for name, label in STEPS.items() if (at := getattr(last, name))]
    return sorted([*_reported_times(revisions, last.released_at), *times], key=attrgetter("place"))


def _reported_times(revisions: Iterable[Shipment], released_at: datetime | None) -> Iterable[ParcelTime]:
    state, examined = "", False
    for entry in revisions:
        if entry.voided or entry.recording.kind == Recording.Kind.REVERSAL:
            continue
        at = entry.reported_at or entry.recorded_at
        if entry.examined and not examined and entry.disposition != Disposition.EXAMINED:
            if released_at and at > released_at:
                yield ParcelTime(Disposition.EXAMINED.label, None, released_at)
            else:
                yield ParcelTime(Disposition.EXAMINED.label, at, at, is_report=True)
        is_told_already = entry.disposition == Disposition.RELEASED and released_at is not None
        if entry.disposition and entry.disposition != state and not is_told_already:
            yield ParcelTime(entry.get_disposition_display(), at, at, is_report=True)
        state, examined = entry.disposition, examined or entry.examined
