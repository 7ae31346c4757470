"""Reports of parcels that are held beside what stands, for staff to look at."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.triggers import append_only
from apps.ledger.models.shipments import Parcel
from apps.ledger.models.sources import Recording, Reporter, Seller


class HeldReport(models.Model):
    """A report that would have moved a parcel to another business, or contradicts whoever may issue its number; or one
    that stood until whoever may issue the number named another business (`index` is None then). It counts for nothing.
    """

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="held_reports")
    reporter = models.ForeignKey(Reporter, on_delete=models.PROTECT, related_name="held_reports")
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="held_reports")
    index = models.BigIntegerField(_lazy("line"), null=True)
    seller = models.ForeignKey(
        Seller, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_lazy("seller as reported")
    )
    # The fields of the report, and the names of those that differ from what stands.
    content = models.JSONField(_lazy("report"))
    differing = ArrayField(models.CharField(max_length=40), verbose_name=_lazy("differs in"))
    recorded_at = models.DateTimeField(_lazy("reported at"))

    class Meta:
        triggers = append_only()
        constraints = [models.UniqueConstraint(fields=["recording", "index"], name="held_report_once")]
        indexes = [models.Index(fields=["reporter", "-id"], name="held_report_reporter")]

    def __str__(self) -> str:
        return str(self.parcel) if self.stood else f"{self.parcel}, line {self.index} of {self.recording}"

    @property
    def stood(self) -> bool:
        """Whether the report stood until whoever may issue the number named another business."""
        return self.index is None


class HeldSettlement(models.Model):
    """The end of the work on the held reports of a reporter, with the reason of whoever settled them."""

    reporter = models.ForeignKey(Reporter, on_delete=models.PROTECT, related_name="held_settlements")
    reason = models.CharField(max_length=300)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(_lazy("settled"), default=clock.now)

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.reporter}, {self.settled_at:%Y-%m-%d}"
