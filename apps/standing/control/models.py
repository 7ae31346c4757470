"""Cases of common control: the businesses of a case, their files, and their requests to be judged alone again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.history import tracked
from apps.core.uploads import Upload
from apps.shippers.models import Shipper


class ControlState(models.TextChoices):
    """The states of a case of common control."""

    PROPOSED = "proposed", _lazy("Proposed: the businesses are heard")
    BOUND = "bound", _lazy("Judged together")
    DROPPED = "dropped", _lazy("Dropped: each is judged alone")
    ENDED = "ended", _lazy("Ended: each is judged alone again")


class SeparationState(models.TextChoices):
    """The states of a request to be judged alone again."""

    OPEN = "open", _lazy("Being decided")
    GRANTED = "granted", _lazy("Granted: judged alone again")
    DENIED = "denied", _lazy("Denied: still judged together")
    WITHDRAWN = "withdrawn", _lazy("Taken back")


@tracked
class Control(models.Model):
    """A case in which an officer proposes that businesses in the same hands are judged together.

    Its number is the number of the group in the ledger. `grounds` are the officer's own words, and `reasons` those of
    the decision. Nobody decided a case that lapsed: `decided_by` is None.
    """

    state = models.CharField(max_length=8, choices=ControlState, default=ControlState.PROPOSED)
    grounds = models.TextField(_lazy("why they are to be judged together"))
    grounds_language = models.CharField(max_length=10)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decide_by = models.DateTimeField()
    lapse_at = models.DateTimeField(_lazy("lapses at"))
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(_lazy("reasons of the decision"), blank=True)
    reasons_language = models.CharField(max_length=10, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _lazy("case of common control")
        verbose_name_plural = _lazy("cases of common control")

    def __str__(self) -> str:
        return f"{self.pk} ({self.get_state_display()})"


@tracked
class ControlledBusiness(models.Model):
    """A business in a case of common control, with what it received, what it answered, and whether it is bound.

    `ties` are its own values that tie it to others of the case, as rows with `kind`, `shown`, `digest` and `others`
    (ids of businesses); `tied_since` is when the program first found it tied so. `closed_at` is when its case was
    decided, dropped or lapsed.
    """

    class Position(models.TextChoices):
        AGREES = "agrees", _lazy("Agrees to be judged together")
        CONTESTS = "contests", _lazy("Contests it")

    control = models.ForeignKey(Control, on_delete=models.PROTECT, related_name="businesses")
    shipper = models.ForeignKey(
        Shipper, on_delete=models.PROTECT, related_name="controls", verbose_name=_lazy("business")
    )
    ties = models.JSONField(default=list)
    tied_since = models.DateTimeField(_lazy("first found"), null=True)
    served_at = models.DateTimeField(_lazy("notice delivered at"), null=True, blank=True)
    served_note = models.CharField(max_length=300, blank=True)
    respond_by = models.DateTimeField()
    position = models.CharField(_lazy("answer"), max_length=8, choices=Position, blank=True)
    response = models.TextField(blank=True)
    response_language = models.CharField(max_length=10, blank=True)
    responded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    responded_at = models.DateTimeField(null=True, blank=True)
    final_at = models.DateTimeField(_lazy("said everything at"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    bound_at = models.DateTimeField(_lazy("judged together since"), null=True, blank=True)
    freed_at = models.DateTimeField(_lazy("judged alone again since"), null=True, blank=True)

    class Meta:
        verbose_name = _lazy("business in a case of common control")
        constraints = [
            models.UniqueConstraint(fields=["control", "shipper"], name="control_business_once"),
            models.UniqueConstraint(fields=["shipper"], condition=Q(closed_at=None), name="control_one_case_open"),
            models.UniqueConstraint(
                fields=["shipper"], condition=Q(bound_at__isnull=False, freed_at=None), name="control_bound_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.shipper)

    @property
    def is_bound(self) -> bool:
        """Return whether the business is judged together with others by this case."""
        return self.bound_at is not None and self.freed_at is None


@tracked
class Separation(models.Model):
    """The request of a bound business to be judged alone again. Nobody decided one that lapsed, or whose group ended in
    another way: `decided_by` is None.
    """

    controlled = models.ForeignKey(ControlledBusiness, on_delete=models.PROTECT, related_name="separations")
    state = models.CharField(max_length=9, choices=SeparationState, default=SeparationState.OPEN)
    text = models.TextField(_lazy("what the business says"))
    language = models.CharField(max_length=10)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_lazy("asked at"))
    decide_by = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(_lazy("reasons of the decision"), blank=True)
    reasons_language = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = _lazy("request to be judged alone")
        verbose_name_plural = _lazy("requests to be judged alone")
        constraints = [
            models.UniqueConstraint(fields=["controlled"], condition=Q(state="open"), name="separation_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.controlled} ({self.get_state_display()})"


class ControlFile(Upload):
    """A file of a case of common control: what a business sent with its response or with a request to be judged alone,
    or the proof that an officer recorded of the delivery of its notice by post.
    """

    belongs_to = "controlled"

    class About(models.TextChoices):
        RESPONSE = "response", _lazy("Response")
        SEPARATION = "separation", _lazy("Request to be judged alone")
        DELIVERY = "delivery", _lazy("Proof of delivery")

    controlled = models.ForeignKey(ControlledBusiness, on_delete=models.PROTECT, related_name="files")
    separation = models.ForeignKey(Separation, on_delete=models.PROTECT, null=True, related_name="files")
    about = models.CharField(max_length=10, choices=About)
