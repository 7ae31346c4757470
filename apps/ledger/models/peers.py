from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class PeerValue(models.Model):
    """The values per kilogram of recorded parcels of a chapter of the Harmonized System, in a currency.

    Counted anew each day from a sample of the latest months. `low` and `high` are the values below and above which one
    in fifty lies.
    """

    chapter = models.CharField(_lazy("chapter"), max_length=2)
    currency = models.CharField(_lazy("currency"), max_length=3)
    parcels = models.IntegerField(_lazy("parcels"))
    low = models.DecimalField(_lazy("one in fifty is below"), max_digits=20, decimal_places=6)
    median = models.DecimalField(_lazy("median"), max_digits=20, decimal_places=6)
    high = models.DecimalField(_lazy("one in fifty is above"), max_digits=20, decimal_places=6)
    counted_at = models.DateTimeField(_lazy("counted"))

    class Meta:
        verbose_name = _lazy("usual value per kilogram")
        verbose_name_plural = _lazy("usual values per kilogram")
        constraints = [models.UniqueConstraint(fields=["chapter", "currency"], name="peer_value_once")]

    def __str__(self) -> str:
        return f"{self.chapter} {self.currency}"
