"""Forms of sellers: what they have in common, how they are filled in, and how a service's refusal is shown in them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.requests import UserRequest
from apps.core import clock
from apps.core.bounds import whole_number
from apps.core.errors import DomainError, NotAllowed, NotFound
from apps.core.forms import refuse
from apps.core.lazy import Promise
from apps.core.text import PlainTextForm
from apps.portal.files import FilesField
from apps.shippers.ksn import MAX_TYPED, is_ksn, normal_ksn

# The end of the year 2199, as a number of seconds: no form is drawn later.
MAX_MOMENT = 7_258_118_400


def _moment_now() -> float:
    return clock.now().timestamp()


class SellerForm(PlainTextForm):
    """A form without the checks of the browser: the page says what is missing, and keeps what was typed."""

    use_required_attribute = False


class LanguageForm(SellerForm):
    """A form in which a business writes to the program, in a language that is at first the language of the page."""

    language = forms.ChoiceField(
        label=_lazy("Language in which you write"),
        help_text=_lazy("The officer is told. You may write in any of these."),
        choices=settings.LANGUAGES,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language()


# Without it, nothing is decided before the time to answer is over.
SAID_EVERYTHING = _lazy("We have said everything: an officer may decide now")


class PostForm(LanguageForm):
    """A message to the program, with files."""

    text = forms.CharField(
        label=_lazy("Your message"),
        max_length=8000,
        error_messages={"required": _lazy("Write your message.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    files = FilesField()
    field_order = ("text", "language", "files")


class MessageForm(PostForm):
    """A message in a thread. `after` is the moment at which the form was drawn: who gets no answer sends the same form
    again, and the message is known by that, whatever an officer wrote meanwhile.
    """

    after = forms.FloatField(
        required=False, widget=forms.HiddenInput, initial=_moment_now, min_value=0, max_value=MAX_MOMENT
    )

    def clean_after(self) -> datetime | None:
        after = self.cleaned_data["after"]
        return datetime.fromtimestamp(after, UTC) if after is not None else None


class ActionForm(PostForm):
    """The answer to an action that a plan or a visit requires: what the business did, with files."""

    text = forms.CharField(
        label=_lazy("What did you do?"),
        help_text=_lazy("Say what you changed, since when, and who makes sure that it stays so."),
        max_length=8000,
        error_messages={"required": _lazy("Say what you did.")},
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    files = FilesField(
        label=_lazy("Files that show it"), help_text=_lazy("For example a photo, a written procedure, a contract.")
    )


class KsnForm(forms.Form):
    """A Known Shipper Number as people type it: with spaces or hyphens, in any case."""

    ksn = forms.CharField(
        label=_lazy("Known Shipper Number"),
        help_text=_lazy("KS and ten letters and digits, for example on the seller's page or certificate."),
        max_length=MAX_TYPED,
        error_messages={"required": _lazy("Enter a Known Shipper Number.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_ksn(self) -> str:
        ksn = normal_ksn(self.cleaned_data["ksn"])
        if not is_ksn(ksn):
            raise forms.ValidationError(
                _lazy(
                    "This can't be a Known Shipper Number: check for a letter or digit that is missing or mistyped. "
                    "The last one is a check on the others."
                )
            )
        return ksn

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)


def form_refuse(form: forms.BaseForm, message: str | Promise) -> None:
    """Replace all errors of a form by one message, for a form that can't be taken whatever its fields hold."""
    form.errors.clear()
    form.add_error(None, str(message))


def form_data(request: UserRequest) -> tuple[QueryDict | None, MultiValueDict | None]:
    """Return the data and files to which a form is bound; None for both if nothing was sent."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def form_submit[T](form: forms.Form, act: Callable[[], T]) -> T | None:
    """Call a service with a filled-in form and return the result; None if the form or the service refuses.

    The form then says why. NotFound and NotAllowed pass through.
    """
    if not form.is_valid():
        return None
    try:
        return act()
    except (NotFound, NotAllowed):
        raise
    except DomainError as refusal:
        refuse(form, refusal)
    return None


@contextmanager
def refusals_told(request: UserRequest, *kinds: type[DomainError]) -> Iterator[None]:
    """Show a refusal of a service as a message on the next page. Refusals of other kinds pass through."""
    try:
        yield
    except kinds as refusal:
        messages.error(request, str(refusal.message))


def number_in(post: QueryDict, name: str) -> int | None:
    """Return the number in a hidden field or a button of a page; None if it is missing or no number."""
    return whole_number(post.get(name, ""))
