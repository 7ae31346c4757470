from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.core.triggers import fixed_except
from apps.partners.systems.models import Partner
from apps.shippers.models import Shipper
from apps.standing.models import Change


class RosterEntry(models.Model):
    """A shipper that a partner deals with, from `since` until the partner takes the entry off its roster.

    `seller` is the partner's own code for the business where it listed the business by one, and empty where it listed
    the Known Shipper Number. An entry that was taken off is kept: it tells who could follow whom, and when. The feed
    of the partner tells of the shipper from `begins_with` on, the change that held when the entry was listed: listing
    somebody opens no past.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="roster", db_index=False)
    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="roster_entries")
    seller = models.CharField(_lazy("seller ID at the partner"), max_length=100, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    begins_with = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        verbose_name_plural = _lazy("roster entries")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "shipper", "seller"], condition=Q(until=None), name="roster_entry_once"
            )
        ]
        indexes = [
            models.Index(fields=["partner", "shipper"], name="roster_of_shipper"),
            models.Index(fields=["partner", "id"], condition=Q(until=None), name="roster_in_order"),
            models.Index(
                fields=["partner", "seller"], condition=Q(until=None) & ~Q(seller=""), name="roster_seller_ids"
            ),
        ]
        triggers = fixed_except("until")

    def __str__(self) -> str:
        return f"{self.partner}: {self.seller or self.shipper.ksn}"
