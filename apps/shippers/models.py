from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from apps.core import clock
from apps.core.fields import EncryptedTextField
from apps.core.history import tracked
from apps.core.protect import append_only


@tracked(personal=["email", "phone"])
class Shipper(models.Model):
    """The e-commerce business. It has a KSN from approval on; what it may do is its standing's matter."""

    ksn = models.CharField(_("Known Shipper Number"), max_length=12, unique=True, null=True, blank=True)
    name = models.CharField(_("legal name"), max_length=200, blank=True)
    trade_name = models.CharField(_("trade name"), max_length=200, blank=True)
    country = CountryField(_("country of establishment"), blank=True)
    email = models.EmailField(_("contact e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    website = models.URLField(_("website"), blank=True)
    monthly_parcels = models.PositiveIntegerField(_("parcels to the US a month"), null=True, blank=True)
    # Codes of what the business has agreed to; its application asks for each by itself.
    consents = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    # In which the limits of notices are counted: an IANA name, "" for that of the country.
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True, default="", db_default="")
    # Until the day before this one a business that was removed may not apply again.
    barred_until = models.DateField(_("may apply again from"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    # The record under which the same business goes on. What was merged stays as it was, to be read.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed", verbose_name=_("merged into")
    )
    merged_at = models.DateTimeField(_("merged"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("shipper")
        verbose_name_plural = _("shippers")
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None, merged_at=None)
                | (Q(merged_into__isnull=False, merged_at__isnull=False) & ~Q(merged_into=F("id"))),
                name="shipper_merged_into_another_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.ksn or f"Shipper {self.pk}"

    @property
    def is_barred(self) -> bool:
        """Whether it was removed, and the day from which it may apply again has not come."""
        return self.barred_until is not None and clock.today() < self.barred_until


@tracked
class Identifier(models.Model):
    """A number by which others know the business. Kept encrypted, found by its keyed digest, shown by its last four."""

    class Kind(models.TextChoices):
        EIN = "ein", _("US Employer Identification Number (EIN)")
        LEI = "lei", _("Legal Entity Identifier (LEI)")
        DUNS = "duns", _("D-U-N-S number")
        GLN = "gln", _("Global Location Number (GLN)")
        EORI = "eori", _("EORI number")
        TIN = "tin", _("Trader Identification Number (WCO TIN)")
        TAX = "tax", _("Tax number of your own country")

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    value = EncryptedTextField(_("number"))
    digest = models.BinaryField(max_length=32, editable=False)
    last_four = models.CharField(max_length=4, editable=False)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [models.UniqueConstraint(fields=["shipper", "kind"], name="identifier_one_per_kind")]
        indexes = [models.Index(fields=["digest"], name="identifier_digest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ••••{self.last_four}"


@tracked(personal=["street", "city", "postal_code"])
class Address(models.Model):
    class Kind(models.TextChoices):
        REGISTERED = "registered", _("Registered office")
        PACKING = "packing", _("Packing site")
        RETURNS = "returns", _("Returns")

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.REGISTERED)
    street = models.CharField(_("street address"), max_length=300)
    city = models.CharField(_("city"), max_length=100)
    region = models.CharField(_("state, province or region"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    country = CountryField(_("country"))

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self) -> str:
        return f"{self.street}, {self.city}, {self.country.code}"


@tracked
class Storefront(models.Model):
    """Where the business sells: its account at a marketplace, or a shop of its own."""

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="storefronts")
    marketplace = models.CharField(_("marketplace"), max_length=100)
    seller_id = models.CharField(_("seller ID there"), max_length=100, blank=True)
    url = models.URLField(_("web address"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("storefront")
        verbose_name_plural = _("storefronts")
        indexes = [models.Index(fields=["marketplace", "seller_id"], name="storefront_seller")]

    def __str__(self) -> str:
        return f"{self.marketplace} {self.seller_id}".strip()


@tracked(personal=["name"])
class Owner(models.Model):
    """Who owns or directs the business. No passport, social security or licence number is asked for."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        OFFICER = "officer", _("Company officer")

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="owners")
    role = models.CharField(_("role"), max_length=8, choices=Role)
    name = models.CharField(_("full name"), max_length=200)
    title = models.CharField(_("title"), max_length=100, blank=True)
    country = CountryField(_("country of residence"))
    share = models.DecimalField(_("share owned, in percent"), max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("owner or officer")
        verbose_name_plural = _("owners and officers")

    def __str__(self) -> str:
        return self.name


@tracked
class ProductLine(models.Model):
    """What the business ships, by HS heading, where it is made, and the agencies that have a say in it."""

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="product_lines")
    description = models.CharField(_("description"), max_length=200)
    hs = models.CharField(_("HS code"), max_length=10)
    origin = CountryField(_("country of origin"))
    agencies = models.JSONField(_("partner agencies"), default=list, blank=True)

    class Meta:
        verbose_name = _("product line")
        verbose_name_plural = _("product lines")

    def __str__(self) -> str:
        return self.description


@tracked(personal=["holder"])
class BankAccount(models.Model):
    """Where marketplaces pay the business out. The number itself is kept nowhere: only its keyed digest, by which two
    businesses with one account are found, and its last four characters, by which its holder knows it.
    """

    shipper = models.OneToOneField(Shipper, on_delete=models.CASCADE, related_name="bank_account")
    holder = models.CharField(_("account holder"), max_length=200)
    country = CountryField(_("country of the bank"))
    digest = models.BinaryField(max_length=32, editable=False)
    last_four = models.CharField(max_length=4, editable=False)

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        indexes = [models.Index(fields=["digest"], name="bank_account_digest")]

    def __str__(self) -> str:
        return f"{self.country.code} ••••{self.last_four}"


@tracked
class ShippingParty(models.Model):
    """Who ships for the business under its KSN: its carriers, its customs brokers, its fulfillment warehouses."""

    class Kind(models.TextChoices):
        CARRIER = "carrier", _("Carrier")
        BROKER = "broker", _("Customs broker")
        WAREHOUSE = "warehouse", _("Fulfillment warehouse")

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="shipping_parties")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    code = models.CharField(_("code"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("shipping party")
        verbose_name_plural = _("shipping parties")

    def __str__(self) -> str:
        return self.name


class MatchKey(models.Model):
    """Something by which a business is compared with all others (`matching`): an index of what its tables say, written
    anew with them. Equal values have equal keyed digests; `shown` is what of the value staff may see.
    """

    class Kind(models.TextChoices):
        """Beside the kinds of identifiers."""

        BANK = "bank", _("Payout bank account")
        STOREFRONT = "storefront", _("Seller ID at a marketplace")
        PAGE = "page", _("Page of a shop")
        EMAIL = "email", _("Contact e-mail")
        DOMAIN = "domain", _("Web and mail domain")
        PHONE = "phone", _("Phone")
        ADDRESS = "address", _("Address")
        OWNER = "owner", _("Owner or officer")
        NAME = "name", _("Name")

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="match_keys", db_index=False)
    kind = models.CharField(max_length=10)
    digest = models.BinaryField(max_length=32)
    shown = models.CharField(max_length=300)
    # The normal form of names and addresses, which are compared by likeness too.
    normal = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("match key")
        verbose_name_plural = _("match keys")
        constraints = [models.UniqueConstraint(fields=["shipper", "kind", "digest"], name="match_key_once")]
        indexes = [
            models.Index(fields=["digest", "shipper"], name="match_key_digest"),
            GinIndex(
                fields=["normal"], opclasses=["gin_trgm_ops"], condition=Q(kind="name"), name="match_key_like_names"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.shown}"


class Correction(models.Model):
    """That staff corrected a business's record, or merged it into another, and why. From which value to which is in the
    versions of the row that was corrected.
    """

    class Part(models.TextChoices):
        NAME = "name", _("Legal name")
        ADDRESS = "address", _("Address")
        IDENTIFIER = "identifier", _("Identifier")
        MERGED = "merged", _("Merged into another record")

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="corrections")
    part = models.CharField(_("part"), max_length=10, choices=Part)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("correction of a record")
        verbose_name_plural = _("corrections of records")
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_part_display()}, {self.shipper}"


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    SIGNATORY = "signatory", _("Signatory")
    PREPARER = "preparer", _("Preparer")
    VIEWER = "viewer", _("Viewer")
    AGENT = "agent", _("Agent of another firm")


class Place(models.Model):
    """What a membership and an invitation to one have in common.

    An agent works for another firm, such as a customs broker. What the business delegates to it ends by itself after
    the day `until`, a day of the program.
    """

    role = models.CharField(_("role"), max_length=10, choices=Role)
    organisation = models.CharField(_("firm"), max_length=200, blank=True, default="", db_default="")
    until = models.DateField(_("until"), null=True, blank=True)

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
        """Whether what was delegated has ended."""
        return self.until is not None and self.until < clock.today()


@tracked(exclude=["visited_at", "seen", "seen_before"])
class Membership(Place):
    """A person on a seller's team: what each role may do is the table of `roles.py`."""

    Role = Role

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    since = models.DateTimeField(default=clock.now, editable=False)
    # The last visit to the business's page, and the last event that had happened by then and by the visit before.
    visited_at = models.DateTimeField(null=True, editable=False)
    seen = models.BigIntegerField(default=0, editable=False)
    seen_before = models.BigIntegerField(default=0, editable=False)

    class Meta(Place.Meta):
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        constraints = [
            *Place.Meta.constraints,
            models.UniqueConstraint(fields=["shipper", "user"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"


class Invitation(Place):
    """A place on the team offered by mail. The token in the mail is signed, and kept nowhere."""

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta(Place.Meta):
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            *Place.Meta.constraints,
            models.UniqueConstraint(
                fields=["shipper", "email"], condition=Q(accepted_at__isnull=True), name="invitation_one_open"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= clock.now()
