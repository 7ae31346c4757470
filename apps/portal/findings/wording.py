"""A violation in plain words: what its category and its state mean, and what became of it when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.deadlines import day_there
from apps.core.lazy import Promise
from apps.disputes.models import Dispute, State
from apps.ledger.models import Grounds, Recording, Service, Violation
from apps.ledger.vocabulary import Determination, ReporterKind
from apps.shippers.zones import zone_of

STATE: dict[str, Promise] = {
    Determination.ALLEGED: _lazy(
        "Somebody reported this. It is not proved, and does not count. You can answer it before it is decided."
    ),
    Determination.SUSTAINED: _lazy("It was found to be so. It counts in your record."),
    Determination.MITIGATED: _lazy(
        "It was found to be so, and something speaks in your favor. It counts in your record."
    ),
    Determination.REVERSED: _lazy("It was found not to be so, and was taken back. It does not count."),
}
# Which kind of source an entry came from. A business is not told which agency, carrier or marketplace it was.
SAID_BY: dict[str, Promise] = {
    ReporterKind.AGENCY: _lazy("an agency"),
    ReporterKind.CARRIER: _lazy("a carrier"),
    ReporterKind.BROKER: _lazy("a customs broker"),
    ReporterKind.MARKETPLACE: _lazy("a marketplace"),
    ReporterKind.SELLER: _lazy("you"),
}
MONEY = ("revenue_loss", "penalty_assessed", "penalty_mitigated", "collected")
TOLD = (
    *("determination", "category", "culpability", "basis", "attribution", "self_disclosed", "agency", "date"),
    *MONEY,
)
LABELS: dict[str, Promise] = {
    "determination": _lazy("State"),
    "category": _lazy("What"),
    "culpability": _lazy("Culpability"),
    "basis": _lazy("It rests on"),
    "attribution": _lazy("Whose fault"),
    "self_disclosed": _lazy("Disclosed by you first"),
    "agency": _lazy("Agency"),
    "date": _lazy("Date"),
    "revenue_loss": _lazy("Duties not paid because of it"),
    "penalty_assessed": _lazy("Penalty assessed"),
    "penalty_mitigated": _lazy("Penalty after mitigation"),
    "collected": _lazy("Paid so far"),
}


@dataclass(frozen=True, slots=True)
class Changed:
    label: str | Promise
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Revision:
    """An entry of a violation: which kind of source it came from, and what it changed. The first changed nothing.

    `grounds` is why an officer recorded it, where they chose to tell it.
    """

    entry: Violation
    source: str | Promise
    changes: list[Changed]
    grounds: Grounds | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """On whom an allegation waits. `answer_by` is the last day to answer, where the business is."""

    on_business: bool
    answer_by: date | None


def waiting_of(service: Service | None, disputes: Iterable[Dispute]) -> Waiting | None:
    """On whom an allegation waits, as it was served and answered; None before it was served."""
    if service is None or service.answer_by is None:
        return None
    is_open = any(dispute.state == State.OPEN for dispute in disputes)
    in_time = service.answered_at is None and service.answer_by >= clock.now()
    return Waiting(in_time and not is_open, day_there(service.answer_by, zone_of(service.shipper)))


def facts_of(violation: Violation) -> list[tuple[str | Promise, Any]]:
    """What is recorded of a violation, beside its date and state."""
    shown = [name for name in TOLD if name not in ("determination", "category", "date")]
    return [(LABELS[name], value) for name in shown if (value := told(violation, name)) not in ("", None)]


def revisions_of(entries: Iterable[Violation]) -> list[Revision]:
    """The entries of a violation, oldest first, as what each changed."""
    texts: list[Revision] = []
    before: Violation | None = None
    for entry in entries:
        changes = (
            [
                Changed(LABELS[name], told(before, name), told(entry, name))
                for name in TOLD
                if getattr(before, name) != getattr(entry, name)
            ]
            if before
            else []
        )
        grounds = getattr(entry, "grounds", None)
        texts.append(Revision(entry, _source(entry.recording), changes, grounds if grounds and grounds.told else None))
        before = entry
    return texts


def told(violation: Violation, name: str) -> Any:
    """A field of a violation in the reader's words; empty where nothing is recorded."""
    value = getattr(violation, name)
    if name in MONEY:
        return _money(value, violation.currency)
    if name == "self_disclosed":
        return _("Yes") if value else _("No")
    display = getattr(violation, f"get_{name}_display", None)
    return display() if display else value


def _money(amount: Decimal | None, currency: str) -> str:
    if amount is None:
        return ""
    return f"{number_format(amount, decimal_pos=2, force_grouping=True)} {currency}".strip()


def _source(recording: Recording) -> str | Promise:
    if recording.kind == Recording.Kind.DESK:
        return _("an officer of the program")
    return SAID_BY[recording.reporter.kind]
