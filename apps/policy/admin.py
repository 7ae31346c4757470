from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.accounts.permissions import held
from apps.accounts.staff_admin import StaffModelAdmin
from apps.policy.models import Number, Policy


class NumberInline(admin.TabularInline):
    model = Number
    fields = ["key", "value", "authority", "reason"]
    ordering = ["id"]
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return "read_everything" in held(request.user)


@admin.register(Policy)
class PolicyAdmin(StaffModelAdmin):
    list_display = ["version", "state", "effective_from", "published_at", "drafted_by", "published_by"]
    list_filter = ["state"]
    inlines = [NumberInline]
