from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.partners.systems.models import Partner


class Snapshot(models.Model):
    """A file of how the sellers of a partner stood at the moment `as_of`.

    `cursor` is the place at which the public feed ended at that moment, `rosters_after` that of the partner's roster.
    `of_all` tells whether the file has every shipper of the program, and not those of the roster alone. `content` is
    the file, compressed with gzip. The digests are SHA-256: of the file, and of the file as compressed.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="snapshots", db_index=False)
    as_of = models.DateTimeField()
    valid_until = models.DateTimeField()
    cursor = models.BigIntegerField(_lazy("place in the feed"))
    rosters_after = models.BigIntegerField(_lazy("place in the roster"))
    sellers = models.PositiveIntegerField()
    of_all = models.BooleanField(_lazy("of every shipper"), db_default=False)
    content = models.BinaryField()
    digest = models.BinaryField(max_length=32)
    compressed_digest = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["partner", "-as_of"], name="snapshot_latest")]

    def __str__(self) -> str:
        return f"{self.partner} {self.as_of:%Y-%m-%d %H:%M}"
