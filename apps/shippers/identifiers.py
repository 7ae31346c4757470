"""The form of each kind of identifier, with its check digits where it has them (by python-stdnum).

No number of a person is taken: a form that finds one in a text keeps `REMOVED` in its place.
"""

import re
from collections.abc import Callable
from itertools import pairwise

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_countries import countries
from stdnum import ean, lei, vatin
from stdnum.cn import uscc
from stdnum.eu.vat import MEMBER_STATES
from stdnum.exceptions import ValidationError
from stdnum.in_ import gstin
from stdnum.us import ein

from apps.core.errors import InvalidInput
from apps.core.lazy import Promise
from apps.shippers import tax_numbers
from apps.shippers.models import Identifier

Kind = Identifier.Kind
REMOVED = "••••"
PERSONAL = _lazy(
    "This is the number of a person, which we do not take. Leave this empty. If your business has no other number, "
    "answer the last question on numbers."
)
EXAMPLE = _lazy("These digits only count or repeat, as in an example. Enter the number as it stands in your papers.")
WRONG_TAX = _lazy(
    "This is not the tax number of a business in {country}: check for a typing error. If you have another kind of "
    "number, give it in its own field."
)

# Country code and up to 15 characters: Implementing Regulation (EU) 2015/2447, annex 12-01. The UK issues its own, GB.
EORI_ISSUERS = frozenset(code.upper() for code in MEMBER_STATES) | {"GB"}


def _gln(number: str) -> str:
    return ean.validate(_require_shape(r"\d{13}", number))


def _duns(number: str) -> str:
    # D-U-N-S numbers have had no check digit since 2006.
    return _require_shape(r"\d{9}", number)


def _eori(number: str) -> str:
    if number[:2] not in EORI_ISSUERS:
        raise ValidationError
    return _require_shape(r"[A-Z]{2}[A-Z0-9]{1,15}", number)


def _tin(number: str) -> str:
    if number[:2] not in countries.countries:
        raise ValidationError
    return _require_shape(r"[A-Z]{2}[A-Z0-9]{2,33}", number)


def _tax(number: str) -> str:
    number = tax_numbers.without_activity(number)
    try:
        return vatin.validate(number)
    except ValidationError:
        # Most tax numbers are not VAT numbers with a country's prefix.
        return _require_shape(r"[A-Z0-9&Ñ]{5,30}", number)


def _require_shape(shape: str, number: str) -> str:
    if not re.fullmatch(shape, number):
        raise ValidationError
    return number


CHECKS: dict[str, tuple[Callable[[str], str], str | Promise]] = {
    Kind.EIN: (
        ein.validate,
        _lazy("Enter the 9 digits of the EIN, such as 42-1103331. The first two name the office that gave it."),
    ),
    Kind.LEI: (
        lei.validate,
        _lazy("Enter the 20 letters and digits of the LEI. The last two are check digits: check for a typing error."),
    ),
    Kind.DUNS: (_duns, _lazy("Enter the 9 digits of the D-U-N-S number.")),
    Kind.GLN: (_gln, _lazy("Enter the 13 digits of the GLN. The last is a check digit: check for a typing error.")),
    Kind.EORI: (_eori, _lazy("Enter the EORI number with its country code first, such as DE123456789012345.")),
    Kind.TIN: (_tin, _lazy("Enter the TIN with its two-letter country code first.")),
    Kind.TAX: (_tax, _lazy("Enter 5 to 30 letters and digits of the tax number.")),
}


def normal_identifier(kind: str, typed: str, *, country: str = "") -> str:
    """Return a number in its normal form, in which numbers are kept and compared; raise Invalid, saying what to do.

    `country` is that of the business, "" if it is not known. A tax number has to be one of that country, as far as its
    numbers can be checked, or a VAT number of another country with its prefix.
    """
    check, help_text = CHECKS[kind]
    if REMOVED in typed or tax_numbers.is_written_as_personal(typed):
        raise _refusal(kind, PERSONAL)
    try:
        number = check(tax_numbers.plain_number(typed))
    except ValidationError:
        raise _refusal(kind, help_text) from None
    if kind in (Kind.TIN, Kind.EORI) and tax_numbers.is_personal(number[2:], number[:2]):
        raise _refusal(kind, PERSONAL)
    if kind == Kind.TAX:
        _require_tax_number(number, country)
    if kind in UNCHECKED and _is_example(number):
        raise _refusal(kind, EXAMPLE)
    return number


# The kinds of which a number may have no check digit.
UNCHECKED = frozenset({Kind.EIN, Kind.DUNS, Kind.EORI, Kind.TIN, Kind.TAX})
MIN_DIGITS_OF_EXAMPLE = 5


def _require_tax_number(number: str, country: str) -> None:
    """Raise Invalid for a tax number of a person, and for one that its country does not give to businesses."""
    if tax_numbers.is_personal(number, country or number[:2]):
        raise _refusal(Kind.TAX, PERSONAL)
    checked_by = tax_numbers.country_of(number, country)
    if checked_by and not tax_numbers.is_business(number, checked_by) and not vatin.is_valid(number):
        raise _refusal(Kind.TAX, format_lazy(WRONG_TAX, country=countries.name(checked_by)))


def _is_example(number: str) -> bool:
    """Return whether the digits of a number only count up or down, or are all the same: 12-3456789 is an example."""
    digits = re.sub(r"\D", "", number)
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(digits)}
    return len(digits) >= MIN_DIGITS_OF_EXAMPLE and steps in ({0}, {1}, {9})


def _refusal(kind: str, message: str | Promise) -> InvalidInput:
    return InvalidInput(message, code="identifier", fields={kind: [str(message)]})


def recognition_text(kind: str, number: str, *, country: str = "") -> str:
    """Return in a sentence or two what a valid number was recognised as, and what was checked or not checked.

    `country` is that of the business, "" if it is not known.
    """
    match kind:
        case Kind.EIN:
            return _(
                "An EIN. Its first two digits are those of an IRS office: %(office)s. The rest has no check digit, so "
                "please compare it once more."
            ) % {"office": ein.get_campus(number)}
        case Kind.LEI:
            return _("An LEI. Its check digits are right.")
        case Kind.GLN:
            return _("A GLN. Its check digit is right.")
        case Kind.DUNS:
            return _("A D-U-N-S number. It has no check digit, so please compare it once more.")
        case Kind.EORI:
            return _(
                "An EORI number given in %(country)s. Only its country code was checked, so please compare it once "
                "more."
            ) % {"country": _country(number)}
        case Kind.TIN:
            return _(
                "A Trader Identification Number given in %(country)s. Only its country code was checked, so please "
                "compare it once more."
            ) % {"country": _country(number)}
    if uscc.is_valid(number):
        return _("A unified social credit code of China. Its check character is right.")
    if gstin.is_valid(number):
        return _("A GST number of India. Its check character is right.")
    if vatin.is_valid(number) and (issuer := _country(number)):
        return _("A VAT number of %(country)s. Its form is right.") % {"country": issuer}
    if issuer := tax_numbers.country_of(number, country):
        return _("A tax number of %(country)s. Its form is right.") % {"country": countries.name(issuer)}
    return _("A tax number. It was not checked, since we know no check for it, so please compare it once more.")


def _country(number: str) -> str:
    """Return the name of the country whose code a number begins with.

    Tax offices write EL for Greece and XI for Northern Ireland, which are not codes of ISO 3166.
    """
    return countries.name({"EL": "GR", "XI": "GB"}.get(number[:2], number[:2]))
