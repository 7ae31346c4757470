"""The tables of partner agencies: their officers, holds on parcels, questions, and the firms of their files.

Special operations and watched goods have rooms of their own.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.agencies.competence import AGENCIES, CHOICES
from apps.agencies.operations.models import Operation as Operation
from apps.agencies.watchlists.models import SightedParcel as SightedParcel
from apps.agencies.watchlists.models import Sighting as Sighting
from apps.agencies.watchlists.models import WatchedGoods as WatchedGoods
from apps.core.fields import CountryField
from apps.core.history import tracked
from apps.core.lazy import Promise
from apps.core.triggers import append_only, fixed_except
from apps.ledger.models import Case, Parcel
from apps.ledger.vocabulary import Category
from apps.shippers.models import Shipper

MAX_CODE = 8


@tracked
class AgencyOfficer(models.Model):
    """The agency for which a person with the role “agency officer” acts. Without a row the role opens nothing."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+", verbose_name=_lazy("person"))
    agency = models.CharField(max_length=MAX_CODE, choices=CHOICES)
    reason = models.TextField()
    bound_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_lazy("by"))
    bound_at = models.DateTimeField(_lazy("at"))

    class Meta:
        verbose_name = _lazy("officer of an agency")
        verbose_name_plural = _lazy("officers of agencies")

    def __str__(self) -> str:
        return f"{self.user}: {self.agency}"


class AgencyParcel(Parcel):
    """A parcel as an agency sees it: without what other agencies and the program hold against its sender."""

    class Meta:
        proxy = True
        verbose_name = _lazy("parcel in your competence")
        verbose_name_plural = _lazy("parcels in your competence")


class HoldState(models.TextChoices):
    IN_FORCE = "in_force", _lazy("In force")
    LIFTED = "lifted", _lazy("Lifted")


@tracked
class Hold(models.Model):
    """A hold of an agency on a parcel. Its acts (`HoldAct`) say why it was placed, lasts longer, and ended.

    A row is never changed, but for what the last act says: `state`, and `until`, the last day of the hold, with which
    it ends by itself. A hold is no entry of the ledger: carriers go on to report the parcel, and no rule reads it.
    """

    agency = models.CharField(max_length=MAX_CODE, choices=CHOICES)
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="+")
    shipper = models.ForeignKey(
        Shipper, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_lazy("business")
    )
    state = models.CharField(max_length=8, choices=HoldState, default=HoldState.IN_FORCE)
    until = models.DateField(_lazy("held until"))
    placed_at = models.DateTimeField(_lazy("placed"))

    class Meta:
        verbose_name = _lazy("hold on a parcel")
        verbose_name_plural = _lazy("holds on parcels")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "parcel"], condition=Q(state=HoldState.IN_FORCE), name="agency_hold_once"
            )
        ]
        indexes = [
            models.Index(fields=["agency", "state", "until"], name="agency_hold_until"),
            models.Index(fields=["parcel", "id"], name="agency_hold_parcel"),
        ]
        triggers = fixed_except("state", "until")

    def __str__(self) -> str:
        return f"{self.agency}: {self.parcel}"

    @property
    def agency_name(self) -> Promise:
        return AGENCIES[self.agency]


class HoldAct(models.Model):
    """An act on a hold, with its grounds, which the business reads. Never changed.

    The end of a hold at its day is an act of the program: without an actor and without grounds.
    """

    class Kind(models.TextChoices):
        PLACED = "placed", _lazy("Placed")
        EXTENDED = "extended", _lazy("Goes on")
        LIFTED = "lifted", _lazy("Lifted")
        ENDED = "ended", _lazy("Ended by its day")

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(_lazy("what was done"), max_length=8, choices=Kind)
    grounds = models.TextField(blank=True)
    language = models.CharField(_lazy("written in"), max_length=10)
    until = models.DateField(_lazy("held until"), null=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_lazy("by"))
    at = models.DateTimeField()

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


class QuestionState(models.TextChoices):
    ASKED = "asked", _lazy("The agency was asked")
    ANSWERED = "answered", _lazy("The agency answered")
    WITHDRAWN = "withdrawn", _lazy("Taken back")
    CLOSED = "closed", _lazy("Read")


