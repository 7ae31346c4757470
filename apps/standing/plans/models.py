"""Corrective action plans: what a member on conditions must mend, by when, and the judgment of an officer."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.history import tracked
from apps.core.triggers import append_only
from apps.core.uploads import Upload
from apps.disputes.models import Disclosure
from apps.ledger.models import ProgramEntry
from apps.shippers.models import Shipper
from apps.standing.proposals.models import ProposedChange


class PlanQuerySet(models.QuerySet):
    def running(self) -> "PlanQuerySet":
        """Keep the plans that are open, or were missed and are not settled yet."""
        return self.filter(state__in=["open", "missed"])

    def of_conditions(self) -> "PlanQuerySet":
        """Keep the plans of members that are suspended or on conditions."""
        return self.filter(kind=PlanKind.CONDITIONS)


class PlanState(models.TextChoices):
    """The states of a corrective action plan."""

    OPEN = "open", _lazy("Running")
    COMPLETED = "completed", _lazy("Completed")
    MISSED = "missed", _lazy("Missed")
    CANCELLED = "cancelled", _lazy("Cancelled")


class PlanKind(models.TextChoices):
    """What a corrective action plan is for."""

    CONDITIONS = "conditions", _lazy("A suspension or conditions")
    PATTERN = "pattern", _lazy("The same violation, disclosed again and again")
    TENDER = "tender", _lazy("Duties that are paid after a disclosure")


@tracked
class Plan(models.Model):
    """A corrective action plan. `removal` is the removal proposed because the plan was missed.

    An officer opens a plan of conditions, and the member is on conditions while the plan runs. The program opens the
    others after a `disclosure`: they take nothing while they are kept. The ledger has an `entry` while a plan of
    conditions runs, and while one about a pattern is missed. At `warned_at` the business was told that an item of a
    plan after a disclosure is not answered.
    """

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="plans", verbose_name=_lazy("business"))
    kind = models.CharField(
        max_length=10, choices=PlanKind, default=PlanKind.CONDITIONS, db_default=PlanKind.CONDITIONS.value
    )
    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, null=True, related_name="plans", verbose_name=_lazy("prior disclosure")
    )
    state = models.CharField(max_length=9, choices=PlanState, default=PlanState.OPEN)
    purpose = models.TextField(_lazy("what it is to correct"))
    language = models.CharField(max_length=10)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    warned_at = models.DateTimeField(_lazy("told that an item is not answered at"), null=True, blank=True)
    entry = models.OneToOneField(ProgramEntry, on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    text = models.TextField(_lazy("how it ended"), blank=True)
    text_language = models.CharField(max_length=10, blank=True)
    removal = models.OneToOneField(ProposedChange, on_delete=models.PROTECT, null=True, related_name="missed_plan")

    objects: ClassVar[Any] = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _lazy("corrective action plan")
        constraints = [
            models.UniqueConstraint(
                fields=["shipper"],
                condition=Q(state__in=["open", "missed"], kind="conditions"),
                name="plan_one_running_per_shipper",
            ),
            models.UniqueConstraint(
                fields=["disclosure", "kind"], condition=~Q(disclosure=None), name="plan_once_per_disclosure"
            ),
            models.CheckConstraint(
                condition=Q(kind="conditions", disclosure=None) | (~Q(kind="conditions") & ~Q(disclosure=None)),
                name="plan_after_a_disclosure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shipper}: {self.opened_at:%Y-%m-%d}"


class PlanItemState(models.TextChoices):
    """The states of an item of a plan."""

    OPEN = "open", _lazy("Waits for the business")
    ANSWERED = "answered", _lazy("Waits for an officer")
    ACCEPTED = "accepted", _lazy("Accepted")


@tracked
class PlanItem(models.Model):
    """One task of a plan: who at the business does it, by when, and whether an officer accepted the result."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="items")
    state = models.CharField(max_length=8, choices=PlanItemState, default=PlanItemState.OPEN)
    text = models.TextField(_lazy("what is to be done"))
    language = models.CharField(max_length=10)
    owner = models.CharField(_lazy("who sees to it"), max_length=200)
    due = models.DateField()
    # The last comment of an officer on an answer, or the reason for a new day.
    said = models.TextField(_lazy("what the officer said"), blank=True)
    said_language = models.CharField(max_length=10, blank=True)
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _lazy("item of a corrective action plan")
        indexes = [models.Index(fields=["plan", "due"], name="plan_item_due")]

    def __str__(self) -> str:
        return f"{self.owner}: {self.due:%Y-%m-%d}"

    @property
    def accepted_at(self) -> datetime | None:
        """Return when an officer accepted the item."""
        return self.said_at if self.state == PlanItemState.ACCEPTED else None

    @property
    def is_overdue(self) -> bool:
        """Say whether the day of the item is over without an answer."""
        return self.state == PlanItemState.OPEN and self.due < clock.today()


class PlanAnswer(models.Model):
    """The answer of a business to an item of a plan. An answer is never rewritten: after a declined answer, another
    follows.
    """

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()
    language = models.CharField(max_length=10)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class PlanFile(Upload):
    """Evidence that came with an answer."""

    belongs_to = "answer.item.plan"
    answer = models.ForeignKey(PlanAnswer, on_delete=models.PROTECT, related_name="files")
