"""Special operations: the list, the form to plan one, and a page for each."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.requests import user_of
from apps.agencies.operations import selectors, services
from apps.agencies.operations.models import Operation, OperationState
from apps.agencies.operations.states import OPERATION, PLANNER, OperationFacts
from apps.core import clock
from apps.core.forms import DateInput
from apps.core.shares import percent
from apps.desk.actions import ActionTable, StaffAction
from apps.desk.forms import RecordForm, StaffForm, reasons_field
from apps.desk.pages import PageAdmin

MAX_COUNT = 10**9


def _count_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MAX_COUNT)


class PlanForm(forms.ModelForm):
    """A special operation, as it is planned."""

    class Meta:
        model = Operation
        fields = ("name", "place", "port", "first_day", "last_day", "rule")
        widgets = {"first_day": DateInput, "last_day": DateInput}
        help_texts = {
            "port": _lazy(
                "The code by which reports name the port, such as 4701. Your counts are compared with the exams that "
                "are reported there. Leave it out if there is none."
            ),
            "rule": _lazy("Which parcels are chosen, so that a reader can tell what the results speak of."),
        }

    def validate_constraints(self) -> None:
        """Leave the order of the days to the service, which says beside the field what to do."""


class ReportForm(StaffForm):
    """The counts and the results of a special operation."""

    looked_at = _count_field(_lazy("Parcels that passed"))
    opened = _count_field(_lazy("Parcels opened"))
    wrong = _count_field(_lazy("Of these, not in order"))
    seized = _count_field(_lazy("Of these, seized"))
    results = reasons_field(_lazy("Results"), _lazy("What was found, and what follows. Only staff read this."))


ACTIONS = {
    "report": StaffAction(
        main=True,
        effect=_lazy("The operation is closed. Its counts stay here and enter no rate."),
        service=services.operation_report,
        form=ReportForm,
    ),
    "call_off": StaffAction(
        effect=_lazy("The operation does not take place."), service=services.operation_call_off, form=RecordForm
    ),
}


def _facts_of(shown: Operation, _user: User) -> OperationFacts:
    return OperationFacts(has_begun=shown.first_day <= clock.today())


@admin.register(Operation)
class OperationAdmin(PageAdmin):
    """The list of special operations, and a page for each with its rule, its counts and its results."""

    help = _lazy(
        "Special operations open parcels that a rule chose. The results say something about these parcels and nothing "
        "about others, so they enter no rate: report their exams with the basis “operation”."
    )
    help_about = "agencies-operation"
    acts = ActionTable(OPERATION, ACTIONS, "operation_id", _facts_of)
    page_template = "admin/desk/operation.html"
    add_permission = PLANNER
    adding_title = _lazy("Plan a special operation")
    form = PlanForm
    fields = ("name", "place", "port", "first_day", "last_day", "rule")
    list_display = ("name", "place", "first_day", "last_day", "state", "opened", "wrong", "seized")
    list_filter = ("state",)
    search_fields = ("name", "place")
    search_help_text = _lazy("Name or place")
    ordering = ("-first_day", "-pk")

    def save_model(self, request: HttpRequest, obj: Operation, form: PlanForm, change: bool) -> None:
        planned = services.operation_plan(actor=user_of(request), **form.cleaned_data)
        # The message of the admin names the record by this object.
        obj.pk = planned.pk

    def page(self, request: HttpRequest, shown: Operation) -> dict[str, Any]:
        return {
            "share": percent(shown.wrong / shown.opened) if shown.opened and shown.wrong is not None else "",
            "compared": selectors.counts_compared(shown) if shown.state != OperationState.CALLED_OFF else [],
        }
