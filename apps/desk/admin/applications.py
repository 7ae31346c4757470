"""Applications for those who review them."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.permissions import held
from apps.applications import selectors, services
from apps.applications.models import Application
from apps.applications.states import APPLICANT, WRITING
from apps.core import clock
from apps.correspondence.models import Thread
from apps.correspondence.selectors import thread_about
from apps.correspondence.services import thread_close
from apps.desk.forms import ApproveForm, AskForm, DenyForm, NoteForm, PostForm, ReasonsForm, StaffForm
from apps.desk.pages import Act, PageAdmin
from apps.desk.review import review_of
from apps.desk.viewer import EVIDENCE, file_urls

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


ENROLLED = _("The business gets a Known Shipper Number and becomes a member. Its team is told.")
# What each action of the transition table asks, what follows from it, and the service that takes it.
ACTS: dict[str, tuple[type[StaffForm], Promise, Callable[..., object]]] = {
    "take": (StaffForm, _("You are its reviewer, and the applicant sees that it is read."), services.application_take),
    "release": (StaffForm, _("It waits for somebody else to take it."), services.application_release),
    "ask": (
        AskForm,
        _("The applicant is told what you ask. The time to decide stands until the reply."),
        lambda *, fields_asked, **given: services.info_request(fields=fields_asked, **given),
    ),
    "resume": (
        StaffForm,
        _("The review goes on with what is there, and the time to decide runs again."),
        services.application_resume,
    ),
    "approve": (ApproveForm, ENROLLED, services.application_approve),
    "deny": (DenyForm, _("The applicant is told the reasons and can appeal."), services.application_deny),
    "grant": (ReasonsForm, ENROLLED, partial(services.appeal_decide, grant=True)),
    "uphold": (
        ReasonsForm,
        _("The denial stands. The applicant is told the reasons and may apply again."),
        partial(services.appeal_decide, grant=False),
    ),
}


@admin.register(Application)
class ApplicationAdmin(PageAdmin):
    """What was sent: the list, and one page on which to read, ask, note and decide."""

    page_template = "admin/desk/application.html"
    list_display = ("shipper", "state", "sent", "due", "days", "reviewer")
    list_filter = ("state", AgeFilter, ReviewerFilter)
    search_fields = ("shipper__name", "shipper__trade_name", "=shipper__ksn")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return selectors.applications_for_staff()

    @admin.display(description=_("sent"), ordering="submitted_at")
    def sent(self, application: Application) -> date | None:
        return application.submitted_at and clock.day_of(application.submitted_at)

    @admin.display(description=_("decision due"), ordering="decide_by")
    def due(self, application: Application) -> date | None:
        """The day; none where no clock runs: decided, over, or waiting for the applicant."""
        running = application.state not in selectors.DONE and application.paused_at is None
        return clock.day_of(application.decide_by) if running and application.decide_by else None

    @admin.display(description=_("days waited"))
    def days(self, application: Application) -> int | None:
        """Days since it was sent; none for what is decided or over."""
        waits = application.state not in selectors.DONE and application.submitted_at
        return (clock.today() - clock.day_of(application.submitted_at)).days if waits else None

    def get_urls(self) -> list[URLPattern]:
        return [*file_urls(self.admin_site, EVIDENCE), *super().get_urls()]

    def acts(self, request: HttpRequest, shown: Application) -> dict[str, Act]:
        facts = selectors.facts_of(shown, request.user)
        acts = {}
        for transition in selectors.actions_open(request.user, shown):
            if transition.who == APPLICANT:
                continue
            form, then, service = ACTS[transition.action]
            acts[transition.action] = Act(
                label=transition.label,
                then=then,
                do=partial(service, application_id=shown.pk),
                form=form,
                blocked=(transition.guard and transition.guard(facts)) or "",
            )
        if "review_applications" in held(request.user):
            acts |= self.talk(shown)
            note = partial(services.note_add, application_id=shown.pk)
            acts["note"] = Act(_("Add a note"), _("Only staff read it."), note, NoteForm)
        return acts

    def talk(self, shown: Application) -> dict[str, Act]:
        """What an officer may do about what was written so far."""
        acts = {}
        if shown.state in WRITING:
            acts["answer"] = Act(
                label=_("Write to the applicant"),
                then=_("The team reads it on the application's page, in its inbox and by e-mail. No clock stops."),
                do=partial(services.application_answer, application_id=shown.pk),
                form=PostForm,
            )
        thread = thread_about(selectors.about(shown))
        if thread and thread.state == Thread.State.WAITING:
            acts["settle"] = Act(
                label=_("The message needs no answer"),
                then=_("Nobody is told. If the team writes again, it waits anew."),
                do=partial(thread_close, thread_id=thread.pk),
            )
        return acts

    def page(self, request: HttpRequest, shown: Application) -> dict[str, Any]:
        return review_of(request, shown)
