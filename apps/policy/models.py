from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.history import tracked
from apps.core.triggers import append_only, fixed_except

# Tells whether a row of a number, the old or the new row of the trigger, belongs to a published or retired policy.
_IN_FORCE = "EXISTS (SELECT FROM policy_policy p WHERE p.id = {row}.policy_id AND p.state IN ('published', 'retired'))"


class PolicyState(models.TextChoices):
    DRAFT = "draft", _lazy("Draft")
    IN_REVIEW = "in_review", _lazy("In review")
    OPEN = "open", _lazy("Open for comment")
    PUBLISHED = "published", _lazy("Published")
    RETIRED = "retired", _lazy("Retired")


@tracked
class Policy(models.Model):
    """A version of the program's numbers. A published policy never changes: a trigger refuses it.

    The policy in force on a day is the published or retired policy with the latest `effective_from` up to that day.
    """

    version = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=10, choices=PolicyState, default=PolicyState.DRAFT)
    summary = models.TextField(_lazy("what changes and why"), blank=True)
    effective_from = models.DateField(null=True, blank=True)
    # The policy in which a draft changes numbers: a number that is the same there is no change. None for a policy that
    # came with the program.
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    # The reason of the last reviewer who returned the policy to its authors.
    returned_because = models.TextField(blank=True, db_default="")
    # The last day of the comment period; None for a policy that was never open for comment.
    comments_until = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = _lazy("policies")
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["published", "retired"])
                | Q(effective_from__isnull=False, published_at__isnull=False),
                name="policy_published_has_dates",
            ),
            models.UniqueConstraint(
                fields=["effective_from"], condition=Q(state="published"), name="policy_one_per_effective_day"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=["published", "retired"]),
            ),
            # After publication only the state may change, to retired.
            pgtrigger.Trigger(
                name="published_unchanged",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["published", "retired"]),
                func="""
                    IF to_jsonb(OLD) - 'state' <> to_jsonb(NEW) - 'state'
                       OR NEW.state NOT IN ('published', 'retired') THEN
                        RAISE EXCEPTION 'A published policy never changes: draft a new version.';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"Policy {self.version}"

    @property
    def first_day(self) -> date:
        """Return the day on which a policy that was published comes into force."""
        assert self.effective_from is not None
        return self.effective_from


@tracked
class Number(models.Model):
    """One number of a policy, with its authority and the reason for its size.

    `policy/schema.py` has the keys with their types, units and bounds. `value` is the number as text.
    """

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="numbers")
    key = models.CharField(max_length=80)
    value = models.CharField(max_length=200)
    authority = models.CharField(max_length=300)
    reason = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "key"], name="policy_number_once")]
        triggers = [
            pgtrigger.Trigger(
                name="published_unchanged",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=f"""
                    IF (TG_OP <> 'INSERT' AND {_IN_FORCE.format(row="OLD")})
                       OR (TG_OP <> 'DELETE' AND {_IN_FORCE.format(row="NEW")}) THEN
                        RAISE EXCEPTION 'The numbers of a published policy never change: draft a new version.';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            ),
            pgtrigger.Trigger(
                name="no_truncate",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'Cannot truncate % table', TG_TABLE_NAME;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"


class WhatIf(models.Model):
    """The sums of an evaluation of everybody under a draft, beside the policy in force: who would move, and why.

    `numbers_seen` is the version of the draft's numbers (`selectors.numbers_seen`): a draft that was changed since must
    be tried anew. `matrix[before][after]` counts the members by the tier that the rules in force give them and the tier
    under the draft. `rules_down` and `rules_up` count the members who would fall or rise, by the rules that decide it.
    `movers` are some of them: id of the shipper, tier before, tier after, codes of the rules; `WhatIfMove` has all.
    `by_size` and `by_country` count members by group: the group, all, who would fall, rise, and be suspended at once.
    `pooled_exams` counts the parcels of all sellers that were opened at random in the months of a record, and
    `pooled_compliance` is the share of these that was in order (between 0 and 1; None if none was opened): the measure
    of the draft's prior.

    `digest` is that of the numbers that were tried (`selectors.numbers_digest`): whoever publishes compares it with the
    draft's own.

    The sums are exact, and for staff. `public` has what the public reads in their place, made once
    (`public_moves.counts_public`): `as_of`, and the `counts` by name.
    """

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="what_ifs")
    compared = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    numbers_seen = models.BigIntegerField()
    as_of = models.DateField()
    members = models.PositiveIntegerField()
    suspended = models.PositiveIntegerField(_lazy("would be suspended"), default=0)
    matrix = models.JSONField()
    rules_down = models.JSONField()
    rules_up = models.JSONField()
    movers = models.JSONField()
    pooled_exams = models.PositiveBigIntegerField(_lazy("parcels opened at random"), db_default=0)
    pooled_compliance = models.FloatField(_lazy("share in order"), null=True)
    # The value is None in what-ifs from before these were counted.
    by_size = models.JSONField(null=True)
    by_country = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True, db_default="")
    # The value is None in what-ifs from before the public read counts of its own; of these it reads none.
    public = models.JSONField(null=True)
    made_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["policy", "-id"], name="what_if_policy")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"What-if of policy {self.policy_id} on {self.as_of}"


