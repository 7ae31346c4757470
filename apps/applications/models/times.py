"""The time that applicants take for the pages of a draft."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from apps.applications.models.application import Application


class PageTime(models.Model):
    """The time that a page of a draft took, from each opening of the page to the saving after it.

    `counted_until` is the end of what was counted, so that two windows don't count the same minutes twice.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="page_times")
    page = models.CharField(max_length=30)
    seconds = models.PositiveIntegerField(default=0)
    counted_until = models.DateTimeField()

    class Meta:
        verbose_name = _lazy("time of a page")
        verbose_name_plural = _lazy("times of pages")
        constraints = [models.UniqueConstraint(fields=["application", "page"], name="page_time_once")]

    def __str__(self) -> str:
        return f"{self.page}: {self.seconds} s"
