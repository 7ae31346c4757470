"""Reads of events and deliveries."""

from collections.abc import Collection

from django.db.models import QuerySet

from apps.events.models import Delivery, DeliveryState, Event


def events_of_subject(subject: tuple[str, int]) -> QuerySet[Event]:
    """Return the events of a record, given as (model name, id), latest first."""
    return Event.objects.filter(subject_type=subject[0], subject_id=subject[1]).select_related("actor").order_by("-pk")


def events_of_shipper(shipper_id: int) -> QuerySet[Event]:
    """Return the events of a shipper and of all its records, latest first."""
    return Event.objects.filter(shipper_id=shipper_id).select_related("actor").order_by("-pk")


def last_event_of(shipper_id: int) -> int:
    """Return the number of the last event of a shipper, or 0 if there is none.

    A page reads this number first; the page is stale if the number is higher when the form comes back.
    """
    return Event.objects.filter(shipper_id=shipper_id).order_by("-pk").values_list("pk", flat=True).first() or 0


def event_waits(subject: tuple[str, int], kinds: Collection[str]) -> bool:
    """Tell whether an event of a record, given as (model name, id), of one of these kinds, waits for a handler."""
    events = events_of_subject(subject).filter(kind__in=kinds)
    return Delivery.objects.filter(event__in=events.order_by().values("pk"), state=DeliveryState.PENDING).exists()


def deliveries_parked() -> QuerySet[Delivery]:
    """Return the parked deliveries: all their attempts failed, and staff must replay them."""
    return Delivery.objects.filter(state=DeliveryState.PARKED)


def replays_of(delivery: Delivery) -> QuerySet[Event]:
    """Return the events that record the replays of a delivery, latest first."""
    return events_of_subject(("delivery", delivery.pk)).filter(kind="events.replayed")
