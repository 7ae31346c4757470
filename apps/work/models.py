from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.history import tracked


@tracked
class Item(models.Model):
    """Something that waits for a member of staff: one table for all kinds, which apps register (`kinds.py`)."""

    kind = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    shipper_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=200)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="work"
    )
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    # While it waits for somebody outside, the clock stands: `due_at` moves by the length of the pause when it ends.
    paused_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("work item")
        verbose_name_plural = _("work items")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id"],
                condition=Q(closed_at__isnull=True),
                name="work_one_open_item_per_subject",
            )
        ]
        indexes = [
            models.Index(fields=["holder", "due_at"], name="work_open", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["due_at", "id"], name="work_due", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.title
