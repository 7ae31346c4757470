"""The variables that every template has."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Give every template the name and addresses of this installation, and whether it is the demonstration."""
    return {"SITE": settings.SITE, "demo": settings.DEMO}
