"""Proposed changes of a standing, the responses of sellers to them, and the decisions."""

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.deadlines import day_there
from apps.core.history import tracked
from apps.core.triggers import append_only
from apps.core.uploads import Upload
from apps.evaluation.models import Evaluation
from apps.ledger.models import Reporter
from apps.shippers.models import Shipper
from apps.shippers.zones import zone_of
from apps.standing.adverse_actions import ADVERSE_ACTIONS, AdverseAction, action_choices
from apps.standing.members.models import Status


class ProposalState(models.TextChoices):
    """The states of a proposed change."""

    TO_CONFIRM = "to_confirm", _lazy("To be confirmed")
    PROPOSED = "proposed", _lazy("Proposed")
    RESPONDED = "responded", _lazy("Responded")
    TO_AGREE = "to_agree", _lazy("Waits for a second officer")
    UPHELD = "upheld", _lazy("Upheld")
    REDUCED = "reduced", _lazy("Reduced")
    WITHDRAWN = "withdrawn", _lazy("Withdrawn")
    LAPSED = "lapsed", _lazy("Lapsed")
    OVERTURNED = "overturned", _lazy("Overturned on appeal")


# Decided, with something taken away.
TAKEN_AWAY = (ProposalState.UPHELD, ProposalState.REDUCED)


@tracked
class ProposedChange(models.Model):
    """A proposal to take something away from a member: what, why, by when to respond, and what was decided.

    The standing stays as it is until an officer has decided. The exception is a suspension at once (`at_once`), which
    is in effect from `effective_at` on; before that, the suspension waits to be confirmed. From `lifted_at` on, the
    member is not suspended until the decision. `notice` keeps the text that the team received.
    """

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="proposed_changes")
    kind = models.CharField(max_length=10, choices=action_choices)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.PROPOSED)
    tier = models.PositiveSmallIntegerField(_lazy("tier proposed"), null=True, blank=True)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, null=True, related_name="+")
    # The reporter behind a suspension at once. The policy limits how many of them one source may cause in an hour.
    source = models.ForeignKey(Reporter, on_delete=models.PROTECT, null=True, related_name="+")
    at_once = models.BooleanField(default=False, db_default=False)
    needs_supervisor = models.BooleanField(_lazy("waits for a supervisor"), default=False, db_default=False)
    # Whether the notice names the finding of an officer that the member knowingly gave false information at a visit.
    false_statement = models.BooleanField(_lazy("for a false statement"), default=False, db_default=False)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    effective_at = models.DateTimeField(_lazy("in effect since"), null=True, blank=True)
    # A suspension at once is reviewed by `review_by`. If nobody has reviewed it by `review_lapse_at`, the member is on
    # conditions from then on, until the decision.
    review_by = models.DateTimeField(null=True, blank=True)
    review_lapse_at = models.DateTimeField(_lazy("on conditions if nobody reviewed it by"), null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    # The moment at which the notice reached somebody who signs for the business. The time to respond begins then.
    served_at = models.DateTimeField(_lazy("notice delivered at"), null=True, blank=True)
    served_note = models.CharField(_lazy("how it was delivered"), max_length=300, blank=True, default="", db_default="")
    respond_by = models.DateTimeField()
    decide_by = models.DateTimeField(null=True, blank=True)
    lapse_at = models.DateTimeField(_lazy("lapses at"), null=True, blank=True)
    notice = models.JSONField()
    response = models.TextField(blank=True)
    response_language = models.CharField(max_length=10, default="en", db_default="en")
    responded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    responded_at = models.DateTimeField(null=True, blank=True)
    # The moment at which the business said that it has said everything. Before, its time to respond runs on.
    final_at = models.DateTimeField(_lazy("said everything at"), null=True, blank=True)
    # If two officers must agree: the officer who recommended the change, and the reasons.
    recommended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recommendation = models.TextField(blank=True, default="", db_default="")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_text = models.TextField(_lazy("reasons of the decision"), blank=True)
    decision_language = models.CharField(_lazy("written in"), max_length=10, default="en", db_default="en")
    # The moment at which a decision that takes something away reached somebody who signs for the business. The time to
    # appeal begins then.
    decision_served_at = models.DateTimeField(_lazy("decision delivered at"), null=True, blank=True)
    decision_served_note = models.CharField(
        _lazy("how it was delivered"), max_length=300, blank=True, default="", db_default=""
    )
    # The lesser change to which this one was reduced.
    reduced_tier = models.PositiveSmallIntegerField(_lazy("tier instead"), null=True, blank=True)
    reduced_status = models.CharField(
        _lazy("status instead"), max_length=12, choices=Status, blank=True, default="", db_default=""
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shipper", "kind"],
                condition=Q(state__in=["proposed", "responded"]),
                name="proposed_change_one_open_per_kind",
            )
        ]
        indexes = [
            models.Index(fields=["source", "effective_at"], name="proposed_change_at_once", condition=Q(at_once=True))
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"

    @property
    def adverse_action(self) -> AdverseAction:
        """Return the row of the table of adverse actions that says what is proposed."""
        return ADVERSE_ACTIONS[self.kind]

    @property
    def respond_on(self) -> date:
        """Return the last day to respond, as a day where the business is."""
        return day_there(self.respond_by, zone_of(self.shipper))

    @property
    def was_posted(self) -> bool:
        """Say whether the notice or the decision was delivered by post."""
        return bool(self.served_note or self.decision_served_note)

    @property
    def is_undecided(self) -> bool:
        """Say whether nobody has decided the proposed change yet."""
        return self.decided_at is None

    @property
    def takes_away(self) -> bool:
        """Say whether a decision took something away that can be appealed."""
        return self.state in TAKEN_AWAY

    @property
    def is_in_effect(self) -> bool:
        """Say whether the member is suspended because of this suspension at once, which is not decided yet."""
        return self.at_once and self.effective_at is not None and self.lifted_at is None and self.is_undecided

    @property
    def effect_ended_at(self) -> datetime | None:
        """Return when a suspension at once ended: lifted before the decision, or not upheld by the decision; None while
        the suspension is in effect, and for one that never was.
        """
        if self.effective_at is None:
            return None
        upheld = self.state == ProposalState.UPHELD or self.reduced_status == Status.SUSPENDED
        return self.lifted_at or (None if upheld else self.decided_at)

    @property
    def review_is_due(self) -> bool:
        """Say whether a suspension at once is in effect and nobody has reviewed it."""
        return self.is_in_effect and self.reviewed_at is None


class SuspensionReview(models.Model):
    """The review of a suspension at once before the decision: the suspension stays until then, or is lifted until
    then.
    """

    class Outcome(models.TextChoices):
        CONTINUED = "continued", _lazy("Stays until the decision")
        LIFTED = "lifted", _lazy("Lifted until the decision")

    proposal = models.ForeignKey(ProposedChange, on_delete=models.PROTECT, related_name="reviews")
    outcome = models.CharField(max_length=9, choices=Outcome)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_lazy("reviewed at"))
    reasons = models.TextField(_lazy("reasons of the review"))
    language = models.CharField(_lazy("written in"), max_length=10)

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {self.get_outcome_display()}"


