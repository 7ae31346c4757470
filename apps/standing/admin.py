"""Lists of standings and of their changes."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.staff_admin import StaffModelAdmin
from apps.standing.models import Change, Standing


@admin.register(Standing)
class StandingAdmin(StaffModelAdmin):
    help = _lazy("How each member stands now: status, validated or not, tier.")
    help_about = "standing-status"
    list_display = ["shipper", "status", "status_since", "tier", "tier_since", "validated", "validated_since"]
    list_filter = ["status", "validated", "tier"]
    list_select_related = ["shipper"]
    search_fields = ["shipper__ksn", "shipper__name"]


@admin.register(Change)
class ChangeAdmin(StaffModelAdmin):
    help = _lazy("Each change of a member's standing, with its reasons and who made it.")
    help_about = "standing-reasons"
    list_display = ["at", "shipper", "action", "status", "tier", "actor"]
    list_filter = ["action", "status"]
    list_select_related = ["shipper", "actor"]
    search_fields = ["shipper__ksn", "shipper__name"]
    date_hierarchy = "at"
