from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import UserRequest
from apps.core.errors import NotFound
from apps.notices import selectors, services
from apps.shippers.selectors import memberships_of

PAGE_SIZE = 20


@login_required
@require_safe
def inbox(request: UserRequest) -> HttpResponse:
    """All messages, or with `?unread=1` those not read yet. Who has several businesses is told whose each is."""
    only_unread = request.GET.get("unread") == "1"
    found = selectors.inbox_of(request.user, only_unread=only_unread)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    names = _names(request)
    context = {
        "page": page,
        "listed": [(message, names.get(message.shipper_id, "")) for message in page],
        "only_unread": only_unread,
    }
    return render(request, "portal/inbox.html", context)


@login_required
@require_safe
def message(request: UserRequest, message_id: int) -> HttpResponse:
    """One message, which is read by being shown."""
    try:
        shown = services.message_read(actor=request.user, message_id=message_id)
    except NotFound as error:
        raise Http404 from error
    return render(request, "portal/message.html", {"shown": shown, "business": _names(request).get(shown.shipper_id)})


@login_required
@require_POST
def read_all(request: UserRequest) -> HttpResponse:
    """Mark all messages as read, by a press of the button."""
    count = services.messages_read(actor=request.user)
    told = ngettext("%(count)d message is marked as read.", "%(count)d messages are marked as read.", count)
    messages.success(request, told % {"count": count})
    return redirect("portal:inbox")


def _names(request: UserRequest) -> dict[int | None, str]:
    """The names of the reader's businesses, where there are several to tell apart."""
    own = [membership.shipper for membership in memberships_of(request.user)]
    return {shipper.pk: str(shipper) for shipper in own} if len(own) > 1 else {}
