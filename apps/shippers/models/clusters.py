"""The clusters of related businesses, as they were found when all businesses were last compared (ADR 0094)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from apps.shippers.models.businesses import Shipper


class Cluster(models.Model):
    """Related businesses, named by the one of them that the program has known longest.

    `size` counts all of them, and `removed` those that were removed, or left while their removal was proposed.
    """

    lead = models.OneToOneField(
        Shipper, on_delete=models.CASCADE, primary_key=True, related_name="+", verbose_name=_lazy("known longest")
    )
    size = models.PositiveIntegerField(_lazy("businesses"))
    removed = models.PositiveIntegerField(_lazy("removed before"))
    first_found_at = models.DateTimeField(_lazy("first found"))
    found_at = models.DateTimeField(_lazy("last found"))

    class Meta:
        verbose_name = _lazy("cluster of related businesses")
        verbose_name_plural = _lazy("clusters of related businesses")
        indexes = [models.Index(fields=["-removed", "-size", "lead"], name="cluster_in_order")]

    def __str__(self) -> str:
        return str(self.lead)


class ClusterMember(models.Model):
    """A business of a cluster. No business is in two."""

    shipper = models.OneToOneField(Shipper, on_delete=models.CASCADE, primary_key=True, related_name="+")
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="members")

    def __str__(self) -> str:
        return str(self.shipper_id)


class ControlTie(models.Model):
    """Two related businesses of which a tie shows that they are in the same hands. `one` has the smaller id."""

    one = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="+")
    first_found_at = models.DateTimeField()
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="control_tie_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="control_tie_smaller_first"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} / {self.other_id}"
