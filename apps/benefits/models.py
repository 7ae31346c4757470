from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class Month(models.Model):
    """The parcels of one closed month of all who held one tier from its first day to its last.

    Without a tier: of everybody who is no member. `left_out` are the parcels of those who held the tier when the month
    began and not until it ended. All of it follows from tallies and changes of standing, and is worked out anew.
    """

    month = models.DateField(_lazy("month"))
    tier = models.PositiveSmallIntegerField(_lazy("tier"), null=True)
    parcels = models.BigIntegerField(_lazy("parcels"))
    examined = models.BigIntegerField(_lazy("examined"))
    shippers = models.IntegerField(_lazy("businesses"))
    left_out = models.BigIntegerField(_lazy("parcels left out"))

    class Meta:
        verbose_name = _lazy("month of benefits")
        verbose_name_plural = _lazy("benefits, promised and received")
        constraints = [
            models.UniqueConstraint(fields=["month", "tier"], name="benefits_month_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
