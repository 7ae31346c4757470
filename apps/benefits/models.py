from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class Month(models.Model):
    """The parcels of all businesses that held one tier through a whole month, from its first day to its last.

    `tier` is None for the businesses that are not members. `left_out` counts the parcels of businesses that held the
    tier at the beginning of the month and lost or left it before the end. Each row follows from tallies and changes
    of standing, and is computed again every time that the months are counted, last at `counted_at`.
    """

    month = models.DateField()
    tier = models.PositiveSmallIntegerField(null=True)
    parcels = models.BigIntegerField()
    examined = models.BigIntegerField()
    shippers = models.IntegerField(_lazy("businesses"))
    left_out = models.BigIntegerField(_lazy("parcels left out"))
    counted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _lazy("month of benefits")
        verbose_name_plural = _lazy("benefits, promised and received")
        constraints = [
            models.UniqueConstraint(fields=["month", "tier"], name="benefits_month_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
