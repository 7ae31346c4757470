"""The inbox: the messages of the program to the person signed in."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.requests import UserRequest
from apps.core.errors import NotFound
from apps.notices import selectors, services
from apps.portal.access import for_sellers
from apps.shippers.selectors import memberships_of
from apps.shippers.zones import zone_activate

PAGE_SIZE = 20


@for_sellers
@require_safe
def inbox(request: UserRequest) -> HttpResponse:
    """List all messages of the user, or with `?unread=1` the unread ones."""
    only_unread = request.GET.get("unread") == "1"
    found = selectors.inbox_of(request.user, only_unread=only_unread)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    names = _names(request)
    context = {
        "page": page,
        "listed": [(message, names.get(message.shipper_id, "")) for message in page],
        "only_unread": only_unread,
    }
    return render(request, "portal/inbox/inbox.html", context)


@for_sellers
@require_safe
def message(request: UserRequest, message_id: int) -> HttpResponse:
    """Show a message and mark the message as read."""
    try:
        message = services.message_read(actor=request.user, message_id=message_id)
    except NotFound as error:
        raise Http404 from error
    context = {"message": message, "business": _names(request).get(message.shipper_id)}
    return render(request, "portal/inbox/message.html", context)


@for_sellers
@require_POST
def read_all(request: UserRequest) -> HttpResponse:
    """Mark all messages of the user as read."""
    count = services.messages_read(actor=request.user)
    text = ngettext("%(count)d message is marked as read.", "%(count)d messages are marked as read.", count)
    messages.success(request, text % {"count": count})
    return redirect("portal:inbox")


def _names(request: UserRequest) -> dict[int | None, str]:
    """Return the names of the businesses of the user by their ids; none if the user has one business alone.

    The page then tells the time where the first of them is.
    """
    own = [membership.shipper for membership in memberships_of(request.user)]
    if own:
        zone_activate(own[0])
    return {shipper.pk: shipper.name or _("Your business") for shipper in own} if len(own) > 1 else {}
