"""Numbers in the reader's form."""

from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _


def percent(share: float) -> str:
    """A share as a percentage with one decimal, rounded down, so that a bar just missed does not look reached."""
    return _("%(number)s%%") % {"number": number_format(int(share * 1000 + 1e-9) / 10, decimal_pos=1)}


def number(value: float) -> str:
    whole = value == int(value)
    return number_format(value, decimal_pos=0 if whole else 2, force_grouping=True)


def as_date(value: date | str) -> date:
    """A day, also as stored findings keep it (ISO 8601)."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def day(value: date | str) -> str:
    return date_format(as_date(value))
