"""What the commands `backup` and `restore` have in common."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path

from django.conf import settings


def places(archives: Path | None) -> dict[str, Path]:
    """Return the folders whose files belong to a backup, by the names of their copies."""
    found = {"seals": Path(settings.SEALS_FOLDER)}
    if not settings.FILES_URL:
        found["media"] = Path(settings.MEDIA_ROOT)
    return found | {"archives": archives} if archives else found


def archives_folder(text: str) -> Path:
    """Return the folder of archived months that an argument names; refuse a place on an S3 API."""
    if text.startswith("s3://"):
        raise ArgumentTypeError("no backup holds files on an S3 API: the versions of the bucket are their copies")
    return Path(text)


def left_out_tell(write: Callable[[str], object]) -> None:
    """Tell which files no backup of ours holds, if any."""
    if settings.FILES_URL:
        write(f"No backup holds the files at {settings.FILES_URL}: the versions of the bucket are their copies.")
