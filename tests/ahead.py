"""A clock ahead of the real one, which a test, its site and its worker share.

`-A tests.ahead` starts the worker with this clock. The file named by `CLOCK_AHEAD` holds the seconds by which the clock
is ahead.
"""

import os
from contextvars import ContextVar, Token
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from apps.core import clock
from config.celery import app

__all__ = ["Ahead", "app"]

NAME = "CLOCK_AHEAD"


class Ahead:
    """A replacement for the variable of `apps.core.clock`: if no moment is set, the moment of the file counts."""

    def __init__(self, file: Path, inner: ContextVar[datetime | None]) -> None:
        self.file, self.inner = file, inner

    def get(self) -> datetime:
        return self.inner.get() or timezone.now() + timedelta(seconds=float(self.file.read_text()))

    def set(self, moment: datetime) -> Token:
        return self.inner.set(moment)

    def reset(self, token: Token) -> None:
        self.inner.reset(token)

    def move(self, moment: datetime) -> None:
        """Set the present to a moment, for every process at once."""
        whole = self.file.with_suffix(".new")
        whole.write_text(str((moment - timezone.now()).total_seconds()))
        whole.replace(self.file)


if NAME in os.environ:
    clock._set_to = Ahead(Path(os.environ[NAME]), clock._set_to)
