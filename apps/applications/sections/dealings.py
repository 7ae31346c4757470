"""The forms of the sections on identifiers, the payout account, shipping companies and consents."""

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.sections.forms import CountryField, Row, SectionForm
from apps.applications.sections.sealed_fields import SealedField, is_sealed, seal_value
from apps.core.codes import code_form
from apps.core.errors import InvalidInput
from apps.core.lazy import Promise
from apps.shippers.bank import FAULTS, account_seal
from apps.shippers.consents import CONSENTS
from apps.shippers.identifiers import PERSONAL, REMOVED, normal_identifier, recognition_text
from apps.shippers.models import Identifier, ShippingParty
from apps.shippers.tax_numbers import is_written_as_personal

Kind = Identifier.Kind


class IdentifiersForm(SectionForm):
    """The identifiers of a business. The help text of a valid number says which kind of number was recognised.

    A trader whose only number is that of a person names instead who has checked who they are, in `checked_by`. A number
    that can only be that of a person is not even kept in a draft.
    """

    CHECKED_BY: ClassVar = "checked_by"
    MAX_LENGTH: ClassVar = 300
    masked = frozenset({Kind.EIN, Kind.TAX, Kind.TIN})
    # These numbers are digits alone, of which no country says that they are a person's.
    DIGITS: ClassVar = frozenset({Kind.DUNS, Kind.GLN})
    # What few businesses fill in is folded on the page, unless something is in it or another number was refused.
    USUAL: ClassVar = frozenset({Kind.EIN, Kind.TAX, Kind.LEI})
    # The two numbers that most businesses have come first.
    HELP: ClassVar[dict[str, Promise]] = {
        Kind.EIN: _lazy(
            "9 digits, from the IRS. Outside the United States you need none. In the United States a sole trader gets "
            "one too, free of charge."
        ),
        Kind.TAX: _lazy(
            "The number under which your country taxes the business, such as a VAT, GST or unified social credit "
            "number. Not the tax number of a person."
        ),
        Kind.LEI: _lazy("20 letters and digits. Banks and exchanges ask for it."),
        Kind.DUNS: _lazy("9 digits, from Dun & Bradstreet. It costs nothing to ask for one."),
        Kind.GLN: _lazy("13 digits, from GS1, who also give out the numbers under bar codes."),
        Kind.EORI: _lazy("Begins with a country code. Businesses that ship to or from the European Union have one."),
        Kind.TIN: _lazy("Begins with a country code. Some customs services give it to traders."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, help_text in self.HELP.items():
            self.fields[kind] = forms.CharField(
                label=Kind(kind).label,
                help_text=help_text,
                max_length=40,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        self.fields[self.CHECKED_BY] = forms.CharField(
            label=_lazy("If your only number is that of a person: who has checked who you are?"),
            help_text=_lazy(
                "For traders without a company whose tax number is a personal one, as in Portugal, Spain and Mexico. "
                "Name the marketplace, bank, payment service or notary, the day and the reference of their check. An "
                "officer asks them. Don't write your number."
            ),
            max_length=self.MAX_LENGTH,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )

    @property
    def usual(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name in self.USUAL]

    @property
    def further(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.USUAL]

    @property
    def is_unfolded(self) -> bool:
        return bool(self.errors) or any(field.value() for field in self.further)

    @staticmethod
    def sealed(typed: Row, before: Row, *, country: str = "") -> Row:
        """Return the answers without the numbers that can only be those of persons."""
        return {
            name: _without_personal(value, "" if name in IdentifiersForm.DIGITS else country)
            for name, value in typed.items()
        }

    def clean(self) -> Row:
        given = super().clean() or self.cleaned_data
        for kind in self.HELP:
            if typed := given.get(kind):
                try:
                    given[kind] = normal_identifier(kind, typed, country=self.business_country)
                except InvalidInput as refusal:
                    self.add_error(kind, refusal.message)
                else:
                    recognised = recognition_text(kind, given[kind], country=self.business_country)
                    self[kind].help_text = format_html(
                        '{} <span class="ks-recognised">{}</span>', self.HELP[kind], recognised
                    )
        if REMOVED in given.get(self.CHECKED_BY, ""):
            self.add_error(self.CHECKED_BY, PERSONAL)
        if not self.errors and not any(given.values()):
            raise forms.ValidationError(
                _lazy("Give at least one number, or say who has checked who you are."), code="required"
            )
        return given


def _without_personal(value: str | None, country: str) -> str | None:
    """Return an answer with `REMOVED` in the place of each number that can only be that of a person, for a business of
    a country.

    An answer that is too long for its field is left as it is: the field refuses it.
    """
    if not value or len(value) > IdentifiersForm.MAX_LENGTH:
        return value
    if is_written_as_personal(value, country):
        return REMOVED

    def kept(word: re.Match[str]) -> str:
        return REMOVED if is_written_as_personal(word[0], country, among_words=True) else word[0]

    return re.sub(r"[\w-]+", kept, value)


class PayoutForm(SectionForm):
    """The bank account to which the business is paid. Its number is sealed."""

    holder = forms.CharField(
        label=_lazy("Account holder"),
        help_text=_lazy("The name on the account, as the bank writes it."),
        max_length=200,
    )
    country = CountryField(label=_lazy("Country of the bank"))
    number = SealedField(
        label=_lazy("Account number or IBAN"),
        help_text=_lazy(
            "If a payment service such as Payoneer pays you, give the account that the service gave you. We keep a "
            "code made from the number and its last four characters, never the number."
        ),
        faults=FAULTS | {"country": _lazy("You changed the country of the bank. Enter the number once more.")},
    )

    @staticmethod
    def sealed(typed: Row, before: Row, *, country: str = "") -> Row:
        country = typed.get("country", "")
        held = before.get("number")
        if is_sealed(held) and country != before.get("country", ""):
            # The digest includes the country, so after a change of the country it belongs to no account.
            held = {"refused": "country"}
        number = seal_value(
            typed.get("number", ""),
            before=held,
            # pyrefly: ignore[bad-argument-type] (the values of the TypedDict are texts, which its type does not promise)
            seal=lambda number: account_seal(country=country, typed=number),
        )
        return typed | {"number": number}


class PartyForm(SectionForm):
    """A carrier, customs broker or warehouse that works for the business."""

    # For each kind of company, the pattern of its code and the message for a code that does not match.
    CODES: ClassVar[dict[str, tuple[str, Promise]]] = {
        ShippingParty.Kind.CARRIER: (
            r"[A-Z]{2,4}|[A-Z0-9]{2}",
            _lazy(
                "Enter the carrier's SCAC, 2 to 4 letters, or its two-character IATA code. If in doubt, leave it empty."
            ),
        ),
        ShippingParty.Kind.BROKER: (
            r"[A-Z0-9]{3}",
            _lazy("Enter the broker's filer code, 3 letters or digits. If in doubt, leave it empty."),
        ),
        ShippingParty.Kind.WAREHOUSE: (
            r"[A-Z0-9]{4}",
            _lazy("Enter the warehouse's FIRMS code, 4 letters or digits. If in doubt, leave it empty."),
        ),
    }

    kind = forms.ChoiceField(
        label=_lazy("What do they do for you?"), choices=[("", _lazy("Choose one")), *ShippingParty.Kind.choices]
    )
    name = forms.CharField(
        label=_lazy("Name"),
        help_text=_lazy("The company's name. Postal services are carriers too."),
        max_length=200,
    )
    code = forms.CharField(
        label=_lazy("Code, if you know it"),
        help_text=_lazy(
            "For a carrier: SCAC or IATA code. For a customs broker: filer code. For a warehouse: FIRMS code."
        ),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> Row:
        given = super().clean() or self.cleaned_data
        if given.get("code") and given.get("kind"):
            pattern, message = self.CODES[given["kind"]]
            given["code"] = code_form(re.sub(r"[\s.\-]", "", given["code"]))
            if not re.fullmatch(pattern, given["code"]):
                self.add_error("code", message)
        return given

    @staticmethod
    def check_rows(rows: list[Row]) -> Iterable[str]:
        if ShippingParty.Kind.CARRIER not in [row["kind"] for row in rows]:
            yield _("Give at least one carrier or postal service that brings your parcels to the United States.")


class ConsentsForm(SectionForm):
    """The consents, each with a question of its own. No answer is preselected."""

    ANSWERS: ClassVar = (("yes", _lazy("Yes")), ("no", _lazy("No")))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for consent in CONSENTS:
            field = forms.ChoiceField(
                label=consent.question, help_text=consent.help, choices=self.ANSWERS, widget=forms.RadioSelect
            )
            field.error_messages["required"] = _lazy("Choose yes or no.")
            self.fields[consent.code] = field

    def clean(self) -> Row:
        given = super().clean() or self.cleaned_data
        for consent in CONSENTS:
            if consent.required and given.get(consent.code) == "no":
                self.add_error(
                    consent.code,
                    forms.ValidationError(
                        _lazy("The program can't admit a business that answers no here. You can keep the draft."),
                        "consent",
                    ),
                )
        return given
