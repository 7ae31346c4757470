"""The public form on which anybody tells of a violation, and the page on which the sender follows it."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.allegations import rules, services
from apps.allegations.groups import AllegationSubject
from apps.allegations.models import Tip
from apps.allegations.selectors import files_of, posts_of, tip_of_code
from apps.core.errors import InvalidInput, NotFound
from apps.core.fields import max_length_of
from apps.core.files import IdentifiedFile
from apps.core.forms import refuse
from apps.core.lazy import Promise
from apps.core.limits import SECONDS_AN_HOUR, action_count, is_over_limit, network_key
from apps.core.redrawn_files import ACCEPTED, file_redraw
from apps.portal.files import FilesField, FilesInput
from apps.portal.forms import LanguageForm, SellerForm, form_refuse, form_submit

# How many files come at once: each is drawn anew, which takes seconds.
MAX_FILES_AT_ONCE = 5
MAX_TEXT = 8000
MAX_SENDER = 300


def _hint(most: int) -> str:
    return ngettext(
        "PDF, PNG, JPEG or CSV. Up to %(most)d file, of up to %(size)d MB.",
        "PDF, PNG, JPEG or CSV. Up to %(most)d files, of up to %(size)d MB each.",
        most,
    ) % {"most": most, "size": settings.EVIDENCE_MAX_BYTES // 2**20}


class TipFilesField(FilesField):
    """Files that are drawn anew, without the facts that cameras and programs add, and without their names."""

    def __init__(self, *, label: Promise) -> None:
        widget = FilesInput()
        widget.attrs["accept"] = ACCEPTED
        super().__init__(limit=MAX_FILES_AT_ONCE, label=label, widget=widget)
        self.help_text = lazy(_hint, str)(MAX_FILES_AT_ONCE)

    def clean(self, value: Any) -> list[IdentifiedFile]:
        redrawn, refused = [], []
        for number, file in enumerate(super().clean(value), start=1):
            try:
                redrawn.append(file_redraw(file, number))
            except InvalidInput as refusal:
                refused.append(str(refusal.message))
        if refused:
            raise forms.ValidationError(refused)
        return redrawn


def _named_field(label: Promise, name: str, help_text: Promise | str = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=max_length_of(Tip, name))


class TipForm(LanguageForm):
    """A new tip. Only what it is about and what happened must be said."""

    group = forms.ChoiceField(
        label=_lazy("What is it about?"),
        choices=AllegationSubject.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _lazy("Choose what it is about. If nothing fits, choose “Something else”.")},
    )
    text = forms.CharField(
        label=_lazy("What happened?"),
        help_text=_lazy("Say what you saw, when, and how you know."),
        max_length=MAX_TEXT,
        error_messages={"required": _lazy("Say what happened.")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    danger = forms.BooleanField(label=_lazy("Somebody is in danger, or was hurt"), required=False)
    company = _named_field(_lazy("Who does it?"), "company", _lazy("The name of the seller or the company."))
    site = _named_field(_lazy("Shop or website"), "site", _lazy("For example the address of the page that sells it."))
    address = _named_field(_lazy("Street address, city and country"), "address")
    product = _named_field(_lazy("What product?"), "product")
    parcel = _named_field(_lazy("Tracking number of a parcel"), "parcel")
    files = TipFilesField(label=_lazy("Photos or papers that show it"))
    sender = forms.CharField(
        label=_lazy("Your name, and how to reach you"),
        help_text=_lazy("Leave it empty to stay unknown. Only the officers who look into reports can read it."),
        required=False,
        max_length=MAX_SENDER,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    once = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = (
        *("group", "text", "danger", "company", "site", "address", "product", "parcel", "files", "sender", "language"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = rules.once_new()

    def clean_once(self) -> str:
        """Return the secret number of the form, or a new one where a program sent something else."""
        once = self.cleaned_data["once"]
        return once if rules.ONCE.fullmatch(once) else rules.once_new()


class CodeForm(SellerForm):
    """The receipt code of a tip."""

    code = forms.CharField(
        label=_lazy("Receipt code"),
        help_text=_lazy("Four groups of five letters and digits. You got it when you sent the report."),
        max_length=60,
        error_messages={"required": _lazy("Enter the receipt code.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class MessageForm(LanguageForm):
    """A further message about a tip, by whoever has its receipt code."""

    text = forms.CharField(
        label=_lazy("Your message"),
        max_length=MAX_TEXT,
        error_messages={"required": _lazy("Write your message.")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    files = TipFilesField(label=_lazy("Add files"))
    field_order = ("text", "files", "language")


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
