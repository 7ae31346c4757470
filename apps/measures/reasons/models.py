"""The tables of the register of reasons."""

from django.db import models

from apps.core.triggers import append_only
from apps.measures.reasons.vocabulary import ActionEnd, ActorType, DayBand, EffectTiming, ObjectionUse, action_choices


class RegisterPart(models.Model):
    """The part of the register that came in one month, on one day, possibly without rows. Never changed."""

    month = models.DateField(unique=True)
    released_at = models.DateTimeField()
    day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["day"], name="register_part_day")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class RegisterRow(models.Model):
    """An adverse action as the public reads it. A column is empty where its value is withheld. Never changed.

    Nothing leads from a row to the record of the action: `RegisteredAction` says which actions are in the register, and
    not in which row.
    """

    part = models.ForeignKey(RegisterPart, on_delete=models.PROTECT, related_name="rows")
    first_month = models.DateField("decided from")
    last_month = models.DateField("decided until")
    action = models.CharField(max_length=10, choices=action_choices, blank=True)
    outcome = models.CharField(max_length=10, choices=ActionEnd, blank=True)
    at_once = models.CharField("effect", max_length=3, choices=EffectTiming, blank=True)
    policy = models.CharField("version of the policy", max_length=10, blank=True)
    ground = models.CharField(max_length=40, blank=True)
    rule = models.CharField("rule of the policy", max_length=40, blank=True)
    begun_by = models.CharField(max_length=11, choices=ActorType, blank=True)
    decided_by = models.CharField(max_length=11, choices=ActorType, blank=True)
    response = models.CharField("response or answer", max_length=8, choices=ObjectionUse, blank=True)
    appeal = models.CharField(max_length=8, choices=ObjectionUse, blank=True)
    days = models.CharField("days to the decision", max_length=7, choices=DayBand, blank=True)

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return str(self.pk)


class RegisteredAction(models.Model):
    """An adverse action that is in the register: the kind and number of its record. Never changed."""

    part = models.ForeignKey(RegisterPart, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    record = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "record"], name="registered_action_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"
