"""Account managers of members, assurance calls, and the attempts to reach a member."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.history import tracked
from apps.core.triggers import append_only
from apps.evaluation.models import Evaluation
from apps.shippers.models import Shipper
from apps.standing.adverse_actions import ADVERSE_ACTIONS, AdverseAction, action_choices
from apps.standing.proposals.models import ProposedChange


@tracked
class AccountManager(models.Model):
    """The officer who is the named person of a member at the program."""

    shipper = models.OneToOneField(Shipper, on_delete=models.PROTECT, primary_key=True, related_name="account_manager")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="members_managed")
    since = models.DateTimeField()
    # The supervisor who chose the officer; nobody where the program assigned by load.
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.officer)


class CallState(models.TextChoices):
    """The states of an assurance call."""

    WAITING = "waiting", _lazy("To be called")
    REACHED = "reached", _lazy("Reached")
    NOT_REACHED = "not_reached", _lazy("Not reached")
    PROPOSED = "proposed", _lazy("Change proposed")
    DROPPED = "dropped", _lazy("Dropped")


RUNNING = (CallState.WAITING, CallState.REACHED, CallState.NOT_REACHED)


@tracked
class AssuranceCall(models.Model):
    """The time of a member between the message about a finding and the earliest moment at which a change may be
    proposed, and who is to call meanwhile.

    A call of an evaluation has a `tier`; a call of an officer (`asked_by`) keeps what the officer asks to propose.
    """

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="assurance_calls")
    kind = models.CharField(_lazy("change in question"), max_length=10, choices=action_choices)
    state = models.CharField(max_length=11, choices=CallState, default=CallState.WAITING)
    # The officer who was named to the member; changes with the account manager.
    manager = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_lazy("account manager")
    )
    opened_at = models.DateTimeField(_lazy("opened"))
    due_at = models.DateTimeField(_lazy("call by"))
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, null=True, related_name="+")
    # The tier that was held when the call was opened.
    tier_held = models.PositiveSmallIntegerField()
    tier = models.PositiveSmallIntegerField(_lazy("tier in question"), null=True, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reasons = models.TextField(blank=True)
    language = models.CharField(max_length=10, default="en")
    cases = ArrayField(models.BigIntegerField(), default=list, blank=True)
    parcels = ArrayField(models.BigIntegerField(), default=list, db_default=[], blank=True)
    # The finding of false information at a visit, if the officer names one: its case, and the day of the visit.
    false_case = models.BigIntegerField(null=True, blank=True)
    visited_on = models.DateField(null=True, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)
    # The moment at which the time was over without a contact.
    missed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_text = models.TextField(_lazy("why it was dropped"), blank=True)
    ended_language = models.CharField(max_length=10, blank=True)
    proposal = models.OneToOneField(ProposedChange, on_delete=models.PROTECT, null=True, related_name="assurance_call")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shipper", "kind"], condition=Q(state__in=RUNNING), name="assurance_call_one_running_per_kind"
            ),
        ]
        indexes = [models.Index(fields=["manager"], name="assurance_call_running", condition=Q(state__in=RUNNING))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"

    @property
    def adverse_action(self) -> AdverseAction:
        """Return the row of the table of adverse actions that says what is in question."""
        return ADVERSE_ACTIONS[self.kind]

    @property
    def is_running(self) -> bool:
        """Return whether the call has not ended."""
        return self.state in RUNNING

    @property
    def is_over(self) -> bool:
        """Return whether the member has had its time."""
        return self.due_at <= clock.now()


@tracked(personal=["name", "phone"])
class CallContact(models.Model):
    """The person whom the program calls before a change of standing is proposed, at which number, and between which
    hours.

    The hours are those of the business's time zone.
    """

    shipper = models.OneToOneField(Shipper, on_delete=models.CASCADE, related_name="call_contact")
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=32)
    opens = models.TimeField(_lazy("from"))
    closes = models.TimeField(_lazy("until"))

    class Meta:
        verbose_name = _lazy("contact for calls")

    def __str__(self) -> str:
        return f"{self.name}, {self.phone}"


class CallAttempt(models.Model):
    """An attempt of an officer to reach a member: when, by which means, whether it succeeded, and what was said."""

    class Means(models.TextChoices):
        PHONE = "phone", _lazy("By phone")
        VIDEO = "video", _lazy("By video call")
        WRITING = "writing", _lazy("In writing, with an answer")
        MEETING = "meeting", _lazy("In person")

    call = models.ForeignKey(AssuranceCall, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField(_lazy("when"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    means = models.CharField(_lazy("by which means"), max_length=8, choices=Means)
    reached = models.BooleanField(_lazy("the member was reached"))
    text = models.TextField(_lazy("what was said"))
    language = models.CharField(max_length=10)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_means_display()}, {self.at:%Y-%m-%d %H:%M}"
