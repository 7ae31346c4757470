"""What was sent, to keep: every answer and file as it was signed for, on one page that prints well."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.applications import selectors
from apps.core.errors import NotFound
from apps.portal.access import for_sellers, number_in


@for_sellers
@require_safe
def copy(request: UserRequest, application_id: int) -> HttpResponse:
    """The latest version that was sent, or the one that `version` names."""
    application = selectors.application_for(request.user, application_id)
    submissions = list(application.submissions.select_related("attested_by").order_by("-version"))
    latest = "version" not in request.GET
    shown = next((one for one in submissions if latest or one.version == number_in(request.GET, "version")), None)
    if shown is None:
        raise NotFound(_("There is no such version: nothing of it was sent."))
    context = {
        "application": application,
        "submission": shown,
        "submissions": submissions,
        "sections": selectors.submission_read(shown),
    }
    return render(request, "portal/apply/copy.html", context)
