from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _

from apps.applications.reasons import DenialReason
from apps.applications.sections import field_labels
from apps.core import clock
from apps.core.forms import DateInput


class StaffForm(forms.Form):
    """A form on a page of the desk: drawn plainly, for the admin's own style sheet. Without fields it is a button."""

    default_renderer = DjangoTemplates
    use_required_attribute = False


def _words(label: Any, *, required: bool = True, rows: int = 5) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=8000, widget=forms.Textarea(attrs={"rows": rows}))


class AskForm(StaffForm):
    fields_asked = forms.MultipleChoiceField(
        label=_("Which fields?"),
        choices=lambda: list(field_labels().items()),
        widget=forms.SelectMultiple(attrs={"size": 12}),
    )
    text = _words(_("What do you need to know? The applicant reads this."))


class ApproveForm(StaffForm):
    text = _words(_("Remarks to the record"), required=False, rows=2)


class DenyForm(StaffForm):
    reasons = forms.MultipleChoiceField(
        label=_("Reasons"), choices=DenialReason.choices, widget=forms.CheckboxSelectMultiple
    )
    text = _words(_("What was found? The applicant reads this."))


class ReasonsForm(StaffForm):
    text = _words(_("Reasons of the decision. The applicant reads this."))


class NoteForm(StaffForm):
    text = _words(_("Note, for staff only"), rows=3)


class DayForm(StaffForm):
    day = forms.DateField(label=_("Day on which it was done"), initial=clock.today, widget=DateInput)
