from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.history import tracked
from apps.partners.systems.models import Partner


class GrantState(models.TextChoices):
    WAITING = "waiting", "Waits for a second member of staff"
    GRANTED = "granted", "Granted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    ENDED = "ended", "Ended"


@tracked
class ScopeGrant(models.Model):
    """A scope that one member of staff asks for in favour of a partner, and another grants. One of them ends it."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="grants")
    scope = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=GrantState, default=GrantState.WAITING)
    reason = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _lazy("grant of a scope")
        verbose_name_plural = _lazy("grants of scopes")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "scope"],
                condition=Q(state__in=[GrantState.WAITING, GrantState.GRANTED]),
                name="scope_grant_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope}, {self.partner}"
