"""Parcels, the entries of each, their monthly tallies, and the usual values by which they are compared."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.core.codes import CodeField
from apps.ledger.models.sources import Recording, Reporter, Seller
from apps.ledger.schema import LABELS
from apps.ledger.vocabulary import Disposition, ExamBasis, ExamResult, Mode

# A parcel that counts and that an exam at random found wrong.
WRONG_AT_RANDOM = Q(Q(drawn=True) | Q(followed=True), discrepant=True, voided=False)


class Parcel(models.Model):
    """A parcel of any reporters: one (issuer, reference) within 120 days, since carriers reuse numbers.

    `reuse` counts how often the number was reused before. All columns after `first_date` are copied from the present
    entry.
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
    drawn = models.BooleanField(db_default=False)
    followed = models.BooleanField(db_default=False)
    voided = models.BooleanField(default=False)
    # The order of the last report among those of its reporter, which dates and counts them.
    reported_at = models.DateTimeField(null=True)
    version = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "reference", "reuse"], name="parcel_identity")]
        # Few of all parcels: those of a seller are found where its identity is linked to a business.
        indexes = [models.Index(fields=["seller"], name="parcel_wrong_at_random", condition=WRONG_AT_RANDOM)]

    def __str__(self) -> str:
        return f"{self.issuer} {self.reference}"

    @property
    def opened(self) -> bool:
        """Return whether an agency opened the parcel after a draw at random, counted or after a wrong one."""
        return self.drawn or self.followed

    @property
    def is_wrong_at_random(self) -> bool:
        """Return whether an exam at random found the parcel wrong, as `WRONG_AT_RANDOM` does for a query."""
        return self.opened and self.discrepant and not self.voided


class Shipment(models.Model):
    """One revision of the facts of a parcel. The table is partitioned by the month of `date`.

    Each partition has its own triggers. The fields of a report are declared in `ledger.schema`.
    """

    pk = models.CompositePrimaryKey("id", "date")
    id = models.BigIntegerField()
    parcel = models.ForeignKey(Parcel, on_delete=models.DO_NOTHING, db_constraint=False, related_name="revisions")
    revision = models.PositiveSmallIntegerField()
    recording = models.ForeignKey(Recording, on_delete=models.DO_NOTHING, db_constraint=False, related_name="shipments")
    recorded_at = models.DateTimeField()
    voided = models.BooleanField(default=False)
    seller = models.ForeignKey(Seller, on_delete=models.DO_NOTHING, db_constraint=False, related_name="shipments")
    date = models.DateField(LABELS["date"])
    description = models.TextField(LABELS["description"], blank=True)
    hs = models.CharField(LABELS["hs"], max_length=20, blank=True)
    origin = models.CharField(LABELS["origin"], max_length=40, blank=True)
    departure = models.CharField(LABELS["departure"], max_length=40, blank=True)
    value = models.DecimalField(LABELS["value"], max_digits=16, decimal_places=2, null=True)
    currency = models.CharField(LABELS["currency"], max_length=3, blank=True)
    weight_kg = models.DecimalField(LABELS["weight_kg"], max_digits=14, decimal_places=3, null=True)
    quantity = models.DecimalField(LABELS["quantity"], max_digits=14, decimal_places=3, null=True)
    mode = models.CharField(LABELS["mode"], max_length=40, blank=True, choices=Mode)
    entry_type = models.CharField(LABELS["entry_type"], max_length=10, blank=True)
    port = CodeField(LABELS["port"], max_length=20, blank=True)
    carrier = CodeField(LABELS["carrier"], max_length=40, blank=True)
    broker = CodeField(LABELS["broker"], max_length=40, blank=True)
    declarant = models.BinaryField(LABELS["declarant"], max_length=16, null=True)
    consignee = models.BinaryField(LABELS["consignee"], max_length=16, null=True)
    storefront = models.CharField(LABELS["storefront"], max_length=200, blank=True)
    lodged_at = models.DateTimeField(LABELS["lodged_at"], null=True)
    arrived_at = models.DateTimeField(LABELS["arrived_at"], null=True)
    released_at = models.DateTimeField(LABELS["released_at"], null=True)
    disposition = models.CharField(LABELS["disposition"], max_length=40, blank=True, choices=Disposition)
    examined = models.BooleanField(LABELS["examined"], default=False)
    exam_basis = models.CharField(LABELS["exam_basis"], max_length=40, blank=True, choices=ExamBasis)
    exam_result = models.CharField(LABELS["exam_result"], max_length=40, blank=True, choices=ExamResult)
    evidence = models.BooleanField(_lazy("Reported by somebody other than the seller"))
    drawn = models.BooleanField(_lazy("Opened at random"), default=False)
    followed = models.BooleanField(_lazy("Opened at random after a wrong one"), default=False)
    flags = ArrayField(models.CharField(max_length=20), default=list)
    reported_at = models.DateTimeField(_lazy("Reported as of"), null=True)
    version = models.BigIntegerField(_lazy("Version of the report"), null=True)

    class Meta:
        # The table is made by hand (a migration): Django does not know partitions.
        managed = False
        db_table = "ledger_shipment"

    def __str__(self) -> str:
        return f"{self.date} {self.description}"


class Tally(models.Model):
    """Counts of a seller's parcels of one calendar month in one currency; values of several currencies are never added.

    `evidence` counts parcels that somebody other than the seller reported, `examined` the examined ones among them, and
    `discrepant` the examined ones that were found wrong. `drawn` counts the parcels that an agency opened after a draw
    at random, and `drawn_discrepant` those of them that were found wrong; `followed` and `followed_discrepant` are the
    same of those that an agency drew at random after a wrong one. `surplus` counts the examined ones that a port drew
    at random beyond the share that counts, and `surplus_discrepant` those of them that were found wrong.
    """

    pk = models.CompositePrimaryKey("seller_id", "month", "currency")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="tallies", db_index=False)
    month = models.DateField()
    currency = models.CharField(max_length=3)
    shipments = models.IntegerField()
    evidence = models.IntegerField()
    examined = models.IntegerField()
    discrepant = models.IntegerField()
    drawn = models.IntegerField(db_default=0)
    drawn_discrepant = models.IntegerField(db_default=0)
    followed = models.IntegerField(db_default=0)
    followed_discrepant = models.IntegerField(db_default=0)
    surplus = models.IntegerField(db_default=0)
    surplus_discrepant = models.IntegerField(db_default=0)
    value = models.DecimalField(max_digits=20, decimal_places=2)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class PeerValue(models.Model):
    """The values per kilogram of recorded parcels of a chapter of the Harmonized System, in a currency.

    Counted anew each day from a sample of the latest months. `low` and `high` are the values below and above which one
    in fifty lies.
    """

    chapter = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    parcels = models.IntegerField()
    low = models.DecimalField(_lazy("one in fifty is below"), max_digits=20, decimal_places=6)
    median = models.DecimalField(max_digits=20, decimal_places=6)
    high = models.DecimalField(_lazy("one in fifty is above"), max_digits=20, decimal_places=6)
    counted_at = models.DateTimeField(_lazy("counted"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chapter", "currency"], name="peer_value_once")]

    def __str__(self) -> str:
        return f"{self.chapter} {self.currency}"
