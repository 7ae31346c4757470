"""The tables of work items, of notes among staff, of acts that may be undone, and of saved searches."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Least, Upper
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.history import tracked

OPEN = Q(closed_at__isnull=True)


def act_by() -> Least:
    """Return the moment after which an item is late, for a query: the promise to the business or the end of the day of
    the program's own target, whichever comes first. NULL if the item has neither.
    """
    template = f"((%(expressions)s + 1)::timestamp AT TIME ZONE '{clock.PROGRAM_ZONE.key}')"
    target = Func("target_on", template=template, output_field=models.DateTimeField())
    return Least("due_at", target, output_field=models.DateTimeField())


class Severity(models.IntegerChoices):
    """The gravity of a piece of work, and of the gravest violation of a business, in the four steps of violations."""

    NONE = 0, _lazy("None")
    MINOR = 1, _lazy("Minor")
    MODERATE = 2, _lazy("Moderate")
    MAJOR = 3, _lazy("Major")
    CRITICAL = 4, _lazy("Critical")


@tracked
class Item(models.Model):
    """A work item: a record that waits for a member of staff. One table has the items of all kinds (`kinds.py`).

    The item has copies of the values by which the lists of work are filtered, so that no filter reads the tables of
    other apps: `state` is the state of the record, if it has states; `country` and `chapters` (of the Harmonized
    System) are those of the business when the item was opened.
    """

    kind = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    shipper_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=40, blank=True, default="", db_default="")
    country = models.CharField(max_length=2, blank=True, default="", db_default="")
    # How grave the matter is, and the gravest violation that counts against the business: `Severity`. Late work is
    # ordered by both.
    severity = models.PositiveSmallIntegerField(default=Severity.MODERATE, db_default=Severity.MODERATE.value)
    risk = models.PositiveSmallIntegerField(default=Severity.NONE, db_default=Severity.NONE.value)
    chapters = ArrayField(models.CharField(max_length=2), default=list, db_default=[], blank=True)
    holder = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="work")
    opened_at = models.DateTimeField()
    # The promise to the business, in calendar days. While the item waits for the business, its time is paused; when the
    # pause ends, `due_at` moves later by the length of the pause, and `target_on` by its working days.
    due_at = models.DateTimeField(null=True, blank=True)
    # The last day on which the program's own aim, in working days, is met: never after the day that was promised.
    target_on = models.DateField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    # The length of the pauses that have ended; closing an item ends its pause.
    paused_for = models.DurationField(default=timedelta, db_default=timedelta(0))
    # The day on which the item comes back to the work of its holder, who put it aside until then, and why. No time is
    # paused by this, and an item that is late is in the work of its holder, whatever this day says.
    aside_until = models.DateField(null=True, blank=True)
    aside_note = models.CharField(max_length=200, blank=True, default="", db_default="")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _lazy("work item")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id"], condition=OPEN, name="work_one_open_item_per_subject"
            )
        ]
        # Late work is found and counted by the moment after which it is late, without reading the rows.
        indexes = [
            models.Index(act_by(), "id", include=["paused_at"], name="work_act_by", condition=OPEN),
            models.Index(fields=["holder", "due_at"], name="work_open", condition=OPEN),
            models.Index("kind", act_by(), "id", include=["paused_at"], name="work_kind_act_by", condition=OPEN),
            models.Index(fields=["state", "due_at", "id"], name="work_state", condition=OPEN),
            models.Index(fields=["country", "due_at", "id"], name="work_country", condition=OPEN),
            models.Index(fields=["due_at", "id"], name="work_paused", condition=OPEN & Q(paused_at__isnull=False)),
            models.Index(fields=["target_on", "id"], name="work_target", condition=OPEN),
            models.Index(fields=["opened_at", "id"], name="work_opened", condition=OPEN),
            models.Index(fields=["subject_type", "subject_id"], name="work_subject", condition=OPEN),
            models.Index(fields=["shipper_id"], name="work_shipper", condition=OPEN),
            GinIndex(fields=["chapters"], name="work_chapters", condition=OPEN),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="work_title", condition=OPEN),
            models.Index(fields=["closed_by", "closed_at"], name="work_closed", condition=~OPEN),
            # For the items that came and that were done in some weeks, of all kinds and of each.
            models.Index(fields=["opened_at", "kind"], name="work_came"),
            models.Index(
                fields=["closed_at", "kind"],
                include=["closed_by", "opened_at", "paused_for"],
                name="work_settled",
                condition=~OPEN,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        """Tell whether the promised day or the internal target has passed; a paused item is never late."""
        if self.paused_at is not None:
            return False
        promised = self.due_at is not None and self.due_at < clock.now()
        return promised or (self.target_on is not None and self.target_on < clock.today())

    @property
    def is_aside(self) -> bool:
        """Whether the holder put the item aside until a later day, and the item is not late."""
        return self.aside_until is not None and self.aside_until > clock.today() and not self.is_late


@tracked(exclude=["read_at"], personal=["text", "answer"])
class StaffNote(models.Model):
    """A note to a member of staff about a case: a question of a colleague, the answer to one's own question, that a
    colleague took one's work over, or that one follows the case.

    A question closes with its answer, a following when its owner ends it, and news when the recipient opens the case.
    """

    class Kind(models.TextChoices):
        ASKED = "asked", _lazy("Question")
        ANSWERED = "answered", _lazy("Answer")
        TAKEN_OVER = "taken_over", _lazy("Taken over")
        SCHEDULED = "scheduled", _lazy("On its way")
        NOT_DONE = "not_done", _lazy("Not done")
        FOLLOWED = "followed", _lazy("Followed")

    kind = models.CharField(max_length=20, choices=Kind)
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    shipper_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="")
    answer = models.TextField(blank=True, default="")
    at = models.DateTimeField(default=clock.now)
    # The last time at which the recipient opened the case.
    read_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _lazy("note to staff")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "subject_type", "subject_id"],
                condition=OPEN & Q(kind="followed"),
                name="work_note_followed_once",
            ),
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"],
                condition=OPEN & Q(kind="scheduled"),
                name="work_note_scheduled_once",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "at"], name="work_note_open", condition=OPEN),
            models.Index(fields=["subject_type", "subject_id", "at"], name="work_note_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"


@tracked(personal=["given"])
class ScheduledAct(models.Model):
    """An act of staff that is done after a short time, in which whoever chose the act may undo it. Its note says who
    chose the act, on which record, and, by `at`, when it is done.

    The act is a call of a service, kept with the token of the record as it stood when the act was chosen. The service
    ran once and was rolled back, so that it refuses at once what it would refuse later.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _lazy("Done")
        UNDONE = "undone", _lazy("Undone")
        REFUSED = "refused", _lazy("Refused")

    note = models.OneToOneField(StaffNote, on_delete=models.PROTECT, related_name="act")
    # The page on which the act is done: the model as "app.model", and the number of its record.
    page = models.CharField(max_length=80)
    number = models.BigIntegerField()
    act = models.CharField(max_length=60)
    seen = models.TextField()
    service = models.CharField(max_length=200)
    arguments = models.JSONField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.act


@tracked
class SavedSearch(models.Model):
    """A named set of filters of a list: private, or shown to all staff by somebody who may assign work."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=80)
    # The model of the list, as "app.model", and the filters as they are in the address of the list.
    page = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)
    shared = models.BooleanField(_lazy("shown to all staff"), default=False)
    saved_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "page", "name"], name="saved_search_name_once")]
        indexes = [models.Index(fields=["page"], name="saved_search_shared", condition=Q(shared=True))]

    def __str__(self) -> str:
        return self.name
