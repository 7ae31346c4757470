"""The list of events, and a page for each: what happened, to which record, and who was told."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.desk.pages import PageAdmin
from apps.desk.timeline import TimelineEvent, words_of
from apps.events.models import Event
from apps.shippers.models import Shipper


@admin.register(Event)
class EventAdmin(PageAdmin):
    """The events, latest first."""

    help = _lazy(
        "Every event, the latest first. Events are never changed and hold no personal data. The deliveries of an event "
        "are the work that follows from the event."
    )
    help_about = "logged"
    page_template = "admin/desk/event.html"
    list_display = ("id", "words", "at", "subject_type", "subject_id", "shipper_id", "actor")
    list_select_related = ("actor",)
    search_fields = ("=subject_id", "=shipper_id")
    search_help_text = _lazy("The number of a subject or of a shipper")
    ordering = ("-id",)

    @admin.display(description=_lazy("what happened"))
    def words(self, event: Event) -> str:
        return words_of(event.kind, event.payload)

    def page(self, request: HttpRequest, shown: Event) -> dict[str, Any]:
        return {
            "title": words_of(shown.kind, shown.payload),
            "deliveries": shown.deliveries.order_by("pk"),
            **event_context(shown),
        }


def event_context(event: Event) -> dict[str, Any]:
    """Return what the template of an event's facts shows: the event, and its business if there is one."""
    return {"happened": TimelineEvent(event), "business": Shipper.objects.filter(pk=event.shipper_id).first()}
