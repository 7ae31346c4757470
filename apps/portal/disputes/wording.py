"""Violations in words: the meaning of their states, their facts, and the changes of their entries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.contacts import contacts_removed
from apps.core.days_text import day_here
from apps.core.lazy import Promise
from apps.disputes.models import Dispute, StatementState
from apps.ledger.discrepancies import FOUND, Discrepancy, discrepancies_of, field_in_words
from apps.ledger.models import Grounds, Recording, Service, Violation
from apps.ledger.vocabulary import Determination, ReporterKind

STATE_TEXTS: dict[str, Promise] = {
    Determination.ALLEGED: _lazy(
        "This was reported. It is not proved, and does not count. You can answer it before it is decided."
    ),
    Determination.SUSTAINED: _lazy("The violation was confirmed. It counts in your record."),
    Determination.MITIGATED: _lazy(
        "The violation was confirmed, and something speaks in your favor. It counts in your record."
    ),
    Determination.REVERSED: _lazy("The violation was found to be untrue, and was taken back. It does not count."),
}
# The same for a violation of which the business told the program first: nobody else reported it.
DISCLOSED_TEXTS: dict[str, Promise] = {
    Determination.ALLEGED: _lazy(
        "You disclosed this yourself. It is not decided yet, and does not count. You can add to what you said until it "
        "is."
    ),
    Determination.SUSTAINED: _lazy(
        "You disclosed this yourself, and it was confirmed. It is in your record. It weighs less or nothing, "
        "because you disclosed it first."
    ),
    Determination.MITIGATED: _lazy(
        "You disclosed this yourself. It was confirmed, and something speaks in your favor. It is in your record. "
        "It weighs less or nothing, because you disclosed it first."
    ),
    Determination.REVERSED: _lazy("You disclosed this yourself. It was found to be no violation, and does not count."),
}
# The kinds of sources. A business is not told which agency, carrier or marketplace reported an entry.
SOURCES: dict[str, Promise] = {
    ReporterKind.AGENCY: _lazy("an agency"),
    ReporterKind.CARRIER: _lazy("a carrier"),
    ReporterKind.BROKER: _lazy("a customs broker"),
    ReporterKind.MARKETPLACE: _lazy("a marketplace"),
    ReporterKind.SELLER: _lazy("you"),
}
MONEY_FIELDS = ("revenue_loss", "penalty_assessed", "penalty_mitigated", "collected")
FIELDS = (
    *("determination", "category", "culpability", "basis", "attribution", "self_disclosed", "agency", "date"),
    *MONEY_FIELDS,
    *FOUND.values(),
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
    "found_origin": _lazy("Country of origin as found"),
    "found_hs": _lazy("HS code as found"),
}
_FIELD_FOUND = {found: name for name, found in FOUND.items()}
# The same while nobody has determined the violation: what its reporter says.
CLAIMED: dict[str, Promise] = {
    "culpability": _lazy("Culpability, by the report"),
    "revenue_loss": _lazy("Duties not paid because of it, by the report"),
    "penalty_assessed": _lazy("Penalty that the report claims"),
    "penalty_mitigated": _lazy("Penalty after mitigation, by the report"),
    "collected": _lazy("Paid so far, by the report"),
}


@dataclass(frozen=True, slots=True)
class EntryFieldChange:
    """A field that an entry changed, in words."""

    label: str | Promise
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Revision:
    """An entry of a violation with the kind of its source, and the fields that it changed; the first changed none.

    `grounds` is the reason of the officer who recorded the entry, if the officer chose to tell the business.
    """

    entry: Violation
    source: str | Promise
    changes: list[EntryFieldChange]
    grounds: Grounds | None


@dataclass(frozen=True, slots=True)
class AwaitedPerson:
    """The person who is to act on an allegation. `answer_by` is the last day to answer, in the time zone of the
    business.
    """

    on_business: bool
    answer_by: date | None


def state_text(violation: Violation) -> Promise:
    """Return where a violation stands, in a sentence."""
    return (DISCLOSED_TEXTS if violation.self_disclosed else STATE_TEXTS)[violation.determination]


def waiting_of(service: Service | None, disputes: Iterable[Dispute]) -> AwaitedPerson | None:
    """Return who is to act on an allegation; None before it was served, and while its source has not confirmed it."""
    if service is None or service.answer_by is None or service.unconfirmed_at:
        return None
    is_open = any(dispute.state == StatementState.OPEN for dispute in disputes)
    in_time = service.final_at is None and service.answer_by >= clock.now()
    return AwaitedPerson(in_time and not is_open, day_here(service.answer_by))


def facts_of(violation: Violation) -> list[tuple[str | Promise, Any]]:
    """Return the labels and values of what is recorded of a violation, without its date, category and state, and
    without what was found (`discrepancies_text`).
    """
    elsewhere = {"determination", "category", "date", *FOUND.values()}
    names = [name for name in FIELDS if name not in elsewhere]
    labels = LABELS | (CLAIMED if violation.determination == Determination.ALLEGED else {})
    return [(labels[name], value) for name in names if (value := field_text(violation, name)) not in ("", None)]


def discrepancies_text(violation: Violation) -> list[tuple[Promise, Promise]]:
    """Return the labels and values of what was declared of the parcel of a violation and is said to be wrong, and of
    what the source of the violation found instead.
    """
    found = discrepancies_of(violation)
    rows = [row for each in found for row in _discrepancy_rows(each, violation)]
    if any(each.found_label is None for each in found):
        rows.append((_lazy("Found instead"), _not_said(violation)))
    return rows


def _discrepancy_rows(each: Discrepancy, violation: Violation) -> Iterator[tuple[Promise, Promise]]:
    yield each.declared_label, each.declared
    if each.found_label is None:
        return
    if each.is_contradicted:
        text = _lazy("{value}. This is what was declared: you can say so in your answer.")
        yield each.found_label, format_lazy(text, value=each.found)
    else:
        yield each.found_label, each.found or _not_said(violation)


def _not_said(violation: Violation) -> Promise:
    if violation.note:
        return _lazy("Not stated, but see the words of the source below.")
    return _lazy("Not stated. You can ask for it in your answer.")


def revisions_of(entries: Iterable[Violation]) -> list[Revision]:
    """Return the entries of a violation, oldest first, with the changes of each."""
    texts: list[Revision] = []
    before: Violation | None = None
    for entry in entries:
        changes = (
            [
                EntryFieldChange(LABELS[name], field_text(before, name), field_text(entry, name))
                for name in FIELDS
                if getattr(before, name) != getattr(entry, name)
            ]
            if before
            else []
        )
        grounds = getattr(entry, "grounds", None)
        texts.append(Revision(entry, _source(entry.recording), changes, grounds if grounds and grounds.told else None))
        before = entry
    return texts


def field_text(violation: Violation, name: str) -> Any:
    """Return a field of a violation in words; "" or None if nothing is recorded."""
    value = getattr(violation, name)
    if name in FOUND.values():
        return field_in_words(_FIELD_FOUND[name], value) or ""
    if name in MONEY_FIELDS:
        return _money(value, violation.currency)
    if name == "self_disclosed":
        return _("Yes") if value else _("No")
    display = getattr(violation, f"get_{name}_display", None)
    return display() if display else contacts_removed(value) if name == "agency" else value


def _money(amount: Decimal | None, currency: str) -> str:
    if amount is None:
        return ""
    return f"{number_format(amount, decimal_pos=2, force_grouping=True)} {currency}".strip()


def _source(recording: Recording) -> str | Promise:
    if recording.kind == Recording.Kind.DESK:
        return _("an officer of the program")
    return SOURCES[recording.reporter.kind]
