"""The inbox: the messages of the program to the person signed in, by case."""

from dataclasses import dataclass

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
from apps.notices.models import Message
from apps.portal.access import for_sellers
from apps.shippers.selectors import memberships_of
from apps.shippers.zones import zone_activate

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class CaseListed:
    """A case of the inbox as the list shows it. `business` is its business, where the reader has several."""

    latest: Message
    count: int
    unread: int
    business: str


@for_sellers
@require_safe
def inbox(request: UserRequest) -> HttpResponse:
    """List the cases of the user's messages, or with `?unread=1` those with an unread one."""
    only_unread = request.GET.get("unread") == "1"
    cases = selectors.cases_of(request.user, only_unread=only_unread)
    page = Paginator(cases, PAGE_SIZE).get_page(request.GET.get("page"))
    latest = Message.objects.in_bulk([case.latest for case in page])
    names = _names(request)
    listed = [
        CaseListed(message, case.messages, case.unread, names.get(message.shipper_id, ""))
        for case in page
        for message in [latest[case.latest]]
    ]
    return render(request, "portal/inbox/inbox.html", {"page": page, "listed": listed, "only_unread": only_unread})


@for_sellers
@require_safe
def message(request: UserRequest, message_id: int) -> HttpResponse:
    """Show the case of a message, all its messages in one page, and mark them as read."""
    try:
        latest, *earlier = services.case_read(actor=request.user, message_id=message_id)
    except NotFound as error:
        raise Http404 from error
    context = {"message": latest, "earlier": earlier, "business": _names(request).get(latest.shipper_id)}
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
