"""Applications for those who review them."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from apps.accounts.permissions import held
from apps.applications import selectors, services
from apps.applications.downloads import evidence_download
from apps.applications.models import Application
from apps.applications.states import APPLICANT
from apps.applications.timeline import timeline_full
from apps.core import clock
from apps.core.errors import NotFound
from apps.desk.forms import ApproveForm, AskForm, DenyForm, NoteForm, ReasonsForm, StaffForm
from apps.desk.identifiers import checks_of
from apps.desk.pages import Act, PageAdmin

AGES = (30, 60, 90)


class AgeFilter(admin.SimpleListFilter):
    title = _("age")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        over = [(str(days), _("Sent more than %(days)d days ago") % {"days": days}) for days in AGES]
        return [*over, ("late", _("Past its day of decision"))]

    def queryset(self, request: HttpRequest, applications: QuerySet[Application]) -> QuerySet[Application]:
        match self.value():
            case None:
                return applications
            case "late":
                waiting = applications.exclude(state__in=selectors.DONE).filter(paused_at=None)
                return waiting.filter(decide_by__lt=clock.now())
            case days if days.isdecimal():
                return applications.filter(submitted_at__lt=clock.now() - timedelta(days=int(days)))
        return applications


class ReviewerFilter(admin.SimpleListFilter):
    title = _("reviewer")
    parameter_name = "reviewer"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("me", _("Mine")), ("nobody", _("Unassigned")), ("others", _("Others'"))]

    def queryset(self, request: HttpRequest, applications: QuerySet[Application]) -> QuerySet[Application]:
        match self.value():
            case "me":
                return applications.filter(reviewer=request.user)
            case "nobody":
                return applications.filter(reviewer=None)
            case "others":
                return applications.exclude(reviewer=None).exclude(reviewer=request.user)
        return applications


# What each action of the transition table asks, and the service that takes it.
ACTS: dict[str, tuple[type[StaffForm], Callable[..., object]]] = {
    "take": (StaffForm, services.application_take),
    "release": (StaffForm, services.application_release),
    "ask": (AskForm, lambda *, fields_asked, **given: services.info_request(fields=fields_asked, **given)),
    "resume": (StaffForm, services.application_resume),
    "approve": (ApproveForm, services.application_approve),
    "deny": (DenyForm, services.application_deny),
    "grant": (ReasonsForm, partial(services.appeal_decide, grant=True)),
    "uphold": (ReasonsForm, partial(services.appeal_decide, grant=False)),
}


@admin.register(Application)
class ApplicationAdmin(PageAdmin):
    """What was sent: the list, and one page on which to read, ask, note and decide."""

    page_template = "admin/desk/application.html"
    list_display = ("shipper", "state", "submitted_at", "decide_by", "days", "reviewer")
    list_filter = ("state", AgeFilter, ReviewerFilter)
    search_fields = ("shipper__name", "shipper__trade_name", "=shipper__ksn")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return selectors.applications_for_staff()

    @admin.display(description=_("days since sent"), ordering="submitted_at")
    def days(self, application: Application) -> int:
        return (clock.today() - clock.day_of(application.submitted_at)).days if application.submitted_at else 0

    def get_urls(self) -> list[URLPattern]:
        download = self.admin_site.admin_view(self.evidence)
        return [
            path("evidence/<int:evidence_id>/", download, name="applications_application_evidence"),
            *super().get_urls(),
        ]

    def evidence(self, request: HttpRequest, evidence_id: int) -> FileResponse:
        try:
            return evidence_download(selectors.evidence_for(request.user, evidence_id))
        except NotFound as error:
            raise Http404(error.message) from error

    def acts(self, request: HttpRequest, shown: Application) -> dict[str, Act]:
        facts = selectors.facts_of(shown, request.user)
        acts = {}
        for transition in selectors.actions_open(request.user, shown):
            if transition.who == APPLICANT:
                continue
            form, service = ACTS[transition.action]
            acts[transition.action] = Act(
                label=transition.label,
                do=partial(service, application_id=shown.pk),
                form=form,
                blocked=(transition.guard and transition.guard(facts)) or "",
            )
        if "review_applications" in held(request.user):
            acts["note"] = Act(_("Add a note"), partial(services.note_add, application_id=shown.pk), NoteForm)
        return acts

    def page(self, request: HttpRequest, shown: Application) -> dict[str, Any]:
        submission = selectors.submission_latest(shown)
        return {
            "submission": submission,
            "sections": selectors.submission_read(submission) if submission else [],
            "deadline": selectors.deadline_of(shown),
            "identifiers": checks_of(shown.shipper_id),
            "inquiries": shown.inquiries.select_related("asked_by", "replied_by").order_by("-pk"),
            "decisions": shown.decisions.select_related("by").order_by("-pk"),
            "appeal": getattr(shown, "appeal", None),
            "notes": shown.notes.select_related("author").order_by("-pk"),
            "timeline": timeline_full(shown),
        }
