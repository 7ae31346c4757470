"""Checks with the sources of disputed violations: whom to tell, the answers, and how often the times are kept."""

from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core import clock
from apps.core.lifecycle import Text
from apps.desk.actions import ActionTable, StaffAction, StaffActions
from apps.desk.cases import CaseAdmin
from apps.desk.forms import StaffForm, language_field, reasons_field
from apps.disputes.models import SourceCheck, SourceCheckState
from apps.disputes.selectors import source_check_facts_of, source_check_times
from apps.disputes.services import source_check_answer, source_check_tell
from apps.disputes.states import OFFICER, SOURCE_CHECK
from apps.ledger.selectors import violation_present
from apps.shippers.models import Shipper

# The list counts how often the times were kept in this span.
SPAN = timedelta(days=365)


class TellForm(StaffForm):
    """The form in which an officer notes how the source was told of the dispute."""

    how = reasons_field(
        _lazy("Whom you told, and how"), _lazy("By phone or letter, to whom, and when. Only staff read it.")
    )


class SourceAnswerForm(StaffForm):
    """The answer of a source."""

    text = reasons_field(
        _lazy("What the source says, and on what it bases it"),
        _lazy("The business reads it. Name who said it and when."),
    )
    language = language_field()


class CertifyForm(SourceAnswerForm):
    """The certificate of a source that its report is complete and accurate."""

    certified = forms.BooleanField(
        label=_lazy("The source certified to us that its report is complete and accurate"),
        error_messages={"required": _lazy("The violation counts again only if the source certifies it.")},
    )
    field_order = ("certified", "text", "language")

    def clean(self) -> dict[str, Any]:
        """Return what the service takes: a valid form says that the source certified it."""
        given = super().clean() or self.cleaned_data
        given.pop("certified", None)
        return given


ACTIONS = {
    "confirm": StaffAction(
        main=True,
        effect=_lazy("The violation stands. The business is told what the source says."),
        service=partial(source_check_answer, answer="confirm"),
        form=SourceAnswerForm,
        undoable=True,
    ),
    "correct": StaffAction(
        effect=_lazy(
            "The business is told what the source says. Record what it corrects on the page of the violation first."
        ),
        service=partial(source_check_answer, answer="correct"),
        form=SourceAnswerForm,
        undoable=True,
    ),
    "withdraw": StaffAction(
        effect=_lazy(
            "The violation no longer counts, and the business is told. What an officer determined becomes alleged, and "
            "an officer decides; anything else is reversed."
        ),
        service=partial(source_check_answer, answer="withdraw"),
        form=SourceAnswerForm,
        confirmed=True,
    ),
    "certify": StaffAction(
        main=True,
        effect=_lazy("The violation counts again as before, and the business is told at once."),
        service=partial(source_check_answer, answer="certify"),
        form=CertifyForm,
        confirmed=True,
    ),
}


@admin.register(SourceCheck)
class SourceCheckAdmin(CaseAdmin):
    """The list of checks with sources, with how often the times were kept, and a page for each."""

    page_template = "admin/desk/source_check.html"
    change_list_template = "admin/desk/source_checks.html"
    help = _lazy(
        "When a business disputes a violation, its reporter is told, and confirms the report or not. A violation that "
        "nobody confirms in time stops counting."
    )
    help_about = "disputes-source_check"
    acts = ActionTable(SOURCE_CHECK, ACTIONS, "source_check_id", source_check_facts_of)
    list_display = ("reporter", "case", "state", "asked_at", "tell_by", "told_at", "confirm_by", "answered_at")
    list_filter = ("state", "reporter")
    list_select_related = ("reporter", "dispute__case")
    search_fields = ("=dispute__shipper__ksn", "dispute__shipper__name", "=dispute__case__reference")
    ordering = ("-pk",)

    @admin.display(description=_lazy("violation"), ordering="dispute__case__reference")
    def case(self, check: SourceCheck) -> str:
        return str(check.dispute.case)

    def business_of(self, shown: SourceCheck) -> Shipper | None:
        return shown.dispute.shipper

    def shipper_of(self, shown: SourceCheck) -> int | None:
        return shown.dispute.shipper_id

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        times = source_check_times(clock.now() - SPAN)
        return super().changelist_view(request, {"times": times, "days": SPAN.days} | (extra_context or {}))

    def staff_actions(self, request: HttpRequest, shown: SourceCheck) -> StaffActions:
        user = user_of(request)
        actions: StaffActions = {}
        if OFFICER in held(user) and shown.state == SourceCheckState.OPEN and shown.told_at is None:
            blocked: Text = SOURCE_CHECK.find(shown.state, "confirm").blocked(source_check_facts_of(shown, user))
            actions["tell"] = StaffAction(
                label=_lazy("Record that you told the source"),
                effect=_lazy("If the time to tell the source is not over yet, it counts as met."),
                service=partial(source_check_tell, source_check_id=shown.pk),
                form=TellForm,
                blocked=blocked,
            )
        return actions | super().staff_actions(request, shown)

    def page(self, request: HttpRequest, shown: SourceCheck) -> dict[str, Any]:
        return {
            "title": f"{shown.reporter}: {shown.dispute.case}",
            "violation": violation_present(shown.dispute.entry_id),
            "tells_source": shown.state == SourceCheckState.OPEN and not shown.told_at,
        }
