"""The lists of standings and of their changes, and a page for each."""

from datetime import date, datetime
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.lifecycle import Text
from apps.desk.lists import ChoiceFilter, Choices, DaysFilter, TierFilter
from apps.desk.pages import PageAdmin
from apps.desk.shippers.panels import standing_panel
from apps.desk.timeline import REASONS
from apps.standing.models import Change, Standing
from apps.standing.selectors import changes_of
from apps.standing.states import STATUS

MAX_CHANGES = 10
# The acts by which a standing changes, in words: the one that begins it, those that change the status, and the others.
ACTS: dict[str, Text] = {
    "enroll": _lazy("Enroll"),
    **{transition.action: transition.label for transition in STATUS.transitions},
    "validate": _lazy("Validate"),
    "end_validation": _lazy("End the validation"),
    "promote": _lazy("Raise the tier"),
    "demote": _lazy("Lower the tier"),
    "restore_tier": _lazy("Restore the tier on appeal"),
    "hold_parcels": _lazy("Examine every parcel"),
    "release_parcels": _lazy("Examine parcels as before"),
    "end_examination": _lazy("End the examination of every parcel"),
}


def act_words(change: Change) -> Text:
    """Return the act of a change in words, or its code where an earlier version of the program recorded the act."""
    return ACTS.get(change.action, change.action)


@admin.register(Standing)
class StandingAdmin(PageAdmin):
    """The list of standings, and the page of one: what the business's page says of it, and its last changes."""

    help = _lazy("How each member stands now: status, validated or not, tier.")
    help_about = "standing-status"
    page_template = "admin/desk/standing.html"
    list_display = ("shipper", "status", "status_since", "tier", "tier_since", "validated", "validated_since")
    list_filter = ("status", "validated", TierFilter)
    list_select_related = ("shipper",)
    search_fields = ("shipper__ksn", "shipper__name")

    def page(self, request: HttpRequest, shown: Standing) -> dict[str, Any]:
        changes = changes_of(shown.shipper_id)[:MAX_CHANGES]
        return {
            "title": _lazy("Standing of %(business)s") % {"business": shown.shipper},
            "standing": shown,
            "changes": [(change, [REASONS[reason] for reason in change.reasons]) for change in changes],
            **standing_panel(request, shown.shipper),
        }


class ActFilter(ChoiceFilter):
    """Changes by their act. The acts are declared, so that nobody looks them up among all changes."""

    title = _lazy("Act")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return list(ACTS.items())

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(action=value)


class ChangeDaysFilter(DaysFilter):
    column = "at"

    def begin(self, day: date) -> datetime:
        return clock.start_of(day)


@admin.register(Change)
class ChangeAdmin(PageAdmin):
    """The list of changes of standing, and a page for each with what was before and what held from then on."""

    help = _lazy("Each change of a member's standing, with its reasons and who made it.")
    help_about = "standing-reasons"
    page_template = "admin/desk/standing_change.html"
    list_display = ("at", "shipper", "act", "status", "tier", "actor")
    list_filter = ("status", TierFilter, ActFilter, ChangeDaysFilter)
    list_select_related = ("shipper", "actor")
    search_fields = ("shipper__ksn", "shipper__name")

    @admin.display(description=_lazy("act"))
    def act(self, change: Change) -> Text:
        return act_words(change)

    def page(self, request: HttpRequest, shown: Change) -> dict[str, Any]:
        return {
            "title": f"{act_words(shown)}: {shown.shipper}",
            "act": act_words(shown),
            "reasons": [REASONS[reason] for reason in shown.reasons],
        }
