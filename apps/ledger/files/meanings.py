"""The meaning of a file: the fields of the ledger that its columns hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.core.errors import InvalidInput
from apps.ledger.facts import SHIPMENT_FIELDS, VIOLATION_FIELDS
from apps.ledger.vocabulary import Category, Culpability, Determination, ExamResult

# The fields of a violation that come from `--outcome`.
FROM_OUTCOME = frozenset({"category", "shipment"})
FIELDS = (SHIPMENT_FIELDS | VIOLATION_FIELDS) - FROM_OUTCOME
OUTCOME_DEFAULTS = {"determination": Determination.SUSTAINED.value, "culpability": Culpability.NEGLIGENCE.value}


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of a file: `columns` and `constants` by field, and the `outcomes`.

    An outcome is a column, a value in it, and the category of the violation that the value stands for.
    """

    columns: dict[str, str]
    constants: dict[str, str]
    outcomes: tuple[tuple[str, str, str], ...]

    @classmethod
    def parse(cls, maps: Sequence[str], sets: Sequence[str], outcomes: Sequence[str]) -> "Meaning":
        """Parse `field=COLUMN`, `field=VALUE` and `COLUMN:VALUE=category`; raise Invalid, saying what to change."""
        return cls(
            columns=dict(_field("--map", text) for text in maps),
            constants=dict(_field("--set", text) for text in sets),
            outcomes=tuple(_outcome(text) for text in outcomes),
        )

    def used_columns(self) -> list[str]:
        """Return the columns that the meaning reads."""
        return [*self.columns.values(), *(column for column, _value, _category in self.outcomes)]

    def shipment(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the raw shipment of a line.

        Where the file gives the basis of an exam and no result, the outcomes tell the result: a line with one was found
        wrong, any other in order.
        """
        raw = self._raw(values, SHIPMENT_FIELDS)
        if self.outcomes and raw.get("exam_basis") and not raw.get("exam_result"):
            raw["exam_result"] = (ExamResult.DISCREPANT if self._categories(values) else ExamResult.CLEAN).value
        return raw

    def violations(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        """Return a raw violation of the line's shipment for each outcome: sustained, by negligence, unless set
        otherwise.
        """
        found = self._categories(values)
        if not found:
            return []
        issuer, reference = (self._raw(values, {"issuer", "reference"}).get(name) for name in ("issuer", "reference"))
        shipment = f"{issuer}:{reference}" if issuer else reference
        given = OUTCOME_DEFAULTS | self._raw(values, VIOLATION_FIELDS)
        return [
            given | {"reference": f"{shipment}:{category}", "shipment": shipment, "category": category}
            for category in found
        ]

    def _categories(self, values: dict[str, Any]) -> list[str]:
        """Return the categories of the violations that the line tells of."""
        return [category for column, value, category in self.outcomes if str(values.get(column, "")).strip() == value]

    def _raw(self, values: dict[str, Any], fields: frozenset[str] | set[str]) -> dict[str, Any]:
        constants = {name: value for name, value in self.constants.items() if name in fields}
        return constants | {name: values.get(column) for name, column in self.columns.items() if name in fields}


def _field(option: str, text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    name = name.strip()
    if not sign or not value:
        raise InvalidInput(_("%(option)s %(text)s: write field=VALUE.") % {"option": option, "text": text})
    if name in FROM_OUTCOME:
        raise InvalidInput(_("%(option)s %(text)s: give this field by --outcome.") % {"option": option, "text": text})
    if name not in FIELDS:
        raise InvalidInput(
            _("%(option)s %(text)s: there is no field “%(name)s”. Fields are: %(fields)s.")
            % {"option": option, "text": text, "name": name, "fields": ", ".join(sorted(FIELDS))}
        )
    return name, value


def _outcome(text: str) -> tuple[str, str, str]:
    where, sign, category = text.rpartition("=")
    column, colon, value = where.rpartition(":")
    if not sign or not colon or not column or not value:
        raise InvalidInput(_("--outcome %(text)s: write COLUMN:VALUE=category.") % {"text": text})
    if category not in Category.values:
        raise InvalidInput(
            _("--outcome %(text)s: there is no category “%(category)s”. Categories are: %(known)s.")
            % {"text": text, "category": category, "known": ", ".join(Category.values)}
        )
    return column, value.strip(), category
