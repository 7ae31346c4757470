"""Exam requests of members: the list, the page of a request, and its forms."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.shares import percent
from apps.desk.actions import ActionTable, StaffAction, StaffActions
from apps.desk.cases import CaseAdmin
from apps.desk.forms import WordsForm
from apps.ledger.selectors import Volume, volumes_of
from apps.validations import selectors, services
from apps.validations.models import ExamRequest
from apps.validations.states import EXAM_REQUEST


class GrantForm(WordsForm):
    asked = _lazy("Remarks. The business reads this.")
    optional = True
    exams = forms.IntegerField(label=_lazy("Parcels to be opened"), min_value=1)
    field_order = ("exams", "text", "language")

    def __init__(self, *args: Any, exams: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"exams": exams}, **kwargs)


class DeclineForm(WordsForm):
    """The reasons for which a request is declined."""


ACTIONS = {
    "grant": StaffAction(
        main=True,
        effect=_lazy(
            "The team is told, but not until when. From tomorrow on, the draws of ports open more of its parcels at "
            "random."
        ),
        service=services.exam_request_grant,
        form=GrantForm,
        undoable=True,
    ),
    "decline": StaffAction(
        effect=_lazy("The team reads the reasons and may ask again."),
        service=services.exam_request_decline,
        form=DeclineForm,
        undoable=True,
    ),
}


@admin.register(ExamRequest)
class ExamRequestAdmin(CaseAdmin):
    help = _lazy("Parcels that members ask to have opened at random, because few of theirs are opened by chance.")
    help_about = "validations-exam_request"
    acts = ActionTable(EXAM_REQUEST, ACTIONS, "request_id", selectors.exam_request_facts)
    page_template = "admin/desk/exam_request.html"
    list_display = ("shipper", "state", "exams_asked", "exams_granted", "opened", "until", "asked_at", "decided_by")
    list_filter = ("state",)
    search_fields = ("shipper__name", "shipper__trade_name", "=shipper__ksn")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExamRequest]:
        return selectors.exam_requests_for_staff()

    @admin.display(description=_lazy("opened"))
    def opened(self, shown: ExamRequest) -> int | None:
        if not shown.exams_granted or selectors.exams_archived(shown):
            return None
        return selectors.exams_opened(shown)

    def staff_actions(self, request: HttpRequest, shown: ExamRequest) -> StaffActions:
        actions = super().staff_actions(request, shown)
        if "grant" in actions:
            actions["grant"] = actions["grant"].with_form(exams=shown.exams_asked)
        return actions

    def page(self, request: HttpRequest, shown: ExamRequest) -> dict[str, Any]:
        return {
            "opened": selectors.exams_opened(shown),
            "archived": selectors.exams_archived(shown),
            "chance": percent(shown.chance) if shown.chance else "",
            "yearly": round(volumes_of([shown.shipper_id], clock.today()).get(shown.shipper_id, Volume()).yearly),
            "left": selectors.exams_left(shown.shipper_id),
        }
