"""Acts of the program, and the watches that say when a shipper is evaluated again."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _lazy

from apps.core.triggers import append_only
from apps.ledger.models.sources import Recording
from apps.ledger.vocabulary import CONTROL_KINDS, ProgramEntryKind
from apps.shippers.models import Shipper


class ProgramEntry(models.Model):
    """An act of the program on a shipper: enrolled, validated, reviewed, a plan or a hold opened or closed, bound to
    others or freed.

    `control` is the number of a group of businesses that are judged together (ADR 0137).
    A business belongs to the group of its last entry with such a number, if by that entry it was bound.
    """

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="program_entries")
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="program_entries")
    recorded_at = models.DateTimeField()
    kind = models.CharField(max_length=14, choices=ProgramEntryKind)
    date = models.DateField()
    takes_back = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="taken_back_by")
    control = models.BigIntegerField(_lazy("number of the common control"), null=True)

    class Meta:
        verbose_name_plural = _lazy("program entries")
        indexes = [
            models.Index(fields=["shipper", "date"], name="program_entry_shipper"),
            BrinIndex(fields=["recorded_at"], autosummarize=True, name="program_entry_recorded"),
            # Without groups these indexes are empty, and the question whether anybody is bound costs nothing.
            models.Index(fields=["shipper"], name="program_entry_bound", condition=Q(control__isnull=False)),
            models.Index(fields=["control"], name="program_entry_control", condition=Q(control__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=sorted(CONTROL_KINDS), control__isnull=False)
                | (~Q(kind__in=sorted(CONTROL_KINDS)) & Q(control__isnull=True)),
                name="program_entry_has_control",
            )
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.date}"


class DeclaredMonth(models.Model):
    """A completed month of a member: its parcels as others reported them afterwards, how many of these could be
    declared before they arrived, and how many were, so that they stood in a draw. Counted once, and never changed.

    A parcel of a day on which this program drew no parcel anywhere is left out. A parcel `could` be declared where one
    of any member by the same mode to the same port stood in a draw of that day.
    """

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="declared_months", db_index=False)
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="declared_months", db_index=False)
    recorded_at = models.DateTimeField()
    month = models.DateField()
    parcels = models.PositiveIntegerField()
    could = models.PositiveIntegerField(_lazy("parcels that could be declared"))
    declared = models.PositiveIntegerField(_lazy("parcels declared in time"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shipper", "month"], name="declared_month_once"),
            models.CheckConstraint(
                condition=Q(declared__lte=F("could"), could__lte=F("parcels")), name="declared_month_within_parcels"
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Watch(models.Model):
    """The state of a shipper between evaluations: when the result can next change, and whether it is due.

    A shipper is due if `due_since` is set, `quiet_until` has come, or `clean_left` is zero or less. The transaction
    that records entries lowers `clean_left` by the clean shipments and sets `due_since` for everything else. The
    evaluator locks the row before it reads the facts, and sets all three anew.

    A batch that records entries of the shipper which a rule reads locks the row, and so does an evaluation of the
    shipper: each evaluation comes before or after a batch of such entries as a whole. `recorded_at` is the time of the
    latest batch. `known_at` is the time of the latest evaluation: not before the batches that came before, and after
    every evaluation before (docs/adr/0050-evaluations-can-be-repeated.md).
    """

    URGENT: ClassVar[int] = 1
    NORMAL: ClassVar[int] = 0

    shipper = models.OneToOneField(Shipper, on_delete=models.PROTECT, primary_key=True, related_name="watch")
    quiet_until = models.DateField(null=True)
    clean_left = models.BigIntegerField(null=True)
    due_since = models.DateTimeField(null=True)
    urgency = models.SmallIntegerField(default=NORMAL)
    recorded_at = models.DateTimeField(null=True)
    known_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-urgency", "due_since"], name="watch_due", condition=Q(due_since__isnull=False)),
            models.Index(fields=["quiet_until"], name="watch_quiet"),
        ]

    def __str__(self) -> str:
        return f"watch of {self.shipper_id}"


class LateBatch(models.Model):
    """A batch of entries that was recorded before an evaluation of a shipper and committed after it.

    The evaluation did not see these entries, although their time is not after its own. Evaluations of the shipper know
    them from `known_from` on.
    """

    shipper = models.ForeignKey(Shipper, on_delete=models.PROTECT, related_name="late_batches", db_index=False)
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()
    known_from = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shipper", "recording", "recorded_at"], name="late_batch_once")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.recording_id} for {self.shipper_id}"
