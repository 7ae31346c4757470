"""Numbers in the reader's form."""

from datetime import date

from django.utils.formats import date_format, number_format


def number(value: float) -> str:
    whole = value == int(value)
    return number_format(value, decimal_pos=0 if whole else 2, force_grouping=True)


def as_date(value: date | str) -> date:
    """A day, also as stored findings keep it (ISO 8601)."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def day(value: date | str) -> str:
    return date_format(as_date(value))
