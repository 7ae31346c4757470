"""The tables of tips: what people tell the program on the public form, what they and officers write, and the files.

Nothing here leads to the sender: no account, no network address, no program of theirs, and no name but one that the
sender chose to give. Nor does a time: what a sender writes bears the quarter of an hour in which it came, and officers
see it when that quarter is over (`services/intake.py`). Texts may name somebody, so they are sealed.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.allegations.groups import AllegationSubject
from apps.core.fields import EncryptedTextField
from apps.core.history import tracked
from apps.core.triggers import append_only
from apps.core.uploads import Upload
from apps.ledger.models import Case
from apps.shippers.models import Shipper


class TipState(models.TextChoices):
    RECEIVED = "received", _lazy("Received")
    IN_TRIAGE = "in_triage", _lazy("Being looked into")
    ASKED = "asked", _lazy("The sender was asked")
    DUPLICATE = "duplicate", _lazy("Says the same as another")
    REFERRED = "referred", _lazy("Referred to an agency")
    NOT_SUBSTANTIATED = "not_substantiated", _lazy("Not found to be so")
    SUBSTANTIATED = "substantiated", _lazy("Violation alleged")


OPEN_STATES = (TipState.RECEIVED, TipState.IN_TRIAGE, TipState.ASKED)


@tracked(exclude=["sender", "code_digest", "text"], new=False)
class Tip(models.Model):
    """A tip: what somebody told the program on the public form, and what officers found.

    `code_digest` is the keyed digest of the receipt code, which opens the thread and which only the sender has.
    `company_key`, `site_key` and `parcel_key` are the normal forms by which tips about one business are found; `wave`
    is the first of several tips about one business that came within days in nearly the same words. `case` is the
    alleged violation that came of the tip, `shipper` its business. `taken_in_at` is when officers were given the tip,
    `last_post` the last message of the sender that they were given.
    """

    state = models.CharField(max_length=17, choices=TipState, default=TipState.RECEIVED)
    group = models.CharField(_lazy("about"), max_length=12, choices=AllegationSubject)
    danger = models.BooleanField(_lazy("somebody is in danger"), default=False)
    text = EncryptedTextField(_lazy("what the sender says"))
    language = models.CharField(_lazy("written in"), max_length=10)
    company = models.CharField(_lazy("who"), max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)
    site = models.CharField(_lazy("shop or website"), max_length=300, blank=True)
    product = models.CharField(max_length=200, blank=True)
    parcel = models.CharField(_lazy("tracking number"), max_length=100, blank=True)
    company_key = models.CharField(max_length=200, blank=True, editable=False)
    site_key = models.CharField(max_length=253, blank=True, editable=False)
    parcel_key = models.CharField(max_length=100, blank=True, editable=False)
    sender = EncryptedTextField(_lazy("the sender"), blank=True)
    code_digest = models.BinaryField(max_length=32, unique=True, editable=False)
    received_at = models.DateTimeField()
    taken_in_at = models.DateTimeField(null=True, editable=False)
    last_post = models.BigIntegerField(default=0, db_default=0, editable=False)
    wave = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers", verbose_name=_lazy("wave of")
    )
    original = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_lazy("says the same as"),
    )
    agency = models.CharField(max_length=80, blank=True)
    shipper = models.ForeignKey(
        Shipper, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_lazy("business")
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_lazy("violation")
    )
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_lazy("closed by")
    )
    decided_at = models.DateTimeField(_lazy("closed at"), null=True, blank=True)
    reasons = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["company_key"], name="tip_company", condition=~Q(company_key="")),
            models.Index(fields=["site_key"], name="tip_site", condition=~Q(site_key="")),
            models.Index(fields=["parcel_key"], name="tip_parcel", condition=~Q(parcel_key="")),
            models.Index(fields=["state", "-received_at"], name="tip_state"),
            models.Index(fields=["received_at"], name="tip_to_take_in", condition=Q(taken_in_at=None)),
            GinIndex(fields=["company_key"], name="tip_like_companies", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()}: {self.about}"

    @property
    def about(self) -> str:
        """Return the shortest name of the matter: the company, else the shop, the product or the number of the tip."""
        return self.company or self.site or self.product or f"#{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether officers still look into the tip: all that its sender learns of the state."""
        return self.state in OPEN_STATES


class TipPost(models.Model):
    """A message about a tip, by an officer (`author`) or, without an author, by the sender. Never changed."""

    tip = models.ForeignKey(Tip, on_delete=models.PROTECT, related_name="posts")
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    text = EncryptedTextField()
    language = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["tip", "id"], name="tip_post_thread"),
            models.Index(fields=["at"], name="tip_post_of_sender", condition=Q(author=None)),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"

    @property
    def from_program(self) -> bool:
        return self.author_id is not None


class TipFile(Upload):
    """A file that came with a tip, made anew without the facts that cameras and programs add, under a name of ours."""

    # The column of the abstract model is left out.
    uploaded_by: None = None
    tip = models.ForeignKey(Tip, on_delete=models.PROTECT, related_name="files")

    @property
    def business_id(self) -> None:
        """Return None: a tip belongs to no business, which must not learn of it."""
        return None
