"""The forms of the sections, which validate the answers as a submission requires. Saving a draft validates nothing.

A form may have `masked` fields, of which only the last four characters are shown; a method `sealed`, which returns what
may be stored of the answers; and a method `check_rows`, which checks all rows of a repeated section together.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

import phonenumbers
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_countries import countries

from apps.applications.criteria import Criterion
from apps.core.amounts import PERCENT, AmountField, WholeNumberField
from apps.core.forms import choice_field
from apps.core.mail_addresses import MailAddressFormField
from apps.core.text import PlainTextForm, plain_code
from apps.shippers.address_parts import parts_missing
from apps.shippers.models import Address, Owner

type Row = dict[str, Any]

# Error messages in plainer words than those of Django, by Django's codes.
ERROR_MESSAGES = {
    "max_length": _lazy("Shorten this to %(limit_value)d characters; it has %(show_value)d."),
    "min_value": _lazy("Enter %(limit_value)s or more."),
    "max_value": _lazy("Enter %(limit_value)s or less."),
    "max_decimal_places": _lazy("Enter at most %(max)s digits after the point."),
}


class SectionForm(PlainTextForm):
    """The form of a section. The browser checks nothing, so that a draft with wrong answers can be saved.

    `lacks_file`: a file is required that nobody added yet. `country` is the country of the business, "" before it is
    known: a telephone number may be given as one dials it there.
    """

    masked: ClassVar[frozenset[str]] = frozenset()
    use_required_attribute = False

    def __init__(self, *args: Any, lacks_file: bool = False, country: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lacks_file = lacks_file
        self.business_country = country
        for field in self.fields.values():
            if isinstance(field, PhoneField):
                field.country = country
            choosing = isinstance(field, forms.ChoiceField)
            field.error_messages |= ERROR_MESSAGES | {
                "required": _lazy("Choose one.") if choosing else _lazy("Fill this in.")
            }

    @staticmethod
    def sealed(typed: Row, before: Row, *, country: str = "") -> Row:
        """Return the answers that may be stored, here all of them. `before` are the answers that are stored now, and
        `country` is that of the business, "" if it is not known.
        """
        return typed

    @staticmethod
    def check_rows(rows: list[Row]) -> Iterable[str]:
        """Return the errors of the rows of a repeated section taken together."""
        return ()

    @staticmethod
    def clean_rows(rows: list[Row]) -> list[Row]:
        """Return the rows of a repeated section as the profile of the business holds them, here unchanged."""
        return rows


class PhoneField(forms.CharField):
    """A telephone number of any country, stored in the form +15551234567.

    A number without + and a country code is one of `country`, as one dials it there.
    """

    country = ""
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, self.country or None)
        except phonenumbers.NumberParseException:
            number = None
        possible = number is not None and phonenumbers.is_possible_number_with_reason(number)
        if number is None or possible != phonenumbers.ValidationResult.IS_POSSIBLE:
            raise forms.ValidationError(
                _lazy("Enter the number with + and its country code first, such as +1 202 555 0143.")
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class WebAddressField(forms.URLField):
    """A web address, with or without https:// in front."""

    widget = forms.TextInput(attrs={"inputmode": "url"})
    default_error_messages: ClassVar = {"invalid": _lazy("Enter a web address, such as www.example.com.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class CountryField(forms.ChoiceField):
    """A country, of which none is preselected."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=lambda: [("", _lazy("Choose a country")), *countries], **kwargs)


class BusinessForm(SectionForm):
    """The names, country and website of the business."""

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
    """The main contact, and a second contact if there is one."""

    contact_name = forms.CharField(
        label=_lazy("Full name of the main contact"),
        help_text=_lazy("Somebody who may speak for the business."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact_title = forms.CharField(
        label=_lazy("Job title"), help_text=_lazy("Such as owner, director or manager."), max_length=100
    )
    email = MailAddressFormField(label=_lazy("E-mail address"), autocomplete="email")
    phone = PhoneField(
        label=_lazy("Phone"),
        help_text=_lazy("As you dial it in the country of the business, or with + and the country code."),
    )
    second_name = forms.CharField(label=_lazy("Full name of a second contact"), max_length=200, required=False)
    second_email = MailAddressFormField(label=_lazy("E-mail address of the second contact"), required=False)
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
    """An address of the business, such as its registered office or a packing site, or both in one place."""

    BOTH: ClassVar = "registered_packing"

    kind = forms.ChoiceField(
        label=_lazy("What is at this address?"),
        choices=[
            ("", _lazy("Choose one")),
            (BOTH, _lazy("Registered office and packing site")),
            *Address.Kind.choices,
        ],
    )
    street = forms.CharField(label=_lazy("Street address"), max_length=300)
    city = forms.CharField(label=_lazy("City or town"), max_length=100)
    region = forms.CharField(label=_lazy("State, province or region"), max_length=100, required=False)
    postal_code = forms.CharField(label=_lazy("Postal code"), max_length=20, required=False)
    country = CountryField(label=_lazy("Country"))

    def clean(self) -> Row:
        given = super().clean() or self.cleaned_data
        if given.get("country"):
            for part in parts_missing(given["country"], given.get("region", ""), given.get("postal_code", "")):
                self.add_error(part.field, forms.ValidationError(part.message, "required" if part.empty else "part"))
        return given

    @staticmethod
    def check_rows(rows: list[Row]) -> Iterable[str]:
        kinds = [row["kind"] for row in AddressForm.clean_rows(rows)]
        if kinds.count(Address.Kind.REGISTERED) != 1:
            yield _("Give one address as the registered office.")
        if Address.Kind.PACKING not in kinds:
            yield _(
                "Give the address of at least one packing site. If it is also the registered office, choose "
                "“Registered office and packing site”."
            )

    @staticmethod
    def clean_rows(rows: list[Row]) -> list[Row]:
        """Return the addresses by kind: an office at which parcels are packed is two, an office and a packing site."""
        clean = []
        for row in rows:
            both = row["kind"] == AddressForm.BOTH
            kinds = (Address.Kind.REGISTERED, Address.Kind.PACKING) if both else (row["kind"],)
            clean += [row | {"kind": kind} for kind in kinds]
        return clean


class StorefrontForm(SectionForm):
    """A shop of the business on a marketplace or on a site of its own."""

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
    """An owner or officer of the business."""

    role = forms.ChoiceField(label=_lazy("Owner or officer?"), choices=[("", _lazy("Choose one")), *Owner.Role.choices])
    name = forms.CharField(
        label=_lazy("Full name"), help_text=_lazy("A person, or the company that is the owner."), max_length=200
    )
    title = forms.CharField(label=_lazy("Job title"), max_length=100, required=False)
    country = CountryField(label=_lazy("Country of residence"))
    share = AmountField(
        label=_lazy("Share owned, in percent"),
        help_text=_lazy("List each owner of 25 percent or more."),
        min_value=0,
        max_value=100,
        max_digits=5,
        required=False,
        signs=PERCENT,
    )

    @staticmethod
    def check_rows(rows: list[Row]) -> Iterable[str]:
        if sum((row["share"] or Decimal(0) for row in rows), Decimal(0)) > 100:
            yield _("The shares add up to more than 100 percent.")


class ProductForm(SectionForm):
    """A kind of product that the business ships to the United States."""

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
    """The form that asks how many parcels the business ships to the United States in a month."""

    monthly_parcels = WholeNumberField(
        label=_lazy("Parcels to the United States in an ordinary month"),
        min_value=1,
        max_value=100_000_000,
    )
    busiest_month = WholeNumberField(
        label=_lazy("Parcels in your busiest month"),
        min_value=1,
        max_value=100_000_000,
        required=False,
    )

    def clean(self) -> Row:
        given = super().clean() or self.cleaned_data
        ordinary, busiest = given.get("monthly_parcels"), given.get("busiest_month")
        if ordinary and busiest and busiest < ordinary:
            self.add_error("busiest_month", _lazy("The busiest month can't have fewer parcels than an ordinary one."))
        return given


class CriterionForm(SectionForm):
    """The answer to one criterion. `criterion_form` makes a subclass for each criterion.

    Words are required only beside an answer that leaves a question open: partly, or no.
    """

    criterion: ClassVar[Criterion]

    ANSWERS: ClassVar = {
        "yes": _lazy("Yes"),
        "partly": _lazy("Partly"),
        "no": _lazy("No"),
        "not_applicable": _lazy("Does not apply to us"),
    }
    EXPLAINED: ClassVar = ("partly", "no")

    answer = forms.ChoiceField(label=_lazy("Is this true of your business?"), widget=forms.RadioSelect)
    explanation = forms.CharField(
        label=_lazy("Explain, in your own words"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "answer").choices = [
            (code, label) for code, label in self.ANSWERS.items() if self.criterion.optional or code != "not_applicable"
        ]
        self.fields["explanation"].help_text = self.criterion.help
        if self.prefix:
            # Among other criteria, the statement itself is the question.
            self.fields["answer"].label = self.criterion.text
            self.fields["answer"].error_messages["required"] = format_lazy(
                _lazy("{title}: choose an answer."), title=self.criterion.title
            )

    @property
    def has_words(self) -> bool:
        """Return whether the words are shown beside any answer, since there are some or some are wrong."""
        return bool(self["explanation"].value() or self["explanation"].errors)

    def clean(self) -> Row:
        given = super().clean() or self.cleaned_data
        if given.get("answer") in self.EXPLAINED and not given.get("explanation") and "explanation" not in self.errors:
            self.add_error(
                "explanation",
                forms.ValidationError(_lazy("Say what you do now, and what is still missing."), code="required"),
            )
        if self.lacks_file:
            raise forms.ValidationError(_lazy("Add at least one file that proves this."), code="required")
        return given


def criterion_form(criterion: Criterion) -> type[CriterionForm]:
    """Return the form class of a criterion."""
    return type("CriterionForm", (CriterionForm,), {"criterion": criterion})
