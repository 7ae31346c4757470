"""The page of one business: where it stands, why, and what comes next."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.requests import UserRequest
from apps.events.selectors import last_event_of
from apps.portal.access import for_sellers
from apps.portal.business import Business, business_first, business_for
from apps.portal.dashboard import dashboard_of
from apps.shippers.services import visit_record


@for_sellers
@require_safe
def home(request: UserRequest) -> HttpResponse:
    """The page of the first business on whose team the person is; those on none are shown how to begin."""
    business = business_first(request.user)
    return _visit(request, business) if business else render(request, "portal/start.html")


@for_sellers
@require_safe
def shipper_page(request: UserRequest, shipper_id: int) -> HttpResponse:
    return _visit(request, business_for(request.user, shipper_id))


@require_safe
def news(request: HttpRequest, shipper_id: int) -> HttpResponseBase:
    """Asked by the open page every few seconds: empty while nothing has happened since, else the page anew.

    Whose session has ended is refused, not sent to sign in: the page that asks stays as it is.
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


def _visit(request: UserRequest, business: Business) -> HttpResponse:
    return _page(request, business, visit_record(membership=business.membership).seen)


def _page(request: UserRequest, business: Business, seen: int) -> HttpResponse:
    context = {"business": business, "page": dashboard_of(business), "seen": seen}
    return render(request, "portal/home.html", context)
