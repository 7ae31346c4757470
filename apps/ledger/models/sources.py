"""Reporters, the identities of sellers, and the recordings of facts."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.codes import CodeField, code_form
from apps.core.triggers import append_only, fixed_except
from apps.ledger.vocabulary import Category, ReporterKind
from apps.shippers.models import Shipper

MAX_AGENCY = 20


class Reporter(models.Model):
    """A reporter of facts: an agency, carrier, broker, marketplace or seller. The kind gives its authority."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12, choices=ReporterKind)
    # The business that a reporter of kind seller is: it reports of itself alone.
    shipper = models.ForeignKey(
        Shipper, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_lazy("business")
    )
    # The categories of violations that an agency determines. An empty list stands for none of them.
    competence = ArrayField(models.CharField(max_length=20, choices=Category), default=list, db_default=[], blank=True)

    class Meta:
        constraints = [
            # Rights go by codes, in whatever letter case: of ASCII, PostgreSQL and Python make the same capitals.
            models.UniqueConstraint(Upper("code"), name="reporter_one_form"),
            models.CheckConstraint(condition=Q(code__regex=r"^[ -~]*$"), name="reporter_code_ascii"),
        ]

    def __str__(self) -> str:
        return self.name or self.code

    def determines(self, category: str) -> bool:
        """Return whether the reporter is an agency that determines violations of a category."""
        return self.kind == ReporterKind.AGENCY and category in self.competence

    def agency_named(self, given: str) -> str | None:
        """Return the agency of a violation that the reporter reports, which names the agency `given` or none ("").

        An agency reports in its own name alone, by its code or its name; for the name of another agency, None is
        returned. Any other reporter may say which agency acted.
        """
        if self.kind != ReporterKind.AGENCY:
            return given
        if not given:
            return code_form(self.code)[:MAX_AGENCY]
        return given if code_form(given) in (code_form(self.code), code_form(self.name)) else None


class IssuerCode(models.Model):
    """A code under which a reporter may issue numbers of parcels: its own, or that of a carrier, post or filer which
    staff noted for it (`partners.ReportingRights`). Who may issue a number speaks for its parcel.
    """

    code = CodeField(max_length=40)
    reporter = models.ForeignKey(Reporter, on_delete=models.CASCADE, related_name="issuer_codes", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "reporter"], name="issuer_code_once"),
        ]
        indexes = [models.Index(fields=["reporter"], name="issuer_code_reporter")]

    def __str__(self) -> str:
        return f"{self.code}: {self.reporter}"


class Seller(models.Model):
    """An identity under which facts are reported: a reporter's own code for a seller, or a KSN.

    An identity has a history whether or not its business ever enrols. Once it is proved to belong to a shipper, it is
    linked to that shipper, whose record then includes the history; nothing is copied. A KSN has the `source` "ksn".

    `shipper` repeats the last link (`SellerLink`), so that the present record is read without a search among links. It
    is None where there is no link, and after a link that was undone.
    """

    source = models.CharField(max_length=40)
    code = models.CharField(max_length=100)
    name = models.CharField(max_length=200, blank=True)
    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, null=True, blank=True, related_name="sellers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "code"], name="seller_once")]
        # Officers look for a business by the name under which anybody reported it.
        indexes = [models.Index(Upper("name"), name="seller_upper_name")]

    def __str__(self) -> str:
        return self.name or f"{self.source}:{self.code}"


