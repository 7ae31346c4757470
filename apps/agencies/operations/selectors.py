"""Reads of special operations: what officers counted, beside the exams that were reported of the operation."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from apps.agencies.operations.models import Operation
from apps.core.lazy import Promise
from apps.core.lifecycle import Text
from apps.ledger.archives import EntriesArchived
from apps.ledger.selectors import operation_exams_counted

OPENED = _lazy("Parcels opened")
WRONG = _lazy("Not in order")
SEIZED = _lazy("Seized")


@dataclass(frozen=True, slots=True)
class ComparedCount:
    """A count of an operation: as officers recorded it, None before they did, and as the ledger has it."""

    label: Promise
    recorded: int | None
    reported: int

    @property
    def difference(self) -> Text:
        """Return in words the difference between the recorded and the reported count; "" before officers recorded a
        count.
        """
        if self.recorded is None:
            return ""
        missing = self.recorded - self.reported
        if missing > 0:
            return ngettext("%(count)d is not reported", "%(count)d are not reported", missing) % {"count": missing}
        if missing < 0:
            return ngettext("%(count)d more is reported", "%(count)d more are reported", -missing) % {"count": -missing}
        return _("They agree")


def counts_compared(operation: Operation) -> list[ComparedCount]:
    """Return the counts of an operation beside the exams that were reported for special operations at its port on its
    days, in one query.

    An operation that names no port, or whose parcels may be archived, has nothing to compare: the list is empty.
    """
    if not operation.port:
        return []
    try:
        reported = operation_exams_counted(
            port=operation.port, first_day=operation.first_day, last_day=operation.last_day
        )
    except EntriesArchived:
        return []
    return [
        ComparedCount(OPENED, operation.opened, reported.opened),
        ComparedCount(WRONG, operation.wrong, reported.wrong),
        ComparedCount(SEIZED, operation.seized, reported.seized),
    ]
