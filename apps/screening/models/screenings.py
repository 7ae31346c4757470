"""The screenings of our own businesses: who was compared with the lists when, and with which versions of the lists."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.core.triggers import append_only
from apps.screening.models.lists import Version
from apps.shippers.models import Shipper


class PartyRole(models.TextChoices):
    """The part that a party has in a business. One name may have several."""

    BUSINESS = "business", _lazy("The business itself")
    TRADE_NAME = "trade_name", _lazy("Trade name")
    OWNER = "owner", _lazy("Owner or officer")
    ACCOUNT_HOLDER = "account_holder", _lazy("Holder of the payout account")
    SIGNATORY = "signatory", _lazy("Signs for the business")


class Screening(models.Model):
    """The latest comparison of a business, with everybody behind it, with all lists.

    `versions` has the number of the version of each list, by the name of the list. Later versions of lists are
    followed by the parties that they can touch alone (`ListFollowUp`).
    """

    shipper = models.OneToOneField(
        Shipper, on_delete=models.CASCADE, primary_key=True, related_name="screening", verbose_name=_lazy("business")
    )
    parties = models.PositiveIntegerField(_lazy("names compared"))
    versions = models.JSONField(_lazy("versions of the lists"))
    at = models.DateTimeField(_lazy("compared"))

    class Meta:
        verbose_name = _lazy("screening of a business")
        verbose_name_plural = _lazy("screenings of businesses")

    def __str__(self) -> str:
        return f"{self.shipper_id}, {self.at.isoformat()}"


class ScreenedParty(models.Model):
    """A business or a person behind a business, as it was compared with the lists last.

    `keys` are those by which the search finds names that are alike, so that a changed entry finds the parties that it
    can touch. `digest` is that of all that was compared, so that a change of the party is seen.
    """

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="screened_parties")
    name = models.CharField(_lazy("name"), max_length=200)
    roles = ArrayField(models.CharField(max_length=14, choices=PartyRole), verbose_name=_lazy("part in the business"))
    digest = models.CharField(max_length=64, editable=False)
    keys = ArrayField(models.TextField(), verbose_name=_lazy("keys"))

    class Meta:
        verbose_name = _lazy("party that was compared")
        verbose_name_plural = _lazy("parties that were compared")
        constraints = [models.UniqueConstraint(fields=["shipper", "name"], name="screened_party_once")]
        indexes = [GinIndex(fields=["keys"], name="screened_party_keys", fastupdate=False)]

    def __str__(self) -> str:
        return self.name


class ListFollowUp(models.Model):
    """A comparison of the businesses that a version of a list could touch: how many, of how many, and what was found.

    `touched` counts the parties that share a key with an entry that changed or have a hit on one, `new` the businesses
    that nobody had compared before.
    """

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="follow_up")
    entries = models.PositiveBigIntegerField(_lazy("entries that changed"))
    parties = models.PositiveBigIntegerField(_lazy("parties of all businesses"))
    touched = models.PositiveBigIntegerField(_lazy("parties compared again"))
    businesses = models.PositiveBigIntegerField(_lazy("businesses of these parties"))
    new = models.PositiveBigIntegerField(_lazy("businesses compared for the first time"))
    found = models.PositiveBigIntegerField(_lazy("hits found or opened again"))
    lapsed = models.PositiveBigIntegerField(_lazy("hits that lapsed"))
    at = models.DateTimeField(_lazy("finished"))

    class Meta:
        verbose_name = _lazy("follow-up of a version of a list")
        verbose_name_plural = _lazy("follow-ups of versions of lists")
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.version_id}, {self.at.isoformat()}"
