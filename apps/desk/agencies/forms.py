"""Forms about agencies: holds, reports, questions, the firms of their files, and who acts for which agency."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.roles import ACT_FOR_AGENCY
from apps.accounts.selectors import staff_with
from apps.agencies.competence import CATEGORIES, CHOICES
from apps.agencies.models import AgencyOfficer, AgencyQuestion
from apps.agencies.selectors import MAX_HOLD_DAYS, hold_last_day
from apps.core import clock
from apps.core.fields import max_length_of
from apps.core.forms import DateInput, row_field
from apps.core.languages import day_in_words
from apps.core.lazy import later
from apps.desk.forms import (
    RecordForm,
    StaffForm,
    attribution_field,
    culpability_field,
    language_field,
    reasons_field,
    text_field,
    unchosen_field,
)
from apps.ledger.models import Case
from apps.ledger.vocabulary import Basis

# The bases on which an agency reports. A confirmed list match and a penalty are the program's.
BASES = (Basis.FINDING, Basis.LABORATORY, Basis.DETENTION, Basis.SEIZURE)
# As far back as the findings of a file are alleged, unless the officer chooses another day.
MONTHS_BACK = 24


class GroundsForm(StaffForm):
    """The grounds of an act on a hold, which the business reads."""

    grounds = reasons_field(
        _lazy("Grounds"), _lazy("The business reads them. Say what the parcel lacks or may be, and by which provision.")
    )
    language = language_field()


class HoldForm(GroundsForm):
    """A hold until a day, with its grounds."""

    until = forms.DateField(
        label=_lazy("You hold the parcel until"),
        widget=DateInput,
        help_text=later(
            lambda: (
                _("Until %(day)s at most, and %(most)d days in all. The business is told the day.")
                % {"day": day_in_words(hold_last_day()), "most": MAX_HOLD_DAYS}
            )
        ),
    )
    field_order = ("until", "grounds", "language")


class ReportForm(StaffForm):
    """A violation on a parcel, as the agency reports it."""

    reference = forms.CharField(
        label=_lazy("Your number of the case"),
        max_length=max_length_of(Case, "reference"),
        help_text=_lazy("The business sees it."),
    )
    category = forms.ChoiceField(label=_lazy("Category"), choices=[(one.value, one.label) for one in CATEGORIES])
    basis = forms.ChoiceField(label=_lazy("Basis"), choices=[(one.value, one.label) for one in BASES])
    day = forms.DateField(label=_lazy("Date"), widget=DateInput)
    acts = forms.CharField(
        label=_lazy("What was found"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_lazy("The business reads it in the notice. Say what was found, how, and by which provision."),
    )


class AnswerForm(StaffForm):
    answer = text_field(_lazy("Your answer. Officers of the program read it; the business does not."))


class ConfirmFirmForm(RecordForm):
    """A firm is the business that was suggested: from which day on its findings are alleged, and how."""

    since = forms.DateField(
        label=_lazy("Allege the findings from this day on"),
        widget=DateInput,
        initial=lambda: clock.add_months(clock.month_of(clock.today()), -MONTHS_BACK),
        help_text=_lazy("Earlier ones stay on this page and are not alleged. At most 20 at once."),
    )
    culpability = culpability_field()
    attribution = attribution_field()
    acts = reasons_field(
        _lazy("What the business is told"),
        _lazy(
            "The words of the agency's charges are added to each notice. Say why you take the firm to be the business."
        ),
    )
    language = language_field()
    field_order = ("since", "culpability", "attribution", "acts", "language", "reasons")


class QuestionForm(forms.ModelForm):
    """A question to an agency, about a parcel or about none."""

    agency = unchosen_field(_lazy("Agency"), CHOICES)
    number = forms.CharField(
        label=_lazy("Tracking number"),
        required=False,
        max_length=80,
        help_text=_lazy("The agency sees the parcel from then on. Leave it out if you ask about none."),
    )
    issuer = forms.CharField(
        label=_lazy("Carrier or filer that issued the number"),
        required=False,
        max_length=40,
        help_text=_lazy("Needed only where several parcels have the number."),
    )

    class Meta:
        model = AgencyQuestion
        fields = ("agency", "subject", "text")


class AgencyOfficerForm(forms.ModelForm):
    """The form that names the agency for which a person acts."""

    agency = unchosen_field(_lazy("Agency"), CHOICES)

    class Meta:
        model = AgencyOfficer
        fields = ("user", "agency", "reason")
        help_texts = {
            "user": _lazy("People with the role “agency officer”, which two administrators give."),
            "reason": _lazy("Who at the agency vouches for the person, and how you checked that."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            row_field(self, "user").queryset = staff_with(ACT_FOR_AGENCY)
