"""Departures: an officer records that a business wants to leave, and the owner confirms before the membership ends."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.history import tracked
from apps.core.uploads import Upload
from apps.shippers.models import Shipper


class DepartureState(models.TextChoices):
    """The states of a departure that an officer started."""

    OPEN = "open", _lazy("Waits for the owner")
    SIGNED = "signed", _lazy("Signed on paper: waits for a second officer")
    CONFIRMED = "confirmed", _lazy("Confirmed: the business has left")
    DECLINED = "declined", _lazy("Declined: the business stays")
    LAPSED = "lapsed", _lazy("Lapsed: nobody confirmed")
    CANCELLED = "cancelled", _lazy("Cancelled")


@tracked
class Departure(models.Model):
    """A departure that an officer started because the business asked to leave. The membership goes on until the owner
    has confirmed: on the site, or by a signed file on which a second officer agrees.
    """

    class Way(models.TextChoices):
        LETTER = "letter", _lazy("By letter")
        PHONE = "phone", _lazy("By phone")
        FILE = "file", _lazy("By a file or an e-mail that it sent")

    shipper = models.ForeignKey(
        Shipper, on_delete=models.PROTECT, related_name="departures", verbose_name=_lazy("business")
    )
    state = models.CharField(max_length=9, choices=DepartureState, default=DepartureState.OPEN)
    way = models.CharField(_lazy("how the owner asked"), max_length=6, choices=Way)
    reasons = models.TextField(_lazy("what the owner said"))
    language = models.CharField(max_length=10)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    confirm_by = models.DateTimeField()
    # The officer who recorded the signed confirmation, and what the officer noted about the file.
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(_lazy("signed confirmation recorded at"), null=True, blank=True)
    note = models.TextField(_lazy("note about the confirmation"), blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    text = models.TextField(_lazy("how it ended"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shipper"], condition=Q(state__in=["open", "signed"]), name="departure_one_open_per_shipper"
            )
        ]

    def __str__(self) -> str:
        return f"{self.shipper} ({self.get_state_display()})"


class DepartureFile(Upload):
    """A file with the owner's signed confirmation, which an officer added."""

    belongs_to = "departure"
    departure = models.ForeignKey(Departure, on_delete=models.PROTECT, related_name="files")
