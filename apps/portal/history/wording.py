"""Shipments in words: their fields, remarks on odd values, and the changes of their reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_countries import countries

from apps.core import clock
from apps.core.languages import day_in_words
from apps.core.lazy import Promise
from apps.ledger.models import Parcel, Recording, Shipment
from apps.ledger.schema import LABELS, FieldKind, names_of
from apps.ledger.vocabulary import DRAWN_BASES, FOLLOWED_BASES, ExamBasis, ReporterKind

COUNTRIES = names_of(FieldKind.COUNTRY)
DIGESTS = names_of(FieldKind.DIGEST)
# The currency is shown with the value.
FIELDS = tuple(name for name in LABELS if name != "currency")
FLAGS: dict[str, Promise] = {
    "unknown": _lazy("This code is not on our list. It was kept as reported. Ask whoever reported it to correct it."),
    "zero": _lazy("Zero is unusual here. It was kept as reported. Ask whoever reported it to check it."),
    "rounded": _lazy("This was reported with more decimal places than we keep, and was rounded."),
    "shape": _lazy("An HS code has 4, 6, 8 or 10 digits. This one does not. It was kept as reported."),
    "missing": _lazy("No currency was reported, so this value is not added to any total."),
    "fraction": _lazy("This currency has no fractions, but the value has one. It was kept as reported."),
    "future": _lazy("This date was in the future when it was reported."),
}


@dataclass(frozen=True, slots=True)
class WordedFact:
    """A field and its value in words, with remarks if the value is odd."""

    label: str
    value: str
    remarks: Sequence[str | Promise] = ()


@dataclass(frozen=True, slots=True)
class ReportedChange:
    """A field that a report changed, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RevisionText:
    """A report of a parcel: the kind of its source in a sentence, and what the report changed."""

    entry: Shipment
    source: str
    changes: Sequence[ReportedChange]


def shipment_facts(entry: Shipment) -> list[WordedFact]:
    """Return the facts of a shipment that were reported."""
    remarks = {name: [] for name in FIELDS}
    for flag in entry.flags:
        name, _colon, what = flag.partition(":")
        remarks[{"currency": "value"}.get(name, name)].append(FLAGS[what])
    return [
        WordedFact(str(LABELS[name]), value, remarks[name]) for name in FIELDS if (value := value_text(entry, name))
    ]


def revision_texts(revisions: Sequence[Shipment]) -> list[RevisionText]:
    """Return the reports of a parcel, the latest first."""
    earlier = [None, *revisions[:-1]]
    texts = [
        RevisionText(entry, _source_text(entry, before), _changes(before, entry))
        for before, entry in zip(earlier, revisions, strict=True)
    ]
    return texts[::-1]


def evidence_text(parcel: Parcel, *, basis: str) -> str:
    """Return whether a parcel counts in the compliance rate, and why, in words.

    `basis` is why the parcel was examined, as reported; "" if it was not.
    """
    if parcel.voided:
        return _("No. The source that reported this shipment took the report back.")
    if parcel.drawn:
        return _("Yes. An agency opened this parcel at random.")
    if parcel.followed:
        return _(
            "Not in the rate itself. An agency opened this parcel at random after a wrong one was found: such parcels "
            "count where the program asks whether you keep your tier."
        )
    if parcel.evidence and basis in DRAWN_BASES | FOLLOWED_BASES:
        return _(
            "No. Only parcels that an agency opens at random count. An exam at random was reported, and no agency has "
            "confirmed it."
        )
    if parcel.evidence and basis == ExamBasis.SURPLUS:
        return _("No. This parcel was opened at random beyond the share of your parcels that counts.")
    if parcel.evidence:
        return _("No. Only parcels that an agency opens at random count, and nobody opened this one at random.")
    return _("No. Only you reported this shipment, and only parcels that an agency opens at random count.")


def decision_text(due: datetime | None) -> str:
    """Return until when somebody decides about a parcel that an exam at random found wrong, and how it counts until
    then; "" where nothing is to decide.
    """
    if due is None:
        return ""
    words = {"day": day_in_words(due)}
    if due < clock.now():
        return (
            _(
                "Nobody decided by %(day)s what the exam means. This delay is the program's fault, and not yours. "
                "Until the decision, the shipment counts as wrong if you want to rise, and as in order if you want to "
                "keep your tier."
            )
            % words
        )
    return (
        _(
            "Somebody decides by %(day)s what the exam means. Until then, the shipment counts as wrong if you want to "
            "rise, and as in order if you want to keep your tier."
        )
        % words
    )


def value_text(entry: Shipment, name: str) -> str:
    """Return the value of a field in words; "" if none was reported."""
    value: Any = getattr(entry, name)
    if name == "examined":
        return _("Yes") if value else _("No")
    if value in (None, ""):
        return ""
    if name in DIGESTS:
        return _("Reported. We keep only a code, which can be compared but not read.")
    if name in COUNTRIES:
        return f"{countries.name(value)} ({value})" if countries.name(value) else value
    if name == "value":
        return f"{number_format(value, 2, force_grouping=True)} {entry.currency}".strip()
    if isinstance(value, Decimal):
        return number_format(value.normalize(), force_grouping=True)
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    display = getattr(entry, f"get_{name}_display", None)
    return str(display() if display else value)


def _source_text(entry: Shipment, before: Shipment | None) -> str:
    if entry.recording.kind == Recording.Kind.REVERSAL:
        return _("A report was taken back.")
    kind = entry.recording.reporter.kind
    if kind == ReporterKind.SELLER:
        return _("You reported this shipment.") if before is None else _("You reported more, or corrected it.")
    who = {"kind": entry.recording.reporter.get_kind_display()}
    if before is None:
        return _("First report. Source: %(kind)s.") % who
    return _("Further report. Source: %(kind)s.") % who


def _changes(before: Shipment | None, entry: Shipment) -> list[ReportedChange]:
    if before is None:
        return []
    found = [ReportedChange(str(LABELS[name]), value_text(before, name), value_text(entry, name)) for name in FIELDS]
    told = {True: _("Yes"), False: _("No")}
    found.append(ReportedChange(_("Reported by somebody other than you"), told[before.evidence], told[entry.evidence]))
    found.append(ReportedChange(_("Opened at random by an agency"), told[before.drawn], told[entry.drawn]))
    found.append(ReportedChange(_("Opened at random after a wrong one"), told[before.followed], told[entry.followed]))
    return [change for change in found if change.before != change.after]
