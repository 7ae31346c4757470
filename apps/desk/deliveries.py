"""Events on their way to their handlers: what was given up, why, and trying it anew."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.staff_admin import refusals_shown
from apps.core import clock
from apps.desk.actions import StaffAction, StaffActions
from apps.desk.events import event_context
from apps.desk.pages import PageAdmin
from apps.events.models import Delivery, DeliveryState
from apps.events.selectors import replays_of
from apps.events.services import MAX_ATTEMPTS, delivery_replay


class StateFilter(admin.SimpleListFilter):
    """The state of deliveries. Parked ones are shown unless another state is chosen, since they wait for staff."""

    title = _lazy("state")
    parameter_name = "state"

    # pyrefly: ignore[bad-override] (Django itself gives None to the choice that filters nothing)
    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str | None, Any]]:
        return [
            (None, _lazy("Parked")),
            (DeliveryState.PENDING, _lazy("Pending")),
            (DeliveryState.DONE, _lazy("Done")),
        ]

    def choices(self, changelist: Any) -> Any:
        for value, label in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        return queryset.filter(state=self.value() or DeliveryState.PARKED)


@admin.register(Delivery)
class DeliveryAdmin(PageAdmin):
    """The list of parked deliveries, the oldest first, and a page for each with its event and its replays."""

    page_template = "admin/desk/delivery.html"
    help = _lazy(
        "Each thing that happens is delivered to the parts of the program that act on it. A delivery that failed "
        "ten times in a row is parked here, with the line of code at which it failed; the log has the rest. Once "
        "the cause is corrected, choose the deliveries to replay and use the action below: they are tried again at "
        "once. Replaying twice does no harm."
    )
    help_about = "deliveries"
    list_display = ("__str__", "kind", "error", "attempts", "age", "lane")
    list_select_related = ("event",)
    list_filter = (StateFilter, "lane")
    ordering = ("id",)
    actions = ("replay",)

    @admin.display(description=_lazy("event"))
    def kind(self, delivery: Delivery) -> str:
        return delivery.event.kind

    @admin.display(description=_lazy("age"))
    def age(self, delivery: Delivery) -> str:
        return timesince(delivery.event.at, clock.now())

    @admin.action(description=_lazy("Replay"), permissions=["operate"])
    def replay(self, request: HttpRequest, deliveries: QuerySet[Delivery]) -> None:
        with refusals_shown(request):
            count = delivery_replay(actor=user_of(request), delivery_ids=list(deliveries.values_list("pk", flat=True)))
            messages.success(request, ngettext("%d delivery replayed.", "%d deliveries replayed.", count) % count)

    def shipper_of(self, shown: Delivery) -> int | None:
        return shown.event.shipper_id

    def staff_actions(self, request: HttpRequest, shown: Delivery) -> StaffActions:
        if "operate" not in held(user_of(request)):
            return {}
        return {
            "replay": StaffAction(
                label=_lazy("Replay"),
                effect=_lazy(
                    "The delivery gets a new set of attempts, and is tried at once. If it fails again, it is "
                    "parked again."
                ),
                service=partial(delivery_replay, delivery_ids=[shown.pk]),
                blocked="" if shown.state == DeliveryState.PARKED else _lazy("Only what is parked can be replayed."),
            )
        }

    def page(self, request: HttpRequest, shown: Delivery) -> dict[str, Any]:
        return {
            **event_context(shown.event),
            "attempts": MAX_ATTEMPTS,
            "others": shown.event.deliveries.exclude(pk=shown.pk).order_by("pk"),
            "replays": replays_of(shown),
        }
