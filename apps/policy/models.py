from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.history import tracked

# Tells whether a row of a number, the old or the new row of the trigger, belongs to a published or retired policy.
_IN_FORCE = "EXISTS (SELECT FROM policy_policy p WHERE p.id = {row}.policy_id AND p.state IN ('published', 'retired'))"


class PolicyState(models.TextChoices):
    DRAFT = "draft", _lazy("Draft")
    IN_REVIEW = "in_review", _lazy("In review")
    PUBLISHED = "published", _lazy("Published")
    RETIRED = "retired", _lazy("Retired")


@tracked
class Policy(models.Model):
    """A version of the program's numbers. A published policy never changes: a trigger refuses it.

    The policy in force on a day is the published or retired policy with the latest `effective_from` up to that day.
    """

    version = models.PositiveIntegerField(_lazy("version"), unique=True)
    state = models.CharField(_lazy("state"), max_length=10, choices=PolicyState, default=PolicyState.DRAFT)
    summary = models.TextField(_lazy("what changes and why"), blank=True)
    effective_from = models.DateField(_lazy("effective from"), null=True, blank=True)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_lazy("published at"), null=True, blank=True)
    # The reason of the last reviewer who returned the policy to its authors.
    returned_because = models.TextField(_lazy("returned because"), blank=True, db_default="")

    class Meta:
        verbose_name = _lazy("policy")
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
    key = models.CharField(_lazy("key"), max_length=80)
    value = models.CharField(_lazy("value"), max_length=200)
    authority = models.CharField(_lazy("authority"), max_length=300)
    reason = models.TextField(_lazy("reason"))

    class Meta:
        verbose_name = _lazy("number")
        verbose_name_plural = _lazy("numbers")
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
