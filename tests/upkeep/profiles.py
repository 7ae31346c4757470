"""Members with a profile, made by the services."""

from copy import deepcopy
from typing import Any

from apps.accounts.models import User
from apps.shippers.models import Shipper
from tests.applications.answers import ANSWERS, approved
from tests.portal.members import settle

WORDS = {"reason": "We moved in March.", "language": "en"}
DECISION = {"text": "The register says so.", "language": "en"}


def member_by_application(owner: User, officer: User) -> Shipper:
    application = approved(officer, owner)
    settle()
    return application.shipper


def moved_to(city: str) -> dict[str, Any]:
    """Return the addresses of the application in another city."""
    typed = deepcopy(ANSWERS["addresses"])
    for row in typed["rows"]:
        row["city"] = city
    return typed
