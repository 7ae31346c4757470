from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.core.triggers import append_only
from apps.policy.models import Policy
from apps.standing.models import Change


class FeedEntry(models.Model):
    """A place in the public feed, given by one sequencer over committed rows: gapless, and never overtaken.

    It holds a change of a shipper's standing, or a policy that took effect and changed the benefits of every tier.
    """

    seq = models.BigIntegerField(primary_key=True)
    change = models.OneToOneField(Change, on_delete=models.PROTECT, null=True, related_name="feed_entry")
    policy = models.OneToOneField(Policy, on_delete=models.PROTECT, null=True, related_name="feed_entry")

    class Meta:
        verbose_name_plural = _lazy("feed entries")
        constraints = [
            models.CheckConstraint(condition=Q(change=None) ^ Q(policy=None), name="feed_entry_of_one"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return str(self.seq)
