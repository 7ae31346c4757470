"""Forms by which officers record a violation, serve it, and determine it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_countries import countries

from apps.core.fields import field_of
from apps.core.forms import DateInput
from apps.desk.forms import (
    FileForm,
    StaffForm,
    attribution_field,
    culpability_field,
    files_field,
    language_field,
    reasons_field,
    unchosen_field,
)
from apps.ledger.discrepancies import FOUND
from apps.ledger.models import Violation
from apps.ledger.vocabulary import Basis, Category

MONEY = ("revenue_loss", "penalty_assessed", "penalty_mitigated", "collected")
TOLD_HELP = _lazy(
    "Unless you tick this, only staff read the reason. A business reads what was recorded and when, and every reason "
    "that is told. It never sees the files that you add here."
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


class EntryForm(StaffForm):
    """A further entry of a violation, and why."""

    reason = reasons_field(_lazy("Reason"), _lazy("What the evidence shows, and by which provision."))
    language = language_field()
    told = forms.BooleanField(label=_lazy("Tell the business this reason"), required=False, help_text=TOLD_HELP)
    files = files_field()

    def __init__(self, *args: Any, present: Violation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = present


class DelayForm(StaffForm):
    """Service is put off: the business does not learn of the allegation before."""

    delay_until = _moment(required=True)
    delay_reason = _delay_reason(required=True)


class PostForm(FileForm):
    """An allegation was served by other means on a business that has nobody here, with the proof."""

    day = forms.DateField(label=_lazy("Served on"), widget=DateInput())
    note = reasons_field(
        _lazy("How"), _lazy("For instance by registered letter, with its number, and to which address.")
    )
    field_order = ("day", "note", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _lazy("The proof, such as the receipt that was signed")
        self.fields["file"].required = True


class MoreTimeForm(StaffForm):
    """More time to answer, until the end of a day where the business is."""

    until = forms.DateField(label=_lazy("May answer until"), widget=DateInput())
    reason = reasons_field(_lazy("Reason"), _lazy("The team reads it."))
    language = language_field()


def found_origin_field() -> forms.ChoiceField:
    """Make the field for the country of origin that was found, which may be left out."""
    return forms.ChoiceField(
        label=_lazy("Country of origin as found"),
        choices=lambda: [("", _("Not said")), *countries],
        required=False,
        help_text=_lazy("The business reads it beside the country that was declared."),
    )


def found_hs_field() -> forms.CharField:
    """Make the field for the HS code that was found, which may be left out."""
    return forms.CharField(
        label=_lazy("HS code as found"),
        required=False,
        help_text=_lazy("4, 6, 8 or 10 digits. The business reads it beside the code that was declared."),
    )


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
    """The amounts of money of a violation. An amount that is left out stays as it is."""

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


class FoundForm(EntryForm):
    """What was found of the goods, beside what was declared. A field that is left out stays as it is."""

    found_origin = found_origin_field()
    found_hs = found_hs_field()
    field_order = ("found_origin", "found_hs", "reason")

    def __init__(self, *args: Any, present: Violation, found: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, present=present, initial={name: getattr(present, name) for name in found}, **kwargs)
        for name in set(FOUND.values()).difference(found):
            del self.fields[name]


class AllegeForm(forms.ModelForm):
    """A new violation. Whose and what it is, is checked by the service, as for every other source."""

    category = unchosen_field(_lazy("Category"), Category.choices)
    culpability = culpability_field()
    basis = unchosen_field(_lazy("Basis"), Basis.choices)
    attribution = attribution_field()
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
    found_origin = found_origin_field()
    found_hs = found_hs_field()
    reason = forms.CharField(
        label=_lazy("Reason"),
        max_length=8000,
        widget=AdminTextareaWidget,
        help_text=_lazy("What was found, by whom, and which provision it breaks."),
    )
    language = language_field()
    told = forms.BooleanField(label=_lazy("Tell the business this reason"), required=False, help_text=TOLD_HELP)
    files: Any = files_field()
    delay_until = _moment(required=False)
    delay_reason = _delay_reason(required=False)

    class Meta:
        model = Violation
        fields = (
            *("date", "category", "culpability", "basis", "agency", "attribution", "self_disclosed"),
            *(*FOUND.values(), "currency", "revenue_loss", "penalty_assessed"),
        )
        widgets = {"date": DateInput()}

    def __init__(self, *args: Any, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        # The defaults of the table are for reports that leave a field out. An officer chooses.
        unchosen = dict.fromkeys(("culpability", "basis", "attribution"), "")
        super().__init__(*args, initial=unchosen | (initial or {}), **kwargs)
