"""The home of the desk: the panels of each role that the reader holds, and the work that waits for all roles."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.requests import user_of
from apps.core.lazy import Promise
from apps.desk.agencies.home import agency_home
from apps.desk.homes.dashboard import dashboard
from apps.desk.homes.data import data_home
from apps.desk.homes.policies import policy_home
from apps.desk.homes.trail import trail_home
from apps.desk.work.home import home


class Panel(NamedTuple):
    """A panel of the home: its anchor and its heading. `admin/homes/<code>.html` draws the panel."""

    code: str
    title: Promise

    @property
    def template(self) -> str:
        return f"admin/homes/{self.code}.html"


TODAY = Panel("today", _lazy("Today"))
DASHBOARD = Panel("dashboard", _lazy("The work in figures"))
POLICY = Panel("policy", _lazy("The policy"))
TRAIL = Panel("trail", _lazy("What changed, and who looked"))
DATA = Panel("data", _lazy("Data"))
AGENCY = Panel("agency", _lazy("Your agency"))
# The panels of each role. Somebody with several roles gets the panels of each, in this order.
HOMES: dict[str, tuple[Panel, ...]] = {
    "officer": (TODAY,),
    "supervisor": (DASHBOARD, TODAY),
    "deputy": (DASHBOARD, TODAY),
    "policy manager": (POLICY, TODAY),
    "analyst": (DATA,),
    "auditor": (TRAIL,),
    "agency officer": (AGENCY, TODAY),
}
# The data that the panels show besides the work, read only for the panels of the reader.
CONTENTS: dict[Panel, Callable[[HttpRequest], dict[str, Any]]] = {
    DASHBOARD: dashboard,
    POLICY: lambda request: policy_home(user_of(request)),
    TRAIL: lambda _request: trail_home(),
    DATA: data_home,
    AGENCY: lambda request: agency_home(user_of(request)),
}


def panels_of(user: User) -> list[Panel]:
    """Return the panels of a reader by the roles that they hold. Administrators have work of their own: accounts."""
    found = [panel for role, panels in HOMES.items() if role in user.role_names for panel in panels]
    if user.is_superuser:
        found.append(TODAY)
    return list(dict.fromkeys(found))


def home_page(request: HttpRequest) -> dict[str, Any]:
    """Return what the template of the home page shows."""
    panels = panels_of(user_of(request))
    shown: dict[str, Any] = {"panels": panels, **home(request)}
    for panel in panels:
        if panel in CONTENTS:
            shown |= CONTENTS[panel](request)
    return shown
