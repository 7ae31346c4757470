from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.accounts.staff_admin import StaffModelAdmin, refusals_shown
from apps.events.models import Delivery, Event
from apps.events.services import delivery_replay


@admin.register(Event)
class EventAdmin(StaffModelAdmin):
    list_display = ("id", "kind", "at", "subject_type", "subject_id", "shipper_id", "actor")
    list_select_related = ("actor",)
    search_fields = ("=subject_id", "=shipper_id")
    search_help_text = _("The number of a subject or of a shipper")
    ordering = ("-id",)


class StateFilter(admin.SimpleListFilter):
    """Shows what is parked unless asked for something else: that is what waits for staff."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str | None, str]]:
        return [(None, _("Parked")), (Delivery.State.PENDING, _("Pending")), (Delivery.State.DONE, _("Done"))]

    def choices(self, changelist: object) -> object:
        for value, label in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
        return deliveries.filter(state=self.value() or Delivery.State.PARKED)


@admin.register(Delivery)
class DeliveryAdmin(StaffModelAdmin):
    list_display = ("id", "handler", "event", "lane", "state", "attempts", "due_at", "done_at", "error")
    list_select_related = ("event",)
    list_filter = (StateFilter, "lane")
    ordering = ("id",)
    actions = ("replay",)

    @admin.action(description=_("Replay"), permissions=["operate"])
    def replay(self, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
        with refusals_shown(request):
            count = delivery_replay(actor=request.user, delivery_ids=list(deliveries.values_list("pk", flat=True)))
            messages.success(request, ngettext("%d delivery replayed.", "%d deliveries replayed.", count) % count)
