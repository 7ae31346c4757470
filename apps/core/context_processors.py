from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Who runs this installation (settings.SITE), and whether it is the demonstration."""
    return {"site": settings.SITE, "demo": settings.DEMO}