class Recording(models.Model):
    """The request, file or act that recorded entries. A recording can be taken back whole.

    A recording is written in batches, each in a transaction. `recorded_at` is the time of the latest batch, which all
    entries of that batch keep. No two batches of a recording have the same time.
    """

    class Kind(models.TextChoices):
        API = "api", _lazy("API request")
        IMPORT = "import", _lazy("Imported file")
        UPLOAD = "upload", _lazy("Seller's upload")
        DESK = "desk", _lazy("Officer's entry")
        PROGRAM = "program", _lazy("Program's own act")
        REVERSAL = "reversal", _lazy("Reversal of a recording")

    # The kinds of recordings that reporters send, which may arrive out of order; acts of officers and the program do
    # not.
    SENT = frozenset({Kind.API, Kind.IMPORT, Kind.UPLOAD})

    reporter = models.ForeignKey(Reporter, on_delete=models.PROTECT, related_name="recordings")
    kind = models.CharField(max_length=10, choices=Kind)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    # The digest of a client and its Idempotency-Key, or of a file and its mapping. The same key leads to the same
    # recording.
    key = models.CharField(max_length=100, blank=True)
    # The system of the reporter that sent the facts, where a reporter may have several: each reads and takes back its
    # own recordings.
    client = models.CharField(max_length=100, blank=True, db_default="")
    request_digest = models.BinaryField(max_length=32, null=True)
    note = models.CharField(max_length=300, blank=True)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)
    # The next line of the source, set by the transaction that records the lines before: a restart goes on here.
    position = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    amended = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    stale = models.BigIntegerField(default=0, db_default=0)
    rejected = models.BigIntegerField(default=0)

    class Meta:
        triggers = fixed_except(
            "finished_at", "recorded_at", "position", "accepted", "amended", "duplicates", "stale", "rejected"
        )
        constraints = [
            models.UniqueConstraint(fields=["reporter", "key"], condition=~Q(key=""), name="recording_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"


class SellerLink(models.Model):
    """A link of an identity to the shipper to which it belongs from then on, until the next link of the identity.

    `recording` is the act that linked them, with its time and its actor. The link of a KSN has none: the number is its
    shipper's own since the shipper is on record. A link without a shipper undoes the one before: from then on the
    identity belongs to nobody.
    """

    class Reason(models.TextChoices):
        """The shipper's own number, an enrolment under the identity, a proof, the merge of two records, or the end of
        the link before.
        """

        NUMBER = "number"
        ENROLLED = "enrolled"
        PROVED = "proved"
        MERGED = "merged"
        UNDONE = "undone"

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="links")
    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, null=True, related_name="seller_links")
    reason = models.CharField(max_length=10, choices=Reason)
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, null=True, related_name="seller_links")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [BrinIndex(fields=["recorded_at"], autosummarize=True, name="link_recorded")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.seller_id} -> {self.shipper_id}"


class Rejection(models.Model):
    """A line that was rejected, with its errors. Valid lines beside it were kept."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="rejections")
    index = models.BigIntegerField()
    reference = models.CharField(max_length=160, blank=True, db_default="")
    errors = models.JSONField()

    class Meta:
        triggers = append_only()
        constraints = [models.UniqueConstraint(fields=["recording", "index"], name="rejection_once")]

    def __str__(self) -> str:
        return f"line {self.index}"


class Remark(models.Model):
    """A remark to the reporter of a fact that was recorded otherwise than it was reported, with the reason."""

    class Code(models.TextChoices):
        ALLEGED = "alleged", _lazy("Recorded as alleged")
        JOINED = "joined", _lazy("Joined to a case that is on record")
        BESIDE = "beside", _lazy("Kept beside its case")
        STALE = "stale", _lazy("Older than the last report")
        REPEATED = "repeated", _lazy("Repeats a report that was changed since")
        CLAIM = "claim", _lazy("Recorded without what its reporter may not say")

    # The codes of reports that changed nothing because of later reports of their reporter.
    SUPERSEDED = frozenset({Code.STALE, Code.REPEATED})

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="remarks")
    index = models.BigIntegerField()
    reference = models.CharField(max_length=160, blank=True, db_default="")
    code = models.CharField(_lazy("what became of it"), max_length=10, choices=Code)
    detail = models.TextField(_lazy("why"))

    class Meta:
        triggers = append_only()
        constraints = [models.UniqueConstraint(fields=["recording", "index", "code"], name="remark_once")]

    def __str__(self) -> str:
        return f"line {self.index}: {self.get_code_display()}"


class LineWarning(models.Model):
    """An odd value in a fact that was recorded all the same, which its reporter could mend (`facts` has the flags)."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="warnings")
    index = models.BigIntegerField()
    reference = models.CharField(max_length=160, blank=True)
    field = models.CharField(max_length=40)
    flag = models.CharField(max_length=20)

    class Meta:
        triggers = append_only()
        constraints = [models.UniqueConstraint(fields=["recording", "index", "field", "flag"], name="warning_once")]

    def __str__(self) -> str:
        return f"line {self.index}: {self.field} {self.flag}"
