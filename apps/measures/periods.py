"""The periods of the measures: calendar quarters, and fiscal years of the United States. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock


class PeriodKind(models.TextChoices):
    QUARTER = "quarter", _lazy("Quarter")
    YEAR = "year", _lazy("Fiscal year")


MONTHS = {PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}
# A quarter begins in January, April, July or October; a fiscal year begins in October.
BEGINS_AFTER = {PeriodKind.QUARTER: 0, PeriodKind.YEAR: 9}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A quarter or a fiscal year, by the first day."""

    first: date
    kind: PeriodKind

    @property
    def after(self) -> date:
        """Return the day after the last day."""
        return clock.add_months(self.first, MONTHS[self.kind])

    @property
    def last(self) -> date:
        return self.after - timedelta(days=1)

    @property
    def begins_at(self) -> datetime:
        """Return the first moment of the period in New York."""
        return clock.start_of(self.first)

    @property
    def ends_before(self) -> datetime:
        """Return the first moment after the period in New York."""
        return clock.start_of(self.after)

    @property
    def next(self) -> "Period":
        return Period(self.after, self.kind)

    def __str__(self) -> str:
        """Return the months of the period in the reader's language."""
        return _("%(first)s to %(last)s") % {
            "first": date_format(self.first, "YEAR_MONTH_FORMAT"),
            "last": date_format(self.last, "YEAR_MONTH_FORMAT"),
        }


def period_of(day: date, kind: PeriodKind) -> Period:
    """Return the period of a kind in which a day falls."""
    months = (day.month - 1 - BEGINS_AFTER[kind]) % MONTHS[kind]
    return Period(clock.add_months(clock.month_of(day), -months), kind)
