"""A number that a policy must state: its unit, its bounds, and how its text is read."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.errors import InvalidInput
from apps.core.lazy import Promise

MAX_DECIMALS = 6


class Unit(models.TextChoices):
    MONTHS = "months", _lazy("calendar months")
    DAYS = "days", _lazy("calendar days")
    WORKDAYS = "workdays", _lazy("working days")
    HOURS = "hours", _lazy("hours")
    PARCELS = "parcels", _lazy("parcels")
    SALES = "sales", _lazy("sales")
    SUSPENSIONS = "suspensions", _lazy("suspensions")
    USD = "USD", _lazy("US dollars")
    SHARE = "share", _lazy("share between 0 and 1")
    FACTOR = "factor", _lazy("factor")
    POINTS = "points", _lazy("points")
    TIER = "tier", _lazy("tier")
    FLAG = "flag", _lazy("yes (1) or no (0)")


@dataclass(frozen=True, slots=True)
class NumberKey:
    """A number that a policy must state. `low` and `high` are the bounds, both allowed.

    A `whole` number has no fraction; any other has at most `decimals`.
    """

    name: str
    unit: Unit
    label: str | Promise
    low: float = 0
    high: float = 1_000_000
    whole: bool = True
    decimals: int = MAX_DECIMALS

    @property
    def bounds(self) -> str:
        """Return the bounds as text: “a whole number from 1 to 365”."""
        bounds = {"low": self.low, "high": self.high, "decimals": self.decimals}
        if self.whole:
            return _("a whole number from %(low)s to %(high)s") % bounds
        return _("a number from %(low)s to %(high)s, with at most %(decimals)s decimals") % bounds

    def parse(self, text: str) -> float:
        """Return the value of a text; raise Invalid with the bounds if the text is not a number within them."""
        value = self._decimal(text)
        return int(value) if self.whole else float(value)

    def millionths(self, text: str) -> int:
        """Return the value of a text in whole millionths, so that sums and comparisons are exact."""
        return int(self._decimal(text).scaleb(MAX_DECIMALS))

    def plain(self, text: str) -> str:
        """Return the text in the way in which values are stored: “0.1” for “.10”. Raises Invalid as `parse` does."""
        return f"{self._decimal(text):f}"

    def _decimal(self, text: str) -> Decimal:
        try:
            # Adding 0 turns -0 into 0.
            value = (Decimal(text) + 0).normalize()
        except InvalidOperation:
            value = Decimal("NaN")
        if (
            not value.is_finite()
            or not Decimal(str(self.low)) <= value <= Decimal(str(self.high))
            or value != round(value, 0 if self.whole else self.decimals)
        ):
            raise InvalidInput(
                _("%(key)s must be %(bounds)s, not “%(text)s”.")
                % {"key": self.name, "bounds": self.bounds, "text": text},
                fields={self.name: [_("Enter %(bounds)s.") % {"bounds": self.bounds}]},
            )
        return value


def months_key(name: str, label: Promise, *, low: int = 1) -> NumberKey:
    """Return the key of a number of calendar months, from 1 or `low` to 120."""
    return NumberKey(name, Unit.MONTHS, label, low=low, high=120)


def days_key(name: str, label: Promise) -> NumberKey:
    """Return the key of a number of calendar days, from 1 to 365."""
    return NumberKey(name, Unit.DAYS, label, low=1, high=365)


def notice_days_key(name: str, label: Promise) -> NumberKey:
    """Return the key of a number of calendar days, from 0 to 365."""
    return NumberKey(name, Unit.DAYS, label, high=365)


def workdays_key(name: str, label: Promise) -> NumberKey:
    """Return the key of a number of working days."""
    return NumberKey(name, Unit.WORKDAYS, label, low=1, high=60)


def share_key(name: str, label: Promise) -> NumberKey:
    """Return the key of a number that is a share."""
    return NumberKey(name, Unit.SHARE, label, high=1, whole=False)


def rate_key(name: str, label: Promise) -> NumberKey:
    """Return the key of a number that is a rate to be shown by clean parcels."""
    # No number of clean parcels shows a rate of 1.
    # Four decimals are hundredths of a percent, to which a member's rate is cut: both are shown as they are compared.
    return NumberKey(name, Unit.SHARE, label, low=0.01, high=0.999, whole=False, decimals=4)


def confidence_key(name: str, label: Promise) -> NumberKey:
    """Return the key of a number that is a confidence."""
    return NumberKey(name, Unit.SHARE, label, low=0.5, high=0.999, whole=False)


def factor_key(name: str, label: Promise) -> NumberKey:
    """Return the key of a number that multiplies another."""
    return NumberKey(name, Unit.FACTOR, label, high=100, whole=False)


def points_key(name: str, label: Promise) -> NumberKey:
    """Return the key of a number of points."""
    return NumberKey(name, Unit.POINTS, label, whole=False)


def parcels_key(name: str, label: Promise) -> NumberKey:
    """Return the key of a number of parcels."""
    return NumberKey(name, Unit.PARCELS, label)


def tier_key(name: str, label: Promise) -> NumberKey:
    """Return the key of a number that is a tier."""
    return NumberKey(name, Unit.TIER, label, high=3)


def flag_key(name: str, label: str | Promise) -> NumberKey:
    """Return the key of a number that is yes or no."""
    return NumberKey(name, Unit.FLAG, label, high=1)
