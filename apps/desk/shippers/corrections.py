"""Corrections of the record of a business: the forms, and the actions on the page of the business."""

from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django_countries import countries

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core.forms import choice_field
from apps.core.lifecycle import Text
from apps.core.text import PlainTextForm
from apps.desk.actions import StaffAction, StaffActions
from apps.desk.forms import StaffForm
from apps.desk.impartiality import is_on_team
from apps.desk.shippers.services import record_correct, record_replaced_by
from apps.shippers.models import Correction, Identifier, Shipper
from apps.shippers.roles import ON_TEAM

Part = Correction.Part
TOLD = "Its team is told what was corrected and why. Every version of the record is kept."
MERGED = "This record was merged into another. Correct that one."


class CorrectionForm(StaffForm, PlainTextForm):
    """The reason and the language of a correction, below the fields of each kind."""

    reason = forms.CharField(
        label="Why? The team reads this.", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    language = forms.ChoiceField(
        label="Language in which you write", choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )

    def clean(self) -> dict[str, Any]:
        """Return the reason, its language, and the corrected values by their fields."""
        given = super().clean() or self.cleaned_data
        values = {name: given.pop(name) for name in given.keys() - CorrectionForm.base_fields.keys()}
        return given | {"values": values}


class IdentifierForm(CorrectionForm):
    field_order = ("kind", "number")
    kind = forms.ChoiceField(label="Which number?")
    number = forms.CharField(
        label="The correct number",
        max_length=60,
        required=False,
        help_text="It is checked as when a business enters it. Leave it empty to remove the number from the record.",
    )

    def __init__(self, *args: Any, kept: dict[str, Identifier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "kind").choices = [
            (kind.value, f"{kind.label}, now ••••{kept[kind].last_four}")
            if kind in kept
            else (kind.value, f"{kind.label}, none now")
            for kind in Identifier.Kind
        ]


class NameForm(CorrectionForm):
    field_order = ("name",)
    name = forms.CharField(label="Legal name, as the register has it", max_length=200)


class AddressForm(CorrectionForm):
    field_order = ("street", "city", "region", "postal_code", "country")
    street = forms.CharField(label="Street address", max_length=300)
    city = forms.CharField(label="City", max_length=100)
    region = forms.CharField(label="State, province or region", max_length=100, required=False)
    postal_code = forms.CharField(label="Postal code", max_length=20, required=False)
    country = forms.ChoiceField(label="Country", choices=lambda: list(countries))


def correction_actions(request: HttpRequest, shipper: Shipper) -> StaffActions:
    """Return the corrections that the reader may make: of a number, of the legal name, and of each address."""
    if "correct_records" not in held(user_of(request)):
        return {}
    blocked = _block_reason(request, shipper)
    kept = {identifier.kind: identifier for identifier in shipper.identifiers.defer("value")}
    actions = {
        "correct_identifier": StaffAction(
            label="Correct a number",
            effect=TOLD,
            service=partial(record_correct, part=Part.IDENTIFIER, shipper_id=shipper.pk),
            form=partial(IdentifierForm, kept=kept),
            blocked=blocked,
            undoable=True,
        ),
        "correct_name": StaffAction(
            label="Correct the legal name",
            effect=TOLD,
            service=partial(record_correct, part=Part.NAME, shipper_id=shipper.pk),
            form=partial(NameForm, initial={"name": shipper.name}),
            blocked=blocked,
            undoable=True,
        ),
    }
    for address in shipper.addresses.order_by("pk"):
        written = {name: str(getattr(address, name)) for name in AddressForm.field_order or ()}
        actions[f"correct_address_{address.pk}"] = StaffAction(
            label=f"Correct the address: {address.get_kind_display()}, {address.street}",
            effect=TOLD,
            service=partial(record_correct, part=Part.ADDRESS, shipper_id=shipper.pk, address_id=address.pk),
            form=partial(AddressForm, initial=written),
            blocked=blocked,
            undoable=True,
        )
    return actions


def _block_reason(request: HttpRequest, shipper: Shipper) -> Text:
    """Return why the record can't be corrected now; "" where it can."""
    if shipper.merged_into_id is not None:
        return MERGED
    if is_on_team(request, shipper.pk):
        return ON_TEAM
    return record_replaced_by(shipper.pk)
