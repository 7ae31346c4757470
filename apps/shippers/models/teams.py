"""The people on the team of a business, and invitations to a team."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.history import tracked
from apps.core.mail_addresses import MailAddressField
from apps.core.triggers import append_only
from apps.shippers.models.businesses import Shipper


class Role(models.TextChoices):
    OWNER = "owner", _lazy("Owner")
    SIGNATORY = "signatory", _lazy("Signatory")
    PREPARER = "preparer", _lazy("Preparer")
    VIEWER = "viewer", _lazy("Viewer")
    AGENT = "agent", _lazy("Agent of another firm")


class Place(models.Model):
    """A place on a team: the common columns of memberships and invitations.

    An agent works for another firm, such as a customs broker, and acts for the business up to the day `until`, a day of
    the program.
    """

    role = models.CharField(max_length=10, choices=Role)
    organisation = models.CharField(_lazy("firm"), max_length=200, blank=True, default="", db_default="")
    until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=(Q(role=Role.AGENT, until__isnull=False) & ~Q(organisation=""))
                | (~Q(role=Role.AGENT) & Q(until__isnull=True, organisation="")),
                name="%(class)s_agent_of_a_firm_for_a_time",
            )
        ]

    @property
    def is_over(self) -> bool:
        """Whether the last day of an agent is over."""
        return self.until is not None and self.until < clock.today()


@tracked(exclude=["visited_at", "seen", "seen_before"])
class Membership(Place):
    """A person on a seller's team. The table in `roles.py` says what each role may do."""

    Role = Role

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    since = models.DateTimeField(default=clock.now, editable=False)
    # The last visit to the page of the business, and the last event seen on that visit and on the visit before.
    visited_at = models.DateTimeField(null=True, editable=False)
    seen = models.BigIntegerField(default=0, editable=False)
    seen_before = models.BigIntegerField(default=0, editable=False)

    class Meta(Place.Meta):
        verbose_name = _lazy("team member")
        # pyrefly: ignore[bad-override-mutable-attribute] (no list of constraints is changed)
        constraints = [
            *Place.Meta.constraints,
            models.UniqueConstraint(fields=["shipper", "user"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class Invitation(Place):
    """A place on the team, offered by mail with a signed token, which is not stored."""

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="invitations")
    # The name of a business that has none in its record yet: as typed in its draft when the invitation was sent.
    drafted_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    email = MailAddressField(_lazy("e-mail address"))
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta(Place.Meta):
        # pyrefly: ignore[bad-override-mutable-attribute] (no list of constraints is changed)
        constraints = [
            *Place.Meta.constraints,
            models.UniqueConstraint(
                fields=["shipper", "email"], condition=Q(accepted_at__isnull=True), name="invitation_one_open"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def business_name(self) -> str:
        """Return the name of the business as far as anybody has given one; "" if nobody has."""
        return self.shipper.name or self.drafted_name

    @property
    def has_expired(self) -> bool:
        """Whether the time to accept the invitation is over."""
        return self.expires_at <= clock.now()


class InvitationMail(models.Model):
    """A mail by which an address was invited to a team. The limits of invitations count these rows."""

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="+", db_index=False)
    sender = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    address_digest = models.BinaryField(max_length=32)
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=[name, "at"], name=f"invited_{name}")
            for name in ("shipper", "sender", "address_digest")
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return str(self.at)


class SignInDevice(models.Model):
    """A browser in which a person signed in, as a keyed digest of the random number in its cookie (ADR 0094).

    Nothing is kept of the device itself: no address, no name of the browser, no fingerprint. Members of staff have no
    rows.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_devices")
    digest = models.BinaryField(max_length=32)
    used_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="sign_in_device_once")]
        indexes = [models.Index(fields=["used_at"], name="sign_in_device_used")]

    def __str__(self) -> str:
        return str(self.used_at)
