"""Departures that officers started: the list, the page of a departure, and the act that starts one."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.desk.actions import ActionTable, StaffAction, StaffActions
from apps.desk.cases import CaseAdmin
from apps.desk.files import DEPARTURE as FILES
from apps.desk.forms import FileForm, RecordForm, StaffForm, language_field, reasons_field, text_field
from apps.desk.impartiality import is_on_team
from apps.shippers.models import Shipper
from apps.shippers.roles import ON_TEAM
from apps.standing import services
from apps.standing.models import Departure, Standing
from apps.standing.selectors import departure_facts
from apps.standing.states import DEPARTURE, OFFICER, OWNER, STATUS

WAITS = _lazy("A departure of this business waits already.")


class StartForm(StaffForm):
    """The form in which an officer notes how the owner asked to leave, and what the owner said."""

    way = forms.ChoiceField(label=_lazy("How the owner asked"), choices=Departure.Way)
    reasons = reasons_field(
        _lazy("What the owner said"), _lazy("Who of the business said so, when, and why. The team reads this.")
    )
    language = language_field()


class SignForm(FileForm):
    """A file with the owner's signature, and a note on who signed."""

    note = text_field(_lazy("Who signed, and how the file came. Only staff read this."), rows=3)
    field_order = ("file", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _lazy("The file with the owner's signature")
        self.fields["file"].required = True


ACTIONS = {
    "sign": StaffAction(
        main=True,
        effect=_lazy("A second officer reads the file and agrees, or sends it back. Until then the business stays."),
        service=services.departure_sign,
        form=SignForm,
    ),
    "agree": StaffAction(
        main=True,
        effect=_lazy("The membership ends at once, partners see it within a second, and the team is told."),
        service=services.departure_agree,
        confirmed=True,
    ),
    "send_back": StaffAction(
        effect=_lazy("The departure waits for the owner as before."),
        service=services.departure_send_back,
        form=RecordForm,
    ),
    "cancel": StaffAction(
        effect=_lazy("The business stays a member, and its team is told."),
        service=services.departure_cancel,
        form=RecordForm,
        undoable=True,
    ),
}


def _has_departure(shipper: Shipper) -> bool:
    # pyrefly: ignore[missing-attribute] (annotated by `ShipperAdmin.get_queryset`)
    return shipper.has_departure


def departure_actions(request: HttpRequest, shipper: Shipper) -> StaffActions:
    """Return the act that starts a departure, on the page of a member. `shipper` was read with its standing."""
    standing: Standing | None = getattr(shipper, "standing", None)
    if standing is None or OFFICER not in held(user_of(request)):
        return {}
    if not any(row.action == "withdraw" for row in STATUS.open_to(state=standing.status, held={OWNER})):
        return {}
    on_team = is_on_team(request, shipper.pk)
    return {
        "start_departure": StaffAction(
            label=_lazy("Record that it asked to leave the program"),
            effect=_lazy(
                "Nothing ends yet. The owner confirms on the site, or you record a signed confirmation and a second "
                "officer agrees. Unconfirmed, the departure lapses and the business stays."
            ),
            service=partial(services.departure_start, shipper_id=shipper.pk),
            form=StartForm,
            blocked=ON_TEAM if on_team else WAITS if _has_departure(shipper) else "",
            undoable=True,
        )
    }


@admin.register(Departure)
class DepartureAdmin(CaseAdmin):
    page_template = "admin/desk/departure.html"
    help = _lazy(
        "Businesses that asked an officer to let them leave. A membership ends only when the owner has confirmed: on "
        "the site, or by a signed file on which a second officer agrees."
    )
    help_about = "standing-departure"
    acts = ActionTable(DEPARTURE, ACTIONS, "departure_id", departure_facts)
    files = (FILES,)
    list_display = ("shipper", "state", "way", "started_at", "started_by", "confirm_by")
    list_filter = ("state", "way")
    list_select_related = ("shipper", "started_by")
    search_fields = ("=shipper__ksn", "shipper__name")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Departure]:
        people = ("started_by", "signed_by", "ended_by")
        return super().get_queryset(request).select_related("shipper__standing", *people)

    def page(self, request: HttpRequest, shown: Departure) -> dict[str, Any]:
        return {
            "title": _lazy("Departure of %(business)s") % {"business": shown.shipper},
            "standing": getattr(shown.shipper, "standing", None),
            "files": shown.files.order_by("pk"),
        }
