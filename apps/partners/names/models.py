from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.partners.systems.models import Partner


class AskedNames(models.Model):
    """The names by which a partner asked for a number on a day: keyed digests of their normal forms, never the names.

    The row bounds how many different names a partner may try (`services.MAX_NAMES_A_DAY`). The database holds it and
    not Valkey, since it guards a secret. The partner has no foreign key in the database, as in `Look`.
    """

    partner = models.ForeignKey(
        Partner, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="asked_names"
    )
    ksn = models.CharField(_lazy("Known Shipper Number"), max_length=12)
    day = models.DateField()
    digests = ArrayField(models.BinaryField(max_length=32), verbose_name=_lazy("digests of the names"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "partner", "ksn"], name="asked_names_of_a_day")]

    def __str__(self) -> str:
        return f"{self.ksn} {self.day}"
