"""The plan by which Citus divides the tables that grow with every parcel over several servers of PostgreSQL.

Everything else stays on the coordinator: what grows with members takes some gigabytes (`docs/scaling.md`). The plan is
applied by people, once, on a database that has outgrown its server; nothing in the program calls it.
"""

from dataclasses import dataclass

from django.db import connection

# Constraints of other tables that point to a table.
_REFERENCES = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
WHERE contype = 'f' AND confrelid = %s::regclass ORDER BY 1, 2
"""
# Foreign keys of a table, to tables that stay on the coordinator.
_FOREIGN_KEYS = """
SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass ORDER BY 1
"""
_PRIMARY_KEY = "SELECT conname FROM pg_constraint WHERE contype = 'p' AND conrelid = %s::regclass"


@dataclass(frozen=True, slots=True)
class DividedTable:
    """A table that is divided by the hash of a column.

    `together_with` names the table whose rows of the same value stand on the same server. `primary_key` is the key that
    takes the place of the present one, since a server can only know that a value is unique among its own rows: a unique
    key must contain the column. Without a new key, rows are found by an index on `found_by`.
    """

    name: str
    column: str
    together_with: str = "none"
    primary_key: tuple[str, ...] = ()
    found_by: str = ""


DIVIDED = (
    DividedTable("ledger_tally", "seller_id"),
    DividedTable("ledger_shipment", "seller_id", "ledger_tally", primary_key=("seller_id", "id", "date")),
    # The identity of a parcel holds over all sellers, so that its table is divided by itself. The number of the carrier
    # is in the key of the identity, and spreads evenly.
    DividedTable("ledger_parcel", "reference", found_by="id"),
)


def plan_statements() -> list[str]:
    """Return the statements of the plan for the present schema, in their order.

    Those that begin with ALTER, CREATE or DROP are PostgreSQL's own; the others need Citus.
    """
    return [
        *(statement for table in DIVIDED for statement in _keys(table)),
        # Append-only is held by triggers of rows, which Citus puts on each part of a table if told so.
        "SET citus.enable_unsafe_triggers TO on",
        *map(_division, DIVIDED),
    ]


def _division(table: DividedTable) -> str:
    together = f"colocate_with => '{table.together_with}'"
    return f"SELECT create_distributed_table('{table.name}', '{table.column}', {together})"


def _keys(table: DividedTable) -> list[str]:
    """Return the statements that leave a table without keys which reach over several servers."""
    statements = [f"ALTER TABLE {other} DROP CONSTRAINT {name}" for other, name in _rows(_REFERENCES, table.name)]
    statements += [f"ALTER TABLE {table.name} DROP CONSTRAINT {name}" for (name,) in _rows(_FOREIGN_KEYS, table.name)]
    if not table.primary_key and not table.found_by:
        return statements
    statements += [f"ALTER TABLE {table.name} DROP CONSTRAINT {name}" for (name,) in _rows(_PRIMARY_KEY, table.name)]
    if table.primary_key:
        return [*statements, f"ALTER TABLE {table.name} ADD PRIMARY KEY ({', '.join(table.primary_key)})"]
    return [*statements, f"CREATE INDEX {table.name}_{table.found_by} ON {table.name} ({table.found_by})"]


def _rows(query: str, table: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        return cursor.fetchall()
