"""The earlier reports of a reporter on its cases: a further report may be older than these, or repeat one of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from apps.ledger.facts import UNORDERED, ReportOrder
from apps.ledger.models import Case, Recording, Remark, Violation


class OwnReports:
    """The earlier reports by the reporter of a batch about the locked cases of the batch."""

    def __init__(self, recording: Recording, cases: Iterable[Case]) -> None:
        self._recording = recording
        self._entries: dict[int, list[Violation]] = defaultdict(list)
        self._advanced: dict[int, Case] = {}
        if recording.kind not in Recording.SENT:
            return
        earlier = Violation.objects.filter(
            case__in=list(cases),
            recording__reporter=recording.reporter_id,
            recording__kind__in=Recording.SENT,
            recording__reversed_by=None,
        )
        for entry in earlier.order_by("revision"):
            self._entries[entry.case_id].append(entry)

    def add(self, entry: Violation) -> None:
        """Add an entry that this batch made."""
        self._entries[entry.case_id].append(entry)

    def order_advance(self, case: Case, order: ReportOrder) -> None:
        """Note that a report was recorded, or repeated the present entry: older reports are stale from now on."""
        if order == UNORDERED or case.reporter_id != self._recording.reporter_id:
            return
        if order.version is not None:
            case.version = max(order.version, case.version or 0)
        if order.reported_at is not None:
            case.reported_at = max(order.reported_at, case.reported_at or order.reported_at)
        self._advanced[case.pk] = case

    def save(self) -> None:
        """Write the orders that advanced."""
        Case.objects.bulk_update(self._advanced.values(), ["reported_at", "version"])

    def superseded(
        self, case: Case, present: Violation, order: ReportOrder, content: Mapping[str, Any]
    ) -> tuple[Remark.Code, ReportOrder] | None:
        """Return why a report that would change a case changes nothing, with the order of the report that supersedes
        it; None for a report that is to be recorded.

        A report is stale that is older than another of its reporter. A message that repeats an earlier one, which was
        changed since, came twice.
        """
        earlier = self._entries[case.pk]
        orders = [ReportOrder(entry.version, entry.reported_at) for entry in earlier]
        if case.reporter_id == self._recording.reporter_id:
            orders.append(ReportOrder(case.version, case.reported_at))
        last = next((other for other in reversed(orders) if order.is_before(other)), None)
        if last is not None:
            return Remark.Code.STALE, last
        # If an officer or the program changed the case since, the checks of a determination decide and say why.
        is_message = self._recording.kind == Recording.Kind.API and present in earlier
        repeats = is_message and any(
            said == order and _says(entry, content) for entry, said in zip(earlier, orders, strict=False)
        )
        return (Remark.Code.REPEATED, UNORDERED) if repeats else None


def _says(entry: Violation, content: Mapping[str, Any]) -> bool:
    return all(getattr(entry, name) == value for name, value in content.items())
