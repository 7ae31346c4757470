"""The seller's own page."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.core.errors import DomainError
from apps.portal.dashboard import dashboard_of
from apps.portal.forms import ResponseForm
from apps.portal.selectors import businesses_of
from apps.shippers.models import Shipper
from apps.standing.selectors import proposals_of
from apps.standing.services import change_respond


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page of the first business on whose team the person is; those on none are shown how to begin."""
    shippers = list(businesses_of(request.user))
    if not shippers:
        return render(request, "portal/start.html")
    return _page(request, shippers, shippers[0])


@login_required
@require_safe
def shipper_page(request: HttpRequest, shipper_id: int) -> HttpResponse:
    shippers = list(businesses_of(request.user))
    return _page(request, shippers, _own(shippers, shipper_id))


@require_safe
def news(request: HttpRequest, shipper_id: int) -> HttpResponse:
    """Asked by the open page every few seconds: empty while nothing has happened since, else the page anew.

    Whose session has ended is refused, not sent to sign in: the page that asks stays as it is.
    """
    if not request.user.is_authenticated:
        raise PermissionDenied
    shippers = list(businesses_of(request.user))
    shipper = _own(shippers, shipper_id)
    if request.GET.get("seen") == str(shipper.seen):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return _page(request, shippers, shipper)


@login_required
@require_POST
def respond(request: HttpRequest, shipper_id: int, change_id: int) -> HttpResponse:
    """The seller's answer to a proposed change."""
    shippers = list(businesses_of(request.user))
    shipper = _own(shippers, shipper_id)
    if not proposals_of(shipper.pk).filter(pk=change_id).exists():
        raise Http404
    form = ResponseForm(request.POST, auto_id=f"id_{change_id}_%s")
    if form.is_valid():
        try:
            change_respond(actor=request.user, change_id=change_id, response=form.cleaned_data["response"])
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Your response was sent. An officer reads it before deciding."))
            return redirect("portal:shipper", shipper.pk)
    return _page(request, shippers, shipper, (change_id, form), status=422)


def _own(shippers: list[Shipper], shipper_id: int) -> Shipper:
    for shipper in shippers:
        if shipper.pk == shipper_id:
            return shipper
    raise Http404


def _page(
    request: HttpRequest,
    shippers: list[Shipper],
    shipper: Shipper,
    answered: tuple[int, ResponseForm] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """`answered` is the form that came back with errors, and the proposed change that it answers."""
    page = dashboard_of(request.user, shipper)
    forms = {proposal.pk: ResponseForm(auto_id=f"id_{proposal.pk}_%s") for proposal in page.proposals}
    if answered:
        forms |= dict([answered])
    context = {
        "page": page,
        "shippers": shippers,
        "proposals": [(proposal, forms[proposal.pk]) for proposal in page.proposals],
        "answer": answered and answered[1],
    }
    return render(request, "portal/home.html", context, status=status)
