"""The admin's list of jobs."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.staff_admin import StaffModelAdmin
from apps.jobs.models import Job


@admin.register(Job)
class JobAdmin(StaffModelAdmin):
    """The jobs, latest first."""

    help = _lazy("Long work, such as imports, and its progress. If a worker dies, another one starts the job again.")
    help_about = "deliveries"
    list_display = ("id", "kind", "state", "done", "total", "started_by", "created_at", "beat_at", "finished_at")
    list_select_related = ("started_by",)
    list_filter = ("state", "kind")
    ordering = ("-id",)
