"""The page of one business: where it stands, why, and what comes next."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.core.errors import DomainError
from apps.core.forms import refuse
from apps.events.selectors import last_event_of
from apps.portal.access import for_sellers
from apps.portal.business import Business, business_first, business_for
from apps.portal.dashboard import dashboard_of
from apps.portal.forms import ResponseForm
from apps.shippers.services import visit_record
from apps.standing.selectors import proposals_of
from apps.standing.services import change_respond


@for_sellers
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page of the first business on whose team the person is; those on none are shown how to begin."""
    business = business_first(request.user)
    return _visit(request, business) if business else render(request, "portal/start.html")


@for_sellers
@require_safe
def shipper_page(request: HttpRequest, shipper_id: int) -> HttpResponse:
    return _visit(request, business_for(request.user, shipper_id))


@require_safe
def news(request: HttpRequest, shipper_id: int) -> HttpResponse:
    """Asked by the open page every few seconds: empty while nothing has happened since, else the page anew.

    Whose session has ended is refused, not sent to sign in: the page that asks stays as it is.
    """
    if not request.user.is_authenticated:
        raise PermissionDenied
    return _news(request, shipper_id=shipper_id)


@for_sellers
def _news(request: HttpRequest, shipper_id: int) -> HttpResponse:
    business = business_for(request.user, shipper_id)
    seen = last_event_of(shipper_id)
    if request.GET.get("seen") == str(seen):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return _page(request, business, seen)


@for_sellers
@require_POST
def respond(request: HttpRequest, shipper_id: int, change_id: int) -> HttpResponse:
    """The seller's answer to a proposed change."""
    business = business_for(request.user, shipper_id)
    seen = last_event_of(shipper_id)
    if not proposals_of(shipper_id).filter(pk=change_id).exists():
        raise Http404
    form = ResponseForm(request.POST, auto_id=f"id_{change_id}_%s")
    if form.is_valid():
        try:
            change_respond(actor=request.user, change_id=change_id, response=form.cleaned_data["response"])
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Your response was sent. An officer reads it before deciding."))
            return redirect("portal:shipper", shipper_id)
    return _page(request, business, seen, (change_id, form), status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _visit(request: HttpRequest, business: Business) -> HttpResponse:
    return _page(request, business, visit_record(membership=business.membership).seen)


def _page(
    request: HttpRequest,
    business: Business,
    seen: int,
    answered: tuple[int, ResponseForm] | None = None,
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """`answered` is the form that came back with errors, and the proposed change that it answers."""
    page = dashboard_of(business)
    forms = {proposal.pk: ResponseForm(auto_id=f"id_{proposal.pk}_%s") for proposal in page.proposals}
    if answered:
        forms |= dict([answered])
    context = {
        "business": business,
        "page": page,
        "seen": seen,
        "proposals": [(proposal, forms[proposal.pk]) for proposal in page.proposals],
        "answer": answered and answered[1],
    }
    return render(request, "portal/home.html", context, status=status)
