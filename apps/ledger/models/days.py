"""The days of the record that are closed."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.core.triggers import append_only


class ClosedDay(models.Model):
    """A day of the program in which nothing is recorded any more, nor in any day before.

    A batch that begins now bears a time of the first open day, or a later one (`sql/batch_begin.sql`).
    """

    day = models.DateField(_lazy("day"), primary_key=True)
    closed_at = models.DateTimeField(_lazy("closed"))

    class Meta:
        verbose_name = _lazy("closed day")
        verbose_name_plural = _lazy("closed days")
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
