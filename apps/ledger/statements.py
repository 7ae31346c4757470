"""The ledger's SQL, one statement a file in `sql/`, each with its reason, and the condition of complete data.

A statement names the columns of a shipment's fields (`schema.FIELDS`) by a placeholder:

- `{{columns}}`: their names
- `{{columns of s}}`: their names in the table or alias `s`
- `{{columns filled}}`: their values, with the column's default for a field that was not reported
- `{{columns declared}}`: their declarations for the staging table, null where a field was not reported
"""

import re
from functools import cache
from pathlib import Path

from apps.ledger.schema import FIELDS

COMPLETE = (
    "description <> '' AND hs ~ '^[0-9]{6,}$' AND origin ~ '^[A-Z]{2}$' AND origin <> 'ZZ' AND value > 0 "
    "AND currency <> '' AND weight_kg > 0 AND quantity > 0 AND mode <> ''"
)


_FOLDER = Path(__file__).parent / "sql"
_PLACEHOLDER = re.compile(r"\{\{columns(?: of (?P<table>\w+)| (?P<form>filled|declared))?\}\}")


@cache
def statement(name: str) -> str:
    """Return the SQL of a statement with its columns filled in; the statement is read once."""
    return _PLACEHOLDER.sub(_columns, (_FOLDER / f"{name}.sql").read_text())


def _columns(placeholder: re.Match[str]) -> str:
    match placeholder["form"]:
        case "filled":
            return ", ".join(
                f"coalesce({field.name}, {field.sql_default})" if field.sql_default else field.name for field in FIELDS
            )
        case "declared":
            return ",\n    ".join(
                f"{field.name} {field.sql_type}{' NOT NULL' if field.required else ''}" for field in FIELDS
            )
    prefix = f"{placeholder['table']}." if placeholder["table"] else ""
    return ", ".join(f"{prefix}{field.name}" for field in FIELDS)
