"""What the commands `backup` and `restore` have in common."""

from pathlib import Path

from django.conf import settings


def places(archives: Path | None) -> dict[str, Path]:
    """Return the folders whose files belong to a backup, by the names of their copies."""
    found = {"media": Path(settings.MEDIA_ROOT), "seals": Path(settings.SEALS_FOLDER)}
    return found | {"archives": archives} if archives else found
