"""The table of special operations: parcels that were chosen by a rule, at a place, on some days, and what was found."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core.codes import CodeField
from apps.core.history import tracked

# As long as in reports (`ledger.schema`).
MAX_PORT = 20


class OperationState(models.TextChoices):
    PLANNED = "planned", _lazy("Planned, or under way")
    CALLED_OFF = "called_off", _lazy("Called off")
    REPORTED = "reported", _lazy("Results recorded")


@tracked
class Operation(models.Model):
    """A special operation. Its exams are reported with the basis “operation”, so that no rate counts them.

    `port` is the code by which reports name the port, such as 4701; "" where the operation names none. `wrong` counts
    the opened parcels that were not in order, and `seized` those of them that were seized. The counts tell of parcels
    that a rule chose, and not of others.
    """

    state = models.CharField(max_length=10, choices=OperationState, default=OperationState.PLANNED)
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=200)
    port = CodeField(max_length=MAX_PORT, blank=True, default="", db_default="")
    first_day = models.DateField()
    last_day = models.DateField()
    rule = models.TextField(_lazy("rule of selection"))
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(_lazy("planned"))
    looked_at = models.PositiveIntegerField(_lazy("parcels that passed"), null=True, blank=True)
    opened = models.PositiveIntegerField(_lazy("parcels opened"), null=True, blank=True)
    wrong = models.PositiveIntegerField(_lazy("not in order"), null=True, blank=True)
    seized = models.PositiveIntegerField(null=True, blank=True)
    results = models.TextField(blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_lazy("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _lazy("special operation")
        constraints = [
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="operation_days_in_order"),
            models.CheckConstraint(
                condition=~Q(state="reported")
                | Q(opened__lte=F("looked_at"), wrong__lte=F("opened"), seized__lte=F("wrong")),
                name="operation_counts_agree",
            ),
        ]

    def __str__(self) -> str:
        return self.name
