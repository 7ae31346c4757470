"""Reports of parcels that are held beside what stands, for staff to look at."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.core.triggers import append_only
from apps.ledger.models.shipments import Parcel
from apps.ledger.models.sources import Recording, Reporter, Seller


class HeldReport(models.Model):
    """A report that would have moved a parcel to another business, or contradicts whoever may issue its number. It
    counts for nothing.
    """

    parcel = models.ForeignKey(
        Parcel, on_delete=models.PROTECT, related_name="held_reports", verbose_name=_lazy("parcel")
    )
    reporter = models.ForeignKey(Reporter, on_delete=models.PROTECT, related_name="held_reports")
    recording = models.ForeignKey(
        Recording, on_delete=models.PROTECT, related_name="held_reports", verbose_name=_lazy("recording")
    )
    index = models.BigIntegerField(_lazy("line"))
    seller = models.ForeignKey(
        Seller, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_lazy("seller as reported")
    )
    # The fields of the report, and the names of those that differ from what stands.
    content = models.JSONField(_lazy("report"))
    differing = ArrayField(models.CharField(max_length=40), verbose_name=_lazy("differs in"))
    recorded_at = models.DateTimeField(_lazy("reported at"))

    class Meta:
        verbose_name = _lazy("held report of a shipment")
        verbose_name_plural = _lazy("held reports of shipments")
        triggers = append_only()
        constraints = [models.UniqueConstraint(fields=["recording", "index"], name="held_report_once")]
        indexes = [models.Index(fields=["reporter", "-id"], name="held_report_reporter")]

    def __str__(self) -> str:
        return f"{self.parcel}, line {self.index} of {self.recording}"
