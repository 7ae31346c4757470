"""The list of program entries, and a page for each: what the program did to a member, and whether it still counts."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.desk.pages import PageAdmin
from apps.ledger.models import ProgramEntry


@admin.register(ProgramEntry)
class ProgramEntryAdmin(PageAdmin):
    """Acts of the program on members, latest first."""

    help = _lazy(
        "Acts of the program on a member: enrolled, validated, reviewed. Rules read these entries, which never change."
    )
    page_template = "admin/desk/program_entry.html"
    list_display = ("shipper", "kind", "date", "recorded_at", "takes_back")
    list_filter = ("kind",)
    list_select_related = ("shipper", "takes_back")
    search_fields = ("shipper__ksn", "shipper__name")
    ordering = ("-pk",)

    def page(self, request: HttpRequest, shown: ProgramEntry) -> dict[str, Any]:
        return {
            "title": f"{shown.get_kind_display()}: {shown.shipper}",
            "reversal": ProgramEntry.objects.filter(takes_back=shown).first(),
        }
