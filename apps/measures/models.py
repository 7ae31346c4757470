"""The tables of the measures: the calendar of releases, the editions, the baselines, and why targets were missed."""

from functools import cached_property
from typing import Any

import msgspec
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.fields import EncryptedTextField
from apps.core.triggers import append_only
from apps.measures.periods import Period, PeriodKind
from apps.measures.reasons.models import RegisteredAction, RegisterPart, RegisterRow
from apps.policy.models import Policy

__all__ = [
    "Baseline",
    "Edition",
    "EditionMail",
    "Explanation",
    "ExplanationApproval",
    "RegisterPart",
    "RegisterRow",
    "RegisteredAction",
    "Release",
    "RevisionCause",
    "Subscription",
    "Target",
    "TargetApproval",
]


class Release(models.Model):
    """A release that the calendar announces: edition `number` of a period, to the minute. Never changed.

    The first edition of a period is number 1; each later one is a revision.
    """

    kind = models.CharField(_lazy("kind of period"), max_length=7, choices=PeriodKind)
    first = models.DateField(_lazy("first day"))
    number = models.PositiveSmallIntegerField(_lazy("edition"))
    due_at = models.DateTimeField(_lazy("to be released at"))

    class Meta:
        verbose_name_plural = _lazy("calendar of releases")
        constraints = [models.UniqueConstraint(fields=["kind", "first", "number"], name="release_once")]
        indexes = [models.Index(fields=["due_at"], name="release_due")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.period}, {self.number}"

    @property
    def period(self) -> Period:
        return Period(self.first, PeriodKind(self.kind))


class Edition(models.Model):
    """The figures of a period as they were released. Never changed: later figures are another edition.

    `known_at` is the moment until which recorded facts count. `document` is the published file, byte for byte, and
    `digest` its SHA-256 digest. `exact` has the unrounded sums for the program alone, with the moment of the facts of
    each measure: a measure whose change would tell of few businesses keeps the moment of the edition before. `studies`
    has the moment of the facts of each study.
    `data_digest` is that of what each business adds to the sums.
    """

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="edition")
    code = models.SlugField(max_length=40, unique=True)
    known_at = models.DateTimeField(_lazy("facts known until"))
    released_at = models.DateTimeField()
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    exact = models.JSONField(_lazy("exact figures"))
    studies = models.JSONField("moments of the studies", default=dict, db_default={})
    data_digest = models.CharField(max_length=64)
    document = models.TextField(_lazy("published file"))
    digest = models.CharField(_lazy("digest of the published file"), max_length=64)

    class Meta:
        verbose_name_plural = _lazy("editions of figures")
        indexes = [models.Index(fields=["-released_at"], name="edition_latest")]
        triggers = append_only()

    def __str__(self) -> str:
        return self.code

    @property
    def period(self) -> Period:
        return self.release.period

    @cached_property
    def published(self) -> dict[str, Any]:
        """Return the published file as it is read."""
        return msgspec.json.decode(self.document)

    @property
    def delay(self) -> float:
        """Return the seconds from the announced moment to the release."""
        return (self.released_at - self.release.due_at).total_seconds()


class RevisionCause(models.Model):
    """The reasons why a measure was revised in an edition: entries that came after the edition before. Never changed.

    `late` counts first reports, and `corrected` counts entries that amend or take back earlier ones. Where the change
    would have told of few businesses, the measure was `kept` as it was.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="causes")
    measure = models.CharField(max_length=30)
    late = models.PositiveBigIntegerField("late reports")
    corrected = models.PositiveBigIntegerField("corrections")
    kept = models.BooleanField("kept as it was")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "measure"], name="revision_cause_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.edition} {self.measure}"


class Baseline(models.Model):
    """The edition with which the figures of a kind of period are compared, from a moment on. Never changed.

    Another baseline is a further row beside the old one, with the reason; the latest one counts. `digest` repeats that
    of the edition's data, so that a baseline says by itself on which data it rests.
    """

    kind = models.CharField(_lazy("kind of period"), max_length=7, choices=PeriodKind)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="baselines")
    data_digest = models.CharField(max_length=64)
    set_at = models.DateTimeField(_lazy("since"))
    reason = models.TextField(_lazy("why"))

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.edition} ({self.set_at:%Y-%m-%d})"


class Target(models.Model):
    """A target that somebody proposed for a line of a measure, from a period on. Never changed.

    A target counts when it is approved (`TargetApproval`), for periods that begin on `since` or later. Of several
    targets the one with the latest `since` counts, then the one that was approved last. Without a `value`, the line has
    no target from then on. Targets without a proposer began with the program.
    """

    measure = models.CharField(max_length=30)
    line = models.CharField(max_length=30)
    value = models.DecimalField("target", max_digits=14, decimal_places=4, null=True, blank=True)
    since = models.DateField("from the period that begins on")
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="proposed by")
    at = models.DateTimeField("proposed at")

    class Meta:
        indexes = [models.Index(fields=["measure", "line", "since"], name="target_of_line")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.measure} {self.line}, {self.since:%Y-%m-%d}"

    @property
    def is_approved(self) -> bool:
        return hasattr(self, "approval")


class TargetApproval(models.Model):
    """The approval of a target by a second person. Never changed."""

    target = models.OneToOneField(Target, on_delete=models.PROTECT, related_name="approval")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("approved at")

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return str(self.target)


class Explanation(models.Model):
    """The explanation why a measure missed a target in an edition, and what is done about it. Never changed.

    The public reads the last explanation that a second person approved (`ExplanationApproval`).
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="explanations")
    measure = models.CharField(max_length=30)
    text = models.TextField(_lazy("why the target was missed, and what is done"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_lazy("written at"))

    class Meta:
        indexes = [models.Index(fields=["edition", "measure", "-id"], name="explanation_latest")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.edition} {self.measure}"


class ExplanationApproval(models.Model):
    """The approval of an explanation by a second person, for the public to read. Never changed."""

    explanation = models.OneToOneField(Explanation, on_delete=models.PROTECT, related_name="approval")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("approved at")

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return str(self.explanation)


class Subscription(models.Model):
    """An address that gets a mail when figures are released, once somebody with the mailbox has confirmed the address.

    The row is deleted when the subscription ends, and nothing of the address stays. `digest` is the keyed digest by
    which the address is found. `asked_at` is when the link was last asked for, and `answered_at` when the mail with the
    link was sent after that.
    """

    email = EncryptedTextField("e-mail address")
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField("asked for at")
    answered_at = models.DateTimeField("link mailed at", null=True)
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"#{self.pk}"


class EditionMail(models.Model):
    """The mail that tells a subscriber of an edition: a row before the mail leaves, so that none leaves twice."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="mails")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="mails")
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "subscription"], name="edition_mail_once")]

    def __str__(self) -> str:
        return f"{self.edition} #{self.subscription_id}"
