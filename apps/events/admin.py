"""The admin's list of events."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.staff_admin import StaffModelAdmin
from apps.events.models import Event


@admin.register(Event)
class EventAdmin(StaffModelAdmin):
    """The events, latest first."""

    help = _lazy(
        "Every event, the latest first. Events are never changed and hold no personal data. The deliveries of an event "
        "are the work that follows from the event."
    )
    help_about = "logged"
    list_display = ("id", "kind", "at", "subject_type", "subject_id", "shipper_id", "actor")
    list_select_related = ("actor",)
    search_fields = ("=subject_id", "=shipper_id")
    search_help_text = _lazy("The number of a subject or of a shipper")
    ordering = ("-id",)
