from django.contrib import admin

from apps.accounts.staff_admin import StaffModelAdmin
from apps.jobs.models import Job


@admin.register(Job)
class JobAdmin(StaffModelAdmin):
    list_display = ("id", "kind", "state", "done", "total", "started_by", "created_at", "beat_at", "finished_at")
    list_select_related = ("started_by",)
    list_filter = ("state", "kind")
    ordering = ("-id",)
