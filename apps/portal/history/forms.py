"""Forms that filter a history, and describe a file of shipments."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_countries import countries

from apps.core.errors import DomainError
from apps.core.fields import max_length_of
from apps.core.forms import DateInput, choice_field
from apps.core.lazy import Promise
from apps.core.text import PlainTextForm
from apps.ledger.facts import KSN_SOURCE, SHIPMENT_CONTENT
from apps.ledger.files.headings import CONSTANTS, LABELS
from apps.ledger.files.previews import Heading
from apps.ledger.models import Recording, Seller
from apps.ledger.values import FIRST_YEAR, LAST_YEAR, UnclearValue
from apps.ledger.vocabulary import Category, DayOrder, DecimalSign, Determination, Disposition, ExamResult, Mode

ANY = ("", _lazy("Any"))
NOT_THE_SAME = ("", _lazy("Not the same for all"))
MAX_TEXT_LENGTH = 80


class DayField(forms.DateField):
    """A day within the years of the ledger, or none."""

    widget = DateInput
    default_error_messages = {"invalid": _lazy("This is not a date. Write it as 2026-01-31.")}

    def __init__(self, *, label: Promise) -> None:
        super().__init__(label=label, required=False, input_formats=["%Y-%m-%d"])

    def validate(self, value: date | None) -> None:
        if value and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise forms.ValidationError(
                _lazy("The year must be from %(first)s to %(last)s. Check the date."),
                params={"first": FIRST_YEAR, "last": LAST_YEAR},
            )


class FilterForm(forms.Form):
    """Filters in an address: none is required, and a field shows why its value can't be read."""

    since = DayField(label=_lazy("From"))
    until = DayField(label=_lazy("To"))
    text = forms.CharField(label=_lazy("Search"), required=False, max_length=MAX_TEXT_LENGTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = _lazy(
                    "This is not one of the choices. Choose one from the list."
                )

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _lazy("This day is before the first one. Choose the same day or a later one."))
        return self.cleaned_data


