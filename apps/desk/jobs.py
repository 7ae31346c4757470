"""The list of jobs, and a page for each with its progress and its result."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.desk.pages import PageAdmin
from apps.jobs.models import Job


@admin.register(Job)
class JobAdmin(PageAdmin):
    """The jobs, latest first."""

    help = _lazy("Long work, such as imports, and its progress. If a worker dies, another one starts the job again.")
    help_about = "deliveries"
    page_template = "admin/desk/job.html"
    list_display = ("id", "kind", "state", "done", "total", "started_by", "created_at", "beat_at", "finished_at")
    list_select_related = ("started_by",)
    list_filter = ("state", "kind")
    ordering = ("-id",)

    def page(self, request: HttpRequest, shown: Job) -> dict[str, Any]:
        took = (shown.finished_at or clock.now()) - shown.created_at
        return {
            "took": timedelta(seconds=round(took.total_seconds())),
            "arguments": shown.arguments.items(),
            "result": shown.result.items(),
        }
