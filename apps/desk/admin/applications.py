"""Applications for those who review them."""

from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from apps.applications import selectors
from apps.applications.models import Application
from apps.applications.selectors import Checked
from apps.applications.states import Facts
from apps.core import clock
from apps.desk.admin.application_acts import acts_of
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


@admin.register(Application)
class ApplicationAdmin(PageAdmin):
    """What was sent: the list, and one page on which to read, ask, note and decide."""

    help = _("All applications that were sent. What waits for you is in the list of work.")
    help_about = "applications-lifecycle"
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
        checklist, facts = _known(request, shown)
        return acts_of(request.user, shown, facts, checklist)

    def page(self, request: HttpRequest, shown: Application) -> dict[str, Any]:
        return review_of(request, shown, *_known(request, shown))


def _known(request: HttpRequest, shown: Application) -> tuple[list[Checked], Facts]:
    """What the page's acts and its parts both look at, read once for a request."""
    cache = request.__dict__.setdefault("known", {})
    key = (shown.pk, shown.state)
    if key not in cache:
        checklist = selectors.checklist_of(shown)
        cache[key] = checklist, selectors.facts_of(shown, request.user, checklist)
    return cache[key]
