"""A number that a policy must state: its unit, its bounds, and how its text is read."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core.errors import Invalid
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
class Key:
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
            raise Invalid(
                _("%(key)s must be %(bounds)s, not “%(text)s”.")
                % {"key": self.name, "bounds": self.bounds, "text": text},
                fields={self.name: [_("Enter %(bounds)s.") % {"bounds": self.bounds}]},
            )
        return value
