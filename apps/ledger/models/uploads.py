"""Files of shipments that businesses upload."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.core.triggers import fixed_except
from apps.core.uploads import Upload, WrittenFileField
from apps.jobs.models import Job, JobState
from apps.ledger.models.sources import Recording
from apps.ledger.vocabulary import DayOrder, DecimalSign
from apps.shippers.models import Shipper


class UploadState(models.TextChoices):
    NEW = "new", _lazy("Not recorded yet")
    RUNNING = "running", _lazy("Being recorded")
    FAILED = "failed", _lazy("Stopped")
    DONE = "done", _lazy("Recorded")
    TAKEN_BACK = "taken_back", _lazy("Taken back")


class SellerUpload(Upload):
    """A file of a business's own shipments: first described, then recorded by a job.

    `columns` maps fields to columns of the file, `constants` fields to values that are the same for all lines.
    `outcome` counts the lines once all are recorded (read, accepted, amended, duplicates, rejected); `rejects` is the
    file of rejected lines.
    """

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="uploads")
    columns = models.JSONField(default=dict)
    constants = models.JSONField(default=dict)
    day_order = models.CharField(
        max_length=3, default=DayOrder.YEAR_FIRST, db_default=DayOrder.YEAR_FIRST, choices=DayOrder
    )
    decimal_sign = models.CharField(
        max_length=1, default=DecimalSign.POINT, db_default=DecimalSign.POINT, choices=DecimalSign
    )
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.JSONField(null=True)
    rejects = WrittenFileField(upload_to="uploads/%Y/%m/", blank=True)

    class Meta:
        # Once its first line may be recorded, the file stays, since entries came from it.
        triggers = fixed_except(
            *("columns", "constants", "day_order", "decimal_sign", "job", "recording", "outcome", "rejects"),
            kept=pgtrigger.Q(old__recording__isnull=False),
        )

    @property
    def state(self) -> UploadState:
        """Return the state of the upload, which follows from its job and its recording."""
        if hasattr(self.recording, "reversed_by"):
            return UploadState.TAKEN_BACK
        if self.outcome is not None:
            return UploadState.DONE
        if self.job is None:
            return UploadState.NEW
        return UploadState.FAILED if self.job.state == JobState.FAILED else UploadState.RUNNING

    @property
    def business_id(self) -> int:
        return self.shipper_id
