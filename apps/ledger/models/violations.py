"""Violations, their entries, and the reasons of officers."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.core.triggers import append_only
from apps.core.uploads import Upload
from apps.ledger.models.shipments import Parcel
from apps.ledger.models.sources import Recording, Reporter, Seller
from apps.ledger.vocabulary import Attribution, Basis, Category, Culpability, Determination


class Case(models.Model):
    """One violation, by its reporter's reference. `violation_id` is its present entry."""

    reporter = models.ForeignKey(Reporter, on_delete=models.PROTECT, related_name="cases")
    reference = models.CharField(max_length=160)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="cases")
    revision = models.PositiveSmallIntegerField()
    violation_id = models.BigIntegerField()
    # The order of the last report of the case's own reporter among its reports.
    reported_at = models.DateTimeField(null=True)
    version = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reporter", "reference"], name="case_identity")]

    def __str__(self) -> str:
        return self.reference


class Violation(models.Model):
    """One revision of a violation. Each determination is a further entry; only the present one counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="revisions")
    revision = models.PositiveSmallIntegerField()
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="violations")
    recorded_at = models.DateTimeField()
    voided = models.BooleanField(default=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="violations")
    date = models.DateField()
    category = models.CharField(max_length=20, choices=Category)
    culpability = models.CharField(max_length=16, choices=Culpability, default=Culpability.NEGLIGENCE)
    basis = models.CharField(max_length=12, choices=Basis, default=Basis.FINDING)
    agency = models.CharField(max_length=20, blank=True)
    attribution = models.CharField(max_length=12, choices=Attribution, default=Attribution.SELLER)
    self_disclosed = models.BooleanField(_lazy("disclosed by the seller first"), default=False)
    determination = models.CharField(max_length=10, choices=Determination, default=Determination.ALLEGED)
    parcel = models.ForeignKey(
        Parcel,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="violations",
        verbose_name=_lazy("shipment"),
    )
    currency = models.CharField(max_length=3, blank=True, default="USD")
    revenue_loss = models.DecimalField(_lazy("loss of revenue"), max_digits=16, decimal_places=2, null=True, blank=True)
    penalty_assessed = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    penalty_mitigated = models.DecimalField(
        _lazy("penalty mitigated to"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    collected = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    found_origin = models.CharField(
        _lazy("country of origin as found"), max_length=2, blank=True, default="", db_default=""
    )
    found_hs = models.CharField(_lazy("HS code as found"), max_length=20, blank=True, default="", db_default="")
    note = models.TextField(blank=True)
    reported_at = models.DateTimeField(_lazy("reported as of"), null=True, blank=True)
    version = models.BigIntegerField(_lazy("version of the report"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "revision"], name="violation_revision_once")]
        indexes = [
            models.Index(fields=["seller", "date"], name="violation_seller"),
            models.Index(fields=["date"], name="violation_date"),
            BrinIndex(fields=["recorded_at"], autosummarize=True, name="violation_recorded"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.date}"


class FurtherReport(models.Model):
    """A report of a violation that is kept beside its case and counts for nothing, for officers to read.

    Either another reporter reports the matter of the case, under its own reference; or a report can't change a case,
    because its reporter does not determine such violations.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="further_reports")
    reporter = models.ForeignKey(Reporter, on_delete=models.PROTECT, related_name="further_reports")
    reference = models.CharField(max_length=160)
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="further_reports")
    recorded_at = models.DateTimeField(_lazy("reported at"))
    # The fields of the report in the names of the API, as text.
    content = models.JSONField(_lazy("report"))

    class Meta:
        indexes = [models.Index(fields=["reporter", "reference"], name="further_report_number")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.reporter}: {self.reference}"


class Grounds(models.Model):
    """The reason of an officer for an entry of a violation.

    The business reads the reason only where it is `told`, and never the files.
    """

    violation = models.OneToOneField(Violation, on_delete=models.PROTECT, related_name="grounds")
    text = models.TextField(_lazy("reason"))
    language = models.CharField(_lazy("written in"), max_length=10)
    told = models.BooleanField(_lazy("told to the business"), default=False)

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return self.text[:80]


class GroundsFile(Upload):
    """A file of evidence that an officer added to an entry."""

    belongs_to = "grounds.violation.seller"
    grounds = models.ForeignKey(Grounds, on_delete=models.PROTECT, related_name="files")
