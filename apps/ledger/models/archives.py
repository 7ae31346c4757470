"""The days of the record that are closed, and the months of shipments that were archived to files or restored."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.triggers import append_only


class ClosedDay(models.Model):
    """A day of the program in which nothing is recorded any more, nor in any day before.

    A batch that begins now bears a time of the first open day, or a later one (`sql/batch_begin.sql`).
    """

    day = models.DateField(primary_key=True)
    closed_at = models.DateTimeField(_lazy("closed"))

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class ArchiveAct(models.Model):
    """An act on a month of shipments: its entries were moved into a file, or back from the file into the database.

    The last act of a month says where its entries are. `sha256` is the digest of the file, `content_sha256` that of its
    content, which depends neither on the form of the file nor on its compression. `schema` is the migration of the
    ledger after which the file was written. `recordings` are those that brought the entries, and `took_over` the
    sellers whose parcels an entry of the month took over. A restoration repeats what its archive says.
    """

    class Kind(models.TextChoices):
        ARCHIVED = "archived", "archived"
        RESTORED = "restored", "restored"

    month = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField("when")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    file = models.CharField(max_length=100)
    sha256 = models.CharField("SHA-256", max_length=64)
    content_sha256 = models.CharField("SHA-256 of the content", max_length=64)
    size = models.BigIntegerField("bytes of the file")
    rows = models.BigIntegerField("entries")
    first_recorded = models.DateTimeField()
    last_recorded = models.DateTimeField()
    schema = models.CharField(max_length=100)
    recordings = ArrayField(models.BigIntegerField())
    took_over = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [models.Index(fields=["month", "-id"], name="archive_act_month")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
