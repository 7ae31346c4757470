"""Migrations that render only the changed model give the same schema and rows as Django's own way."""

import re
import secrets
import subprocess

import pytest
from django.apps.registry import Apps
from django.core.management import BaseCommand, call_command
from django.core.management.commands.migrate import Command as DjangosMigrate
from django.db import connection, migrations, models, transaction
from django.db.migrations.state import ProjectState
from django.test.utils import CaptureQueriesContext
from psycopg import sql

from apps.core.database_rights import as_owner, rights_give
from apps.core.management.commands.migrate import Command as OurMigrate
from apps.core.migration_state import LeanState
from config.server_programs import postgres_program
from tests.databases import administer, database_url, dropped, working_on

# Every row that migrations and their signals write, without the ids, which follow the order of the migrations.
SEEDED = {
    "content types": "SELECT app_label, model FROM django_content_type",
    "permissions": """
        SELECT app_label, model, codename, name
        FROM auth_permission JOIN django_content_type type ON type.id = content_type_id""",
    "roles": """
        SELECT role.name, codename FROM auth_group role
        LEFT JOIN auth_group_permissions ON group_id = role.id
        LEFT JOIN auth_permission permission ON permission.id = permission_id""",
    "policies": "SELECT to_jsonb(policy)::text FROM policy_policy policy",
    "numbers": "SELECT (to_jsonb(number) - 'id')::text FROM policy_number number",
}


@pytest.mark.soak
def test_the_program_has_the_same_schema_and_rows_by_djangos_own_way(django_db_blocker):
    with django_db_blocker.unblock():
        ours, djangos = (_migrated(command) for command in (OurMigrate(), DjangosMigrate()))

    assert ours == djangos


def test_each_kind_of_step_runs_the_same_statements(owner_db):
    ours, djangos = (_statements(state) for state in (LeanState(), ProjectState()))

    assert ours == djangos
    assert any("RENAME" in statement for statement in ours)


def _migrated(command: BaseCommand) -> tuple[str, dict[str, list[tuple[str, ...]]]]:
    """Migrate an empty database by a command; return its schema as text and its rows."""
    name = f"{connection.settings_dict['NAME']}_{secrets.token_hex(4)}"
    administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with working_on(name):
        with as_owner():
            call_command(command, verbosity=0)
            rights_give()
        dump = subprocess.run(
            [postgres_program("pg_dump"), "--schema-only", database_url(name, owner=True)],
            check=True,
            capture_output=True,
            text=True,
        )
        with connection.cursor() as cursor:
            rows = {name: sorted(cursor.execute(query).fetchall()) for name, query in SEEDED.items()}
            tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
            counts = sql.SQL(" UNION ALL ").join(
                sql.SQL("SELECT {}, count(*) FROM {}").format(table, sql.Identifier(table)) for table in sorted(tables)
            )
            rows["how many"] = cursor.execute(counts).fetchall()
    assert dropped(name)
    # A dump has a key of its own in the lines that restrict what psql runs.
    return re.sub(r"(?m)^\\(un)?restrict .*$", "", dump.stdout), rows


def _statements(state: ProjectState) -> list[str]:
    """List the SQL statements of a history with every kind of step, and roll the history back."""
    state.apps  # noqa: B018  -- renders: a state without classes changes none
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        for number, operations in enumerate(_history()):
            migration = migrations.Migration(f"{number}_lab", "lab")
            migration.operations = operations
            with connection.schema_editor() as editor:
                state = migration.apply(state, editor)
        transaction.set_rollback(True)
    return [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]


def _history() -> list[list[migrations.operations.base.Operation]]:
    """Return a history in which tables that refer to each other change."""
    return [
        [
            migrations.CreateModel("Port", [("id", _key()), ("code", models.CharField(max_length=5, unique=True))]),
            migrations.CreateModel("Ship", [("id", _key()), ("port", models.ForeignKey("lab.Port", models.CASCADE))]),
            migrations.CreateModel(
                "Hold", [("ship", models.OneToOneField("lab.Ship", models.CASCADE, primary_key=True))]
            ),
            migrations.CreateModel("Box", [("id", _key()), ("hold", models.ForeignKey("lab.Hold", models.CASCADE))]),
            migrations.CreateModel("Busy", [], {"proxy": True}, ("lab.port",)),
        ],
        [
            migrations.AddField("Ship", "calls", models.ManyToManyField("lab.Port", related_name="callers")),
            migrations.AddField(
                "Ship", "home", models.ForeignKey("lab.Port", models.CASCADE, "+", to_field="code", null=True)
            ),
            migrations.AddField("Box", "twin", models.ForeignKey("self", models.CASCADE, null=True)),
            migrations.AddField("Port", "name", models.CharField(max_length=9, default="")),
            migrations.CreateModel("Visit", [], {"proxy": True}, ("lab.ship_calls",)),
            migrations.RunPython(_see_one_class_of_each_model),
        ],
        [
            migrations.AddIndex("Port", models.Index(fields=["name"], name="port_name")),
            migrations.AddConstraint("Ship", models.UniqueConstraint(fields=["port", "home"], name="ship_once")),
            migrations.AlterField("Port", "name", models.CharField(max_length=20, default="")),
            # Keys: the columns that refer to them change too, over two tables.
            migrations.AlterField("Port", "code", models.CharField(max_length=8, unique=True)),
            migrations.AlterField("Ship", "id", models.BigAutoField(primary_key=True)),
            migrations.RenameField("Port", "code", "locode"),
            migrations.AddField("Box", "home", models.ForeignKey("lab.Port", models.CASCADE, null=True)),
        ],
        [
            migrations.AlterModelTable("Port", "harbour"),
            migrations.DeleteModel("Visit"),
            migrations.RenameModel("Ship", "Vessel"),
            migrations.AddField("Port", "fleet", models.ManyToManyField("lab.Vessel", related_name="+")),
            migrations.RemoveConstraint("Vessel", "ship_once"),
            migrations.RemoveField("Vessel", "home"),
        ],
        [
            migrations.RunPython(_see_one_class_of_each_model),
            migrations.AlterField("Box", "hold", models.ForeignKey("lab.Vessel", models.CASCADE)),
            migrations.DeleteModel("Hold"),
            migrations.RemoveField("Vessel", "calls"),
            migrations.RunPython(_see_one_class_of_each_model),
        ],
    ]


def _key() -> models.Field:
    return models.AutoField(primary_key=True)


def _see_one_class_of_each_model(apps: Apps, _editor: object) -> None:
    """Fail if a relation leads to a class that is not the registry's, since no object could be assigned to it."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields(include_hidden=True):
            if field.is_relation:
                assert field.related_model is apps.get_model(field.related_model._meta.label), field
