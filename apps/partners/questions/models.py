from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.partners.systems.models import Partner


class Look(models.Model):
    """Who asked for whom, and when. Numbers that nobody holds are kept too: they tell of guessing.

    The table is partitioned by the month of `at`, and each partition has its own triggers. The partner has no foreign
    key in the database: checking one would lock the partner's row for every question, and partners are never deleted.
    """

    partner = models.ForeignKey(Partner, on_delete=models.DO_NOTHING, db_constraint=False, related_name="looks")
    ksn = models.CharField(_lazy("Known Shipper Number"), max_length=12)
    at = models.DateTimeField(_lazy("at"))

    class Meta:
        verbose_name = _lazy("look")
        verbose_name_plural = _lazy("looks")
        # The table and its partitions are made by hand (`partners/sql/look_table.sql`).
        managed = False

    def __str__(self) -> str:
        return f"{self.ksn} {self.at}"
