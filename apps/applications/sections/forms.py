"""The strict forms of the sections: what an application must hold to be submitted.

Saving asks none of this. Each form may have `masked` fields, which are shown by their last four characters; `sealed`,
which is what of the typed may be kept; and a `check_rows` that looks at all rows of a repeated section together.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

import phonenumbers
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_countries import countries

from apps.applications.criteria import Criterion
from apps.core.forms import choice_field
from apps.core.text import PlainTextForm, plain_code
from apps.shippers.models import Address, Owner

type Row = dict[str, Any]

# What is wrong, in plainer words than the library's, by its codes.
ERROR_MESSAGES = {
    "max_length": _lazy("Shorten this to %(limit_value)d characters; it has %(show_value)d."),
    "min_value": _lazy("Enter %(limit_value)s or more."),
    "max_value": _lazy("Enter %(limit_value)s or less."),
    "max_decimal_places": _lazy("Enter at most %(max)s digits after the point."),
}


class SectionForm(PlainTextForm):
    """Drawn without the browser's own checks, so that anything typed can be saved."""

    masked: ClassVar[frozenset[str]] = frozenset()
    use_required_attribute = False

    def __init__(self, *args: Any, files: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.files_held = files
        for field in self.fields.values():
            choosing = isinstance(field, forms.ChoiceField)
            field.error_messages |= ERROR_MESSAGES | {
                "required": _lazy("Choose one.") if choosing else _lazy("Fill this in.")
            }

    @staticmethod
    def sealed(typed: Row, before: Row) -> Row:
        """What of the typed the draft may hold, given what it held before: all of it, unless a field is sealed."""
        return typed

    @staticmethod
    def check_rows(rows: list[Row]) -> Iterable[str]:
        """What is wrong with the rows of a repeated section as a whole."""
        return ()


class PhoneField(forms.CharField):
    """A telephone number of any country, kept in the form +15551234567."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(
                _lazy("Enter the number with + and its country code first, such as +1 202 555 0143.")
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class MailAddressField(forms.EmailField):
    widget = forms.TextInput(attrs={"type": "email", "autocomplete": "email"})
    default_error_messages: ClassVar = {"invalid": _lazy("Enter an e-mail address, such as name@example.com.")}


class WebAddressField(forms.URLField):
    """A web address, with or without https:// in front."""

    widget = forms.TextInput(attrs={"inputmode": "url"})
    default_error_messages: ClassVar = {"invalid": _lazy("Enter a web address, such as www.example.com.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class CountryField(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=lambda: [("", _lazy("Choose a country")), *countries], **kwargs)


class BusinessForm(SectionForm):
    name = forms.CharField(
        label=_lazy("Legal name"),
        help_text=_lazy("As it stands in the company register or on the business license."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    trade_name = forms.CharField(
        label=_lazy("Trade name"),
        help_text=_lazy("If buyers know you by another name."),
        max_length=200,
        required=False,
    )
    country = CountryField(
        label=_lazy("Country of establishment"), help_text=_lazy("Where the business is registered.")
    )
    website = WebAddressField(label=_lazy("Website"), max_length=200, required=False)


class ContactsForm(SectionForm):
    contact_name = forms.CharField(
        label=_lazy("Full name of the main contact"),
        help_text=_lazy("Somebody who may speak for the business."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact_title = forms.CharField(
        label=_lazy("Job title"), help_text=_lazy("Such as owner, director or manager."), max_length=100
    )
    email = MailAddressField(label=_lazy("E-mail address"))
    phone = PhoneField(label=_lazy("Phone"), help_text=_lazy("With + and the country code, such as +1 202 555 0143."))
    second_name = forms.CharField(label=_lazy("Full name of a second contact"), max_length=200, required=False)
    second_email = MailAddressField(
        label=_lazy("E-mail address of the second contact"),
        required=False,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"}),
    )
    second_phone = PhoneField(
        label=_lazy("Phone of the second contact"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def clean(self) -> Row:
        given = super().clean() or self.cleaned_data
        if given.get("second_name") and not (given.get("second_email") or given.get("second_phone")):
            self.add_error("second_email", _lazy("Give an e-mail address or a phone number of the second contact."))
        return given


class AddressForm(SectionForm):
    kind = forms.ChoiceField(
        label=_lazy("What is at this address?"), choices=[("", _lazy("Choose one")), *Address.Kind.choices]
    )
    street = forms.CharField(label=_lazy("Street address"), max_length=300)
    city = forms.CharField(label=_lazy("City or town"), max_length=100)
    region = forms.CharField(label=_lazy("State, province or region"), max_length=100, required=False)
    postal_code = forms.CharField(label=_lazy("Postal code"), max_length=20, required=False)
    country = CountryField(label=_lazy("Country"))

    @staticmethod
    def check_rows(rows: list[Row]) -> Iterable[str]:
        kinds = [row["kind"] for row in rows]
        if kinds.count(Address.Kind.REGISTERED) != 1:
            yield _("Give one address as the registered office.")
        if Address.Kind.PACKING not in kinds:
            yield _("Give the address of at least one packing site, even if it is the same as the office.")


class StorefrontForm(SectionForm):
    marketplace = forms.CharField(
        label=_lazy("Marketplace"), help_text=_lazy("Or “own shop”, if you sell on a site of your own."), max_length=100
    )
    seller_id = forms.CharField(
        label=_lazy("Your seller ID there"),
        help_text=_lazy("It lets us link the history of your parcels to you."),
        max_length=100,
        required=False,
    )
    url = WebAddressField(label=_lazy("Web address of your shop there"), max_length=500, required=False)

    def clean(self) -> Row:
        given = super().clean() or self.cleaned_data
        if not self.errors and not (given["seller_id"] or given["url"]):
            self.add_error(
                "seller_id", forms.ValidationError(_lazy("Give the seller ID or the web address."), "required")
            )
        return given


class OwnerForm(SectionForm):
    role = forms.ChoiceField(label=_lazy("Owner or officer?"), choices=[("", _lazy("Choose one")), *Owner.Role.choices])
    name = forms.CharField(
        label=_lazy("Full name"), help_text=_lazy("A person, or the firm that owns."), max_length=200
    )
    title = forms.CharField(label=_lazy("Job title"), max_length=100, required=False)
    country = CountryField(label=_lazy("Country of residence"))
    share = forms.DecimalField(
        label=_lazy("Share owned, in percent"),
        help_text=_lazy("List each owner of 25 percent or more."),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    @staticmethod
    def check_rows(rows: list[Row]) -> Iterable[str]:
        if sum((row["share"] or Decimal(0) for row in rows), Decimal(0)) > 100:
            yield _("The shares add up to more than 100 percent.")


class ProductForm(SectionForm):
    description = forms.CharField(
        label=_lazy("What is it?"),
        help_text=_lazy("In plain words, such as “knitted cotton T-shirts”."),
        max_length=200,
    )
    hs = forms.RegexField(
        label=_lazy("HS code"),
        help_text=_lazy("The customs code of the product, 6 to 10 digits. The first 6 are the same in all countries."),
        regex=r"^\d[\d. ]{4,12}\d$",
        error_messages={"invalid": _lazy("Enter the 6, 8 or 10 digits of the HS code.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    origin = CountryField(label=_lazy("Country where it is made"))

    def clean_hs(self) -> str:
        digits = "".join(filter(str.isdigit, plain_code(self.cleaned_data["hs"])))
        if len(digits) not in (6, 8, 10) or not 1 <= int(digits[:2]) <= 97:
            raise forms.ValidationError(
                _lazy("Enter the 6, 8 or 10 digits of the HS code; the first two are its chapter, from 01 to 97.")
            )
        return digits


class VolumesForm(SectionForm):
    monthly_parcels = forms.IntegerField(
        label=_lazy("Parcels to the United States in an ordinary month"),
        min_value=1,
        max_value=100_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    busiest_month = forms.IntegerField(
        label=_lazy("Parcels in your busiest month"),
        min_value=1,
        max_value=100_000_000,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def clean(self) -> Row:
        given = super().clean() or self.cleaned_data
        ordinary, busiest = given.get("monthly_parcels"), given.get("busiest_month")
        if ordinary and busiest and busiest < ordinary:
            self.add_error("busiest_month", _lazy("The busiest month can't have fewer parcels than an ordinary one."))
        return given


class CriterionForm(SectionForm):
    """The answer to one criterion. `criterion` is set by the class that `criterion_form` makes."""

    criterion: ClassVar[Criterion]

    ANSWERS: ClassVar = {
        "yes": _lazy("Yes"),
        "partly": _lazy("Partly"),
        "no": _lazy("No"),
        "not_applicable": _lazy("Does not apply to us"),
    }

    answer = forms.ChoiceField(label=_lazy("Is this true of your business?"), widget=forms.RadioSelect)
    explanation = forms.CharField(
        label=_lazy("Explain, in your own words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "answer").choices = [
            (code, label) for code, label in self.ANSWERS.items() if self.criterion.optional or code != "not_applicable"
        ]
        self.fields["explanation"].help_text = self.criterion.help

    def clean(self) -> Row:
        given = super().clean() or self.cleaned_data
        if self.criterion.proof and not self.files_held:
            raise forms.ValidationError(_lazy("Add at least one file that proves this."), code="required")
        return given


def criterion_form(criterion: Criterion) -> type[CriterionForm]:
    return type("CriterionForm", (CriterionForm,), {"criterion": criterion})
