"""What the commands that archive and restore months print."""

from typing import Any

from apps.ledger.models import ArchiveAct


def act_line(act: ArchiveAct) -> str:
    """Return what is printed of an act."""
    return f"{act.month:%Y-%m}  {act.rows:,} entries  {act.size:,} bytes  {act.sha256}  {act.file}"


def act_told(act: ArchiveAct) -> dict[str, Any]:
    """Return an act as JSON."""
    return {
        "month": f"{act.month:%Y-%m}",
        "file": act.file,
        "sha256": act.sha256,
        "content_sha256": act.content_sha256,
        "bytes": act.size,
        "entries": act.rows,
        "first_recorded": act.first_recorded.isoformat(),
        "last_recorded": act.last_recorded.isoformat(),
        "schema": act.schema,
        "at": act.at.isoformat(),
        "by": act.by.email,
    }
