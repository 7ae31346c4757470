"""Handlers of events for the desk."""

from apps.desk.undo import act_perform
from apps.events.models import Event, Lane
from apps.events.registry import on


@on("work.act_due", lane=Lane.URGENT)
def do_act(event: Event) -> None:
    act_perform(event.subject_id)
