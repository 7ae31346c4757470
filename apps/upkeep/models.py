"""The upkeep of a member's profile: change requests, claims to identities, linked histories, annual reviews."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.fields import EncryptedJSONField
from apps.core.history import tracked
from apps.core.triggers import append_only
from apps.core.uploads import Upload
from apps.ledger.models import ProgramEntry, Seller
from apps.shippers.models import Shipper


class RequestState(models.TextChoices):
    """The states of a request for a change, of a claim to an identity, and of an objection to a linked history."""

    WAITING = "waiting", _lazy("Waits, and can be stopped")
    SUBMITTED = "submitted", _lazy("Waits for an officer")
    ACCEPTED = "accepted", _lazy("Accepted")
    DECLINED = "declined", _lazy("Declined")
    WITHDRAWN = "withdrawn", _lazy("Withdrawn")


# The states of a request that nobody has decided or withdrawn.
OPEN = frozenset({RequestState.WAITING, RequestState.SUBMITTED})


class Request(models.Model):
    """A request of a business that an officer decides with reasons."""

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="%(class)ss")
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.SUBMITTED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_text = models.TextField(_lazy("reasons of the decision"), blank=True)
    decision_language = models.CharField(max_length=10, blank=True)

    class Meta:
        abstract = True

    @property
    def is_submitted(self) -> bool:
        """Say whether the request waits for an officer."""
        return self.state == RequestState.SUBMITTED


@tracked
class ChangeRequest(Request):
    """A change of one part of a member's profile: a section of the application, or the sale of the business.

    `before` and `after` hold the part as typed in the form of the section, so that both can be shown in words.
    """

    part = models.CharField(max_length=30)
    reason = models.TextField()
    language = models.CharField(max_length=10)
    before = EncryptedJSONField()
    after = EncryptedJSONField()
    # The end of the wait of a change that a thief would make; no officer has the request before. None: no wait.
    waits_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shipper", "part"], condition=Q(state="submitted"), name="change_request_one_open_per_part"
            )
        ]

    def __str__(self) -> str:
        return f"{self.shipper}: {self.part}"


@tracked
class IdentityClaim(Request):
    """The claim of a business that the facts reported of an identity, under a reporter's own code, are its
    history.

    The officer judges the proof: files, or a code word that the claimant puts on its page at that marketplace. The
    claimant never learns whether the identity exists, or to whom it belongs.
    """

    class Proof(models.TextChoices):
        FILES = "files", _lazy("Files that show it")
        CODE_WORD = "code_word", _lazy("A code word on the storefront's page")

    source = models.CharField(_lazy("who reports"), max_length=40)
    code = models.CharField(_lazy("code there"), max_length=100)
    proof = models.CharField(max_length=10, choices=Proof)
    code_word = models.CharField(max_length=20)
    page = models.URLField(_lazy("page that shows the code word"), max_length=500, blank=True)
    note = models.TextField(blank=True)
    language = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shipper", "source", "code"], condition=Q(state="submitted"), name="identity_claim_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.shipper}: {self.source} {self.code}"

    @property
    def awaits_code_word(self) -> bool:
        """Say whether the business is to put the code word on its page."""
        return self.is_submitted and self.proof == self.Proof.CODE_WORD


@tracked
class HistoryLink(models.Model):
    """The link of a reported history to a business that an officer made, with the grounds that the business reads.

    The link stands until `ended_at`: an officer undid it, or accepted the objection of the business.
    """

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="history_links")
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    grounds = models.TextField()
    language = models.CharField(max_length=10)
    linked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(default=clock.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _lazy("linked history")
        constraints = [
            models.UniqueConstraint(fields=["seller"], condition=Q(ended_at=None), name="history_link_one_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.seller.source} {self.seller.code}"


@tracked
class LinkObjection(Request):
    """The objection of a business to a history that an officer linked to it. Somebody else decides it."""

    link = models.ForeignKey(HistoryLink, on_delete=models.PROTECT, related_name="objections")
    text = models.TextField(_lazy("why it is not its history"))
    language = models.CharField(max_length=10)

    class Meta:
        verbose_name = _lazy("objection to a linked history")
        verbose_name_plural = _lazy("objections to linked histories")
        constraints = [
            models.UniqueConstraint(fields=["link"], condition=Q(state="submitted"), name="link_objection_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.shipper}: {self.link}"


class Proof(Upload):
    """A file that supports a change request, an identity claim, or an objection to a linked history."""

    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, null=True, related_name="files")
    claim = models.ForeignKey(IdentityClaim, on_delete=models.PROTECT, null=True, related_name="files")
    objection = models.ForeignKey(LinkObjection, on_delete=models.PROTECT, null=True, related_name="files")

    class Meta:
        triggers = append_only()
        constraints = [
            models.CheckConstraint(
                condition=Q(request__isnull=False, claim=None, objection=None)
                | Q(request=None, claim__isnull=False, objection=None)
                | Q(request=None, claim=None, objection__isnull=False),
                name="proof_of_one_thing",
            )
        ]

    @property
    def business_id(self) -> int:
        about = self.request or self.claim or self.objection
        assert about is not None
        return about.shipper_id


class AnnualReview(models.Model):
    """The annual review of a member: a signatory attested the profile. The review counts at once; an officer looks at
    it later.
    """

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="annual_reviews")
    entry = models.OneToOneField(ProgramEntry, on_delete=models.PROTECT, related_name="+")
    # Codes of the parts with an open change request. The signatory attested all others.
    changing = models.JSONField(default=list)
    attestation = models.TextField(_lazy("statement"))
    signed_name = models.CharField(_lazy("signed by"), max_length=200)
    attested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.shipper}: {self.at:%Y-%m-%d}"


class Reminder(models.Model):
    """A reminder of an annual review that was sent. Each step before a due day is sent once."""

    shipper = models.ForeignKey(Shipper, on_delete=models.CASCADE, related_name="+")
    due = models.DateField()
    step = models.CharField(max_length=10)
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shipper", "due", "step"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.due}: {self.step}"


@tracked
class OverdueReview(models.Model):
    """An annual review whose grace is over. An officer follows up until the review is done."""

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="+", verbose_name=_lazy("business"))
    due = models.DateField()
    found_at = models.DateTimeField(_lazy("found overdue"), default=clock.now, editable=False)
    # Set when the review is done or the business is no longer a member.
    ended_at = models.DateTimeField(_lazy("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _lazy("overdue annual review")
        constraints = [
            models.UniqueConstraint(fields=["shipper"], condition=Q(ended_at=None), name="overdue_review_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.shipper}: {self.due}"


class FollowUp(models.Model):
    """A note of an officer about an overdue review. Only staff read it."""

    review = models.ForeignKey(OverdueReview, on_delete=models.PROTECT, related_name="follow_ups")
    text = models.TextField(_lazy("what was done"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
