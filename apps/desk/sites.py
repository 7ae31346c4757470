"""The site of the desk with its own pages, and the page of commands and keys."""

from typing import Any, NamedTuple

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.accounts.staff_admin import Column, StaffSite
from apps.core.lazy import Promise
from apps.core.lifecycle import Text
from apps.desk.help.page import help_page
from apps.desk.homes.dashboard import figure_file
from apps.desk.homes.page import home_page
from apps.desk.lists import column
from apps.desk.running.views import running_page
from apps.desk.search.page import search
from apps.desk.undo import undo
from apps.desk.work import searches
from apps.desk.work.team import team
from apps.work.selectors import kinds_seen

# Each key of `static/js/desk.js`, what it does, and the way without it.
KEYS: tuple[tuple[str, Promise, Promise], ...] = (
    ("J", _lazy("The next case, or the next row of a list"), _lazy("Next, at the top of a case")),
    ("K", _lazy("The case before, or the row before"), _lazy("Previous, at the top of a case")),
    ("T", _lazy("Take the case; on the home, take what is due next"), _lazy("Take, at the top of a case")),
    ("A", _lazy("Open the form that agrees: approve, accept, grant, sustain, uphold"), _lazy("What you can do")),
    ("D", _lazy("Open the form that refuses: deny, decline, withdraw, reverse"), _lazy("What you can do")),
    ("N", _lazy("Write a note or an answer"), _lazy("What you can do")),
    ("S", _lazy("Put the case aside until a day, or take it up again"), _lazy("Put aside, at the top of a case")),
    ("Q", _lazy("Ask a colleague about the case"), _lazy("Ask a colleague, at the top of a case")),
    ("F", _lazy("Follow the case, or stop following it"), _lazy("Follow, at the top of a case")),
    ("R", _lazy("Go to “The rest is met”, once every answer is open"), _lazy("Below the answers")),
    ("/", _lazy("Search for a business, a person, a case or a shipment"), _lazy("Search, at the top of each page")),
    (
        "P",
        _lazy("Find a command or a record by its name; Ctrl and K does the same, also while you type"),
        _lazy("This page, and the search"),
    ),
    ("?", _lazy("This page"), _lazy("Keys and commands, at the top of each page")),
)


class Command(NamedTuple):
    """A place of the desk by its name."""

    label: Text
    url: str


def commands_page(request: HttpRequest) -> HttpResponse:
    """Show what each key does, and the places of the desk that the reader may open."""
    work = reverse("admin:work_item_changelist")
    context = {
        **admin.site.each_context(request),
        "title": _lazy("Keys and commands"),
        "keys": KEYS,
        "places": _places(request, work),
        "kinds": [Command(kind.label, f"{work}?kind={kind.code}") for kind in kinds_seen(user_of(request))],
        "lists": [
            Command(model["name"], model["admin_url"])
            for app in admin.site.get_app_list(request)
            for model in app["models"]
            if model["admin_url"]
        ],
    }
    return TemplateResponse(request, "admin/desk/commands.html", context)


def _places(request: HttpRequest, work: str) -> list[Command]:
    rights = held(user_of(request))
    places = [
        Command(_lazy("Home"), reverse("admin:index")),
        Command(_lazy("My work"), f"{work}?whose=mine"),
        Command(_lazy("Work that you put aside"), f"{work}?whose=aside"),
        Command(_lazy("Unassigned work"), f"{work}?whose=nobody"),
        Command(_lazy("Overdue work"), f"{work}?due=overdue"),
        Command(_lazy("Help"), reverse("admin:help")),
    ]
    if "assign_work" in rights:
        places.append(Command(_lazy("The team's load"), reverse("admin:team")))
    if "operate" in rights:
        places.append(Command(_lazy("How the program runs"), reverse("admin:running")))
    return places


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
        # As in the tables of our own.
        self.empty_value_display = "–"
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
            # A search is sent while somebody types, and changes nothing when it is sent again.
            path("search/", admin.AdminSite.admin_view(self, search), name="search"),
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
