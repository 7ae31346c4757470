from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.core.triggers import fixed_except, grows
from apps.partners.systems.models import Partner
from apps.shippers.models import Consent

# The answer of a look that no more exact code describes.
TOLD, NO_CONSENT = "told", "no_consent"


class Look(models.Model):
    """A question of a partner for a number. Numbers that nobody holds are kept too: they tell of guessing.

    The table is partitioned by the month of `at`, and each partition has its own triggers. The partner has no foreign
    key in the database: checking one would lock the partner's row for every question, and partners are never deleted.
    """

    partner = models.ForeignKey(Partner, on_delete=models.DO_NOTHING, db_constraint=False, related_name="looks")
    ksn = models.CharField(_lazy("Known Shipper Number"), max_length=12)
    at = models.DateTimeField()

    class Meta:
        # The table and its partitions are made by hand (`partners/sql/look_table.sql`).
        managed = False

    def __str__(self) -> str:
        return f"{self.ksn} {self.at}"


class FurtherLook(models.Model):
    """The questions of a partner about a business beyond its status, and the answers, on one day.

    `told` is a code: the answer to a name (`NameMatch.told`), the past day that was told of, `TOLD` or `NO_CONSENT`.
    Equal questions of a day count in one row, since a system asks the same thousands of times. The partner has no
    foreign key in the database, as in `Look`.
    """

    partner = models.ForeignKey(
        Partner, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="further_looks"
    )
    ksn = models.CharField(_lazy("Known Shipper Number"), max_length=12)
    day = models.DateField()
    kind = models.CharField(max_length=12, choices=Consent.Scope)
    told = models.CharField(max_length=40)
    first_at = models.DateTimeField(_lazy("first"))
    last_at = models.DateTimeField(_lazy("last"))
    count = models.PositiveIntegerField(_lazy("times"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ksn", "day", "partner", "kind", "told"], name="further_look_of_a_day")
        ]
        triggers = [*fixed_except("last_at", "count"), grows("count")]

    def __str__(self) -> str:
        return f"{self.ksn} {self.day} {self.kind}"
