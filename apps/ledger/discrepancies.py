"""What was declared of the parcel of a violation, beside what its source says was found instead."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy
from django_countries import countries

from apps.core.contacts import contacts_removed
from apps.core.lazy import Promise, later
from apps.ledger.models import Shipment, Violation
from apps.ledger.schema import LABELS, FieldKind, names_of
from apps.ledger.selectors.archives import entry_shown
from apps.ledger.vocabulary import Category

# The fields of the parcel that a violation of a category says were declared wrong.
DECLARED: dict[str, tuple[str, ...]] = {
    Category.ORIGIN: ("origin",),
    Category.EVASION: ("origin", "hs"),
    Category.CLASSIFICATION: ("hs", "description"),
    Category.UNDERVALUATION: ("value", "currency"),
    Category.VAGUE_DATA: ("description",),
}
# The field of a violation in which its source says what was found instead.
FOUND = {"origin": "found_origin", "hs": "found_hs"}
_FOUND_LABEL = _lazy("Found by the source: {field}")
NOT_SAID = _lazy("Not said")


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A field of a parcel as it was declared and as it was found, each with its label. A `found` that the source does
    not say is None; one that no field of a report can hold has no label.
    """

    name: str
    declared_label: Promise
    declared: Promise
    found_label: Promise | None = None
    found: Promise | None = None

    @property
    def rows(self) -> list[tuple[Promise, Promise]]:
        """The labels and values, with what was found after what was declared."""
        found = [(self.found_label, self.found or NOT_SAID)] if self.found_label is not None else []
        return [(self.declared_label, self.declared), *found]

    @property
    def is_contradicted(self) -> bool:
        """Whether the source says that what it found is what was declared."""
        return self.found is not None and str(self.found) == str(self.declared)


def found_fields(category: str) -> tuple[str, ...]:
    """Return the fields of a violation of a category in which its source says what was found."""
    return tuple(FOUND[name] for name in DECLARED.get(category, ()) if name in FOUND)


def discrepancies_of(violation: Violation) -> list[Discrepancy]:
    """Return each field of the parcel that a violation says was declared wrong, and each that its source found, in the
    order in which people read the fields. Takes one query where the violation names a parcel.
    """
    wrong = DECLARED.get(violation.category, ())
    names = {*wrong, *(name for name, found in FOUND.items() if getattr(violation, found))}
    if not names:
        return []
    entry = entry_shown(violation.parcel) if violation.parcel else None
    return list(_discrepancies(violation, entry, [name for name in LABELS if name in names]))


def field_in_words(name: str, value: Any) -> Promise | None:
    """Return a value of a field of a parcel in words; None where nothing was said."""
    if value in ("", None):
        return None
    if name in names_of(FieldKind.COUNTRY):
        return later(lambda: str(countries.name(str(value)) or value))
    if name in names_of(FieldKind.AMOUNT):
        return later(lambda: number_format(value, decimal_pos=2, force_grouping=True))
    return later(lambda: contacts_removed(str(value)))


def _discrepancies(violation: Violation, entry: Shipment | None, names: list[str]) -> Iterator[Discrepancy]:
    for name in names:
        declared = field_in_words(name, getattr(entry, name)) if entry else None
        found = field_in_words(name, getattr(violation, FOUND[name])) if name in FOUND else None
        yield Discrepancy(
            name=name,
            declared_label=format_lazy(_lazy("Declared: {field}"), field=LABELS[name]),
            declared=declared or NOT_SAID,
            found_label=format_lazy(_FOUND_LABEL, field=LABELS[name]) if name in FOUND else None,
            found=found,
        )
