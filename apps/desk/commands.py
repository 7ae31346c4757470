"""The page of keys and commands: what each key does, and every place to which the palette leads."""

from typing import NamedTuple

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.core.lazy import Promise
from apps.core.lifecycle import Text
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
    ("P", _lazy("Find a command by its name; Ctrl and K does the same, also while you type"), _lazy("This page")),
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
