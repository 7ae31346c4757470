"""The cells of a register's line: what each must hold, and what an operator is told of one that does not."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _
from django_countries import countries

from apps.core.errors import InvalidInput
from apps.core.text import hidden_character_message


def plain_text(cell: str) -> str:
    """Return a text on one line; "" for a text with hidden characters, which no page could show as they are."""
    text = " ".join(cell.split())
    return "" if hidden_character_message(text) else text


def required_text(cells: Mapping[str, str], column: str) -> str:
    """Return the text of a column; raise Invalid if it is missing or something hides in it."""
    text = plain_text(cells[column])
    if not text:
        raise InvalidInput(_("%(column)s is missing, or holds a character that can't be seen.") % {"column": column})
    return text


def country_code(cell: str) -> str:
    """Return a code of ISO 3166-1 alpha-2; raise Invalid for anything else."""
    code = cell.strip().upper()
    if code not in countries.countries:
        raise InvalidInput(_("“%(cell)s” is not the code of a country.") % {"cell": cell})
    return code


def region_code(cell: str) -> str:
    """Return a code of ISO 3166-2, such as US-NV; "" for anything else, which nobody could read."""
    code = cell.strip().upper()
    return code if re.fullmatch("[A-Z]{2}-[A-Z0-9]{1,3}", code) else ""


def moment_of(cell: str) -> datetime:
    """Return a moment by ISO 8601, in UTC where no zone is given; raise Invalid for anything else."""
    try:
        moment = datetime.fromisoformat(cell.strip())
    except ValueError:
        raise InvalidInput(_("“%(cell)s” is not a date and time.") % {"cell": cell}) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def day_of(cell: str) -> date | None:
    """Return the day of a moment, None for an empty cell."""
    return moment_of(cell).date() if cell.strip() else None