class ShipmentFilterForm(FilterForm):
    """The filters of the list of shipments."""

    disposition = forms.ChoiceField(label=_lazy("State"), required=False, choices=[ANY, *Disposition.choices])
    examined = forms.TypedChoiceField(
        label=_lazy("Examined"),
        required=False,
        choices=[ANY, ("yes", _lazy("Yes")), ("no", _lazy("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    exam_result = forms.ChoiceField(
        label=_lazy("Result of the exam"), required=False, choices=[ANY, *ExamResult.choices]
    )
    origin = forms.ChoiceField(label=_lazy("Country of origin"), required=False)
    carrier = forms.CharField(label=_lazy("Carrier's code"), required=False, max_length=40)
    identity = forms.TypedChoiceField(label=_lazy("Reported under"), required=False, coerce=int, empty_value=None)

    field_order = ("since", "until", "text")

    def __init__(self, *args: Any, identities: Sequence[Seller], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _lazy("Any part of a tracking number, or a word of the description.")
        choice_field(self, "origin").choices = [ANY, *countries]
        choice_field(self, "identity").choices = [
            ANY,
            *((identity.pk, identity_text(identity)) for identity in identities),
        ]
        if len(identities) < 2:
            del self.fields["identity"]


class ViolationFilterForm(FilterForm):
    """The filters of the list of violations."""

    category = forms.ChoiceField(label=_lazy("What"), required=False, choices=[ANY, *Category.choices])
    determination = forms.ChoiceField(label=_lazy("Decision"), required=False, choices=[ANY, *Determination.choices])

    field_order = ("since", "until", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _lazy("Any part of a case number or of a tracking number.")


class FileForm(forms.Form):
    """The upload of a file of shipments."""

    file = forms.FileField(
        label=_lazy("File of shipments"),
        error_messages={"required": _lazy("Choose a file."), "empty": _lazy("This file is empty. Choose another.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.ndjson,.jsonl,.gz"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _lazy(
            "CSV or NDJSON, also gzipped (.gz). In Excel, choose “CSV UTF-8” when you save. Up to %(limit)d MB."
        ) % {"limit": settings.HISTORY_UPLOAD_MAX_BYTES // 2**20}


class MeaningForm(PlainTextForm):
    """The meaning of each column of a file, the values that are the same in all lines, and how values are written."""

    same_issuer = forms.CharField(
        label=LABELS["issuer"],
        required=False,
        max_length=40,
        help_text=_lazy(
            "The code that the carrier or filer uses in its reports to us. We match your shipments with its reports by "
            "this code."
        ),
    )
    same_origin = forms.ChoiceField(label=LABELS["origin"], required=False)
    same_departure = forms.ChoiceField(label=LABELS["departure"], required=False)
    same_currency = forms.CharField(
        label=LABELS["currency"], required=False, max_length=3, help_text=_lazy("Three letters, for example USD.")
    )
    same_mode = forms.ChoiceField(label=LABELS["mode"], required=False, choices=[NOT_THE_SAME, *Mode.choices])

    day_order = forms.ChoiceField(label=_lazy("How dates are written"), choices=DayOrder)
    decimal_sign = forms.ChoiceField(label=_lazy("Decimal sign of numbers"), choices=DecimalSign)

    def __init__(
        self,
        *args: Any,
        headings: Sequence[Heading],
        columns: Mapping[str, str],
        constants: Mapping[str, str],
        writing: tuple[str, str],
    ) -> None:
        super().__init__(*args)
        self.headings = headings
        fields = {column: field for field, column in columns.items()}
        self.fields["day_order"].initial, self.fields["decimal_sign"].initial = writing
        for number, heading in enumerate(headings):
            if heading.never:
                continue
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=heading.name,
                required=False,
                choices=[("", _lazy("Not used")), *LABELS.items()],
                help_text=escape(_samples_text(heading)),
                initial=fields.get(heading.name, ""),
            )
        for name in CONSTANTS:
            self.fields[f"same_{name}"].initial = constants.get(name, "")
        for name in ("origin", "departure"):
            choice_field(self, f"same_{name}").choices = [NOT_THE_SAME, *countries]

    @property
    def column_fields(self) -> list[BoundField]:
        return [field for field in self if field.name.startswith("column_")]

    @property
    def same_fields(self) -> list[BoundField]:
        return [field for field in self if field.name.startswith("same_")]

    @property
    def writing_fields(self) -> list[BoundField]:
        return [self["day_order"], self["decimal_sign"]]

    @property
    def not_read(self) -> list[Heading]:
        """Return the columns that are never read."""
        return [heading for heading in self.headings if heading.never]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self.columns: dict[str, str] = {}
        self.constants = {name: given[f"same_{name}"] for name in CONSTANTS if given.get(f"same_{name}")}
        for number, heading in enumerate(self.headings):
            field = given.get(f"column_{number}")
            if field in self.columns:
                message = _lazy("You chose “%(field)s” for “%(column)s” already. Choose it for one of them.")
                about = {"field": LABELS[field], "column": self.columns[field]}
                self.add_error(f"column_{number}", forms.ValidationError(message, params=about))
            elif field:
                self.columns[field] = heading.name
        for name, value in self.constants.items():
            try:
                if name in SHIPMENT_CONTENT:
                    SHIPMENT_CONTENT[name](value, [])
            except UnclearValue as unclear:
                self.add_error(f"same_{name}", str(unclear))
        return given

    def refuse(self, refusal: DomainError) -> None:
        """Show the refusal of a service beside the fields that can mend it, or above the form."""
        for name, messages in refusal.fields.items():
            if name in CONSTANTS:
                self.add_error(f"same_{name}", messages)
            else:
                texts = [f"{LABELS[name]}: {message}" for message in messages]
                self.add_error(None, texts)
        if not refusal.fields:
            self.add_error(None, refusal.message)


class TakeBackForm(PlainTextForm):
    """The reason to take an upload back."""

    reason = forms.CharField(
        label=_lazy("Why do you take it back?"),
        max_length=max_length_of(Recording, "note"),
        help_text=_lazy("One sentence. It is kept with your history."),
        error_messages={"required": _lazy("Say why you take it back.")},
    )


def _samples_text(heading: Heading) -> str:
    if not heading.samples:
        return _("This column is empty in the first lines.")
    return _("For example: %(samples)s") % {"samples": " · ".join(heading.samples)}


def identity_text(identity: Seller) -> str:
    """Return the number of a business, or the source and code or name under which others report the business."""
    if identity.source == KSN_SOURCE:
        return identity.code
    return f"{identity.source}: {identity.name or identity.code}"
