"""What is proposed to be taken away, what the seller says to it, and what was decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.deadlines import day_there
from apps.core.history import tracked
from apps.core.protect import append_only
from apps.core.uploads import Upload
from apps.evaluation.models import Evaluation
from apps.ledger.models import Reporter
from apps.shippers.models import Shipper
from apps.shippers.zones import zone_of
from apps.standing.models.members import Status


@tracked
class ProposedChange(models.Model):
    """Something is to be taken away: what, why, by when to respond, and what was decided.

    The present standing stays until an officer has decided. Only what is `at_once` stands meanwhile, from
    `effective_at` on; before that it waits to be confirmed. `notice` keeps what the team was told.
    """

    class Kind(models.TextChoices):
        DEMOTION = "demotion", _("Demotion")
        SUSPENSION = "suspension", _("Suspension")
        REMOVAL = "removal", _("Removal")
        VALIDATION = "validation", _("Denial of revalidation")

    class State(models.TextChoices):
        TO_CONFIRM = "to_confirm", _("To be confirmed")
        PROPOSED = "proposed", _("Proposed")
        RESPONDED = "responded", _("Responded")
        TO_AGREE = "to_agree", _("Waits for a second officer")
        UPHELD = "upheld", _("Upheld")
        REDUCED = "reduced", _("Reduced")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Lapsed")
        OVERTURNED = "overturned", _("Overturned on appeal")

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="proposed_changes")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    tier = models.PositiveSmallIntegerField(_("tier proposed"), null=True, blank=True)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, null=True, related_name="+")
    # Whose report it rests on, where it is at once: how many one source may bring about in an hour is the policy's.
    source = models.ForeignKey(
        Reporter, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("source")
    )
    at_once = models.BooleanField(_("at once"), default=False, db_default=False)
    needs_supervisor = models.BooleanField(_("waits for a supervisor"), default=False, db_default=False)
    false_statement = models.BooleanField(_("for a false statement"), default=False, db_default=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    effective_at = models.DateTimeField(_("in effect since"), null=True, blank=True)
    # When the notice reached the team; the time to respond begins then.
    served_at = models.DateTimeField(_("notice delivered at"), null=True, blank=True)
    served_note = models.CharField(_("how it was delivered"), max_length=300, blank=True, default="", db_default="")
    respond_by = models.DateTimeField(_("respond by"))
    decide_by = models.DateTimeField(_("decide by"), null=True, blank=True)
    lapse_at = models.DateTimeField(_("lapses at"), null=True, blank=True)
    notice = models.JSONField(_("notice"))
    response = models.TextField(_("response"), blank=True)
    response_language = models.CharField(max_length=10, default="en", db_default="en")
    responded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    responded_at = models.DateTimeField(_("responded at"), null=True, blank=True)
    # Where two officers must agree: who recommended it, and why.
    recommended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recommendation = models.TextField(_("recommendation"), blank=True, default="", db_default="")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_text = models.TextField(_("reasons of the decision"), blank=True)
    decision_language = models.CharField(_("written in"), max_length=10, default="en", db_default="en")
    # What it was reduced to.
    reduced_tier = models.PositiveSmallIntegerField(_("tier instead"), null=True, blank=True)
    reduced_status = models.CharField(
        _("status instead"), max_length=12, choices=Status, blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
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
    def respond_on(self) -> object:
        """The last day to respond, as a day where the business is."""
        return day_there(self.respond_by, zone_of(self.shipper))

    @property
    def is_undecided(self) -> bool:
        return self.decided_at is None


class ResponseFile(Upload):
    """A file that came with the response to a proposed change."""

    proposal = models.ForeignKey(ProposedChange, on_delete=models.PROTECT, related_name="files")

    class Meta:
        verbose_name = _("file of a response")
        verbose_name_plural = _("files of responses")


class FindingAnswer(models.Model):
    """What the seller says to one finding of a rule. Violations are answered each by itself (`disputes`)."""

    class Position(models.TextChoices):
        AGREE = "agree", _("We agree with it")
        EXPLAIN = "explain", _("It is true, and we explain how it came about")
        DISPUTE = "dispute", _("We dispute it")

    proposal = models.ForeignKey(ProposedChange, on_delete=models.PROTECT, related_name="answers")
    rule = models.CharField(max_length=40)
    position = models.CharField(_("position"), max_length=10, choices=Position)
    text = models.TextField(_("what the business says"), blank=True)

    class Meta:
        verbose_name = _("answer to a finding of a rule")
        verbose_name_plural = _("answers to findings of rules")
        constraints = [models.UniqueConstraint(fields=["proposal", "rule"], name="finding_answer_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.rule}: {self.get_position_display()}"


@tracked
class Extension(models.Model):
    """The seller asks for more time to respond, until a day; an officer gives it, or gives another, or does not."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for an officer")
        GRANTED = "granted", _("More time given")
        DECLINED = "declined", _("Not given")

    proposal = models.ForeignKey(ProposedChange, on_delete=models.PROTECT, related_name="extensions")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    until = models.DateField(_("asked until"))
    reason = models.TextField(_("reason"))
    language = models.CharField(max_length=10)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    text = models.TextField(_("reasons of the decision"), blank=True)
    text_language = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = _("request for more time")
        verbose_name_plural = _("requests for more time")
        constraints = [
            models.UniqueConstraint(fields=["proposal"], condition=Q(state="open"), name="extension_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d} ({self.get_state_display()})"


@tracked
class Appeal(models.Model):
    """The seller asks that a decision be heard again, by a supervisor who took no part in it. Once for each
    decision."""

    class State(models.TextChoices):
        OPEN = "open", _("Being heard")
        GRANTED = "granted", _("Granted")
        DENIED = "denied", _("Denied: the decision stands")
        WITHDRAWN = "withdrawn", pgettext_lazy("appeal", "Withdrawn")

    proposal = models.OneToOneField(ProposedChange, on_delete=models.PROTECT, related_name="appeal")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    text = models.TextField(_("what the business says"))
    language = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("appealed at"))
    decide_by = models.DateTimeField(_("decide by"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reasons = models.TextField(_("reasons of the determination"), blank=True)
    reasons_language = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")

    def __str__(self) -> str:
        return f"{self.proposal} ({self.get_state_display()})"


class AppealFile(Upload):
    """A file that came with an appeal."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="files")

    class Meta:
        verbose_name = _("file of an appeal")
        verbose_name_plural = _("files of appeals")
