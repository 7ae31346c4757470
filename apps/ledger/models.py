"""The ledger: the whole truth of a seller.

Entries (`Shipment`, `Violation`, `ProgramEntry`) are never changed or deleted; a correction is a further entry, the
next revision. `Parcel` and `Case` say which entry of a thing is the present one; `Tally` sums the parcels of a seller
and month; `Watch` says when a shipper's evaluation can next change. These three follow from the entries, are kept by
the statement that inserts them, and `verify` proves it.
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.protect import append_only
from apps.core.uploads import Upload, WrittenFileField
from apps.jobs.models import Job
from apps.ledger.vocabulary import (
    Attribution,
    Basis,
    Category,
    Culpability,
    Determination,
    Disposition,
    ExamBasis,
    ExamResult,
    Mode,
    ProgramEntryKind,
    ReporterKind,
)
from apps.ledger.writing import DayOrder, DecimalSign
from apps.shippers.models import Shipper


class Reporter(models.Model):
    """Who brings facts: an agency, carrier, broker, marketplace or seller. Its kind gives its authority."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ReporterKind)

    class Meta:
        verbose_name = _("reporter")
        verbose_name_plural = _("reporters")

    def __str__(self) -> str:
        return self.name or self.code


class Seller(models.Model):
    """An identity under which facts are reported: a reporter's own code for a seller, or a KSN.

    It has a history whether or not its business ever enrols. Proved to belong to a shipper, it is linked to it, and
    its history counts there; nothing is copied. A KSN's own identity has `source` "ksn".
    """

    source = models.CharField(_("source"), max_length=40)
    code = models.CharField(_("code"), max_length=100)
    name = models.CharField(_("name"), max_length=200, blank=True)
    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, null=True, blank=True, related_name="sellers")

    class Meta:
        verbose_name = _("seller")
        verbose_name_plural = _("sellers")
        constraints = [models.UniqueConstraint(fields=["source", "code"], name="seller_once")]

    def __str__(self) -> str:
        return self.name or f"{self.source}:{self.code}"


