import time
from collections.abc import Sequence
from pathlib import Path

from apps.events.kinds import declare
from apps.events.models import Delivery, DeliveryState, Event, Lane
from apps.events.registry import on, on_many
from apps.events.services import record

VERBS = (
    "bulk_that_causes",
    "chained",
    "counted",
    "effect",
    "failing",
    "held",
    "order",
    "together",
    "unheard",
    "urgent",
)
declare(staff={f"probe.{verb}": f"Probe: {verb}" for verb in (*VERBS, "urgent_order")})


@on("probe.counted", lane=Lane.BULK)
def count(event: Event) -> None:
    """Do nothing; the test counts the deliveries."""


@on("probe.urgent", lane=Lane.URGENT)
def note_what_waits(event: Event) -> None:
    waiting = Delivery.objects.filter(lane=Lane.BULK, state=DeliveryState.PENDING).count()
    record("probe.effect", subject=("probe", event.pk), waiting=waiting)


@on("probe.held")
def act_then_wait(event: Event) -> None:
    """Record an event, touch the file `acting`, and keep the transaction open until there is a file `go`."""
    record("probe.effect", subject=("probe", event.pk))
    folder = Path(event.payload["folder"])
    (folder / "acting").touch()
    while not (folder / "go").exists():
        time.sleep(0.05)


@on("probe.failing")
def fail(event: Event) -> None:
    record("probe.effect", subject=("probe", event.pk))
    raise ValueError("ada@shop.example is not a number")


@on("probe.chained")
def chain(event: Event) -> None:
    if event.payload["left"]:
        record("probe.chained", subject=("probe", event.pk), left=event.payload["left"] - 1)


@on("probe.bulk_that_causes", lane=Lane.BULK)
def cause_something_urgent(event: Event) -> None:
    record("probe.order", subject=("probe", event.pk), said="bulk")
    record("probe.urgent_order", subject=("probe", event.pk))


@on("probe.urgent_order", lane=Lane.URGENT)
def say_urgent(event: Event) -> None:
    record("probe.order", subject=("probe", event.pk), said="urgent")


@on_many("probe.together", batch_size=4)
def handle_together(events: Sequence[Event]) -> None:
    """Record how many events came together; fail afterwards if one of them is bad."""
    record("probe.effect", subject=("probe", events[0].pk), together=len(events))
    if any("bad" in event.payload for event in events):
        raise ValueError
