"""Changes of who signs for a business, and of the address by which a person signs in, while they wait."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.history import tracked
from apps.shippers.models.businesses import Shipper
from apps.shippers.models.teams import Role


class WaitingState(models.TextChoices):
    """The states of a waiting change."""

    WAITING = "waiting", _lazy("Waits, and can be stopped")
    DONE = "done", _lazy("Done")
    STOPPED = "stopped", _lazy("Stopped")
    LAPSED = "lapsed", _lazy("No longer possible when the wait was over")


@tracked(personal=["before", "after"])
class WaitingChange(models.Model):
    """A change of a person's role on a team, or of the address by which a person signs in, which counts after a wait.

    `before` and `after` are codes of roles or addresses. A role that becomes "" is taken away with the place on the
    team. Only a change of a role has a business.
    """

    class Kind(models.TextChoices):
        ROLE = "role", _lazy("Role on a team")
        ADDRESS = "address", _lazy("Address to sign in")

    kind = models.CharField(max_length=7, choices=Kind)
    state = models.CharField(max_length=7, choices=WaitingState, default=WaitingState.WAITING)
    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, null=True, related_name="waiting_changes")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="waiting_changes")
    before = models.CharField(max_length=254)
    after = models.CharField(max_length=254, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    waits_until = models.DateTimeField()
    stopped_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "user", "shipper"],
                condition=Q(state="waiting"),
                nulls_distinct=False,
                name="waiting_change_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(kind="role", shipper__isnull=False) | Q(kind="address", shipper__isnull=True),
                name="waiting_change_role_has_a_business",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.before_in_words} → {self.after_in_words}"

    @property
    def before_in_words(self) -> str:
        """Return the role or the address before the change."""
        return self._in_words(self.before)

    @property
    def after_in_words(self) -> str:
        """Return the role or the address after the change; "" for a place on the team that is taken away."""
        return self._in_words(self.after)

    def _in_words(self, value: str) -> str:
        return str(Role(value).label) if value and self.kind == self.Kind.ROLE else value
