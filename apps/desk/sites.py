from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.staff_admin import Column, StaffSite
from apps.desk.columns import column
from apps.desk.commands import commands_page
from apps.desk.help.page import help_page
from apps.desk.homes.dashboard import figure_file
from apps.desk.homes.page import home_page
from apps.desk.running.views import running_page
from apps.desk.search import search
from apps.desk.undo import undo
from apps.desk.work import searches
from apps.desk.work.team import team

# Apps with open work come first, then the businesses and their records, then the apps that run the program.
ORDER = (
    *("work", "applications", "shippers", "correspondence", "disputes", "validations", "upkeep"),
    *("standing", "benefits", "ledger", "evaluation", "policy", "partners", "staff"),
)


def _place(app: dict[str, Any]) -> int:
    """Return the place of an app in `ORDER`; apps that it does not name come last."""
    return ORDER.index(app["app_label"]) if app["app_label"] in ORDER else len(ORDER)


class DeskSite(StaffSite):
    """The officers' place: the stock admin, entered by the one sign-in of the site, which asks for a second factor."""

    site_header = _lazy("Known Shipper desk")
    site_title = _lazy("Known Shipper desk")
    index_title = _lazy("Your desk")
    site_url = None
    # The lists need the width.
    enable_nav_sidebar = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._app_lists: dict[tuple[str | None, frozenset[str], str | None], list[dict]] = {}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        """Return the apps that the reader may open, those with work first.

        Every page asks for them, and they depend on the permissions of the reader alone: they are put together once for
        each set of permissions.
        """
        user = request.user
        permissions = held(user) if isinstance(user, User) else frozenset[str]()
        asked = app_label, permissions, get_language()
        if asked not in self._app_lists:
            apps = super().get_app_list(request, app_label)
            self._app_lists[asked] = sorted(apps, key=_place)
        return self._app_lists[asked]

    def column(self, model: type[Model], name: str) -> Column:
        return column(model, name)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [
            path("commands/", self.admin_view(commands_page), name="commands"),
            path("figures/<slug:code>/", self.admin_view(figure_file), name="figure"),
            path("help/", self.admin_view(help_page), name="help"),
            path("running/", self.admin_view(running_page), name="running"),
            path("search/", self.admin_view(search), name="search"),
            path("team/", self.admin_view(team), name="team"),
            path("undo/<int:note_id>/", self.admin_view(undo), name="act_undo"),
            path("searches/", self.admin_view(searches.save), name="search_save"),
            path("searches/<int:search_id>/remove/", self.admin_view(searches.remove), name="search_remove"),
            *super().get_urls(),
        ]

    # pyrefly: ignore[bad-override] (the stubs of Django promise more than it keeps)
    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().index(request, home_page(request) | (extra_context or {}))

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            # Signed in, and no member of staff: signing in again would lead them back here for ever.
            raise PermissionDenied(_("This part of the site is for staff of the program."))
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))
