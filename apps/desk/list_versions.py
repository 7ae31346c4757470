"""The versions of lists of restricted parties: what each changed, and what came of comparing the businesses with it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.desk.actions import StaffActions
from apps.desk.impartiality import teams_of_reader
from apps.desk.pages import PageAdmin
from apps.screening.models import Version
from apps.screening.selectors import changes_of_version, follow_up_job, follow_up_of, hits_of_version

MAX_SHOWN = 50


@admin.register(Version)
class VersionAdmin(PageAdmin):
    """The list of versions, and a page for each with its changes and its follow-up."""

    help = _lazy(
        "Each load of a list is a version. After it the businesses are compared again whose names share a key with an "
        "entry that changed, or have a hit on one; no other hit can come or go by it."
    )
    help_about = "screening-lifecycle"
    page_template = "admin/desk/list_version.html"
    list_display = ("named", "at", "read", "rejected", "added", "changed", "removed", "touched", "found", "lapsed")
    list_filter = ("list",)
    search_fields = ("list__name",)
    search_help_text = _lazy("Name of the list")
    date_hierarchy = "at"
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        return super().get_queryset(request).select_related("list", "follow_up")

    def staff_actions(self, request: HttpRequest, shown: Version) -> StaffActions:
        return {}

    @admin.display(description=_lazy("version"), ordering="pk")
    def named(self, version: Version) -> str:
        return _version_name(version)

    @admin.display(description=_lazy("names compared again"))
    def touched(self, version: Version) -> int | None:
        return followed.touched if (followed := follow_up_of(version)) else None

    @admin.display(description=_lazy("hits found"))
    def found(self, version: Version) -> int | None:
        return followed.found if (followed := follow_up_of(version)) else None

    @admin.display(description=_lazy("hits lapsed"))
    def lapsed(self, version: Version) -> int | None:
        return followed.lapsed if (followed := follow_up_of(version)) else None

    def page(self, request: HttpRequest, shown: Version) -> dict[str, Any]:
        followed = follow_up_of(shown)
        hits = hits_of_version(shown).exclude(shipper__in=teams_of_reader(request))
        return {
            "title": _version_name(shown),
            "followed": followed,
            "job": None if followed else follow_up_job(shown),
            "hits": hits[:MAX_SHOWN],
            "changes": changes_of_version(shown)[:MAX_SHOWN],
            "entries": shown.added + shown.changed + shown.removed,
            "most": MAX_SHOWN,
        }


def _version_name(version: Version) -> str:
    return f"{version.list}, {version.number}"
