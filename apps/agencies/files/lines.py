"""A line of an agency's file: a finding about a firm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils.translation import gettext as _

from apps.agencies.charges import Charge
from apps.core.errors import InvalidInput
from apps.ledger.values import latest_day, not_come
from apps.ledger.vocabulary import Category

# The two ways in which agencies write days, beside the international one.
_DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%d-%b-%y")


@dataclass(frozen=True, slots=True)
class FiledLine:
    """A finding about a firm. `number` is the agency's number of the finding, `firm` its number of the firm."""

    number: str
    firm: str
    name: str
    address: str
    country: str
    day: date
    product: str
    category: Category
    charges: Sequence[Charge]


class FindingsFile(Protocol):
    """A format of files: the columns that it reads, and how a row becomes a line.

    `line` raises Invalid for a row that can't be taken.
    """

    columns: tuple[str, ...]

    def line(self, row: Mapping[str, str], charges: Mapping[str, Charge]) -> FiledLine: ...


def day_read(text: str) -> date:
    """Return the day of a cell; raise Invalid for a text that is no day, and for a day that has not come."""
    for form in _DAYS:
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
        if day > latest_day():
            raise InvalidInput(not_come(text))
        return day
    raise InvalidInput(_("“%(text)s” is not a day. Write it as in 2026-01-31.") % {"text": text})


def columns_check(row: Mapping[str, str], *columns: str) -> None:
    """Check that a row fills all of these columns; raise Invalid, naming those that are empty."""
    if missing := [column for column in columns if not row[column]]:
        raise InvalidInput(_("%(columns)s is empty.") % {"columns": ", ".join(missing)})


def country_read(text: str) -> str:
    """Return the two letters of a country, or "" for anything else: a name helps nobody to compare."""
    code = text.strip().upper()
    return code if len(code) == 2 and code.isalpha() else ""
