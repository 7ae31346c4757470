"""Handlers of events for the acts of staff that wait to be done."""

from apps.events.models import Event, Lane
from apps.events.registry import on
from apps.work import services


@on("work.act_due", lane=Lane.URGENT)
def do_act(event: Event) -> None:
    services.act_perform(act_id=event.subject_id)
