from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.jobs.models import Job, JobState
from apps.ledger.models import Recording
from apps.partners.digests import MAX_VALUE
from apps.partners.reports.models import FactKind
from apps.partners.systems.models import Partner


class ImportState(models.TextChoices):
    RECEIVING = "receiving", "Being sent"
    WAITING = "waiting", "Waits to be recorded"
    RUNNING = "running", "Being recorded"
    FAILED = "failed", "Stopped"
    FINISHED = "finished", "Recorded"


class Import(models.Model):
    """Facts that a partner's system sends at any length, in one part or several, and that a job records.

    `received` counts the bytes that are here, encoded as they came; `parts` are the names of the files that hold
    them, in order; none, once they are deleted. `sha256` is the digest of all bytes, in hexadecimal, known when the
    last part is here.
    """

    class Form(models.TextChoices):
        NDJSON = "ndjson", "One JSON object a line"
        CSV = "csv", "CSV"

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="imports")
    facts = models.CharField(max_length=12, choices=FactKind)
    form = models.CharField(max_length=8, choices=Form)
    encoding = models.CharField(max_length=8, blank=True)
    # The digest of an Idempotency-Key, and of the request that brought the key.
    key = models.CharField(max_length=64, blank=True)
    request_digest = models.BinaryField(max_length=32, null=True)
    # The digests of all bytes that the sender promised (RFC 9530), as its header has them.
    promised = models.CharField(max_length=MAX_VALUE, blank=True)
    parts = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    received = models.BigIntegerField(_lazy("bytes received"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, null=True, related_name="imports")
    created_at = models.DateTimeField(_lazy("made"), default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "key"], condition=~Q(key=""), name="import_key_once")]
        indexes = [models.Index(fields=["partner", "sha256"], name="import_content")]

    def __str__(self) -> str:
        return f"import #{self.pk}"

    @property
    def state(self) -> ImportState:
        """Return the state of the import, which follows from its job."""
        if self.job is None:
            return ImportState.RECEIVING
        return _STATES[JobState(self.job.state)]


_STATES = {
    JobState.QUEUED: ImportState.WAITING,
    JobState.RUNNING: ImportState.RUNNING,
    JobState.DONE: ImportState.FINISHED,
    JobState.FAILED: ImportState.FAILED,
    JobState.CANCELLED: ImportState.FAILED,
}
