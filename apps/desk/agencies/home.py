"""The home of an officer of an agency: a search for a parcel, the holds in force, and the questions that wait."""

from typing import Any

from django.urls import reverse

from apps.accounts.models import User
from apps.agencies.competence import AGENCIES
from apps.agencies.selectors import agency_of, holds_running, questions_waiting

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
