"""Hits: a business or a person behind a business may be a party on a list, until an officer decides."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.history import tracked
from apps.ledger.models import Case
from apps.screening.models.lists import Entry
from apps.screening.models.screenings import PartyRole
from apps.shippers.models import Shipper


class HitState(models.TextChoices):
    POTENTIAL = "potential", _lazy("To be decided")
    CLEARED = "cleared", _lazy("Another party")
    CONFIRMED = "confirmed", _lazy("The party on the list")
    LAPSED = "lapsed", _lazy("No longer alike")


# In these states a hit stands in the way of an approval.
STANDING = (HitState.POTENTIAL, HitState.CONFIRMED)
DECIDED = (HitState.CLEARED, HitState.CONFIRMED)


@tracked(personal=["name", "parts"])
class BusinessHit(models.Model):
    """A hit: a name of a business, or of a person behind the business, is like that of a party on a list.

    `score`, `probability` and `parts` are the evidence as it was weighed last; `parts` has the weight and the words of
    each part. `party_digest` and `entry_version` say what was compared: a hit that was cleared is opened again if one
    of them changes. `case` is the violation that an officer alleged with the decision, where the business is enrolled.
    """

    shipper = models.ForeignKey(
        Shipper, on_delete=models.PROTECT, related_name="screening_hits", verbose_name=_lazy("business")
    )
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="hits", verbose_name=_lazy("entry"))
    name = models.CharField(_lazy("name of ours"), max_length=200)
    roles = ArrayField(models.CharField(max_length=14, choices=PartyRole), verbose_name=_lazy("part in the business"))
    party_digest = models.CharField(max_length=64, editable=False)
    entry_version = models.PositiveIntegerField(editable=False)
    state = models.CharField(_lazy("state"), max_length=9, choices=HitState, default=HitState.POTENTIAL)
    score = models.FloatField(_lazy("score"))
    probability = models.FloatField(_lazy("probability"))
    parts = models.JSONField(_lazy("evidence"))
    found_at = models.DateTimeField(_lazy("found"))
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_lazy("decided by")
    )
    decided_at = models.DateTimeField(_lazy("decided"), null=True, blank=True)
    reasons = models.TextField(_lazy("reasons"), blank=True)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_lazy("violation")
    )

    class Meta:
        verbose_name = _lazy("screening hit")
        verbose_name_plural = _lazy("screening hits")
        constraints = [
            models.UniqueConstraint(fields=["shipper", "name", "entry"], name="business_hit_once"),
        ]
        indexes = [
            models.Index(fields=["state", "-found_at"], name="business_hit_state"),
            models.Index(fields=["shipper"], name="business_hit_standing", condition=Q(state__in=STANDING)),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.entry.list.name}: {self.entry})"

    @property
    def role_labels(self) -> list[str]:
        """Return the parts that the name has in the business, in words."""
        return [str(PartyRole(role).label) for role in self.roles]

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED
