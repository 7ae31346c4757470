from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.core.history import tracked
from apps.core.triggers import append_only
from apps.ledger.models import Reporter
from apps.policy.models import Policy
from apps.standing.models import Change


@tracked
class Partner(models.Model):
    """A system that asks or reports: a carrier's, a marketplace's, a broker's. It signs in with client credentials."""

    name = models.CharField(_lazy("name"), max_length=200, unique=True)
    client = models.OneToOneField(
        settings.OAUTH2_PROVIDER_APPLICATION_MODEL, on_delete=models.PROTECT, related_name="partner"
    )
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_lazy("scopes"))
    reporter = models.ForeignKey(
        Reporter, on_delete=models.PROTECT, related_name="partners", verbose_name=_lazy("reports as")
    )
    active = models.BooleanField(_lazy("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _lazy("partner")
        verbose_name_plural = _lazy("partners")

    def __str__(self) -> str:
        return self.name


class FeedEntry(models.Model):
    """A place in the public feed, given by one sequencer over committed rows: gapless, and never overtaken.

    It holds a change of a shipper's standing, or a policy that took effect and changed the benefits of every tier.
    """

    seq = models.BigIntegerField(primary_key=True)
    change = models.OneToOneField(Change, on_delete=models.PROTECT, null=True, related_name="feed_entry")
    policy = models.OneToOneField(Policy, on_delete=models.PROTECT, null=True, related_name="feed_entry")

    class Meta:
        verbose_name = _lazy("feed entry")
        verbose_name_plural = _lazy("feed entries")
        constraints = [
            models.CheckConstraint(condition=Q(change=None) ^ Q(policy=None), name="feed_entry_of_one"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return str(self.seq)


class Look(models.Model):
    """Who asked for whom, and when. Numbers that nobody holds are kept too: they tell of guessing.

    The partner has no foreign key in the database: checking one would lock the partner's row for every question, and
    partners are never deleted.
    """

    partner = models.ForeignKey(Partner, on_delete=models.DO_NOTHING, db_constraint=False, related_name="looks")
    ksn = models.CharField(_lazy("Known Shipper Number"), max_length=12)
    at = models.DateTimeField(_lazy("at"))

    class Meta:
        verbose_name = _lazy("look")
        verbose_name_plural = _lazy("looks")
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.ksn} {self.at}"
