"""The overview of a business: its standing, the reasons, and the next steps."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.applications.selectors import criteria_proved, minutes_to_apply
from apps.events.selectors import last_event_of
from apps.portal.access import TeamBusiness, business_first, business_for, for_sellers
from apps.portal.dashboard.overview import application_overview_of, overview_of
from apps.shippers.services import page_visit_record


@for_sellers
@require_safe
def home(request: UserRequest) -> HttpResponse:
    """Show the business whose team the user joined first; show a user on no team how to begin."""
    business = business_first(request.user)
    if business:
        return _visit(request, business)
    return render(request, "portal/dashboard/start.html", {"minutes": minutes_to_apply(), "proved": criteria_proved()})


@for_sellers
@require_safe
def shipper_page(request: UserRequest, shipper_id: int) -> HttpResponse:
    """Show the overview of a business."""
    return _visit(request, business_for(request.user, shipper_id))


@require_safe
def news(request: HttpRequest, shipper_id: int) -> HttpResponseBase:
    """Answer an open overview, which asks every few seconds: with the page if something happened, else with nothing.

    A request after the end of the session is refused, not sent to sign in, so that the open page stays as it is.
    """
    if not request.user.is_authenticated:
        raise PermissionDenied
    return _news(request, shipper_id=shipper_id)


@for_sellers
def _news(request: UserRequest, shipper_id: int) -> HttpResponse:
    business = business_for(request.user, shipper_id)
    seen = last_event_of(shipper_id)
    if request.GET.get("seen") == str(seen):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return _page(request, business, seen)


def _visit(request: UserRequest, business: TeamBusiness) -> HttpResponse:
    return _page(request, business, page_visit_record(membership=business.membership).seen)


def _page(request: UserRequest, business: TeamBusiness, seen: int) -> HttpResponse:
    standing = getattr(business.shipper, "standing", None)
    page = overview_of(business, standing) if standing else application_overview_of(business)
    context = {"business": business, "standing": standing, "page": page, "seen": seen}
    return render(request, "portal/dashboard/home.html", context)
