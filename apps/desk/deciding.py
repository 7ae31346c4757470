"""Forms by which officers decide about the record of a business, each with the reasons and the language of these."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _lazy

from apps.core.fields import field_of
from apps.core.files import ACCEPTED, Identified
from apps.core.forms import DateInput, choice_field
from apps.core.lifecycle import Text
from apps.core.uploads import brought, each_taken
from apps.desk.forms import StaffForm
from apps.ledger.models import Violation
from apps.ledger.vocabulary import Culpability

MONEY = ("revenue_loss", "penalty_assessed", "penalty_mitigated", "collected")
TOLD_HELP = _lazy(
    "Unless you tick this, only staff read the reason. A business reads what was recorded and when, and every reason "
    "that is told. It never sees the files that you add here."
)


def _reasons(label: Text, help_text: Text = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=8000, widget=forms.Textarea(attrs={"rows": 5}))


def _language() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_lazy("Language in which you write"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )


def _moment(*, required: bool) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=_lazy("Serve it on the business only from"),
        required=required,
        help_text=_lazy(
            "Day and time in New York. Until then the business does not see the violation, nor may it count."
        ),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def _delay_reason(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_lazy("Why the business may not know of it yet"),
        required=required,
        max_length=2000,
        help_text=_lazy("For instance evidence that would be destroyed. Only staff read this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.Field):
    """Several files, each of a type that is taken, and scanned; clean, it is a list of `Identified`."""

    widget = FilesInput(attrs={"accept": ACCEPTED})

    def clean(self, value: Any) -> list[Identified]:
        taken, refused = each_taken(brought(super().clean(value) or []))
        if refused:
            raise forms.ValidationError(refused)
        return taken


def _files() -> FilesField:
    return FilesField(
        label=_lazy("Evidence"),
        required=False,
        help_text=_lazy(
            "Up to 10 files: PDF, PNG, JPEG, Word, Excel or CSV. They are scanned, and only staff see them."
        ),
    )


class DecisionForm(StaffForm):
    """A decision that the business reads."""

    reasons = _reasons(_lazy("Reasons"), _lazy("The business reads them. Name what you relied on."))
    language = _language()


class ProposeForm(DecisionForm):
    """What is to be taken away, and on what that rests. `violations` of the business can be named in the notice."""

    cases = forms.TypedMultipleChoiceField(
        label=_lazy("Violations that the notice names"),
        help_text=_lazy("The business answers each of them by itself. Hold down Ctrl, or Command, to choose several."),
        coerce=int,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    false_statement = forms.BooleanField(
        label=_lazy("It is for a knowing false statement to the program"),
        help_text=_lazy("The business has less time to appeal then (6 U.S.C. 967)."),
        required=False,
    )

    def __init__(self, *args: Any, violations: Sequence[tuple[int, Text]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "cases").choices = violations
        if not violations:
            del self.fields["cases"]


class RemarkForm(StaffForm):
    """A reason for the record alone."""

    reasons = _reasons(_lazy("Reason"), _lazy("Who of the business said so, and how. Only staff read this."))


class RecordForm(StaffForm):
    """Reasons that the program keeps to itself."""

    reasons = _reasons(_lazy("Reasons"), _lazy("Only staff read them. Name what you relied on."))


class AcceptForm(DecisionForm):
    """An answer to a violation is accepted: what becomes of the violation."""

    outcome = forms.ChoiceField(
        label=_lazy("What becomes of the violation?"),
        help_text=_lazy(
            "It becomes a further entry of the violation at once, and the business is evaluated again within seconds. "
            "Amounts of money are entered with the violation itself."
        ),
        widget=forms.RadioSelect,
    )
    field_order = ("outcome", "reasons", "language")

    def __init__(self, *args: Any, outcomes: Sequence[tuple[str, Text]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "outcome").choices = outcomes


class AdmitForm(DecisionForm):
    """A prior disclosure is accepted: how culpable it was."""

    culpability = forms.ChoiceField(
        label=_lazy("How culpable was it?"), choices=Culpability.choices, initial=Culpability.NEGLIGENCE
    )
    field_order = ("culpability", "reasons", "language")


class EntryForm(StaffForm):
    """A further entry of a violation, and why."""

    reason = _reasons(_lazy("Reason"), _lazy("What the evidence shows, and by which provision."))
    language = _language()
    told = forms.BooleanField(label=_lazy("Tell the business this reason"), required=False, help_text=TOLD_HELP)
    files = _files()

    def __init__(self, *args: Any, present: Violation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = present


class ConfirmForm(EntryForm):
    """It suspends at once: the officer confirms whom it hits."""

    confirmed = forms.BooleanField(error_messages={"required": _lazy("Confirm whom it hits.")})
    field_order = ("confirmed", "reason")

    def __init__(self, *args: Any, present: Violation, hits: Text, **kwargs: Any) -> None:
        super().__init__(*args, present=present, **kwargs)
        self.fields["confirmed"].label = hits


class DelayForm(StaffForm):
    """Service is put off: the business does not learn of the allegation before."""

    delay_until = _moment(required=True)
    delay_reason = _delay_reason(required=True)


class PostForm(StaffForm):
    """An allegation was served by other means on a business that has nobody here."""

    served_on = forms.DateField(label=_lazy("Served on"), widget=DateInput())
    note = _reasons(_lazy("How"), _lazy("For instance by registered letter, with its number, and to which address."))


class MoreTimeForm(StaffForm):
    """More time to answer, until the end of a day where the business is."""

    until = forms.DateField(label=_lazy("May answer until"), widget=DateInput())
    reason = _reasons(_lazy("Reason"), _lazy("The team reads it."))
    language = _language()


def _amount(name: str, *, required: bool = False) -> forms.DecimalField:
    column = field_of(Violation, name)
    assert isinstance(column, models.DecimalField)
    return forms.DecimalField(
        label=capfirst(column.verbose_name),
        required=required,
        min_value=0,
        max_digits=column.max_digits,
        decimal_places=column.decimal_places,
    )


class MitigateForm(EntryForm):
    """The penalty is lowered; in the currency of the violation."""

    penalty_mitigated = _amount("penalty_mitigated", required=True)
    field_order = ("penalty_mitigated", "reason")

    def __init__(self, *args: Any, present: Violation, **kwargs: Any) -> None:
        super().__init__(*args, present=present, **kwargs)
        self.fields["penalty_mitigated"].help_text = _lazy("In %(currency)s.") % {"currency": present.currency or "USD"}


class AmountsForm(EntryForm):
    """What it cost, while the determination stays. An amount that is left out stays as it is."""

    currency = forms.RegexField(
        label=_lazy("Currency"), regex=r"^[A-Z]{3}$", help_text=_lazy("Three letters, as in USD.")
    )
    revenue_loss = _amount("revenue_loss")
    penalty_assessed = _amount("penalty_assessed")
    penalty_mitigated = _amount("penalty_mitigated")
    collected = _amount("collected")
    field_order = ("currency", *MONEY, "reason")

    def __init__(self, *args: Any, present: Violation, **kwargs: Any) -> None:
        initial = {name: getattr(present, name) for name in MONEY} | {"currency": present.currency or "USD"}
        super().__init__(*args, present=present, initial=initial, **kwargs)


class AllegeForm(forms.ModelForm):
    """A new violation. Whose and what it is, is checked by the service, as for every other source."""

    reference = forms.CharField(label=_lazy("Case number"), max_length=160)
    ksn = forms.CharField(label=_lazy("Known Shipper Number"), required=False)
    seller_code = forms.CharField(
        label=_lazy("Seller, if it has no number"), required=False, help_text=_lazy("Your own code for the seller.")
    )
    shipment = forms.CharField(
        label=_lazy("Shipment"),
        required=False,
        help_text=_lazy("Carrier or filer, a colon, and the tracking number, as in UPSN:1Z001."),
    )
    reason = forms.CharField(
        label=_lazy("Reason"),
        max_length=8000,
        widget=AdminTextareaWidget,
        help_text=_lazy("What was found, by whom, and which provision it breaks."),
    )
    language = _language()
    told = forms.BooleanField(label=_lazy("Tell the business this reason"), required=False, help_text=TOLD_HELP)
    files: Any = _files()
    delay_until = _moment(required=False)
    delay_reason = _delay_reason(required=False)

    class Meta:
        model = Violation
        fields = (
            *("date", "category", "culpability", "basis", "agency", "attribution", "self_disclosed"),
            *("currency", "revenue_loss", "penalty_assessed"),
        )
        widgets = {"date": DateInput()}
