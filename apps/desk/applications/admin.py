"""Applications for those who review them."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from apps.accounts.requests import user_of
from apps.accounts.staff_admin import refusals_shown
from apps.applications import selectors
from apps.applications.models import Application, ApplicationState
from apps.applications.sections import place_of
from apps.applications.services import answers_view_record, inquiry_draft_save
from apps.applications.states import FINAL_STATES
from apps.core import clock
from apps.core.bounds import whole_number
from apps.core.lifecycle import Text
from apps.desk.actions import StaffActions
from apps.desk.applications.actions import application_actions
from apps.desk.applications.approvals import ApprovalCandidate, applications_approve, candidates_of
from apps.desk.applications.forms import ABOUT, AskForm
from apps.desk.applications.review import ReviewContext, review_of
from apps.desk.cases import CaseAdmin, CaseItems
from apps.desk.files import EVIDENCE, file_urls
from apps.desk.histories import PANEL
from apps.desk.lists import ChapterFilter, ChoiceFilter, Choices, CountryFilter, OfficerFilter
from apps.desk.risk import ACTIONS, vetting_actions
from apps.desk.tones import application_mark
from apps.matching import normal_name
from apps.shippers.ksn import normal_ksn
from apps.shippers.models import MatchKey, Shipper

AGES = (30, 60, 90)
LATE = "late"


class StateFilter(ChoiceFilter):
    title = _lazy("State")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [(value, label) for value, label in ApplicationState.choices if value != ApplicationState.DRAFT]

    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(state=value)


class AgeFilter(ChoiceFilter):
    title = _lazy("Age")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        over = [(str(days), _lazy("Sent more than %(days)d days ago") % {"days": days}) for days in AGES]
        return [*over, (LATE, _lazy("Past its day of decision"))]

    def condition(self, request: HttpRequest, value: str) -> Q:
        if value == LATE:
            return ~Q(state__in=FINAL_STATES) & Q(paused_at=None, decide_by__lt=clock.now())
        return Q(submitted_at__lt=clock.now() - timedelta(days=int(value)))


class ReviewerFilter(ChoiceFilter):
    title = _lazy("Whose")
    parameter_name = "reviewer"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [("me", _lazy("Mine")), ("nobody", _lazy("Unassigned")), ("others", _lazy("Others'"))]

    def condition(self, request: HttpRequest, value: str) -> Q:
        mine, nobodys = Q(reviewer=request.user), Q(reviewer=None)
        return {"me": mine, "nobody": nobodys, "others": ~nobodys & ~mine}[value]


class ReviewedByFilter(OfficerFilter):
    def condition(self, request: HttpRequest, value: str) -> Q:
        return Q(reviewer=int(value))


FILTERS = (StateFilter, AgeFilter, CountryFilter, ChapterFilter, ReviewerFilter, ReviewedByFilter)


@admin.register(Application)
class ApplicationAdmin(CaseAdmin):
    """The list of applications that were sent, and one page on which to read, ask, note and decide."""

    help = _lazy("All applications that were sent. What waits for you is in the list of work.")
    help_about = "applications-lifecycle"
    page_template = "admin/desk/application.html"
    draws_timeline = False
    staying = frozenset({"answer", "assign", "note", "resume", "settle", "take"})
    change_list_template = "admin/applications/application/change_list.html"
    list_display = ("shipper", "state_label", "country", "sent", "due", "days", "reviewer")
    list_filter = FILTERS
    search_help_text = _lazy("Name, Known Shipper Number or number of the application")
    search_fields = ("pk",)
    sortable_by = ("sent", "due")
    actions = ("approve",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return selectors.applications_for_staff()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Application | None:
        """Return an application with the facts that one query can read for the page."""
        return selectors.application_to_review(user_of(request), whole_number(object_id))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Application], search_term: str
    ) -> tuple[QuerySet[Application], bool]:
        """Find by a part of the business's name, its whole number, or the application's number; each uses an index."""
        if not search_term:
            return queryset, False
        found = Q(shipper__ksn=normal_ksn(search_term))
        if name := normal_name(search_term):
            named = MatchKey.objects.filter(kind=MatchKey.Kind.NAME, normal__contains=name)
            found |= Q(shipper__in=named.values("shipper"))
        if (number := whole_number(search_term.strip())) is not None:
            found |= Q(pk=number)
        return queryset.filter(found), False

    @admin.action(description=_lazy("Approve"), permissions=["decide_applications"])
    def approve(self, request: HttpRequest, applications: QuerySet[Application]) -> HttpResponse | None:
        """Ask for confirmation, with the applications that can't be approved and why; then approve the others."""
        numbers = [int(number) for number in request.POST.getlist(ACTION_CHECKBOX_NAME) if number.isdecimal()]
        if "confirmed" in request.POST:
            for candidate in applications_approve(actor=user_of(request), application_ids=numbers):
                _tell(request, candidate)
            return None
        candidates = candidates_of(actor=user_of(request), application_ids=numbers)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _lazy("Approve several applications"),
            "ready": [each for each in candidates if not each.blocked],
            "blocked": [each for each in candidates if each.blocked],
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/applications/application/approve.html", context)

    @admin.display(description=_lazy("state"))
    def state_label(self, application: Application) -> str:
        return application_mark(application.state)

    @admin.display(description=_lazy("sent"), ordering="submitted_at")
    def sent(self, application: Application) -> date | None:
        return application.submitted_at and clock.day_of(application.submitted_at)

    @admin.display(description=_lazy("decision due"), ordering="decide_by")
    def due(self, application: Application) -> date | None:
        """Return the day of decision; None where the application is decided, ended or waits for the applicant."""
        running = application.state not in FINAL_STATES and application.paused_at is None
        return clock.day_of(application.decide_by) if running and application.decide_by else None

    @admin.display(description=_lazy("days waited"))
    def days(self, application: Application) -> int | None:
        """Return the days since the application was sent; None where it is decided or ended."""
        if application.state in FINAL_STATES or not application.submitted_at:
            return None
        return (clock.today() - clock.day_of(application.submitted_at)).days

    def get_urls(self) -> list[URLPattern]:
        asking = self.admin_site.admin_view(require_POST(self.asking_view))
        return [
            path("<int:application_id>/asking/", asking, name="applications_application_asking"),
            *file_urls(self.admin_site, EVIDENCE),
            *super().get_urls(),
        ]

    def asking_view(self, request: HttpRequest, application_id: int) -> HttpResponse:
        """Keep the request for information that an officer is writing; add a place to ask about, or remove one."""
        shown = self.get_object_to_view(request, str(application_id))
        if shown is None:
            return self.no_such_page(request, str(application_id))
        form = AskForm(request.POST, prefix="ask")
        add, remove = request.POST.get("add", ""), request.POST.get("remove", "")
        kept = False
        with refusals_shown(request):
            if form.is_valid():
                inquiry_draft_save(
                    actor=user_of(request), application_id=shown.pk, add=add, remove=remove, **form.cleaned_data
                )
                kept = True
            else:
                messages.error(request, _("The request was not kept: a text is too long."))
        if "keep" in request.POST:
            # A script keeps what was typed, and stays on the page.
            return HttpResponse(status=204 if kept else 409)
        return HttpResponseRedirect(_asking_address(request, shown, add))

    def status_of(self, shown: Application) -> Text:
        return application_mark(shown.state)

    def vetting_of(self, business: Shipper) -> str:
        return f"?panel={PANEL}"

    def items_of(self, request: HttpRequest, shown: Application) -> CaseItems:
        return _page_data(request, shown).work

    def staff_actions(self, request: HttpRequest, shown: Application) -> StaffActions:
        actions = application_actions(user_of(request), shown, _page_data(request, shown))
        beside = request.GET.get("panel") == PANEL or request.POST.get("act") in ACTIONS
        if beside:
            actions |= vetting_actions(request, shown.shipper, on_team=shown.actor_on_team)
        return actions

    def page(self, request: HttpRequest, shown: Application) -> dict[str, Any]:
        told = review_of(request, shown, _page_data(request, shown))
        if told["everything"] and told["submission"]:
            answers_view_record(actor=user_of(request), submission=told["submission"], application=shown)
        return {"title": str(shown.shipper)} | told


