import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.history import tracked

# A number of a policy that is published or was, whichever row (the old or the new one) is asked.
_IN_FORCE = "EXISTS (SELECT FROM policy_policy p WHERE p.id = {row}.policy_id AND p.state IN ('published', 'retired'))"


@tracked
class Policy(models.Model):
    """A version of the program's numbers. Once published it never changes (a trigger holds that).

    The policy in force on a day is the published or retired one with the latest `effective_from` not after it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    version = models.PositiveIntegerField(_("version"), unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    summary = models.TextField(_("what changes and why"), blank=True)
    effective_from = models.DateField(_("effective from"), null=True, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    # For its authors: why the last reviewer gave it back.
    returned_because = models.TextField(_("returned because"), blank=True, db_default="")

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
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
            # Once published, all that may still change is that the policy is retired.
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


@tracked
class Number(models.Model):
    """One number of a policy, with the authority it rests on and the reason for its size.

    Which keys there are, their types, units and bounds is `policy/schema.py`; the value is the text of that type.
    """

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="numbers")
    key = models.CharField(_("key"), max_length=80)
    value = models.CharField(_("value"), max_length=200)
    authority = models.CharField(_("authority"), max_length=300)
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("number")
        verbose_name_plural = _("numbers")
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
