"""Reads of corrections: by the partner that is told, and by the business that is told whom they reached."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Max, QuerySet

from apps.events.models import Event
from apps.ledger.vocabulary import Determination
from apps.partners.corrections.models import PartnerCorrection
from apps.partners.corrections.statements import FALLEN
from apps.standing.members.states import ChangeReason
from apps.standing.models import Change

COUNTING = [Determination.SUSTAINED.value, Determination.MITIGATED.value]


def corrections_of(partner_id: int) -> QuerySet[PartnerCorrection]:
    """Return the corrections of a partner in their order, with the present standing of each business."""
    return PartnerCorrection.objects.filter(partner=partner_id).select_related("shipper__standing").order_by("seq")


def corrections_end(partner_id: int) -> int:
    """Return the last place among the corrections of a partner, 0 while there is none."""
    return PartnerCorrection.objects.filter(partner=partner_id).aggregate(last=Max("seq"))["last"] or 0


def corrections_about(shipper_id: int) -> QuerySet[PartnerCorrection]:
    """Return the corrections about a business with the partners, the latest first."""
    return PartnerCorrection.objects.filter(shipper=shipper_id).select_related("partner").order_by("-at", "-pk")


def events_of_record(events: Sequence[Event]) -> list[Event]:
    """Return the events of the ledger, of these, by which a finding that counted against a business stopped counting.

    An allegation never counts: partners were told nothing that rested on it.
    """
    entries = {event.payload["violation_id"]: event for event in events if "violation_id" in event.payload}
    reversals = [event for event in events if "reversal_id" in event.payload]
    values = {
        "entries": list(entries),
        "reversals": [event.payload["reversal_id"] for event in reversals],
        "shippers": [event.business_id for event in events],
        "counting": COUNTING,
    }
    with connection.cursor() as cursor:
        cursor.execute(FALLEN, values)
        fallen = cursor.fetchall()
    charged = {(entry_id, shipper_id) for entry_id, _recording_id, shipper_id in fallen}
    taken_back = {(recording_id, shipper_id) for _entry_id, recording_id, shipper_id in fallen}
    return [event for pk, event in entries.items() if (pk, event.shipper_id) in charged] + [
        event for event in reversals if (event.payload["reversal_id"], event.shipper_id) in taken_back
    ]


def events_of_standing(events: Sequence[Event]) -> list[Event]:
    """Return the events of standing, of these, by which a business got back what was taken from it.

    The change of standing tells of an appeal that gives a standing back at once, which is not told twice.
    """
    changes = Change.objects.in_bulk([event.subject_id for event in events if event.kind == "standing.changed"])
    return [event for event in events if _restores(event, changes.get(event.subject_id))]


def _restores(event: Event, change: Change | None) -> bool:
    if event.kind == "standing.changed":
        return change is not None and ChangeReason.RESTORED in change.reasons
    return _restored_nothing(event)


def _restored_nothing(granted: Event) -> bool:
    """Tell whether a granted appeal gave nothing back, since a stay or a validation had done so before."""
    restored = Change.objects.filter(shipper=granted.business_id, reasons__contains=[ChangeReason.RESTORED])
    return not restored.filter(actor=granted.actor_id, at__gte=granted.at).exists()