class Delivery(Upload):
    """The file that proves the delivery by post of a notice or of a decision. `uploaded_by` recorded the delivery."""

    belongs_to = "proposal"

    class Letter(models.TextChoices):
        NOTICE = "notice", _lazy("The notice")
        DECISION = "decision", _lazy("The decision")

    proposal = models.ForeignKey(ProposedChange, on_delete=models.PROTECT, related_name="deliveries")
    letter = models.CharField(_lazy("what was delivered"), max_length=8, choices=Letter)
    day = models.DateField(_lazy("delivered on"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "letter"], name="delivery_once")]
        triggers = append_only()

    @property
    def recorded_by_id(self) -> int:
        """Return the id of the officer who recorded the delivery."""
        # pyrefly: ignore[missing-attribute] (a column of a key to the model of users, which the checker does not know)
        return self.uploaded_by_id


class ResponseFile(Upload):
    """A file that came with the response to a proposed change."""

    belongs_to = "proposal"
    proposal = models.ForeignKey(ProposedChange, on_delete=models.PROTECT, related_name="files")


class FindingAnswer(models.Model):
    """The answer of a seller to the finding of a rule. Each violation is answered by itself (`disputes`)."""

    class Position(models.TextChoices):
        AGREE = "agree", _lazy("We agree with it")
        EXPLAIN = "explain", _lazy("It is true, and we explain how it came about")
        DISPUTE = "dispute", _lazy("We dispute it")

    proposal = models.ForeignKey(ProposedChange, on_delete=models.PROTECT, related_name="answers")
    rule = models.CharField(max_length=40)
    position = models.CharField(max_length=10, choices=Position)
    text = models.TextField(_lazy("what the business says"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "rule"], name="finding_answer_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.rule}: {self.get_position_display()}"


class ExtensionState(models.TextChoices):
    """The states of a request for more time."""

    OPEN = "open", _lazy("Waits for an officer")
    GRANTED = "granted", _lazy("More time given")
    DECLINED = "declined", _lazy("Not given")
    CLOSED = "closed", _lazy("Closed without an answer")


@tracked
class Extension(models.Model):
    """The request of a seller for more time to respond. An officer grants that day or another day, or declines. A
    request that waits is closed when the seller responds, or when the proposed change ends.
    """

    proposal = models.ForeignKey(ProposedChange, on_delete=models.PROTECT, related_name="extensions")
    state = models.CharField(max_length=8, choices=ExtensionState, default=ExtensionState.OPEN)
    until = models.DateField(_lazy("asked until"))
    reason = models.TextField()
    language = models.CharField(max_length=10)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    text = models.TextField(_lazy("reasons of the decision"), blank=True)
    text_language = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = _lazy("request for more time")
        constraints = [
            models.UniqueConstraint(fields=["proposal"], condition=Q(state="open"), name="extension_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        """Say whether the request waits for an officer."""
        return self.state == ExtensionState.OPEN
