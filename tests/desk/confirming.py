"""Acts that are confirmed by their consequences, as somebody takes them at the desk."""

from typing import Any

from django.http import HttpResponse
from django.test import Client


def confirm(client: Client, path: str, data: dict[str, Any], *, follow: bool = False) -> HttpResponse:
    """Send the form of an act, read the consequences that the page shows, and confirm these."""
    shown = client.post(path, data)
    assert shown.status_code == 200, shown.content.decode()
    attempt = shown.context_data["attempt"]
    assert attempt.consequences, "the act was confirmed without a word"
    for value in data.values():
        for file in value if isinstance(value, list) else [value]:
            if hasattr(file, "seek"):
                file.seek(0)
    return client.post(path, data | {"confirmed": attempt.confirmation}, follow=follow)
