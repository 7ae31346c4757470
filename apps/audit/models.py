"""The table of views: who looked at which record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.triggers import append_only


class View(models.Model):
    """A view of a record with personal or business data by a member of staff. Append-only.

    `subject_type` and `subject_id` are the model name and id of the record, as in events; `shipper_id` is the business
    whose data the record holds.
    """

    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(default=clock.now)
    subject_type = models.CharField(_lazy("of what"), max_length=40)
    subject_id = models.BigIntegerField(_lazy("number"))
    shipper_id = models.BigIntegerField(_lazy("shipper"), null=True)

    class Meta:
        verbose_name = _lazy("view of a record")
        verbose_name_plural = _lazy("views of records")
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "actor", "at"], name="view_subject"),
            models.Index(fields=["shipper_id", "at"], name="view_shipper", condition=Q(shipper_id__isnull=False)),
            models.Index(fields=["actor", "at"], name="view_actor"),
            models.Index(fields=["at", "id"], name="view_at"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"


class RecordChange(models.Model):  # noqa: DJ008 (there are no instances)
    """A model without a table, which gives the page of changes its place in the admin. Versions hold the changes."""

    class Meta:
        managed = False
        default_permissions: tuple[str, ...] = ()
        verbose_name = _lazy("change of a record")
        verbose_name_plural = _lazy("changes of records")
