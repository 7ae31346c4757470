"""Lines of a file, parsed into the shipment and the violations that they report, or into errors."""

from collections.abc import Callable
from dataclasses import dataclass, field

from apps.core import clock
from apps.ledger.facts import Errors, ShipmentFact, ViolationFact, parse_shipment, parse_violation
from apps.ledger.files.meanings import Meaning
from apps.ledger.files.rows import FileRow


@dataclass(slots=True)
class FileLine:
    """A row of a file with its parsed facts, or with errors by field."""

    row: FileRow
    shipment: ShipmentFact | None = None
    violations: list[ViolationFact] = field(default_factory=list)
    errors: Errors = field(default_factory=dict)

    @property
    def number(self) -> int:
        return self.row.number


def line_parser(source: str, meaning: Meaning) -> Callable[[FileRow], FileLine]:
    """Return a function that parses rows with a meaning. `source` is the code of the reporter."""
    today = clock.today()

    def parse(row: FileRow) -> FileLine:
        line = FileLine(row, errors=row.errors)
        if line.errors:
            return line
        shipment = parse_shipment(meaning.shipment(row.values), source=source, today=today)
        violations = [parse_violation(raw, source=source, today=today) for raw in meaning.violations(row.values)]
        for fact in (shipment, *violations):
            if isinstance(fact, dict):
                line.errors |= fact
            elif isinstance(fact, ShipmentFact):
                line.shipment = fact
            else:
                line.violations.append(fact)
        return line

    return parse