class Recording(models.Model):
    """The one request, file or batch that brought entries; it can be taken back whole."""

    class Kind(models.TextChoices):
        API = "api", _("API request")
        IMPORT = "import", _("Imported file")
        UPLOAD = "upload", _("Seller's upload")
        DESK = "desk", _("Officer's entry")
        PROGRAM = "program", _("Program's own act")
        REVERSAL = "reversal", _("Reversal of a recording")

    reporter = models.ForeignKey(Reporter, on_delete=models.PROTECT, related_name="recordings")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # The caller's Idempotency-Key, or the digest of a file and its mapping: the same again is the same recording.
    key = models.CharField(max_length=100, blank=True)
    request_digest = models.BinaryField(max_length=32, null=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    # How many lines of the source are behind us: moved by the transaction that records them, so a restart goes on here.
    position = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    amended = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        constraints = [
            models.UniqueConstraint(fields=["reporter", "key"], condition=~Q(key=""), name="recording_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"


class Rejection(models.Model):
    """A line that could not be recorded, and why; what was good beside it was kept."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="rejections")
    index = models.BigIntegerField()
    errors = models.JSONField()

    class Meta:
        verbose_name = _("rejection")
        verbose_name_plural = _("rejections")
        constraints = [models.UniqueConstraint(fields=["recording", "index"], name="rejection_once")]

    def __str__(self) -> str:
        return f"line {self.index}"


class Parcel(models.Model):
    """One parcel, whoever reports it: (issuer, reference) within 120 days, since carriers reuse numbers.

    `reuse` counts the times that the number began anew. The rest is the present entry's: which revision, whose, and
    what it contributes to the tally.
    """

    issuer = models.CharField(max_length=40)
    reference = models.CharField(max_length=80)
    reuse = models.PositiveSmallIntegerField(default=0)
    first_date = models.DateField()
    revision = models.PositiveSmallIntegerField()
    shipment_id = models.BigIntegerField()
    date = models.DateField()
    # No foreign keys in the database: the recording path has locked the seller's row for the whole batch already.
    reporter = models.ForeignKey(
        Reporter, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    rank = models.PositiveSmallIntegerField()
    digest = models.BinaryField(max_length=16)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    currency = models.CharField(max_length=3)
    value = models.DecimalField(max_digits=16, decimal_places=2)
    evidence = models.BooleanField()
    examined = models.BooleanField()
    discrepant = models.BooleanField()
    voided = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        constraints = [models.UniqueConstraint(fields=["issuer", "reference", "reuse"], name="parcel_identity")]

    def __str__(self) -> str:
        return f"{self.issuer} {self.reference}"


class Shipment(models.Model):
    """One revision of what is known of a parcel. Partitioned by the month of `date`; triggers on every partition."""

    pk = models.CompositePrimaryKey("id", "date")
    id = models.BigIntegerField()
    parcel = models.ForeignKey(Parcel, on_delete=models.DO_NOTHING, db_constraint=False, related_name="revisions")
    revision = models.PositiveSmallIntegerField()
    recording = models.ForeignKey(Recording, on_delete=models.DO_NOTHING, db_constraint=False, related_name="shipments")
    recorded_at = models.DateTimeField()
    voided = models.BooleanField(default=False)
    seller = models.ForeignKey(Seller, on_delete=models.DO_NOTHING, db_constraint=False, related_name="shipments")
    date = models.DateField(_("date"))
    description = models.TextField(_("description"), blank=True)
    hs = models.CharField(_("HS code"), max_length=20, blank=True)
    origin = models.CharField(_("country of origin"), max_length=40, blank=True)
    departure = models.CharField(_("country prepared for export"), max_length=40, blank=True)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2, null=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    weight_kg = models.DecimalField(_("weight in kg"), max_digits=14, decimal_places=3, null=True)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=3, null=True)
    mode = models.CharField(_("mode of transport"), max_length=40, blank=True, choices=Mode)
    entry_type = models.CharField(_("entry type"), max_length=10, blank=True)
    port = models.CharField(_("port"), max_length=20, blank=True)
    carrier = models.CharField(_("carrier"), max_length=40, blank=True)
    broker = models.CharField(_("broker"), max_length=40, blank=True)
    declarant = models.BinaryField(_("declarant"), max_length=16, null=True)
    consignee = models.BinaryField(_("consignee"), max_length=16, null=True)
    storefront = models.CharField(_("storefront"), max_length=200, blank=True)
    lodged_at = models.DateTimeField(_("lodged"), null=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True)
    released_at = models.DateTimeField(_("released"), null=True)
    disposition = models.CharField(_("disposition"), max_length=40, blank=True, choices=Disposition)
    examined = models.BooleanField(_("examined"), default=False)
    exam_basis = models.CharField(_("exam basis"), max_length=40, blank=True, choices=ExamBasis)
    exam_result = models.CharField(_("exam result"), max_length=40, blank=True, choices=ExamResult)
    evidence = models.BooleanField(_("counts as evidence"))
    flags = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        # The table is made by hand (a migration): Django does not know partitions.
        managed = False
        db_table = "ledger_shipment"

    def __str__(self) -> str:
        return f"{self.date} {self.description}"


class Case(models.Model):
    """One violation, by its reporter's reference, and which entry of it is the present one."""

    reporter = models.ForeignKey(Reporter, on_delete=models.PROTECT, related_name="cases")
    reference = models.CharField(_("reference"), max_length=160)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="cases")
    revision = models.PositiveSmallIntegerField()
    violation_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [models.UniqueConstraint(fields=["reporter", "reference"], name="case_identity")]

    def __str__(self) -> str:
        return self.reference


class Violation(models.Model):
    """One revision of a violation. Each determination is a further entry; what scores is the present one."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="revisions")
    revision = models.PositiveSmallIntegerField()
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="violations")
    recorded_at = models.DateTimeField()
    voided = models.BooleanField(default=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="violations")
    date = models.DateField(_("date"))
    category = models.CharField(_("category"), max_length=20, choices=Category)
    culpability = models.CharField(_("culpability"), max_length=16, choices=Culpability, default=Culpability.NEGLIGENCE)
    basis = models.CharField(_("basis"), max_length=12, choices=Basis, default=Basis.FINDING)
    agency = models.CharField(_("agency"), max_length=20, blank=True)
    attribution = models.CharField(_("attribution"), max_length=12, choices=Attribution, default=Attribution.SELLER)
    self_disclosed = models.BooleanField(_("disclosed by the seller first"), default=False)
    determination = models.CharField(
        _("determination"), max_length=10, choices=Determination, default=Determination.ALLEGED
    )
    parcel = models.ForeignKey(
        Parcel, on_delete=models.PROTECT, null=True, blank=True, related_name="violations", verbose_name=_("shipment")
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="USD")
    revenue_loss = models.DecimalField(_("loss of revenue"), max_digits=16, decimal_places=2, null=True, blank=True)
    penalty_assessed = models.DecimalField(
        _("penalty assessed"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    penalty_mitigated = models.DecimalField(
        _("penalty mitigated to"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    collected = models.DecimalField(_("collected"), max_digits=16, decimal_places=2, null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("violation")
        verbose_name_plural = _("violations")
        constraints = [models.UniqueConstraint(fields=["case", "revision"], name="violation_revision_once")]
        indexes = [models.Index(fields=["seller", "date"], name="violation_seller")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.date}"


class ProgramEntry(models.Model):
    """Something that the program itself did: enrolled, validated, reviewed, a plan or a hold opened or closed."""

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="program_entries")
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="program_entries")
    recorded_at = models.DateTimeField()
    kind = models.CharField(_("kind"), max_length=14, choices=ProgramEntryKind)
    date = models.DateField(_("date"))
    takes_back = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="taken_back_by")

    class Meta:
        verbose_name = _("program entry")
        verbose_name_plural = _("program entries")
        indexes = [models.Index(fields=["shipper", "date"], name="program_entry_shipper")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.date}"


class Tally(models.Model):
    """A seller's parcels of one calendar month, in one currency: values of several are never added together.

    `evidence` counts those that somebody else than the seller reported; `examined` those of them that were examined;
    `discrepant` those examined and found wrong.
    """

    pk = models.CompositePrimaryKey("seller_id", "month", "currency")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="tallies", db_index=False)
    month = models.DateField()
    currency = models.CharField(max_length=3)
    shipments = models.IntegerField()
    evidence = models.IntegerField()
    examined = models.IntegerField()
    discrepant = models.IntegerField()
    value = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Watch(models.Model):
    """When a shipper's evaluation can next change, and whether it is due.

    Due is: `due_since` is set, `quiet_until` has come, or `clean_left` has reached zero. Whoever records entries
    lowers `clean_left` by the clean shipments and sets `due_since` for everything else, in the transaction of the
    entries. The evaluator locks the row before it reads the facts, and sets all three again.
    """

    URGENT: ClassVar[int] = 1
    NORMAL: ClassVar[int] = 0

    shipper = models.OneToOneField(Shipper, on_delete=models.PROTECT, primary_key=True, related_name="watch")
    quiet_until = models.DateField(null=True)
    clean_left = models.BigIntegerField(null=True)
    due_since = models.DateTimeField(null=True)
    urgency = models.SmallIntegerField(default=NORMAL)

    class Meta:
        verbose_name = _("watch")
        verbose_name_plural = _("watches")
        indexes = [
            models.Index(fields=["-urgency", "due_since"], name="watch_due", condition=Q(due_since__isnull=False)),
            models.Index(fields=["quiet_until"], name="watch_quiet"),
        ]

    def __str__(self) -> str:
        return f"watch of {self.shipper_id}"


class SellerUpload(Upload):
    """A file of shipments that a business brings about itself: first described, then recorded by a job.

    `columns` says which column holds which field, and `constants` what is the same for all lines. `outcome` counts the
    lines once all are recorded (read, accepted, amended, duplicates, rejected), and `rejects` holds those refused.
    """

    class State(models.TextChoices):
        NEW = "new", _("Not recorded yet")
        RUNNING = "running", _("Being recorded")
        FAILED = "failed", _("Stopped")
        DONE = "done", _("Recorded")
        TAKEN_BACK = "taken_back", _("Taken back")

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
        verbose_name = _("seller's upload")
        verbose_name_plural = _("sellers' uploads")

    @property
    def state(self) -> State:
        """Where it stands; it follows from the job and the recording."""
        if self.outcome is not None:
            return self.State.TAKEN_BACK if hasattr(self.recording, "reversed_by") else self.State.DONE
        if self.job is None:
            return self.State.NEW
        return self.State.FAILED if self.job.state == Job.State.FAILED else self.State.RUNNING
