"""A violation as officers read it: each entry with who recorded it, why, and what it changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from apps.accounts.models import User
from apps.core.fields import field_of
from apps.core.lazy import Promise
from apps.disputes.models import Dispute
from apps.ledger.facts import VIOLATION_CONTENT
from apps.ledger.models import FurtherReport, Grounds, Reporter, Violation

# The determination stands by itself.
COMPARED = ("seller", "parcel", *(name for name in VIOLATION_CONTENT if name != "determination"))


@dataclass(frozen=True, slots=True)
class ChangedField:
    label: str | Promise
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ViolationEntry:
    """An entry of a violation. `by` is the officer, or the source that reported it.

    `grounds` is what an officer said, and `answer` the answer of the business that led to it, where one did.
    """

    violation: Violation
    by: User | Reporter
    changes: list[ChangedField]
    grounds: Grounds | None
    answer: Dispute | None


def entries_of(entries: list[Violation], answers: list[Dispute]) -> Iterator[ViolationEntry]:
    """Yield the entries of a violation, the latest first, each with its differences from the entry before."""
    led_to = {answer.result_id: answer for answer in answers}
    for entry, before in zip(entries, [*entries[1:], None], strict=True):
        yield ViolationEntry(
            violation=entry,
            by=entry.recording.actor or entry.recording.reporter,
            changes=_changes(before, entry) if before else [],
            grounds=getattr(entry, "grounds", None),
            answer=led_to.get(entry.pk),
        )


def content_text(report: FurtherReport) -> list[tuple[str | Promise, str]]:
    """Return what a report that is kept beside a case says: the label and the value of each field."""
    return [(_label(name), str(value)) for name, value in report.content.items()]


def _label(name: str) -> str | Promise:
    return field_of(Violation, "parcel" if name == "shipment" else name).verbose_name


def _changes(before: Violation, after: Violation) -> list[ChangedField]:
    return [
        ChangedField(field_of(Violation, name).verbose_name, _value_text(before, name), _value_text(after, name))
        for name in COMPARED
        if getattr(before, _attname(name)) != getattr(after, _attname(name))
    ]


def _attname(name: str) -> str:
    return field_of(Violation, name).attname


def _value_text(entry: Violation, name: str) -> Any:
    """Return the value of a field in words; empty where nothing is recorded."""
    display = getattr(entry, f"get_{name}_display", None)
    return display() if display else getattr(entry, name)