class WhatIfMove(models.Model):
    """A member who would move under a draft, or be suspended at once, by a what-if.

    `rules` are the codes of the rules that decide it. `size` is the group of the member's parcels a month. This app
    does not know the table of shippers.
    """

    what_if = models.ForeignKey(WhatIf, on_delete=models.PROTECT, related_name="moves", db_index=False)
    shipper_id = models.BigIntegerField()
    before = models.PositiveSmallIntegerField()
    after = models.PositiveSmallIntegerField()
    suspends = models.BooleanField()
    rules = models.JSONField()
    size = models.CharField(max_length=12)
    country = models.CharField(max_length=2, blank=True)

    class Meta:
        indexes = [models.Index(fields=["what_if", "id"], name="what_if_move_order")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"Shipper {self.shipper_id}: tier {self.before} to {self.after}"


class Answer(models.Model):
    """The answer of the program to one or several comments on a draft, which is published with the version."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(_lazy("answer"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _lazy("answer to comments")
        triggers = append_only()

    def __str__(self) -> str:
        return f"Answer {self.pk}"


class CommentState(models.TextChoices):
    RECEIVED = "received", _lazy("Received")
    SHOWN = "shown", _lazy("Shown to the public")
    ANSWERED = "answered", _lazy("Answered")


@tracked(personal=("text", "shown_text"))
class Comment(models.Model):
    """A comment on a draft, by somebody on the team of a member or by a partner.

    The public reads `shown_text`: the words of `text` without the pieces that are personal data, which are the only
    thing that may be left out. `left_out` counts those pieces.
    """

    class Speaker(models.TextChoices):
        MEMBER = "member", _lazy("A member")
        PARTNER = "partner", _lazy("A partner")

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="comments")
    state = models.CharField(max_length=10, choices=CommentState, default=CommentState.RECEIVED)
    speaker = models.CharField(_lazy("from"), max_length=10, choices=Speaker)
    # A partner's system comments without a person; only a member has a business. This app knows neither table.
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    shipper_id = models.BigIntegerField(null=True)
    partner_id = models.BigIntegerField(null=True)
    text = models.TextField(_lazy("comment"))
    language = models.CharField(_lazy("written in"), max_length=10, default="en")
    at = models.DateTimeField(default=clock.now, editable=False)
    shown_text = models.TextField(_lazy("as the public reads it"), blank=True, default="")
    left_out = models.PositiveSmallIntegerField(_lazy("pieces left out"), default=0)
    shown_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, null=True, related_name="comments")

    class Meta:
        verbose_name = _lazy("comment on a draft")
        verbose_name_plural = _lazy("comments on drafts")
        constraints = [
            models.CheckConstraint(
                condition=Q(speaker="member", shipper_id__isnull=False, by__isnull=False, partner_id__isnull=True)
                | Q(speaker="partner", partner_id__isnull=False, shipper_id__isnull=True),
                name="comment_has_its_speaker",
            ),
            models.CheckConstraint(
                condition=Q(state="answered", answer__isnull=False) | (~Q(state="answered") & Q(answer__isnull=True)),
                name="comment_answered_by_an_answer",
            ),
        ]
        indexes = [models.Index(fields=["policy", "id"], name="comment_policy")]
        triggers = fixed_except("state", "shown_text", "left_out", "shown_by", "answer")

    def __str__(self) -> str:
        return f"Comment {self.pk}"
