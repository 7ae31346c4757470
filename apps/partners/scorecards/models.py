from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.core.triggers import append_only
from apps.ledger.models import Reporter
from apps.policy.models import Policy


class PeerGroup(models.TextChoices):
    """The reporters with which one is compared: a carrier that mostly reports mail is a post."""

    CARRIER = "carrier", _lazy("Carriers")
    POST = "post", _lazy("Posts")
    MARKETPLACE = "marketplace", _lazy("Marketplaces")
    BROKER = "broker", _lazy("Customs brokers")


class PartnerTier(models.TextChoices):
    """The tier of a reporter. Its systems may ask more than the ordinary quota, the ordinary one, or less; the better
    tier is not asked again what it answered about goods of the same kind.
    """

    BETTER = "better", _lazy("Better: a larger quota")
    ORDINARY = "ordinary", _lazy("Ordinary")
    LIMITED = "limited", _lazy("Limited: a smaller quota")


class Scorecard(models.Model):
    """The counts of what a reporter reported of the parcels of a month, by its first report of each. Never changed.

    `complete` first reports have all data that are asked for, `timely` ones were recorded within the days that the
    policy asks for, `amended` ones were followed by another of the same reporter. Of `mail`, `mail_ahead` came complete
    and was lodged before the parcel arrived.
    """

    reporter = models.ForeignKey(Reporter, on_delete=models.PROTECT, related_name="scorecards")
    month = models.DateField()
    group = models.CharField("peers", max_length=12, choices=PeerGroup)
    parcels = models.PositiveBigIntegerField()
    complete = models.PositiveBigIntegerField()
    timely = models.PositiveBigIntegerField()
    amended = models.PositiveBigIntegerField()
    mail = models.PositiveBigIntegerField("by mail")
    mail_ahead = models.PositiveBigIntegerField("mail with data ahead")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reporter", "month"], name="scorecard_once")]
        indexes = [models.Index(fields=["group", "month"], name="scorecard_peers")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.reporter} {self.month:%Y-%m}"


class TierChange(models.Model):
    """A change of the tier of a reporter, by a scorecard, from a day on. The last one whose day has come counts.

    A limit is announced before its day; a better scorecard meanwhile puts another row above it. Never changed.
    """

    scorecard = models.OneToOneField(Scorecard, on_delete=models.PROTECT, related_name="tier_change")
    reporter = models.ForeignKey(Reporter, on_delete=models.PROTECT, related_name="tier_changes")
    tier = models.CharField(max_length=8, choices=PartnerTier)
    since = models.DateField()
    at = models.DateTimeField("announced at")

    class Meta:
        indexes = [models.Index(fields=["reporter", "-id"], name="tier_change_latest")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.reporter}: {self.get_tier_display()}"
