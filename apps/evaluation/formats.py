"""Numbers and days in the form of the reader's language, and the readers of an explanation."""

from datetime import date
from decimal import Decimal
from enum import Enum

from django.utils.formats import date_format, number_format


def number(value: float) -> str:
    """Return a number as text: whole numbers without decimals, others with two."""
    whole = value == int(value)
    return number_format(value, decimal_pos=0 if whole else 2, force_grouping=True)


def points_text(value: float) -> str:
    """Return points with all of their digits, at most six decimals, as they are compared."""
    return number_format(Decimal(f"{value:.6f}").normalize(), force_grouping=True, use_l10n=True)


def as_date(value: date | str) -> date:
    """Return a day, which stored findings keep as text (ISO 8601)."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def day(value: date | str) -> str:
    """Return a day as text."""
    return date_format(as_date(value))


class Reader(Enum):
    """The reader of an explanation."""

    SELLER = "seller"
    OFFICER = "officer"

    def chosen(self, *, seller: str, officer: str) -> str:
        """Return the text for this reader."""
        return officer if self is Reader.OFFICER else seller
