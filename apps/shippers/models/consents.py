"""The consents of a business that let partners see more than the status for which its number stands, or disclose for
the business.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.triggers import fixed_except, set_once
from apps.shippers.models.businesses import Shipper


class Consent(models.Model):
    """A consent: the partners of an audience may see or do what the scope names, from `since` until `withdrawn_at`.
    Only one partner that the business names may disclose for the business.

    An audience is all partners of a kind, or one partner: `partner_id` is the number of its system. Partners stand
    above this app, so there is no foreign key.
    """

    class Scope(models.TextChoices):
        NAME = "name", _lazy("Compare a name with yours")
        PAST = "past", _lazy("Your status and tier on a past day")
        EVALUATION = "evaluation", _lazy("The findings behind your tier")
        FACTS = "facts", _lazy("All facts behind your tier")
        DISCLOSE = "disclose", _lazy("Disclose a violation for you")

    class Audience(models.TextChoices):
        """The kinds of partners are those of reporters in the ledger."""

        MARKETPLACE = "marketplace", _lazy("Every marketplace")
        CARRIER = "carrier", _lazy("Every carrier")
        BROKER = "broker", _lazy("Every customs broker")
        AGENCY = "agency", _lazy("Every agency")
        PARTNER = "partner", _lazy("One partner")

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="consents_given", db_index=False)
    scope = models.CharField(_lazy("what may be seen"), max_length=12, choices=Scope)
    audience = models.CharField(_lazy("who may see it"), max_length=12, choices=Audience)
    partner_id = models.BigIntegerField(_lazy("partner"), null=True, blank=True)
    since = models.DateTimeField(default=clock.now, editable=False)
    # Nobody in particular gave a consent that was kept before consents had rows of their own.
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_lazy("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shipper", "scope", "audience", "partner_id"],
                condition=Q(withdrawn_at=None),
                nulls_distinct=False,
                name="consent_in_force_once",
            ),
            models.CheckConstraint(
                condition=Q(audience="partner", partner_id__isnull=False)
                | (~Q(audience="partner") & Q(partner_id__isnull=True)),
                name="consent_names_a_partner_or_a_kind",
            ),
            models.CheckConstraint(
                condition=~Q(scope="disclose") | Q(audience="partner"), name="consent_to_disclose_names_a_partner"
            ),
        ]
        indexes = [models.Index(fields=["shipper", "-id"], name="consent_of_shipper")]
        # A consent is withdrawn once, and nothing else of it changes: it tells what partners could see, and when.
        triggers = [*fixed_except("withdrawn_at", "withdrawn_by"), set_once("withdrawn_at")]

    def __str__(self) -> str:
        return f"{self.scope}: {self.audience}"
