from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.forms.renderers import DjangoTemplates
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.applications.canned import EXPLANATIONS, REQUESTS
from apps.applications.reasons import DenialReason
from apps.applications.sections import field_labels
from apps.core import clock
from apps.core.errors import Invalid
from apps.core.files import identified
from apps.core.forms import DateInput


class StaffForm(forms.Form):
    """A form on a page of the desk: drawn plainly, for the admin's own style sheet. Without fields it is a button."""

    default_renderer = DjangoTemplates
    use_required_attribute = False


def _words(label: Any, *, required: bool = True, rows: int = 5) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=8000, widget=forms.Textarea(attrs={"rows": rows}))


def _language() -> forms.ChoiceField:
    return forms.TypedChoiceField(
        label=_("Language in which you write"),
        choices=settings.LANGUAGES,
        initial="en",
        required=False,
        empty_value="en",
    )


class PostForm(StaffForm):
    """What an officer writes to a team, and in which language."""

    text = _words(_("What do you write? The team reads this."))
    language = _language()
    file = forms.FileField(label=_("A file to go with it"), required=False, widget=forms.FileInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        file = given.pop("file", None)
        try:
            given["files"] = [identified(file.name, file.chunks())] if file else []
        except Invalid as refusal:
            self.add_error("file", str(refusal.message))
        return given


def _paragraphs(table: Mapping[str, Promise]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Paragraphs that the reader gets in their own language"),
        choices=list(table.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class AskForm(StaffForm):
    fields_asked = forms.MultipleChoiceField(
        label=_("Which fields?"),
        choices=lambda: list(field_labels().items()),
        widget=forms.SelectMultiple(attrs={"size": 12}),
    )
    canned = _paragraphs(REQUESTS)
    text = _words(_("What do you need to know? The applicant reads this."), required=False)
    language = _language()


class ApproveForm(StaffForm):
    text = _words(_("Remarks to the record"), required=False, rows=2)


class DenyForm(StaffForm):
    reasons = forms.MultipleChoiceField(
        label=_("Reasons"), choices=DenialReason.choices, widget=forms.CheckboxSelectMultiple
    )
    canned = _paragraphs(EXPLANATIONS)
    text = _words(_("What was found? The applicant reads this."))
    language = _language()


class ReasonsForm(StaffForm):
    text = _words(_("Reasons of the decision. The applicant reads this."))
    language = _language()


class NoteForm(StaffForm):
    text = _words(_("Note, for staff only"), rows=3)


class DayForm(StaffForm):
    day = forms.DateField(label=_("Day on which it was done"), initial=clock.today, widget=DateInput)
