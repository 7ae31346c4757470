from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.core.history import tracked
from apps.ledger.models import Reporter


@tracked(personal=["contact_email"])
class Partner(models.Model):
    """A system that asks or reports: a carrier's, a marketplace's, a broker's. It signs in with client credentials."""

    name = models.CharField(max_length=200, unique=True)
    client = models.OneToOneField(
        settings.OAUTH2_PROVIDER_APPLICATION_MODEL, on_delete=models.PROTECT, related_name="partner"
    )
    scopes = ArrayField(models.CharField(max_length=40))
    reporter = models.ForeignKey(
        Reporter, on_delete=models.PROTECT, related_name="partners", verbose_name=_lazy("reports as")
    )
    active = models.BooleanField(default=True)
    # The address to which the program writes when the partner's system can't be reached, and when its quota changes.
    contact_email = models.EmailField(_lazy("contact"), blank=True, default="", db_default="")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
