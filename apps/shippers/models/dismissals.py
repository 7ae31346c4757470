"""Matches and ties that officers dismissed: pairs of businesses that agree in something by coincidence."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.history import tracked
from apps.shippers.models.businesses import Shipper


@tracked
class MatchDismissal(models.Model):
    """The finding of an officer about two businesses that share something.

    `about` says what was found: that two which match are not the same business (ADR 0086), or that two are not related
    (ADR 0094). `one` is the business with the smaller id. `known` holds the digests of the values, in hexadecimal, in
    which both agreed on that day: a match comes back for a strong value that is not among them, and a tie for further
    values that make the two related by themselves. `overseen` says that the officer could oversee changes, so that the
    finding holds while one of the two may not apply again.
    """

    class About(models.TextChoices):
        SAME = "same", _lazy("Not the same business")
        RELATED = "related", _lazy("Not related")

    about = models.CharField(_lazy("finding"), max_length=7, choices=About, default=About.SAME, db_default=About.SAME)
    one = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    known = ArrayField(models.CharField(max_length=64), default=list, editable=False)
    overseen = models.BooleanField(default=False, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_lazy("undone"), null=True, blank=True, editable=False)
    undone_reason = models.TextField(_lazy("why undone"), blank=True)

    class Meta:
        verbose_name = _lazy("dismissed match")
        constraints = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="match_dismissal_smaller_first"),
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None) | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="match_dismissal_undone_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["one", "other", "about"], condition=Q(undone_at=None), name="match_dismissal_one_of_each_stands"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} / {self.other}"
