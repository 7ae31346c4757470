"""Copies of company registers, as operators loaded them from files."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.fields import CountryField
from apps.core.triggers import append_only


class EntryState(models.TextChoices):
    """The state of a company's number in a register."""

    CURRENT = "current", _lazy("current")
    LAPSED = "lapsed", _lazy("lapsed: the company did not renew it in time")
    ENDED = "ended", _lazy("ended: the company or the number is no longer in use")


class RegisterEntry(models.Model):
    """A company as a register has it, by its number in the normal form of the identifier.

    The address is that of the registered office. `status` is the register's own word for the state of the number.
    """

    register = models.CharField(max_length=20)
    number = models.CharField(max_length=40)
    name = models.TextField(_lazy("legal name"))
    street = models.TextField(_lazy("street address"), blank=True)
    city = models.TextField(blank=True)
    region = models.CharField(_lazy("region, by ISO 3166-2"), max_length=10, blank=True)
    postal_code = models.TextField(blank=True)
    country = CountryField()
    state = models.CharField(max_length=8, choices=EntryState)
    status = models.CharField(_lazy("status in the register"), max_length=40)
    renew_by = models.DateField(_lazy("to be renewed by"), null=True, blank=True)
    updated_at = models.DateTimeField(_lazy("last changed in the register"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "number"], name="register_entry_one_per_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class RegisterParent(models.Model):
    """A parent of a company as a register has it: the company that consolidates the accounts of the other.

    `kind` is the register's own word for how. The digests are those of `shippers.Identifier`, by which the numbers of
    businesses are found.
    """

    register = models.CharField(max_length=20)
    number = models.CharField(max_length=40)
    parent = models.CharField(_lazy("number of the parent"), max_length=40)
    kind = models.CharField(_lazy("how the parent holds it"), max_length=40)
    is_current = models.BooleanField(_lazy("holds it now"))
    updated_at = models.DateTimeField(_lazy("last changed in the register"))
    digest = models.BinaryField(max_length=32)
    parent_digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register", "number", "parent", "kind"], name="register_parent_one_per_kind"
            )
        ]
        indexes = [models.Index(fields=["digest"], name="register_parent_digest")]

    def __str__(self) -> str:
        return f"{self.number}: {self.parent}"


class RegisterLoad(models.Model):
    """A file of a register that was loaded. `as_of` is the day of the latest change in the file, in New York."""

    register = models.CharField(max_length=20)
    file = models.TextField()
    as_of = models.DateField()
    read = models.PositiveBigIntegerField(_lazy("lines read"))
    added = models.PositiveBigIntegerField()
    changed = models.PositiveBigIntegerField()
    rejected = models.PositiveBigIntegerField()
    at = models.DateTimeField(_lazy("loaded"), default=clock.now)

    class Meta:
        triggers = append_only()
        indexes = [models.Index(fields=["register", "-as_of"], name="register_load_as_of")]

    def __str__(self) -> str:
        return f"{self.register}, {self.as_of}"

    @property
    def unchanged(self) -> int:
        """Return the number of lines that changed nothing: they say what was known, or less than was known."""
        return self.read - self.added - self.changed - self.rejected
