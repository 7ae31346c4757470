"""Forms by which policies are drafted, reviewed, opened, published and compared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from apps.core.forms import DateInput, row_field
from apps.desk.forms import StaffForm
from apps.policy import selectors
from apps.policy.models import Policy


class DraftForm(forms.ModelForm):
    base = forms.ModelChoiceField(
        Policy.objects.none(),
        to_field_name="version",
        label=_lazy("Begin with the numbers of"),
        required=False,
        empty_label=_lazy("The policy that will be in force on that day"),
        help_text=_lazy(
            "A draft changes numbers of that policy. If you begin with another, all that differs is a change."
        ),
    )
    effective_from = forms.DateField(label=_lazy("Effective from"), required=False, widget=DateInput)

    class Meta:
        model = Policy
        fields = ("summary",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "base").queryset = selectors.policies_published()


class AboutForm(StaffForm):
    summary = forms.CharField(
        label=_lazy("What changes and why. The public reads this."),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    effective_from = forms.DateField(
        label=_lazy("Effective from"),
        required=False,
        widget=DateInput,
        help_text=_lazy("Today or later, a day that no other policy has. The publisher may choose another."),
    )


class ReturnForm(StaffForm):
    reason = forms.CharField(
        label=_lazy("What is to be changed? Its authors read this."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PublishForm(StaffForm):
    effective_from = forms.DateField(label=_lazy("Effective from"), widget=DateInput)


class OpenForm(StaffForm):
    until = forms.DateField(
        label=_lazy("Comments until the end of"),
        required=False,
        widget=DateInput,
        help_text=_lazy("Empty: as many days as the policy in force gives. You may give more."),
    )


class CompareForm(StaffForm):
    """The form that chooses two versions to compare; the address of the page fills it in."""

    left = forms.ModelChoiceField(
        Policy.objects.all(), to_field_name="version", label=_lazy("Policy"), empty_label=None
    )
    right = forms.ModelChoiceField(
        Policy.objects.all(), to_field_name="version", label=_lazy("Beside"), empty_label=None
    )
    all = forms.BooleanField(required=False, label=_lazy("Show the numbers that are the same, too"))
