"""The lists of restricted parties: their versions, their entries, and the names by which entries are found."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.triggers import append_only
from apps.screening.listed_parties import ListedParty, NameQuality, PartyKind


class List(models.Model):
    """A source of entries that is loaded as a whole, such as OFAC's list. A file may hold several published lists."""

    name = models.CharField(_lazy("name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _lazy("list of restricted parties")
        verbose_name_plural = _lazy("lists of restricted parties")

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """A load of a list, with the number of entries that it added, changed and took off.

    `digest` is the SHA-256 of the files, in hexadecimal digits.
    """

    list = models.ForeignKey(List, on_delete=models.PROTECT, related_name="versions", verbose_name=_lazy("list"))
    number = models.PositiveIntegerField(_lazy("version"))
    format = models.CharField(_lazy("format"), max_length=8)
    files = models.TextField(_lazy("files"))
    digest = models.CharField(_lazy("digest"), max_length=64)
    read = models.PositiveBigIntegerField(_lazy("lines read"))
    rejected = models.PositiveBigIntegerField(_lazy("rejected"))
    added = models.PositiveBigIntegerField(_lazy("added"))
    changed = models.PositiveBigIntegerField(_lazy("changed"))
    removed = models.PositiveBigIntegerField(_lazy("removed"))
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

    list = models.ForeignKey(List, on_delete=models.PROTECT, related_name="entries", verbose_name=_lazy("list"))
    section = models.TextField(_lazy("published list"), blank=True)
    number = models.TextField(_lazy("number on the list"))
    content = models.JSONField(_lazy("facts"))
    # The numbers of the versions of the list that brought the entry, changed it last, and took it off.
    added_in = models.PositiveIntegerField(_lazy("added in version"))
    changed_in = models.PositiveIntegerField(_lazy("last changed in version"))
    removed_in = models.PositiveIntegerField(_lazy("removed in version"), null=True, blank=True)

    class Meta:
        verbose_name = _lazy("entry of a list")
        verbose_name_plural = _lazy("entries of lists")
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
    quality = models.CharField(_lazy("quality"), max_length=8)
    keys = ArrayField(models.TextField(), verbose_name=_lazy("keys"))

    class Meta:
        verbose_name = _lazy("name of an entry")
        verbose_name_plural = _lazy("names of entries")
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
        verbose_name = _lazy("change of an entry")
        verbose_name_plural = _lazy("changes of entries")
        constraints = [models.UniqueConstraint(fields=["version", "entry"], name="screening_change_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.entry_id}, {self.act}"


class FileScreening(models.Model):
    """A file of parties that was compared with the lists: how many parties, how many of them had a hit, and with which
    versions of the lists. The names of the parties are not kept.
    """

    file = models.TextField(_lazy("file"))
    digest = models.CharField(_lazy("digest"), max_length=64)
    parties = models.PositiveBigIntegerField(_lazy("parties"))
    flagged = models.PositiveBigIntegerField(_lazy("parties with a hit"))
    # The number of the version of each list, by the name of the list.
    versions = models.JSONField(_lazy("versions of the lists"))
    at = models.DateTimeField(_lazy("screened"), default=clock.now)

    class Meta:
        verbose_name = _lazy("screening of a file")
        verbose_name_plural = _lazy("screenings of files")
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.file}, {self.at.isoformat()}"
