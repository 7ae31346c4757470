"""The second look at a decision that was drawn at random."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.applications.models.decisions import Decision
from apps.core.history import tracked


@tracked
class SecondLook(models.Model):
    """The opinion of another officer on a decision that was drawn at random. A second look changes no decision."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="second_look")
    drawn_at = models.DateTimeField(_lazy("drawn"))
    agrees = models.BooleanField(_lazy("agrees"), null=True, blank=True)
    note = models.TextField(_lazy("note"), blank=True)
    by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_lazy("read again by"),
    )
    at = models.DateTimeField(_lazy("read again"), null=True, blank=True)

    class Meta:
        verbose_name = _lazy("second look")
        verbose_name_plural = _lazy("second looks")

    def __str__(self) -> str:
        return f"{self.drawn_at:%Y-%m-%d}"
