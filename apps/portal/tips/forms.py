"""The forms of tips: a new one, the receipt code, and a further message."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.allegations import rules
from apps.allegations.groups import AllegationSubject
from apps.allegations.models import Tip
from apps.core.errors import InvalidInput
from apps.core.fields import max_length_of
from apps.core.files import IdentifiedFile
from apps.core.lazy import Promise
from apps.core.redrawn_files import ACCEPTED, file_redraw
from apps.portal.files import FilesField, FilesInput
from apps.portal.forms import LanguageForm, SellerForm

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
