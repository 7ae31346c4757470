"""The list of program entries. The desk has the pages of parcels, violations, sellers, recordings and reporters."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.staff_admin import StaffModelAdmin
from apps.ledger.models import ProgramEntry


@admin.register(ProgramEntry)
class ProgramEntryAdmin(StaffModelAdmin):
    help = _lazy(
        "Acts of the program on a member: enrolled, validated, reviewed. Rules read these entries, which never change."
    )
    list_display = ["shipper", "kind", "date", "recorded_at", "takes_back"]
    list_filter = ["kind"]
    list_select_related = ["shipper", "takes_back"]
    search_fields = ["shipper__ksn", "shipper__name"]
    ordering = ["-pk"]