@tracked(personal=["text", "answer"])
class AgencyQuestion(models.Model):
    """A question of an officer of the program to an agency, about a parcel or none, and the agency's answer.

    The agency reads the question and sees the parcel, and learns nothing else of the business.
    """

    state = models.CharField(max_length=9, choices=QuestionState, default=QuestionState.ASKED)
    agency = models.CharField(max_length=MAX_CODE, choices=CHOICES)
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    shipper = models.ForeignKey(
        Shipper, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_lazy("business")
    )
    subject = models.CharField(max_length=120)
    text = models.TextField(_lazy("question"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_lazy("asked"))
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_lazy("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _lazy("question to an agency")
        verbose_name_plural = _lazy("questions to agencies")
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="agency_question_state"),
            models.Index(fields=["agency", "parcel"], name="agency_question_parcel", condition=Q(parcel__isnull=False)),
            GinIndex(OpClass(Upper("subject"), name="gin_trgm_ops"), name="agency_question_words"),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.subject}"


class FirmState(models.TextChoices):
    UNMATCHED = "unmatched", _lazy("No business is like it")
    SUGGESTED = "suggested", _lazy("May be a business here")
    CONFIRMED = "confirmed", _lazy("Is a business here")
    DISMISSED = "dismissed", _lazy("Is another business")


@tracked(personal=["address"], exclude=["keys"])
class FiledFirm(models.Model):
    """A firm of an agency's file, and the business that it may be. A person decides; a match alone follows nothing.

    `number` is the agency's own number of the firm. Name, address and country are those of its latest finding, and
    `keys` those by which a business with a like name finds it. `shipper` is the business that was suggested last.
    """

    state = models.CharField(max_length=9, choices=FirmState, default=FirmState.UNMATCHED)
    agency = models.CharField(max_length=MAX_CODE, choices=CHOICES)
    number = models.CharField(_lazy("number of the firm"), max_length=250)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=400, blank=True)
    country = CountryField(blank=True)
    keys = ArrayField(models.TextField(), default=list, db_default=[], editable=False)
    shipper = models.ForeignKey(
        Shipper, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_lazy("business")
    )
    probability = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    because = models.JSONField(_lazy("what speaks for it"), default=list, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_lazy("decided"), null=True, blank=True)
    reasons = models.TextField(blank=True)

    class Meta:
        verbose_name = _lazy("firm of an agency's file")
        verbose_name_plural = _lazy("firms of agencies' files")
        constraints = [models.UniqueConstraint(fields=["agency", "number"], name="agency_firm_once")]
        indexes = [
            models.Index(fields=["state", "agency", "id"], name="agency_firm_state"),
            GinIndex(fields=["keys"], name="agency_firm_keys", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.agency}: {self.name}"


class FirmDismissal(models.Model):
    """The finding of an officer that a firm is another business than the one suggested. Never changed.

    `digest` is that of all that was compared (`likeness`): the two are suggested again when one of them changes.
    """

    firm = models.ForeignKey(FiledFirm, on_delete=models.PROTECT, related_name="dismissals")
    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="+", verbose_name=_lazy("business"))
    digest = models.CharField(max_length=64, editable=False)
    reasons = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["firm", "-id"], name="agency_firm_dismissed")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.firm_id}: {self.shipper_id}"


class FiledFinding(models.Model):
    """A finding of an agency's file about a firm: the day, the goods, and the charges with their legal text.

    Never changed. `category` is what the charges suggest (`charges.py`).
    """

    firm = models.ForeignKey(FiledFirm, on_delete=models.PROTECT, related_name="findings")
    number = models.CharField(max_length=80)
    day = models.DateField()
    product = models.CharField(_lazy("goods"), max_length=200, blank=True)
    category = models.CharField(max_length=20, choices=Category)
    charges = models.JSONField(default=list)
    loaded_at = models.DateTimeField(_lazy("loaded"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["firm", "number"], name="agency_finding_once")]
        indexes = [models.Index(fields=["firm", "day"], name="agency_finding_day")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.number} {self.day}"


class AllegedFinding(models.Model):
    """The violation that was alleged because of a finding of an agency's file. Never changed."""

    finding = models.OneToOneField(FiledFinding, on_delete=models.PROTECT, related_name="alleged")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.case_id}"
