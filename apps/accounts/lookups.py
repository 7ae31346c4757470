"""The filters that an address may carry for a list of the desk.

Django takes any lookup of any column: a pattern that PostgreSQL can't read, or a year beyond the calendar, is then an
error of the server.
"""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BinaryField, DurationField, Field, JSONField, Model

# What the filters of the lists and the links to the lists say.
LOOKUPS = frozenset({"exact", "in", "isnull", "gt", "gte", "lt", "lte"})
PARTS_OF_DAYS = frozenset({"year", "month", "day"})
# Columns that no text of an address is a value of: several values, and lengths of time, which Django hands on unread.
COMPOUND = (ArrayField, BinaryField, DurationField, JSONField)
# The last year has no following year, with which Django ends it.
LAST_YEAR = 9_998


def is_lookup(model: type[Model], name: str) -> bool:
    """Return whether a name is a column of a model or of its relations, with one of `LOOKUPS` or without.

    A name without a lookup may also be that of a filter with choices of its own.
    """
    parts, place = name.split("__"), model
    for number, part in enumerate(parts):
        try:
            column = place._meta.pk if part == "pk" else place._meta.get_field(part)
        except FieldDoesNotExist:
            return len(parts) == 1 or (number > 0 and [part] == parts[number:] and part in LOOKUPS)
        if isinstance(column, COMPOUND):
            return False
        if not isinstance(column, Field) or column.related_model is None:
            rest = parts[number + 1 :]
            return not rest or (len(rest) == 1 and rest[0] in LOOKUPS)
        place = column.related_model
    return True


def is_part_of_day(part: str, text: str) -> bool:
    """Return whether a text can be the year, month or day of a day in the calendar."""
    short = text.isascii() and text.isdecimal() and len(text) <= len(str(LAST_YEAR))
    return short and (part != "year" or 1 <= int(text) <= LAST_YEAR)
