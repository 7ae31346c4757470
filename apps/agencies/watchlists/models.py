"""The tables of watched goods, such as precursors and pill presses, and of the reported parcels that may hold them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.history import tracked
from apps.core.triggers import append_only
from apps.ledger.models import Parcel, Recording

MAX_CODE, MAX_PHRASE = 10, 80
# The longest time of a watch. A decision of the program: a further watch takes a ground and two people again.
MAX_WATCH_DAYS = 90


class GoodsState(models.TextChoices):
    WAITING = "waiting", _lazy("To be confirmed")
    WATCHED = "watched", _lazy("Watched for")
    ENDED = "ended", _lazy("No longer watched for")


@tracked
class WatchedGoods(models.Model):
    """Goods that officers watch for, by the beginnings of their HS codes and by words or phrases.

    `patterns.is_named` says which parcels name them. The codes and words of a row never change: officers end one and
    propose another, so that each sighting says by which row it was found. One officer proposes a row, with the `ground`
    for it, and another confirms it; it ends after `last_day` by itself.
    """

    state = models.CharField(max_length=7, choices=GoodsState, default=GoodsState.WAITING)
    name = models.CharField(max_length=120)
    codes = ArrayField(models.CharField(max_length=MAX_CODE), verbose_name=_lazy("HS codes"), default=list)
    words = ArrayField(models.CharField(max_length=MAX_PHRASE), default=list)
    look_for = models.TextField(_lazy("what to look for"))
    ground = models.TextField(default="", db_default="")
    last_day = models.DateField(null=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_lazy("proposed by"))
    added_at = models.DateTimeField(_lazy("proposed"))
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(_lazy("watched for since"), null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_lazy("ended"), null=True, blank=True)
    reasons = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = _lazy("watched goods")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(codes__len__gt=0) | models.Q(words__len__gt=0), name="watched_by_codes_or_words"
            )
        ]

    def __str__(self) -> str:
        return self.name


class SightingState(models.TextChoices):
    OPEN = "open", _lazy("To be looked at")
    CLOSED = "closed", _lazy("Closed")


class Result(models.TextChoices):
    GOODS = "goods", _lazy("The goods were there")
    OTHER = "other", _lazy("Other goods")
    UNKNOWN = "unknown", _lazy("Could not be found out")


@tracked
class Sighting(models.Model):
    """The parcels of one recording that may hold watched goods. Nothing counts by it: an officer looks and decides.

    `result` is what an officer found in them, so that the officers see which rows of watched goods find anything.
    """

    state = models.CharField(max_length=6, choices=SightingState, default=SightingState.OPEN)
    goods = models.ForeignKey(
        WatchedGoods, on_delete=models.PROTECT, related_name="sightings", verbose_name=_lazy("watched goods")
    )
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="+")
    found = models.PositiveIntegerField(_lazy("parcels"))
    sighted_at = models.DateTimeField(_lazy("sighted"))
    result = models.CharField(max_length=7, choices=Result, blank=True)
    conclusion = models.TextField(_lazy("what follows"), blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_lazy("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _lazy("sighting of watched goods")
        verbose_name_plural = _lazy("sightings of watched goods")
        constraints = [
            models.UniqueConstraint(fields=["goods", "recording"], name="sighting_once"),
            models.CheckConstraint(
                condition=~models.Q(state="closed") | ~models.Q(result=""), name="sighting_closed_with_result"
            ),
        ]
        indexes = [models.Index(fields=["-state", "-id"], name="sighting_state")]

    def __str__(self) -> str:
        return f"{self.goods}, {self.recording}"


class SightedParcel(models.Model):
    """A parcel of a sighting. Never changed; the same goods are sighted in a parcel once."""

    # The unique key of both begins with the goods.
    goods = models.ForeignKey(WatchedGoods, on_delete=models.PROTECT, related_name="+", db_index=False)
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="+")
    sighting = models.ForeignKey(Sighting, on_delete=models.PROTECT, related_name="parcels", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goods", "parcel"], name="sighted_once")]
        indexes = [models.Index(fields=["sighting", "id"], name="sighted_parcels_of")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.sighting_id}: {self.parcel_id}"
