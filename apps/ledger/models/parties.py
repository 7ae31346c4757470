"""Carriers and brokers that were seen shipping under the number of a shipper."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.codes import CodeField
from apps.ledger.models.shipments import Parcel
from apps.ledger.models.sources import Recording
from apps.shippers.models import Shipper


class ShippingSeen(models.Model):
    """A carrier or broker that reported, or was reported, under the KSN of a shipper; each is kept once.

    `code` is in its one form, and `parcel` the first parcel by which the party was seen. `answer` is what the shipper
    says of a party that its profile does not list; `selectors.parties_seen` compares with the present profile.
    """

    class Role(models.TextChoices):
        CARRIER = "carrier", _lazy("Carrier")
        BROKER = "broker", _lazy("Customs broker")

    class Answer(models.TextChoices):
        OURS = "ours", _lazy("It ships for us")
        NOT_OURS = "not_ours", _lazy("It does not ship for us")

    shipper = models.ForeignKey(
        Shipper, on_delete=models.PROTECT, related_name="shipping_seen", verbose_name=_lazy("business"), db_index=False
    )
    role = models.CharField(max_length=10, choices=Role)
    code = CodeField(max_length=40)
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="+", verbose_name=_lazy("first shipment"))
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(_lazy("seen since"), default=clock.now, editable=False)
    answer = models.CharField(_lazy("what the business says"), max_length=10, choices=Answer, blank=True, db_default="")
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _lazy("party seen shipping")
        constraints = [models.UniqueConstraint(fields=["shipper", "role", "code"], name="shipping_seen_once")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.code}"
