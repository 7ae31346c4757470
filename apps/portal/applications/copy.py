"""A copy to keep of a submitted application: all answers and files as they were signed, on one page to print."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.applications import selectors
from apps.core.errors import NotFound
from apps.portal.access import application_for, for_sellers
from apps.portal.forms import number_in


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
