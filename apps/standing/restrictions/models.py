"""Reviews of restrictions: a member on conditions asks that they end, and an officer who took no part decides."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.history import tracked
from apps.shippers.models import Shipper
from apps.standing.members.models import Change


class ReviewState(models.TextChoices):
    """The states of a review of a restriction."""

    OPEN = "open", _lazy("Being reviewed")
    LIFTED = "lifted", _lazy("Lifted: full standing again")
    KEPT = "kept", _lazy("Kept until its last day")
    LAPSED = "lapsed", _lazy("Lifted: nobody decided in time")
    WITHDRAWN = "withdrawn", _lazy("Taken back")
    ENDED = "ended", _lazy("Settled: the restriction ended before")


@tracked
class RestrictionReview(models.Model):
    """The request of a member to have its conditions reviewed. `change` is the change of standing that began them; each
    has one review at most.
    """

    shipper = models.ForeignKey(
        Shipper, on_delete=models.PROTECT, related_name="restriction_reviews", verbose_name=_lazy("business")
    )
    change = models.OneToOneField(Change, on_delete=models.PROTECT, related_name="review")
    state = models.CharField(max_length=9, choices=ReviewState, default=ReviewState.OPEN)
    text = models.TextField(_lazy("what the business says"))
    language = models.CharField(max_length=10)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_lazy("asked at"))
    decide_by = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(_lazy("reasons of the decision"), blank=True)
    reasons_language = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = _lazy("review of a restriction")
        verbose_name_plural = _lazy("reviews of restrictions")
        constraints = [
            models.UniqueConstraint(fields=["shipper"], condition=Q(state="open"), name="restriction_review_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.shipper} ({self.get_state_display()})"
