"""The public pages of tips: the form, the receipt, and the thread that the receipt code opens.

Nothing is kept of the visitor: no session is written, no message is left for the next page, and limits count by a key
of the network that changes each day. The receipt code comes and goes in the body of a request, never in an address.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.allegations import services
from apps.allegations.models import Tip
from apps.allegations.selectors import files_of, posts_of, tip_of_code
from apps.core.errors import NotFound
from apps.core.forms import refuse
from apps.core.limits import SECONDS_AN_HOUR, action_count, is_over_limit, network_key
from apps.portal.forms import form_refuse, form_submit
from apps.portal.tips.forms import CodeForm, MessageForm, TipForm

METHODS = require_http_methods(["GET", "POST"])
# The key under which all tips of the site are counted together.
ALL = "all"


@never_cache
@METHODS
def new(request: HttpRequest) -> HttpResponse:
    """Show the form for a tip; a POST sends the tip and shows its receipt code, this once."""
    if request.method == "GET":
        return _form_page(request, TipForm())
    form = TipForm(request.POST, request.FILES)
    network = network_key(request)
    # Asked before the files are read, since each of them costs work.
    if is_over_limit(request, "tip_sent", key=network):
        return _too_many(request, form, _("Several reports came from your network."))
    if is_over_limit(request, "tips_sent", key=ALL):
        return _too_many(request, form, _("Very many people are sending reports just now."))
    receipt = form_submit(form, lambda: services.tip_receive(**form.cleaned_data))
    if receipt is None:
        return _form_page(request, form, status=422)
    action_count(request, "tip_sent", key=network)
    action_count(request, "tips_sent", key=ALL)
    return render(request, "portal/tips/receipt.html", {"code": receipt.code, "tip": receipt.tip})


@never_cache
@METHODS
def status(request: HttpRequest) -> HttpResponse:
    """Show the form for a receipt code; a POST with a code shows its thread, and adds the message that it brings."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    network = network_key(request)
    if form.is_bound and is_over_limit(request, "tip_code_wrong", key=network):
        form_refuse(form, _("Too many wrong codes came from your network. Try again in an hour."))
        return _code_page(request, form, status=429)
    if not form.is_bound or not form.is_valid():
        return _code_page(request, form, status=422 if form.is_bound else 200)
    try:
        tip = tip_of_code(form.cleaned_data["code"])
    except NotFound as unknown:
        action_count(request, "tip_code_wrong", key=network)
        refuse(form, unknown)
        return _code_page(request, form, status=422)
    return _thread(request, tip, form.cleaned_data["code"], network)


def _thread(request: HttpRequest, tip: Tip, code: str, network: str) -> HttpResponse:
    """Show the thread of a tip, after adding the message that was sent, if any."""
    writes = "write" in request.POST
    form = MessageForm(request.POST, request.FILES) if writes else MessageForm()
    status, sent = 200, False
    if writes and is_over_limit(request, "tip_written", key=network):
        form_refuse(form, _("Many messages came from your network. Try again in an hour. Your message is still here."))
        status = 429
    elif writes:
        given = form_submit(form, lambda: services.tip_write(code=code, **form.cleaned_data))
        sent, status = given is not None, 200 if given else 422
        if given:
            action_count(request, "tip_written", key=network)
            tip, form = given, MessageForm()
    context = {
        "tip": tip,
        "code": code,
        "posts": posts_of(tip),
        "files": files_of(tip).count(),
        "form": form,
        "sent": sent,
    }
    answer = render(request, "portal/tips/thread.html", context, status=status)
    return _later(answer) if status == 429 else answer


def _form_page(request: HttpRequest, form: TipForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "reports": settings.SITE["reports"]}
    return render(request, "portal/tips/new.html", context, status=status)


def _code_page(request: HttpRequest, form: CodeForm, *, status: int) -> HttpResponse:
    answer = render(request, "portal/tips/code.html", {"form": form}, status=status)
    return _later(answer) if status == 429 else answer


def _too_many(request: HttpRequest, form: TipForm, why: str) -> HttpResponse:
    """Show the form as it was filled in, with the reason why it was not taken and when to send it again."""
    what_to_do = _("This one was not taken. What you typed is still here: send it again in an hour.")
    form_refuse(form, f"{why} {what_to_do}")
    return _later(_form_page(request, form, status=429))


def _later(answer: HttpResponse) -> HttpResponse:
    answer["Retry-After"] = str(SECONDS_AN_HOUR)
    return answer
