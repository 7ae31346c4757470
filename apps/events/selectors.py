from django.db.models import QuerySet

from apps.events.models import Delivery, Event


def events_of_subject(subject: tuple[str, int]) -> QuerySet[Event]:
    """What happened to one thing, the latest first."""
    return Event.objects.filter(subject_type=subject[0], subject_id=subject[1]).select_related("actor").order_by("-pk")


def events_of_shipper(shipper_id: int) -> QuerySet[Event]:
    """What happened to a shipper and to all that is theirs, the latest first."""
    return Event.objects.filter(shipper_id=shipper_id).select_related("actor").order_by("-pk")


def last_event_of(shipper_id: int) -> int:
    """The number of the last thing that happened to a shipper, 0 before the first.

    A page that knows of a lower one is stale: it reads this before all else.
    """
    return Event.objects.filter(shipper_id=shipper_id).order_by("-pk").values_list("pk", flat=True).first() or 0


def parked_count() -> int:
    """How many deliveries were given up after all their attempts, and wait for somebody to replay them."""
    return Delivery.objects.filter(state=Delivery.State.PARKED).count()


def replays_of(delivery: Delivery) -> QuerySet[Event]:
    """Who had a delivery tried anew, and when, the latest first."""
    return events_of_subject(("delivery", delivery.pk)).filter(kind="events.replayed")
