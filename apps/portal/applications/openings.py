"""The moment at which a page of an application was opened. The page says so itself, signed, since opening a page writes
nothing.
"""

from datetime import UTC, datetime

from django.core import signing

from apps.applications.models import Application
from apps.applications.sections import ApplicationPage
from apps.core import clock

FIELD = "opened"
_SALT = "portal.openings"


def opening_sign(application: Application, page: ApplicationPage) -> str:
    """Return the text by which a page says that it is opened now."""
    return signing.dumps([application.pk, page.key, int(clock.now().timestamp())], salt=_SALT)


def opening_read(text: str, application: Application, page: ApplicationPage) -> datetime | None:
    """Return when a page was opened; None if the text was not signed for this page."""
    try:
        application_id, key, moment = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None
    return datetime.fromtimestamp(moment, UTC) if (application_id, key) == (application.pk, page.key) else None
