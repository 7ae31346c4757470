"""Businesses, with the tables of their profiles, and the corrections of their records."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.codes import CodeField
from apps.core.fields import CountryField, EncryptedTextField
from apps.core.history import tracked
from apps.core.triggers import append_only


@tracked(personal=["email", "phone"])
class Shipper(models.Model):
    """An e-commerce business. It gets a KSN at approval; its standing says what it may do."""

    ksn = models.CharField(_lazy("Known Shipper Number"), max_length=12, unique=True, null=True, blank=True)
    name = models.CharField(_lazy("legal name"), max_length=200, blank=True)
    trade_name = models.CharField(max_length=200, blank=True)
    country = CountryField(_lazy("country of establishment"), blank=True)
    email = models.EmailField(_lazy("contact e-mail"), blank=True)
    phone = models.CharField(max_length=32, blank=True)
    website = models.URLField(blank=True)
    monthly_parcels = models.PositiveIntegerField(_lazy("parcels to the US a month"), null=True, blank=True)
    # Codes of the consents to the program that the business gave (`consents`); those to partners are rows of `Consent`.
    consents = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    # The IANA name of the zone in which time limits are counted; "" stands for that of its place.
    time_zone = models.CharField(max_length=40, blank=True, default="", db_default="")
    # The day from which a business may apply again that was removed, or left while its removal was proposed.
    barred_until = models.DateField(_lazy("may apply again from"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    # The record under which the same business goes on. A merged record stays unchanged.
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed")
    merged_at = models.DateTimeField(_lazy("merged"), null=True, blank=True, editable=False)
    # The country and region of the registered office, where a page read them together with the business (`zones`).
    office: tuple[str, str] | None = None

    class Meta:
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
        """Whether the business may not apply again yet: it was removed, or left while its removal was proposed."""
        return self.barred_until is not None and clock.today() < self.barred_until


@tracked
class Identifier(models.Model):
    """A number by which others know the business: stored encrypted, found by a keyed digest, shown by its last four."""

    class Kind(models.TextChoices):
        EIN = "ein", _lazy("US Employer Identification Number (EIN)")
        LEI = "lei", _lazy("Legal Entity Identifier (LEI)")
        DUNS = "duns", _lazy("D-U-N-S number")
        GLN = "gln", _lazy("Global Location Number (GLN)")
        EORI = "eori", _lazy("EORI number")
        TIN = "tin", _lazy("Trader Identification Number (WCO TIN)")
        TAX = "tax", _lazy("Tax number of your own country")

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=8, choices=Kind)
    value = EncryptedTextField(_lazy("number"))
    digest = models.BinaryField(max_length=32, editable=False)
    last_four = models.CharField(max_length=4, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shipper", "kind"], name="identifier_one_per_kind")]
        indexes = [models.Index(fields=["digest"], name="identifier_digest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ••••{self.last_four}"


@tracked(personal=["street", "city", "postal_code"])
class Address(models.Model):
    class Kind(models.TextChoices):
        REGISTERED = "registered", _lazy("Registered office")
        PACKING = "packing", _lazy("Packing site")
        RETURNS = "returns", _lazy("Returns")

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.REGISTERED)
    street = models.CharField(_lazy("street address"), max_length=300)
    city = models.CharField(max_length=100)
    region = models.CharField(_lazy("state, province or region"), max_length=100, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = CountryField()

    def __str__(self) -> str:
        return f"{self.street}, {self.city}, {self.country.code}"


@tracked
class Storefront(models.Model):
    """A place where the business sells: its account at a marketplace, or a shop of its own."""

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="storefronts")
    marketplace = models.CharField(max_length=100)
    seller_id = models.CharField(_lazy("seller ID there"), max_length=100, blank=True)
    url = models.URLField(_lazy("web address"), max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["seller_id"], name="storefront_seller")]

    def __str__(self) -> str:
        return f"{self.marketplace} {self.seller_id}".strip()


@tracked(personal=["name"])
class Owner(models.Model):
    """A person or company that owns or directs the business. No passport, social security or licence number is asked
    for.
    """

    class Role(models.TextChoices):
        OWNER = "owner", _lazy("Owner")
        OFFICER = "officer", _lazy("Company officer")

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="owners")
    role = models.CharField(max_length=8, choices=Role)
    name = models.CharField(_lazy("full name"), max_length=200)
    title = models.CharField(max_length=100, blank=True)
    country = CountryField(_lazy("country of residence"))
    share = models.DecimalField(_lazy("share owned, in percent"), max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _lazy("owner or officer")
        # Officers look for people by a part of the name.
        indexes = [GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="owner_name_words")]

    def __str__(self) -> str:
        return self.name


@tracked
class ProductLine(models.Model):
    """A line of products of the business: HS code, origin, and the partner agencies that regulate the products."""

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="product_lines")
    description = models.CharField(max_length=200)
    hs = models.CharField(_lazy("HS code"), max_length=10)
    origin = CountryField(_lazy("country of origin"))
    agencies = models.JSONField(_lazy("partner agencies"), default=list, blank=True)

    def __str__(self) -> str:
        return self.description


@tracked(personal=["holder"])
class BankAccount(models.Model):
    """The account to which marketplaces pay the business.

    The number itself is not stored: only its keyed digest, which finds two businesses with the same account, and its
    last four characters, by which its holder recognises the account.
    """

    shipper = models.OneToOneField(Shipper, on_delete=models.CASCADE, related_name="bank_account")
    holder = models.CharField(_lazy("account holder"), max_length=200)
    country = CountryField(_lazy("country of the bank"))
    digest = models.BinaryField(max_length=32, editable=False)
    last_four = models.CharField(max_length=4, editable=False)

    class Meta:
        indexes = [models.Index(fields=["digest"], name="bank_account_digest")]

    def __str__(self) -> str:
        return f"{self.country.code} ••••{self.last_four}"


@tracked
class ShippingParty(models.Model):
    """A carrier, customs broker or fulfillment warehouse that ships for the business under its KSN."""

    class Kind(models.TextChoices):
        CARRIER = "carrier", _lazy("Carrier")
        BROKER = "broker", _lazy("Customs broker")
        WAREHOUSE = "warehouse", _lazy("Fulfillment warehouse")

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="shipping_parties")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    code = CodeField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name


class MatchKey(models.Model):
    """A value by which a business is compared with all others (`matches`, `relations`), written anew with the profile.

    Equal values have equal keyed digests. Staff may see `shown`.
    """

    class Kind(models.TextChoices):
        """The kinds beside those of identifiers."""

        BANK = "bank", _lazy("Payout bank account")
        STOREFRONT = "storefront", _lazy("Seller ID at a marketplace")
        PAGE = "page", _lazy("Page of a shop")
        EMAIL = "email", _lazy("Contact e-mail")
        DOMAIN = "domain", _lazy("Web and mail domain")
        PHONE = "phone", _lazy("Phone")
        ADDRESS = "address", _lazy("Address")
        OWNER = "owner", _lazy("Owner or officer")
        NAME = "name", _lazy("Name")
        DEVICE = "device", _lazy("Browser of a sign-in")
        # Values of another business that this one names: the digest is that of the other's own value.
        SALE = "sale", _lazy("Buyer in a declared sale")
        PARENT = "parent", _lazy("Parent company")

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="match_keys", db_index=False)
    kind = models.CharField(max_length=10)
    digest = models.BinaryField(max_length=32)
    shown = models.CharField(max_length=300)
    # The normal form of names and addresses, which are compared by likeness too.
    normal = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shipper", "kind", "digest"], name="match_key_once")]
        indexes = [
            models.Index(fields=["digest", "shipper"], name="match_key_digest"),
            GinIndex(
                fields=["normal"], opclasses=["gin_trgm_ops"], condition=Q(kind="name"), name="match_key_like_names"
            ),
            GinIndex(
                fields=["normal"],
                opclasses=["gin_trgm_ops"],
                condition=Q(kind="address"),
                name="match_key_like_addresses",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.shown}"


class Correction(models.Model):
    """A correction of a business's record by staff, or its merge into another record, with the reason.

    The versions of the corrected row hold the values before and after.
    """

    class Part(models.TextChoices):
        NAME = "name", _lazy("Legal name")
        ADDRESS = "address", _lazy("Address")
        IDENTIFIER = "identifier", _lazy("Identifier")
        MERGED = "merged", _lazy("Merged into another record")

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="corrections")
    part = models.CharField(max_length=10, choices=Part)
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _lazy("correction of a record")
        verbose_name_plural = _lazy("corrections of records")
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_part_display()}, {self.shipper}"
