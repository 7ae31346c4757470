"""The page before an application: its requirements, the button that starts one, and the copy of an earlier one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.requests import UserRequest
from apps.applications import selectors, services
from apps.applications.criteria import CRITERIA
from apps.applications.models import Application
from apps.applications.selectors import (
    applications_of,
    clocks,
    criteria_must,
    criteria_proved,
    minutes_to_apply,
    page_states,
    section_states,
)
from apps.applications.states import REAPPLY_STATES
from apps.core.errors import Conflict, NotFound
from apps.portal.access import application_for, for_sellers
from apps.portal.applications.parts import page_address
from apps.portal.eligibility import answers_forget, answers_given, sections_from
from apps.portal.forms import number_in
from apps.shippers.selectors import barred_text, shippers_of


@for_sellers
@require_http_methods(["GET", "POST"])
def apply(request: UserRequest) -> HttpResponse:
    """Show the requirements and the applications of the user; a POST starts an application."""
    checked = answers_given(request.session)
    if request.method == "POST":
        business = number_in(request.POST, "business")
        answered = sections_from(checked) if checked and business is None else {}
        try:
            application = services.application_start(actor=request.user, shipper_id=business, answered=answered)
        except Conflict as refusal:
            messages.error(request, refusal.message)
            return redirect("portal:apply")
        if answered:
            answers_forget(request.session)
        return redirect(_page_next(application))
    applications = list(applications_of(request.user))
    free = [shipper for shipper in shippers_of(request.user) if not _has_application(shipper.pk, applications)]
    return render(
        request,
        "portal/applications/start.html",
        {
            "applications": applications,
            "again": [shipper for shipper in free if not shipper.is_barred],
            "barred": [barred_text(shipper) for shipper in free if shipper.is_barred],
            "musts": (musts := criteria_must()),
            "proved": criteria_proved(),
            "shoulds": [criterion for criterion in CRITERIA if criterion not in musts],
            "minutes": minutes_to_apply(),
            "clocks": clocks(),
            "checked": checked,
        },
    )


def _page_next(application: Application) -> str:
    """Return the address of the first page of a draft that is not done yet, or of all answers if each is."""
    pages = page_states(section_states(application))
    unfinished = next((each.page for each in pages if not each.done), None)
    return (
        page_address(application, unfinished) if unfinished else reverse("portal:apply_review", args=[application.pk])
    )


def _has_application(shipper_id: int, applications: list[Application]) -> bool:
    """Return whether a business has an application that is open, or approved with a membership that has not ended."""
    return any(a.shipper_id == shipper_id and a.state not in REAPPLY_STATES and not a.ended_at for a in applications)


@for_sellers
@require_safe
def copy(request: UserRequest, application_id: int) -> HttpResponse:
    """Show the latest submitted version, or the version with the number in `version`."""
    application = application_for(request.user, application_id)
    submissions = list(application.submissions.select_related("attested_by").order_by("-version"))
    latest = "version" not in request.GET
    number = number_in(request.GET, "version")
    submission = next((one for one in submissions if latest or one.version == number), None)
    if submission is None:
        raise NotFound(_("There is no such version: it was never sent."))
    context = {
        "application": application,
        "submission": submission,
        "submissions": submissions,
        "sections": selectors.submission_sections(submission),
        "open_all": "all" in request.GET,
    }
    return render(request, "portal/applications/copy.html", context)
