"""The public pages of subscriptions to new figures: ask for mail, confirm the address, and end the mail.

A link shows a button, and the button acts: programs that look for viruses open the links in mails. Limits count by a
digest of the network that changes each day, and by one of the mailbox. The page answers in the same words whatever is
known of an address.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.core.errors import NotFound
from apps.core.fields import blind_index
from apps.core.limits import SECONDS_AN_HOUR, action_count, is_over_limit, network_key
from apps.core.mail_addresses import MailAddressFormField, mailbox_of
from apps.measures.subscriptions import (
    CONFIRM_DAYS,
    subscription_ask,
    subscription_confirm,
    subscription_end,
    subscription_id_to_end,
    subscription_to_confirm,
)
from apps.portal.forms import SellerForm, form_refuse

METHODS = require_http_methods(["GET", "POST"])
# The key under which all requests of the site are counted together.
ALL = "all"


class SubscriptionForm(SellerForm):
    """The address that is to get mail about new figures."""

    email = MailAddressFormField(
        label=_lazy("E-mail address"),
        error_messages={"required": _lazy("Enter your e-mail address.")},
        autocomplete="email",
    )


def _of_link(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """Return a view of the link of a mail: a link that was not sent, or has expired, is answered with what to do."""

    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponse:
        try:
            return view(request, token)
        except NotFound as unknown:
            lines = [str(unknown.message)]
            return _step(request, title=_("This link no longer works"), lines=lines, is_lost=True, status=404)

    return answered


@never_cache
@METHODS
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the form for an address; a POST has a link mailed to the address that confirms it."""
    form = SubscriptionForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _form_page(request, form)
    network = network_key(request)
    if is_over_limit(request, "subscription_asked", key=network) or is_over_limit(
        request, "subscriptions_asked", key=ALL
    ):
        form_refuse(
            form, _("Many people from your network, or on this site, are asking just now. Try again in an hour.")
        )
        answer = _form_page(request, form, status=429)
        answer["Retry-After"] = str(SECONDS_AN_HOUR)
        return answer
    if not form.is_valid():
        return _form_page(request, form, status=422)
    action_count(request, "subscription_asked", key=network)
    action_count(request, "subscriptions_asked", key=ALL)
    email = form.cleaned_data["email"]
    # A mailbox that got several mails gets no further one, and the page does not tell.
    if action_count(request, "subscription_mailed", key=blind_index(f"subscriber {mailbox_of(email)}").hex()):
        subscription_ask(email=email, language=get_language() or settings.LANGUAGE_CODE)
    days = ngettext("The link works for %(days)d day.", "The link works for %(days)d days.", CONFIRM_DAYS)
    return _step(
        request,
        title=_("Check your mailbox"),
        lines=[
            _("If the address is right, a mail with a link is on its way. Open the link to confirm that it is yours."),
            days % {"days": CONFIRM_DAYS},
            _("If no mail comes, check your spam folder. One mailbox gets at most three such mails an hour."),
        ],
    )


@never_cache
@METHODS
@_of_link
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button that confirms the address of a link; a POST confirms the address."""
    if request.method == "POST":
        subscription_confirm(token=token)
        done = _("You get a mail when new figures come out. Each mail has a link that stops them.")
        return _step(request, title=_("Your address is confirmed"), lines=[done])
    subscription_to_confirm(token=token)
    what = _("Press the button, and you get a mail when new figures of the program come out.")
    return _step(request, title=_("Confirm your address"), lines=[what], button=_("Confirm"))


# The reader's mail program sends the POST, without the token of a form; the signed address stands for it (RFC 8058).
@csrf_exempt
@never_cache
@METHODS
@_of_link
def end(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button that ends a subscription; a POST ends it and deletes the address."""
    if request.method == "POST":
        subscription_end(token=token)
        done = _("You get no more mail about new figures, and your address is deleted.")
        return _step(request, title=_("The mail is stopped"), lines=[done])
    subscription_id_to_end(token=token)
    what = _("Press the button, and we delete your address. You then get no more mail about new figures.")
    return _step(request, title=_("Stop the mail about new figures"), lines=[what], button=_("Stop the mail"))


def _form_page(request: HttpRequest, form: SubscriptionForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "performance_here": True}
    return render(request, "portal/performance/subscribe.html", context, status=status)


def _step(
    request: HttpRequest, *, title: str, lines: list[str], button: str = "", is_lost: bool = False, status: int = 200
) -> HttpResponse:
    context = {"title": title, "lines": lines, "button": button, "is_lost": is_lost, "performance_here": True}
    return render(request, "portal/performance/subscription.html", context, status=status)
