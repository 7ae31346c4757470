"""A clock that is ahead of the real one, the same for the test, its site and its worker.

`-A tests.ahead` is the program's worker with that clock; how far it is ahead stands in the file that `CLOCK_AHEAD`
names.
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
    """Stands in for the clock's own variable: where that is not set, the moment is that of the file."""

    def __init__(self, file: Path, inner: ContextVar[datetime | None]) -> None:
        self.file, self.inner = file, inner

    def get(self) -> datetime:
        return self.inner.get() or timezone.now() + timedelta(seconds=float(self.file.read_text()))

    def set(self, moment: datetime) -> Token:
        return self.inner.set(moment)

    def reset(self, token: Token) -> None:
        self.inner.reset(token)

    def move(self, moment: datetime) -> None:
        """Let it be that moment now, for everybody at once."""
        whole = self.file.with_suffix(".new")
        whole.write_text(str((moment - timezone.now()).total_seconds()))
        whole.replace(self.file)


if NAME in os.environ:
    clock._set_to = Ahead(Path(os.environ[NAME]), clock._set_to)
