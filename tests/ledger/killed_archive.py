"""An archive of January that is killed at one of its steps, by a process of its own."""

import os
import signal
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

from apps.accounts.models import User
from apps.core import clock
from apps.core.database_rights import as_owner
from apps.ledger import archive_files
from apps.ledger.services import archives

# The object and the name of what is never reached; before the commit, of what was done last.
LAST = "before the commit"
STEPS = {
    "before the file is on the disk": (os, "fsync"),
    "before the file is read again": (archive_files, "parquet_lines"),
    "before the file has its name": (Path, "rename"),
    "before the leaves are kept": (archives, "archive_looks_run"),
    "before the partition is detached": (archives, "_partition_drop"),
    LAST: (archives, "_partition_drop"),
}


def killed(*_arguments: object, **_named: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def archive_killed(step: str, folder: str, email: str, moment: str) -> None:
    """Archive January into a folder at a moment, and kill this process at a step."""
    place, name = STEPS[step]
    last = getattr(place, name) if step == LAST else killed
    setattr(place, name, lambda *arguments, **named: killed(last(*arguments, **named)))
    with clock.at(datetime.fromisoformat(moment)), as_owner():
        actor = User.objects.get(email=email)
        list(archives.months_archive(before=date(2025, 2, 1), folder=Path(folder), actor=actor))
