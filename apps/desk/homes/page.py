"""The home of the desk: the panels of each role that the reader holds, and the work that waits for all roles."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.requests import user_of
from apps.agencies.competence import AGENCIES
from apps.agencies.selectors import agency_of, holds_running, questions_waiting
from apps.applications.models import Application
from apps.audit.models import RecordChange
from apps.audit.selectors import ViewCounts, changes_counted, looks_counted
from apps.benefits.models import Month
from apps.core import clock
from apps.core.lazy import Promise
from apps.core.lifecycle import Text
from apps.desk.help.words import MEANS
from apps.desk.homes.dashboard import FIGURES, dashboard
from apps.desk.homes.figure import TITLES
from apps.desk.work.home import home
from apps.guidance.surveys.models import SurveyAnswer
from apps.guidance.surveys.selectors import agreement_of, answers_between
from apps.ledger.models import Recording, Violation
from apps.policy.models import Policy
from apps.policy.selectors import drafts_written, policies_ahead
from apps.shippers.models import Shipper
from apps.work.models import Item

DAYS = 7
# Counting the changes of a kind stops here.
MAX_COUNTED = 10_000
# The people who looked at the most businesses.
MAX_PEOPLE = 15


class ChangedRecords(NamedTuple):
    """A kind of record, how often records of this kind changed, and the list of these changes."""

    label: str
    count: int
    url: str


def trail_home() -> dict[str, Any]:
    """Return what the template shows of the changes and the looks of the last days."""
    first = clock.add_days(clock.today(), -(DAYS - 1))
    since = clock.start_of(first)
    changes, looks = reverse("admin:audit_recordchange_changelist"), reverse("admin:audit_view_changelist")
    return {
        "days": DAYS,
        "changed": [
            ChangedRecords(
                str(capfirst(model._meta.verbose_name_plural)),
                count,
                f"{changes}?{urlencode({'kind': model._meta.label_lower})}",
            )
            for model, count in changes_counted(since, MAX_COUNTED).items()
        ],
        "most_counted": MAX_COUNTED,
        "looked": [(one, _looks_url(looks, one)) for one in looks_counted(since, MAX_PEOPLE)],
        "changes_url": changes,
        "looks_url": looks,
        "accesses_url": reverse("admin:accounts_access_changelist"),
    }


def _looks_url(looks: str, one: ViewCounts) -> str:
    return f"{looks}?{urlencode({'person': one.actor.pk})}"


def policy_home(user: User) -> dict[str, Any]:
    """Return what the template shows of the drafts and of the policies to come."""
    today = clock.today()
    return {
        "drafts": [(draft, MEANS["policy-lifecycle"][draft.policy.state]) for draft in drafts_written()],
        "policies": [
            (policy, _lazy("in force") if policy.first_day <= today else _lazy("to come"))
            for policy in policies_ahead()
        ],
        "may_draft": "draft_policy" in held(user),
        "comments": reverse("admin:policy_comment_changelist"),
    }


MAX_LISTED = 20


def agency_home(user: User) -> dict[str, Any]:
    """Return what the template shows of an agency; nothing of a person who acts for none yet."""
    agency = agency_of(user)
    if not agency:
        return {"agency": ""}
    return {
        "agency": AGENCIES[agency],
        "find_parcel": reverse("admin:agencies_agencyparcel_changelist"),
        "holds": holds_running(agency)[:MAX_LISTED],
        "questions": questions_waiting(agency)[:MAX_LISTED],
    }


# The survey is told of the last year.
YEAR = timedelta(days=365)
# The lists that answer most questions, and what each gives; the others stand under "Records".
LISTS: dict[type[Model], Text] = {
    Shipper: _lazy("Businesses by status, tier, country and chapter; filter, then export to a file."),
    Application: _lazy("Applications by state, country and days waited."),
    Violation: _lazy("Violations by category, determination and agency."),
    Recording: _lazy("What was reported, by whom, and what was rejected."),
    Item: _lazy("Work that waits, by kind, age and holder; filter, then export to a file."),
    Month: _lazy("Benefits that were promised to each tier, beside what members received."),
    Policy: _lazy("The numbers of each version, and two versions side by side."),
    SurveyAnswer: _lazy("What users think, and how long an application takes, in a period."),
    RecordChange: _lazy("Every change of a record; filter, then export to a file."),
}


class DataLink(NamedTuple):
    """A list or a file with data: its name, its address, and what it gives."""

    label: Text
    url: str
    gives: Text


def data_home(request: HttpRequest) -> dict[str, Any]:
    """Return what the template shows of the lists, the files and the survey."""
    answers = answers_between(clock.today() - YEAR, None)
    return {
        "lists": [
            DataLink(
                model._meta.verbose_name_plural or "",
                reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"),
                gives,
            )
            for model, gives in LISTS.items()
            if admin.site.get_model_admin(model).has_view_permission(request)
        ],
        "files": _files(request),
        "survey": agreement_of(answers),
        "survey_url": reverse("admin:guidance_surveyanswer_changelist"),
    }


def _files(request: HttpRequest) -> list[DataLink]:
    """Return the figures about the work that the reader may download."""
    rights = held(user_of(request))
    return [
        DataLink(TITLES[code], reverse("admin:figure", args=[code]), "")
        for code, (_make, wanted) in FIGURES.items()
        if wanted & rights
    ]


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
    "supervisor": (TODAY, DASHBOARD),
    "deputy": (TODAY, DASHBOARD),
    "policy manager": (TODAY, POLICY),
    "analyst": (DATA,),
    "auditor": (TRAIL,),
    "agency officer": (TODAY, AGENCY),
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
