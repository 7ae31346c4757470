"""The seals of recorded days, and what was published of them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.core.triggers import append_only
from apps.ledger.models import ArchiveAct


class Seal(models.Model):
    """The seal of a recorded day: the root of a Merkle tree over its entries, signed, and chained to the day before.

    The leaves stand in the order of their places (`entries.place_of`), in parts of `trees.PART_SIZE`. `firsts` has the
    place of the first leaf of each part, `parts` the root of each part, 32 bytes each: a proof, and the search for what
    was altered, read one part. `kinds` is how many of the kinds of entries the seal has (`entries.KINDS`). `secret` is
    what the salts of the leaves are made of: whoever knows it could guess what the neighbors of a proved entry say.
    `statement` is the signed text (RFC 7515), and `digest` its SHA-256.
    """

    day = models.DateField(unique=True)
    sealed_at = models.DateTimeField("sealed")
    entries = models.BigIntegerField()
    # Seals of before the fifth kind have the first four.
    kinds = models.PositiveSmallIntegerField(default=4, db_default=4)
    root = models.BinaryField(max_length=32)
    firsts = ArrayField(models.BigIntegerField())
    parts = models.BinaryField()
    secret = models.BinaryField(max_length=32)
    kid = models.CharField("signing key", max_length=43)
    statement = models.TextField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"

    @property
    def root_text(self) -> str:
        """The root as it is written."""
        return bytes(self.root).hex()


class Publication(models.Model):
    """The publication of a seal in the folder outside of the database."""

    seal = models.OneToOneField(Seal, on_delete=models.PROTECT, related_name="publication")
    published_at = models.DateTimeField("published")

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return str(self.seal)


class ArchivedLeaves(models.Model):
    """The leaves of sealed entries that are archived, so that the seals of their days can be compared, and the entries
    beside them be proved.

    A row has leaves of one part of a day, 32 bytes each, in the order of their places. It counts for as long as its
    archive is in force; a leaf that was altered does not make the root of its day.
    """

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="archived_leaves")
    archive = models.ForeignKey(ArchiveAct, on_delete=models.PROTECT, related_name="+", db_index=False)
    places = ArrayField(models.BigIntegerField())
    leaves = models.BinaryField()

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.seal}, {self.archive}"
