"""The exams of ports: how many parcels each can open, what was drawn on a day, and a form for what an officer found."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.staff_admin import StaffModelAdmin
from apps.core import clock
from apps.core.forms import DateInput
from apps.core.lazy import Promise
from apps.core.shares import percent
from apps.core.spreadsheets import csv_stream
from apps.desk.actions import StaffAction, StaffActions
from apps.desk.capacity import HEAD, plan_lines, plan_shown
from apps.desk.forms import StaffForm, text_field
from apps.desk.pages import PageAdmin
from apps.desk.targeting import REASONS
from apps.desk.tones import Tone, mark
from apps.ledger.vocabulary import Category, ExamResult
from apps.targeting import selectors, services
from apps.targeting.models import Exam, Lot, PortCapacity, PortDay
from apps.targeting.protocol import picture_of
from apps.targeting.vocabulary import AnswerColor, ExamDisposition

# The most reasons of a parcel that the list of a day shows; the page of the parcel has all of them.
MAX_REASONS = 3
PLAN = _lazy("What if a port opened more, fewer or other parcels?")
TONES = {AnswerColor.GREEN: Tone.GOOD, AnswerColor.YELLOW: Tone.WARNING, AnswerColor.RED: Tone.BAD}


class CapacityForm(forms.ModelForm):
    """The form in which staff set how many parcels a port can open on a day."""

    class Meta:
        model = PortCapacity
        fields = ("port", "weekday", "day", "exams")
        widgets = {"day": DateInput}
        help_texts = {
            "port": _lazy("The code by which carriers name the port, such as 4701."),
            "weekday": _lazy("Leave this out, and the next field too, for what holds on any day."),
            "day": _lazy("For one day, such as a holiday. It comes before the day of the week."),
        }

    def validate_constraints(self) -> None:
        """Leave the days to the service, which replaces what was recorded before and says what to do."""


class ExamForm(StaffForm):
    """The form in which an officer records what a parcel held."""

    result = forms.ChoiceField(
        label=_lazy("What did you find?"),
        choices=[
            (ExamResult.CLEAN, _lazy("Everything was in order")),
            (ExamResult.DISCREPANT, _lazy("Something was wrong")),
        ],
        widget=forms.RadioSelect,
    )
    category = forms.ChoiceField(
        label=_lazy("What was wrong?"), choices=[("", _lazy("Nothing")), *Category.choices], required=False
    )
    disposition = forms.ChoiceField(label=_lazy("What happens to the parcel?"), choices=ExamDisposition.choices)
    text = text_field(_lazy("What did you see? Only staff read this."), required=False, rows=4)


RECORD = StaffAction(
    label=_lazy("Record the exam"),
    effect=_lazy(
        "The record of the seller takes the result, and models learn from it. Enter a violation separately, under "
        "Violations, so that the business is told and can answer. If you were wrong, record the exam again."
    ),
    service=services.exam_record,
    form=ExamForm,
)


@dataclass(frozen=True, slots=True)
class LotShown:
    """A parcel to examine: its gravest reasons in points, its chances, its answer as a color, and its last exam.

    `promised` is the chance to count that the policy promises, "" where the port could give it.
    """

    lot: Lot
    reasons: list[tuple[str | Promise, int]]
    probability: str
    at_random: str
    counted: str
    promised: str
    picture: SafeString
    exam: Exam | None


@admin.register(PortCapacity)
class PortCapacityAdmin(StaffModelAdmin):
    """The list of how many parcels ports can open, and the form to say so."""

    add_permission = services.PLANNER
    change_permission = services.PLANNER
    adding_title = _lazy("Say how many parcels a port can open")
    help = _lazy(
        "How many parcels each port can open on a day. Parcels are drawn within this number. If nothing is "
        "recorded, only hard rules and the least share at random select parcels."
    )
    change_list_template = "admin/desk/targeting/capacities.html"
    form = CapacityForm
    fields = ("port", "weekday", "day", "exams")
    list_display = ("port", "weekday", "day", "exams")
    search_fields = ("=port",)
    search_help_text = _lazy("The code of the port")
    ordering = ("port", "-day", "weekday", "pk")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("plan/", wrap(require_safe(self.plan)), name="targeting_plan"),
            path("plan/export/", wrap(require_safe(self.plan_file)), name="targeting_plan_file"),
        ]
        return [*own, *super().get_urls()]

    def plan(self, request: HttpRequest) -> HttpResponse:
        """Show what a port would find with other officers, shares or parcels."""
        self._readers_check(request)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": PLAN, **plan_shown(request)}
        return TemplateResponse(request, "admin/desk/targeting/capacity.html", context)

    def plan_file(self, request: HttpRequest) -> HttpResponseBase:
        """Download the numbers of the plan for spreadsheets."""
        self._readers_check(request)
        return StreamingHttpResponse(
            csv_stream(tuple(map(str, HEAD)), plan_lines(request)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="capacity-{clock.today().isoformat()}.csv"'},
        )

    def _readers_check(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def get_readonly_fields(self, request: HttpRequest, obj: PortCapacity | None = None) -> tuple[str, ...]:
        return ("port", "weekday", "day") if obj else ()

    def save_model(self, request: HttpRequest, obj: PortCapacity, form: CapacityForm, change: bool) -> None:
        row = services.capacity_set(
            actor=user_of(request), port=obj.port, weekday=obj.weekday, day=obj.day, exams=obj.exams
        )
        # The message of the admin names the record by this object.
        obj.pk = row.pk


@admin.register(PortDay)
class PortDayAdmin(PageAdmin):
    """The list of ports and days on which parcels were drawn, and the parcels to examine of each."""

    help = _lazy(
        "The parcels that each port opens on a day. They are drawn when the day begins, and parcels that are declared "
        "later soon after. What a hard rule selects is opened beyond the capacity."
    )
    page_template = "admin/desk/targeting/port_day.html"
    list_display = ("__str__", "parcels", "selected")
    search_fields = ("=port",)
    search_help_text = _lazy("The code of the port")
    ordering = ("-day", "port")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PortDay]:
        return selectors.port_days_counted()

    @admin.display(description=_lazy("Parcels"))
    def parcels(self, shown: PortDay) -> int:
        # pyrefly: ignore[missing-attribute] (annotated by `get_queryset`)
        return shown.drawn

    @admin.display(description=_lazy("To examine"))
    def selected(self, shown: PortDay) -> int:
        # pyrefly: ignore[missing-attribute] (annotated by `get_queryset`)
        return shown.chosen

    def page(self, request: HttpRequest, shown: PortDay) -> dict[str, Any]:
        lots = selectors.lots_selected(shown)[: selectors.MAX_LISTED]
        draws = list(shown.draws.order_by("pk"))
        return {
            "draws": draws,
            "exams": draws[-1].exams if draws else None,
            "parcels": sum(each.parcels for each in draws),
            "selected": sum(each.selected for each in draws),
            "lots": [_lot_shown(lot) for lot in lots],
            "most": selectors.MAX_LISTED,
        }


@admin.register(Lot)
class LotAdmin(PageAdmin):
    """The list of parcels to examine, and a page for each with why it was selected and the form for what was found."""

    help = _lazy(
        "Parcels that were selected for an exam. Open every one that you can: a parcel that is drawn at random and "
        "passed over because it looks harmless makes the measure of all others wrong."
    )
    page_template = "admin/desk/targeting/lot.html"
    list_display = ("__str__", "port_day", "share", "result")
    list_filter = ("share",)
    search_fields = ("assessment__reference__exact",)
    search_help_text = _lazy("The full tracking number of the parcel")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lot]:
        return selectors.lots_to_examine()

    def shipper_of(self, shown: Lot) -> int | None:
        return shown.assessment.shipper_id

    @admin.display(description=_lazy("Port and day"))
    def port_day(self, shown: Lot) -> str:
        return str(shown.draw.port_day)

    @admin.display(description=_lazy("Result"), empty_value="–")
    def result(self, shown: Lot) -> str | None:
        exam = _last(shown)
        return exam.get_result_display() if exam else None

    def staff_actions(self, request: HttpRequest, shown: Lot) -> StaffActions:
        if services.EXAMINER not in held(user_of(request)):
            return {}
        return {"record": replace(RECORD, service=partial(services.exam_record, lot_id=shown.pk))}

    def page(self, request: HttpRequest, shown: Lot) -> dict[str, Any]:
        return {"row": _lot_shown(shown, most=None), "exams": shown.exams.all()}


def _lot_shown(lot: Lot, most: int | None = MAX_REASONS) -> LotShown:
    assessment = lot.assessment
    picture = picture_of(assessment.outcome, must_open=assessment.must_open)
    return LotShown(
        lot=lot,
        reasons=_gravest(assessment.reasons)[:most],
        probability=percent(lot.probability),
        at_random=percent(lot.at_random),
        counted=percent(lot.at_random if lot.counted is None else lot.counted),
        promised="" if lot.promised is None or lot.promised == lot.counted else percent(lot.promised),
        picture=mark(picture.label, TONES[picture]),
        exam=_last(lot),
    )


def _gravest(reasons: Iterable[dict[str, Any]]) -> list[tuple[str | Promise, int]]:
    """Return the reasons of an assessment in words, each with its points, the gravest first."""
    told = sorted(reasons, key=lambda reason: -reason["points"])
    return [(REASONS.get(reason["code"], reason["code"]), reason["points"]) for reason in told]


def _last(lot: Lot) -> Exam | None:
    """Return the last exam of a lot, whose exams were read with it."""
    return next(iter(lot.exams.all()), None)