def _tell(request: HttpRequest, candidate: ApprovalCandidate) -> None:
    if candidate.blocked:
        said = {"business": candidate.application.shipper, "reason": candidate.blocked}
        messages.error(request, _("Not approved: %(business)s. %(reason)s") % said)
    else:
        messages.success(request, _("Approved: %(business)s.") % {"business": candidate.application.shipper})


def _asking_address(request: HttpRequest, shown: Application, add: str) -> str:
    """Return the address of the page from which a place was added or removed, with the form of the request open."""
    asked = QueryDict(urlsplit(request.POST.get("back", "")).query, mutable=True)
    asked["act"] = "ask"
    place = place_of(add)
    if place is not None:
        asked["section"] = place.section.key
    page = reverse("admin:applications_application_change", args=[shown.pk])
    return f"{page}?{asked.urlencode()}#{f'id_ask-{ABOUT}{place.code}' if place else 'act-ask'}"


# Where a request keeps what was read for it.
KNOWN = "known"


def _page_data(request: HttpRequest, shown: Application) -> ReviewContext:
    """Return the data that the actions and the parts of the page share, read once in a request."""
    known: ReviewContext | None = getattr(request, KNOWN, None)
    if known is None or known.shown is not shown:
        known = ReviewContext(request, shown)
        setattr(request, KNOWN, known)
    return known
