"""Months of shipments in files: what is refused meanwhile, and the looks of apps above at a month that is archived."""

from collections.abc import Callable, Iterable
from datetime import date

from django.utils.translation import gettext as _

from apps.core.errors import Conflict
from apps.ledger.models import ArchiveAct

# Takes the act under way, in its transaction, while the entries of the month are still in the database, and raises
# Conflict if they may not leave.
type ArchiveLook = Callable[[ArchiveAct], None]

_looks: list[ArchiveLook] = []


class EntriesArchived(Conflict):
    """What was asked for needs entries of months that are archived."""

    def __init__(self, months: Iterable[date]) -> None:
        self.months = sorted(set(months))
        named = months_text(self.months)
        super().__init__(
            _("Entries of %(months)s are archived, and this needs them. Ask the program to restore them first.")
            % {"months": named},
            code="archived",
        )


def months_text(months: Iterable[date]) -> str:
    """Return months as they are written in commands: 2025-01, 2025-02."""
    return ", ".join(f"{month:%Y-%m}" for month in months)


def archive_look_register(look: ArchiveLook) -> None:
    """Register a look at each month that is archived, when the app starts."""
    _looks.append(look)


def archive_looks_run(act: ArchiveAct) -> None:
    """Let the apps above look at a month that is archived."""
    for look in _looks:
        look(act)
