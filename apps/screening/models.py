"""The tables of lists, and those of the businesses and persons that were compared with the lists."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.history import tracked
from apps.core.triggers import append_only
from apps.ledger.models import Case
from apps.screening.listed_parties import ListedParty, NameQuality, PartyKind
from apps.screening.registers.models import RegisterEntry as RegisterEntry
from apps.screening.registers.models import RegisterLoad as RegisterLoad
from apps.screening.registers.models import RegisterParent as RegisterParent
from apps.shippers.models import Shipper


class List(models.Model):
    """A source of entries that is loaded as a whole, such as OFAC's list. A file may hold several published lists."""

    name = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """A load of a list, with the number of entries that it added, changed and took off.

    `digest` is the SHA-256 of the files, in hexadecimal digits.
    """

    list = models.ForeignKey(List, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_lazy("version"))
    format = models.CharField(max_length=8)
    files = models.TextField()
    digest = models.CharField(max_length=64)
    read = models.PositiveBigIntegerField(_lazy("lines read"))
    rejected = models.PositiveBigIntegerField()
    added = models.PositiveBigIntegerField()
    changed = models.PositiveBigIntegerField()
    removed = models.PositiveBigIntegerField()
    at = models.DateTimeField(_lazy("loaded"), default=clock.now)

    class Meta:
        verbose_name = _lazy("version of a list")
        verbose_name_plural = _lazy("versions of lists")
        constraints = [models.UniqueConstraint(fields=["list", "number"], name="screening_version_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.list_id}, {self.number}"


class Entry(models.Model):
    """A party on a list, as the latest version of the list has it. Entries that a list took off stay as removed.

    `section` is the published list within a file of several, and `number` what the list calls the party by. `content`
    holds the facts (`listed.Listed.content`).
    """

    Kind = PartyKind

    list = models.ForeignKey(List, on_delete=models.PROTECT, related_name="entries")
    section = models.TextField(_lazy("published list"), blank=True)
    number = models.TextField(_lazy("number on the list"))
    content = models.JSONField(_lazy("facts"))
    # The numbers of the versions of the list that brought the entry, changed it last, and took it off.
    added_in = models.PositiveIntegerField(_lazy("added in version"))
    changed_in = models.PositiveIntegerField(_lazy("last changed in version"))
    removed_in = models.PositiveIntegerField(_lazy("removed in version"), null=True, blank=True)

    class Meta:
        verbose_name = _lazy("entry of a list")
        constraints = [
            models.UniqueConstraint(fields=["list", "section", "number"], name="screening_entry_one_per_number")
        ]

    def __str__(self) -> str:
        return self.content["names"][0]["text"]

    @property
    def listed(self) -> ListedParty:
        """Return the facts of the list about the party."""
        return ListedParty.of_content(self.section, self.number, self.content)


class EntryName(models.Model):
    """A name of an entry that is on its list now, with the keys by which like names are found (`matching`)."""

    Quality = NameQuality

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="names")
    text = models.TextField(_lazy("name"))
    quality = models.CharField(max_length=8)
    keys = ArrayField(models.TextField())

    class Meta:
        indexes = [GinIndex(fields=["keys"], name="screening_name_keys", fastupdate=False)]

    def __str__(self) -> str:
        return self.text


class EntryChange(models.Model):
    """A change of an entry by a version of its list, with the facts as they are since. So past versions are known."""

    class Act(models.TextChoices):
        ADDED = "added", _lazy("Added")
        CHANGED = "changed", _lazy("Changed")
        REMOVED = "removed", _lazy("Removed")

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="changes")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="changes")
    act = models.CharField(_lazy("change"), max_length=7, choices=Act)
    content = models.JSONField(_lazy("facts"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "entry"], name="screening_change_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.entry_id}, {self.act}"


class FileScreening(models.Model):
    """A file of parties that was compared with the lists: how many parties, how many of them had a hit, and with which
    versions of the lists. The names of the parties are not kept.
    """

    file = models.TextField()
    digest = models.CharField(max_length=64)
    parties = models.PositiveBigIntegerField()
    flagged = models.PositiveBigIntegerField(_lazy("parties with a hit"))
    # The number of the version of each list, by the name of the list.
    versions = models.JSONField(_lazy("versions of the lists"))
    at = models.DateTimeField(_lazy("screened"), default=clock.now)

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.file}, {self.at.isoformat()}"


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

    def __str__(self) -> str:
        return f"{self.shipper_id}, {self.at.isoformat()}"


class ScreenedParty(models.Model):
    """A business or a person behind a business, as it was compared with the lists last.

    `keys` are those by which the search finds names that are alike, so that a changed entry finds the parties that it
    can touch. `digest` is that of all that was compared, so that a change of the party is seen.
    """

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="screened_parties")
    name = models.CharField(max_length=200)
    roles = ArrayField(models.CharField(max_length=14, choices=PartyRole), verbose_name=_lazy("part in the business"))
    digest = models.CharField(max_length=64, editable=False)
    keys = ArrayField(models.TextField())

    class Meta:
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
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.version_id}, {self.at.isoformat()}"


class HitState(models.TextChoices):
    POTENTIAL = "potential", _lazy("To be decided")
    CLEARED = "cleared", _lazy("Another party")
    CONFIRMED = "confirmed", _lazy("The party on the list")
    LAPSED = "lapsed", _lazy("No longer alike")


# In these states a hit stands in the way of an approval.
STANDING = (HitState.POTENTIAL, HitState.CONFIRMED)
DECIDED = (HitState.CLEARED, HitState.CONFIRMED)


@tracked(personal=["name", "parts"])
class BusinessHit(models.Model):
    """A hit: a name of a business, or of a person behind the business, is like that of a party on a list.

    `score`, `probability` and `parts` are the evidence as it was weighed last; `parts` has the weight and the words of
    each part. `party_digest` and `entry_version` say what was compared: a hit that was cleared is opened again if one
    of them changes. `case` is the violation that an officer alleged with the decision, where the business is enrolled.
    """

    shipper = models.ForeignKey(
        Shipper, on_delete=models.PROTECT, related_name="screening_hits", verbose_name=_lazy("business")
    )
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="hits")
    name = models.CharField(_lazy("name of ours"), max_length=200)
    roles = ArrayField(models.CharField(max_length=14, choices=PartyRole), verbose_name=_lazy("part in the business"))
    party_digest = models.CharField(max_length=64, editable=False)
    entry_version = models.PositiveIntegerField(editable=False)
    state = models.CharField(max_length=9, choices=HitState, default=HitState.POTENTIAL)
    score = models.FloatField()
    probability = models.FloatField()
    parts = models.JSONField(_lazy("evidence"))
    found_at = models.DateTimeField(_lazy("found"))
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_lazy("decided"), null=True, blank=True)
    reasons = models.TextField(blank=True)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_lazy("violation")
    )

    class Meta:
        verbose_name = _lazy("screening hit")
        constraints = [
            models.UniqueConstraint(fields=["shipper", "name", "entry"], name="business_hit_once"),
        ]
        indexes = [
            models.Index(fields=["state", "-found_at"], name="business_hit_state"),
            models.Index(fields=["shipper"], name="business_hit_standing", condition=Q(state__in=STANDING)),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.entry.list.name}: {self.entry})"

    @property
    def role_labels(self) -> list[str]:
        """Return the parts that the name has in the business, in words."""
        return [str(PartyRole(role).label) for role in self.roles]

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED
