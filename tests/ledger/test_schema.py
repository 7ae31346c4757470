"""The model, the table, the staging table and the API have exactly the fields of the schema of shipments."""

from pathlib import Path

import pytest
from django.db import connection, models

from apps.ledger import statements
from apps.ledger.facts import SHIPMENT_FIELDS, VIOLATION_FIELDS
from apps.ledger.models import Shipment
from apps.ledger.schema import FIELDS, SQL_TYPES, TEXT_KINDS, FieldKind
from apps.ledger.services.staged_reports import staging_prepare
from apps.partners.fact_inputs import ShipmentInput, ViolationInput
from apps.partners.inputs import input_schema

# Columns of an entry that no report gives.
OWN_COLUMNS = {
    *(
        "id",
        "pk",
        "parcel",
        "revision",
        "recording",
        "recorded_at",
        "voided",
        "seller",
        "evidence",
        "drawn",
        "followed",
    ),
    *("flags", "reported_at", "version"),
}
MODEL_FIELDS: dict[FieldKind, type[models.Field]] = {
    FieldKind.AMOUNT: models.DecimalField,
    FieldKind.DAY: models.DateField,
    FieldKind.MOMENT: models.DateTimeField,
    FieldKind.TRUTH: models.BooleanField,
    FieldKind.DIGEST: models.BinaryField,
}


def columns_of(table: str) -> dict[str, tuple[str, bool, str]]:
    """Return the type of each column of a table, whether the column is NOT NULL, and its default."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, format_type(atttypid, atttypmod), attnotnull, coalesce(pg_get_expr(adbin, adrelid), '') "
            "FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum "
            "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [table],
        )
        return {name: (kind, not_null, default) for name, kind, not_null, default in cursor.fetchall()}


def test_the_model_has_exactly_the_fields_of_the_schema() -> None:
    assert {field.name for field in Shipment._meta.get_fields()} == OWN_COLUMNS | {field.name for field in FIELDS}


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_field_of_the_model_is_as_the_schema_says(field) -> None:
    column = Shipment._meta.get_field(field.name)
    assert isinstance(column, MODEL_FIELDS.get(field.kind, models.CharField | models.TextField))
    assert column.verbose_name is field.label
    assert [value for value, _label in column.choices or ()] == (field.choices.values if field.choices else [])
    assert column.null == (not field.required and not field.sql_default)
    if isinstance(column, models.CharField):
        assert column.max_length == field.max_length
    if isinstance(column, models.DecimalField):
        assert (column.max_digits, column.decimal_places) == (field.digits, field.places)


def test_every_kind_has_a_type_of_column() -> None:
    assert SQL_TYPES.keys() | {FieldKind.AMOUNT} == set(FieldKind)
    assert TEXT_KINDS.isdisjoint(MODEL_FIELDS)


def test_the_table_has_the_columns_of_the_schema() -> None:
    columns = columns_of("ledger_shipment")
    for field in FIELDS:
        kind, not_null, default = columns[field.name]
        assert kind == field.sql_type
        assert not_null == (field.required or bool(field.sql_default))
        assert default.partition("::")[0] == field.sql_default


def test_the_staging_table_has_the_columns_of_the_schema() -> None:
    with connection.cursor() as cursor:
        staging_prepare(cursor)
    columns = columns_of("ledger_staged")
    for field in FIELDS:
        assert columns[field.name] == (field.sql_type, field.required, "")


@pytest.mark.parametrize("path", sorted(Path(statements.__file__).parent.glob("sql/*.sql")), ids=lambda path: path.stem)
def test_no_statement_lists_the_fields_by_hand(path: Path) -> None:
    """Only the table itself, which a migration made, names all of them."""
    assert "{{" not in statements.statement(path.stem)
    named = [field.name for field in FIELDS if field.name in path.read_text().replace(",", " ").split()]
    assert path.stem == "shipment_table" or len(named) < len(FIELDS) / 2


def test_the_document_of_the_api_names_all_fields_of_a_fact() -> None:
    described = input_schema(ShipmentInput)
    assert described["properties"].keys() == SHIPMENT_FIELDS
    assert described["required"] == ["reference", "date"]
    assert input_schema(ViolationInput)["properties"].keys() == VIOLATION_FIELDS
