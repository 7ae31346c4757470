from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.triggers import append_only
from apps.policy.models import Policy
from apps.shippers.models import Shipper


class Evaluation(models.Model):
    """The answer of the rules on a shipper as of a day, under a policy, from the entries known at a time.

    The answer is a pure function of the entries, the policy and the day: anybody can repeat it, and `verify` does.
    `findings` has a `finding.RuleFinding` of each rule; a finding is binding if its tier is the evaluation's.
    A `retrospective` evaluation was made of a day that was past already: it is kept and changes no standing.
    """

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="evaluations", db_index=False)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+", db_index=False)
    as_of = models.DateField()
    known_at = models.DateTimeField(_lazy("from what was known at"))
    enter = models.PositiveSmallIntegerField(_lazy("highest tier that may be entered"))
    keep = models.PositiveSmallIntegerField(_lazy("highest tier that may be kept"))
    # A critical violation with a recorded basis (seizure, laboratory result, confirmed list match) suspends at once.
    suspend = models.BooleanField(_lazy("suspends at once"), default=False)
    retrospective = models.BooleanField(_lazy("asked of the past"), default=False)
    findings = models.JSONField()
    quiet_until = models.DateField(null=True)
    clean_left = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["shipper", "-id"], name="evaluation_shipper"),
            models.Index(fields=["shipper", "-id"], name="evaluation_latest", condition=Q(retrospective=False)),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.as_of}: enter {self.enter}, keep {self.keep}"


class Power(models.Model):
    """What the rules do with simulated sellers under the numbers of a policy, which have a `digest`
    (`policy.selectors.numbers_digest`). `table` is a `power.PowerTable`. The latest row of a digest counts: the rules
    may have changed since an earlier one.
    """

    digest = models.CharField(max_length=64)
    table = models.JSONField()
    made_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["digest", "-id"], name="power_digest")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.digest[:16]} on {self.made_at:%Y-%m-%d}"
