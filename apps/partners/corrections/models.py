from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.partners.systems.models import Partner
from apps.shippers.models import Shipper


class PartnerCorrection(models.Model):
    """A correction for a partner that asked for a business lately: its answers may rest on what was reversed.

    `seq` counts the corrections of the partner without a gap. Nothing here tells a category or a finding.
    """

    class Reason(models.TextChoices):
        RECORD = "record_corrected", "Something that counted no longer counts"
        STANDING = "standing_restored", "The standing was restored"

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, db_index=False, related_name="corrections")
    seq = models.BigIntegerField(_lazy("place"))
    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, db_index=False, related_name="told_corrections")
    reasons = ArrayField(models.CharField(max_length=20, choices=Reason))
    # The event that caused the correction: an event causes one correction for each partner.
    event_id = models.BigIntegerField()
    at = models.DateTimeField(_lazy("made"))
    # The first answer that held the correction, or the first message about it that the partner's endpoint took.
    told_at = models.DateTimeField(_lazy("told"), null=True)
    acknowledged_at = models.DateTimeField(_lazy("acknowledged"), null=True)

    class Meta:
        verbose_name = _lazy("correction for a partner")
        verbose_name_plural = _lazy("corrections for partners")
        constraints = [
            models.UniqueConstraint(fields=["partner", "seq"], name="correction_place"),
            models.UniqueConstraint(fields=["event_id", "partner"], name="correction_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | Q(told_at__isnull=False), name="correction_told_before_acknowledged"
            ),
        ]
        indexes = [models.Index(fields=["shipper", "-at", "-id"], name="correction_of_shipper")]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.seq}"
