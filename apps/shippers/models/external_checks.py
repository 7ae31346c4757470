"""The external checks of a business, which officers make outside of the program."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.triggers import append_only
from apps.core.uploads import Upload
from apps.shippers.models.businesses import Shipper


class ExternalCheck(models.Model):
    """A fact that an officer looked up about a business outside of the program, and whether it fits what the business
    says.
    """

    class Kind(models.TextChoices):
        REGISTER = "register", _lazy("Company register looked up")
        STOREFRONT = "storefront", _lazy("Storefront looked at")
        SCREENING = "screening", _lazy("Restricted parties screened by hand")
        OTHER = "other", _lazy("Something else")

    class Result(models.TextChoices):
        FITS = "fits", _lazy("Fits")
        DIFFERS = "differs", _lazy("Does not fit")
        UNCLEAR = "unclear", _lazy("Unclear, or not found")

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="external_checks")
    kind = models.CharField(max_length=10, choices=Kind)
    result = models.CharField(max_length=8, choices=Result)
    date = models.DateField()
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.date.isoformat()}"


class ExternalCheckFile(Upload):
    """A file that shows what was found."""

    belongs_to = "check_of"
    check_of = models.ForeignKey(ExternalCheck, on_delete=models.PROTECT, related_name="files")


class ExternalCheckWithdrawal(models.Model):
    """The finding that an external check is wrong. The check stays as it is, and no longer counts."""

    check_of = models.OneToOneField(ExternalCheck, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return str(self.check_of)
