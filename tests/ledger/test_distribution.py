"""The plan to divide the ledger over several servers: all that grows with parcels, and no key across servers."""

from io import StringIO

from django.core.management import call_command
from django.db import connection
from psycopg import sql

from apps.core.database_rights import as_owner
from apps.ledger.distribution import DIVIDED, plan_statements
from tests.ledger.conftest import assert_consistent, report, shipment, tally

MANY = 60
TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
"""
UNIQUE = """
SELECT i.indexrelid::regclass::text, array_agg(a.attname::text)
FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
WHERE i.indisunique AND i.indrelid = %s::regclass GROUP BY 1
"""
FOREIGN = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND %s::regclass IN (conrelid, confrelid)"


def asked(query: str | sql.Composed, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters or None)
        return cursor.fetchall() if cursor.description else []


def rows() -> dict[str, int]:
    count = sql.SQL("SELECT count(*) FROM {}")
    return {name: asked(count.format(sql.Identifier(name)))[0][0] for (name,) in asked(TABLES)}


def apply() -> None:
    """Apply what PostgreSQL itself understands of the plan."""
    of_citus = [one for one in plan_statements() if one.startswith(("SELECT create_distributed_table", "SET citus."))]
    assert len(of_citus) == len(DIVIDED) + 1
    with as_owner():
        for statement in plan_statements():
            if statement not in of_citus:
                assert statement.startswith(("ALTER TABLE", "CREATE INDEX"))
                asked(statement)


def test_plan_divides_every_table_that_grows_with_parcels() -> None:
    before = rows()
    report(*(shipment(f"1Z{number:03}", seller=f"S{number}") for number in range(MANY)))
    report(*(shipment(f"1Z{number:03}", seller=f"S{number}", value="3", currency="USD") for number in range(MANY)))
    grown = {name for name, count in rows().items() if count - before[name] >= MANY}
    assert grown - {"ledger_seller"} == {table.name for table in DIVIDED}, "each parcel has a seller of its own here"


def test_divided_tables_have_no_key_that_reaches_over_servers(live_db: str) -> None:
    apply()
    for table in DIVIDED:
        columns = {
            column
            for (column,) in asked(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnotnull AND attnum > 0",
                table.name,
            )
        }
        assert table.column in columns
        for index, of_index in asked(UNIQUE, table.name):
            assert table.column in of_index, index
        assert asked(FOREIGN, table.name) == [(0,)]


def test_a_ledger_by_the_plan_counts_as_before(live_db: str) -> None:
    """First reports, the same again, corrections and a month that is made later."""
    facts = [shipment(f"1Z{number:03}", seller=f"S{number % 7}") for number in range(MANY)]
    assert report(*facts).accepted == MANY
    apply()
    again = report(*facts, shipment("1Z900", date="2025-02-03"))
    assert (again.duplicates, again.accepted) == (MANY, 1)
    exams = [fact | {"exam_basis": "random", "exam_result": "discrepant"} for fact in facts[:5]]
    assert report(*exams, kind="agency").amended == 5
    changed = report(*(fact | {"value": "4", "currency": "USD"} for fact in facts[:9]))
    assert changed.amended + len(changed.rejected) == 9
    assert tally("shipments") == {"shipments": MANY + 1}
    assert_consistent()


def test_command_prints_the_plan_and_changes_nothing() -> None:
    printed = StringIO()
    call_command("citus_plan", stdout=printed)
    lines = printed.getvalue().splitlines()
    assert lines == [f"{statement};" for statement in plan_statements()]
    assert "SELECT create_distributed_table('ledger_shipment', 'seller_id', colocate_with => 'ledger_tally');" in lines
    assert "ALTER TABLE ledger_shipment ADD PRIMARY KEY (seller_id, id, date);" in lines
