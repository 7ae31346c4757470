"""Validation visits: the list, the page of a visit, its forms, and the act that plans one on the page of a business."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.selectors import staff_with
from apps.applications.selectors import practice_told
from apps.core import clock
from apps.core.forms import DateInput, choice_field
from apps.desk.actions import StaffAction, StaffActions, actions_numbered, actions_open
from apps.desk.cases import CaseAdmin
from apps.desk.files import FileTable
from apps.desk.forms import AcceptForm, DeclineForm, DueForm, FileForm, ReasonsForm, WordsForm
from apps.desk.impartiality import is_on_team
from apps.desk.visit_calendar import calendar_of
from apps.shippers.models import Shipper
from apps.shippers.selectors import file_readable
from apps.standing.states import FORMER
from apps.validations import selectors, services
from apps.validations.models import Finding, Visit, VisitFile, VisitFindingState, VisitState
from apps.validations.rules import NOTICE_DAYS, earliest_day
from apps.validations.selectors import plan_blocked
from apps.validations.services import VisitFindingDraft, visit_plan
from apps.validations.states import ACTION, OFFICER, VISIT

# One form takes this many findings; further findings are added by another form.
ROWS = 4


class DayAndPlaceForm(WordsForm):
    form = forms.ChoiceField(label=_lazy("How"), choices=Visit.Form.choices)
    day = forms.DateField(label=_lazy("Day"), widget=DateInput)
    agreed = forms.BooleanField(
        label=_lazy("The business agreed to this day"),
        help_text=_lazy("Tick this for a day less than %(days)d days ahead.") % {"days": NOTICE_DAYS},
        required=False,
    )
    place = forms.CharField(
        label=_lazy("Where"),
        help_text=_lazy("The address, or how to join by video. The business reads this."),
        max_length=300,
        widget=forms.TextInput(attrs={"size": 60}),
    )
    field_order = ("kind", "form", "day", "agreed", "place", "lead", "text", "language")


class PlanForm(DayAndPlaceForm):
    kind = forms.ChoiceField(label=_lazy("Kind"))
    asked = _lazy("What the visit is to look at. The business reads this.")

    def __init__(self, *args: Any, kinds: list[Visit.Kind], **kwargs: Any) -> None:
        super().__init__(*args, initial={"day": earliest_day(clock.today())}, **kwargs)
        choice_field(self, "kind").choices = [(kind, kind.label) for kind in kinds]

    def clean(self) -> dict[str, Any]:
        """Return the plan: what the text asks for is the purpose of the visit."""
        given = super().clean() or self.cleaned_data
        return given | {"purpose": given.pop("text", "")}


class MoveForm(DayAndPlaceForm):
    lead = forms.ModelChoiceField(staff_with(OFFICER), label=_lazy("Who leads it"), empty_label=None)
    asked = _lazy("Why it is moved. The business reads this.")

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        present = {"form": visit.form, "day": visit.day, "place": visit.place, "lead": visit.lead_id}
        super().__init__(*args, initial=present, **kwargs)


class FindingsForm(FileForm):
    """The findings of a visit, in rows, and a report. Rows that are left empty are ignored."""

    field_order = ("held_on", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _lazy("Report, as a file. The business can read it.")
        self.fields["language"] = ReasonsForm().fields["language"]
        for number in range(1, ROWS + 1):
            self.fields |= _row(number)
        self.order_fields(["held_on", "agreed", "file", "language"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        rows = [[given.pop(f"{name}_{number}", None) for name in _ROW] for number in range(1, ROWS + 1)]
        given["findings"] = []
        for number, (kind, text, due) in enumerate(rows, start=1):
            if kind and text:
                given["findings"].append(VisitFindingDraft(kind, text, due))
            elif text or due:
                self.add_error(f"kind_{number}", _lazy("Say whether it is required or advised, and what was found."))
            elif kind:
                self.add_error(f"text_{number}", _lazy("Say what was found."))
            if kind == Finding.Kind.ACTION and (due is None or due <= clock.today()):
                self.add_error(f"due_{number}", _lazy("Choose a day after today by which the business answers."))
            if kind == Finding.Kind.ADVICE and due:
                self.add_error(f"due_{number}", _lazy("A recommendation binds nobody, so it has no day."))
        return given


class HoldForm(FindingsForm):
    held_on = forms.DateField(label=_lazy("Day on which it took place"), initial=clock.today, widget=DateInput)
    agreed = forms.BooleanField(
        label=_lazy("The business agreed to that day"),
        help_text=_lazy("Tick this for a day before the planned one."),
        required=False,
    )


class OutcomeForm(WordsForm):
    """The reasons for the outcome of a visit."""


_ROW = ("kind", "text", "due")


def _row(number: int) -> dict[str, forms.Field]:
    about = {"number": number}
    return {
        f"kind_{number}": forms.ChoiceField(
            label=_lazy("Finding %(number)d") % about,
            choices=[("", _lazy("none")), *Finding.Kind.choices],
            required=False,
        ),
        f"text_{number}": forms.CharField(
            label=_lazy("Finding %(number)d: what was found, or is advised") % about,
            required=False,
            max_length=8000,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        f"due_{number}": forms.DateField(
            label=_lazy("Finding %(number)d: answer due by") % about, required=False, widget=DateInput
        ),
    }


def shipper_visit_actions(request: HttpRequest, shipper: Shipper) -> StaffActions:
    """Return what an officer may do about visits on the page of a business: plan one, where the business is a member.

    `shipper` was read with its standing.
    """
    standing = getattr(shipper, "standing", None)
    if OFFICER not in held(user_of(request)) or standing is None or standing.status in FORMER:
        return {}
    usual = Visit.Kind.RENEWAL if standing.validated else Visit.Kind.FIRST
    return {
        "plan_visit": StaffAction(
            label=_lazy("Plan a validation visit"),
            effect=_lazy(
                "The team is told when, where and why. You lead the visit, and on its day it waits for you. To hand it "
                "to somebody else, move it."
            ),
            service=partial(visit_plan, shipper_id=shipper.pk, lead=user_of(request)),
            form=partial(PlanForm, kinds=[usual, Visit.Kind.CAUSE]),
            blocked=plan_blocked(has_visit=_has_visit(shipper), actor_on_team=is_on_team(request, shipper.pk)),
            undoable=True,
        )
    }


def _has_visit(shipper: Shipper) -> bool:
    # pyrefly: ignore[missing-attribute] (annotated by `ShipperAdmin.get_queryset`)
    return shipper.has_visit


SOON_DAYS = 30
VISIT_FILE = FileTable("visitfile", partial(file_readable, VisitFile), "validations_visit")
VISIT_ACTIONS = {
    "reschedule": StaffAction(
        effect=_lazy("The team is told the new day and why."),
        service=services.visit_reschedule,
        form=MoveForm,
        undoable=True,
    ),
    "cancel": StaffAction(
        effect=_lazy("The team is told why. If the business is due, planning a visit waits for an officer again."),
        service=services.visit_cancel,
        form=OutcomeForm,
        undoable=True,
    ),
    "hold": StaffAction(
        main=True,
        effect=_lazy("The team reads the findings and the report, and answers each required action by its day."),
        service=services.visit_hold,
        form=HoldForm,
        undoable=True,
    ),
    "add": StaffAction(
        effect=_lazy("The team is told, and reads what was added."),
        service=services.visit_add,
        form=FindingsForm,
        undoable=True,
    ),
    "validate": StaffAction(
        main=True,
        effect=_lazy("The business counts as validated from today. It is evaluated again within seconds, and told."),
        service=services.visit_validate,
        form=OutcomeForm,
        confirmed=True,
    ),
    "refuse": StaffAction(
        effect=_lazy(
            "The business is told the reasons. If the visit was to renew its validation, the end of the validation is "
            "proposed, and the business is heard first. Else its standing stays: without a current validation it can't "
            "rise."
        ),
        service=services.visit_refuse,
        form=OutcomeForm,
        undoable=True,
    ),
}
FINDING_ACTIONS = {
    "accept": StaffAction(
        main=True,
        effect=_lazy("The action is settled, and the team is told."),
        service=services.action_accept,
        form=AcceptForm,
        undoable=True,
    ),
    "decline": StaffAction(
        effect=_lazy("The team is told what is missing, and answers again."),
        service=services.action_decline,
        form=DeclineForm,
        undoable=True,
    ),
    "extend": StaffAction(
        effect=_lazy("The team is told the new day."),
        service=services.action_extend,
        form=DueForm,
        undoable=True,
    ),
}
HELP = {
    VisitState.PLANNED: _lazy("It takes place on the day planned. Then record what was found, and add the report."),
    VisitState.VISITED: _lazy(
        "The business answers each required action, and an officer accepts the answer or says what is missing. Close "
        "the visit as validated once all are accepted, or as not validated if they will not be."
    ),
    VisitState.VALIDATED: _lazy("The business counts as validated from the day on which this was closed."),
    VisitState.NOT_VALIDATED: _lazy(
        "The standing does not change by itself. If the visit was to renew a validation, the end of the validation "
        "was proposed, and this is decided separately. Another visit can be planned."
    ),
    VisitState.CANCELLED: _lazy("It did not take place."),
}


class LeadFilter(admin.SimpleListFilter):
    title = _lazy("lead officer")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("mine", _lazy("Mine")), ("others", _lazy("Others'"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Visit]) -> QuerySet[Visit]:
        match self.value():
            case "mine":
                return queryset.filter(lead=request.user)
            case "others":
                return queryset.exclude(lead=request.user)
        return queryset


class WhenFilter(admin.SimpleListFilter):
    title = _lazy("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [
            ("soon", _lazy("Planned within %(days)d days") % {"days": SOON_DAYS}),
            ("come", _lazy("Its day has come, and nothing was recorded")),
            ("late", _lazy("A required action is overdue")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Visit]) -> QuerySet[Visit]:
        today = clock.today()
        match self.value():
            case "soon":
                until = clock.add_days(today, SOON_DAYS)
                return queryset.filter(state=VisitState.PLANNED, day__range=(today, until))
            case "come":
                return queryset.filter(state=VisitState.PLANNED, day__lte=today)
            case "late":
                late = Finding.objects.filter(state=VisitFindingState.OPEN, due__lt=today)
                return queryset.filter(state=VisitState.VISITED, pk__in=late.values("visit"))
        return queryset


@admin.register(Visit)
class VisitAdmin(CaseAdmin):
    help = _lazy("Visits to members: planned, held, and what they required. A visit leads from certified to validated.")
    help_about = "validations-visit"
    files = (VISIT_FILE,)
    page_template = "admin/desk/visit.html"
    change_list_template = "admin/validations/visit/change_list.html"
    list_display = ("shipper", "kind", "form", "day", "lead", "state")
    list_filter = ("state", WhenFilter, "kind", "form", LeadFilter)
    search_fields = ("shipper__name", "shipper__trade_name", "=shipper__ksn")
    ordering = ("-day", "-pk")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = path("calendar/", wrap(require_safe(self.calendar)), name="validations_visit_calendar")
        return [own, *super().get_urls()]

    def calendar(self, request: HttpRequest) -> HttpResponse:
        """Show the open visits of some weeks, by region or by officer."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        title = _lazy("Calendar of visits")
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **calendar_of(request)}
        return TemplateResponse(request, "admin/desk/visit_calendar.html", context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Visit]:
        return selectors.visits_for_staff()

    def staff_actions(self, request: HttpRequest, shown: Visit) -> StaffActions:
        prefetch_related_objects([shown], "findings")
        rights, facts = held(user_of(request)), selectors.facts_of(shown, user_of(request))
        of_findings: StaffActions = {}
        for number, finding in selectors.actions_numbered(shown) if facts.visit_is_open else ():
            of_finding = actions_open(
                *(ACTION, FINDING_ACTIONS),
                state=finding.state,
                rights=rights,
                facts=lambda: facts,
                finding_id=finding.pk,
            )
            of_findings |= actions_numbered(
                of_finding, _lazy("Action %(number)d: %(what)s"), number=number, pk=finding.pk
            )
        of_visit = actions_open(
            *(VISIT, VISIT_ACTIONS), state=shown.state, rights=rights, facts=lambda: facts, visit_id=shown.pk
        )
        if "reschedule" in of_visit:
            of_visit["reschedule"] = of_visit["reschedule"].with_form(visit=shown)
        return of_findings | of_visit

    def page(self, request: HttpRequest, shown: Visit) -> dict[str, Any]:
        findings = selectors.findings_of(shown)
        return {
            "help": HELP[VisitState(shown.state)],
            "required_actions": [finding for finding in findings if finding.kind == Finding.Kind.ACTION],
            "advice": [finding for finding in findings if finding.kind == Finding.Kind.ADVICE],
            "reports": selectors.reports_of(shown),
            "due": selectors.validation_due_of(shown.shipper_id),
            "overdue": [each for each in findings if shown.is_open and each.is_overdue],
            "told": practice_told(shown.shipper_id),
        }
