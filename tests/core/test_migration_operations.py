"""The models of an app made in one step are those made one by one."""

from django.db import connection, migrations, models, transaction
from django.db.migrations.state import ProjectState
from django.test.utils import CaptureQueriesContext

from apps.core.migration_operations import CreateModels


def _models() -> list[migrations.CreateModel]:
    key = models.BigAutoField(primary_key=True)
    by_code = models.Index(fields=["code"], name="port_code")
    return [
        migrations.CreateModel("Port", [("id", key), ("code", models.CharField(max_length=5))], {"indexes": [by_code]}),
        migrations.CreateModel("Ship", [("id", key.clone()), ("home", models.ForeignKey("lab.Port", models.CASCADE))]),
    ]


def _applied(operations: list[migrations.operations.base.Operation]) -> tuple[list[str], ProjectState]:
    """Run operations beside the models of a rendered state, and roll them back; return the statements and the state."""
    migration = migrations.Migration("0001_initial", "lab")
    migration.operations = operations
    state = ProjectState()
    assert not state.apps.all_models["lab"]
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        with connection.schema_editor() as editor:
            state = migration.apply(state, editor)
        transaction.set_rollback(True)
    return [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]], state


def test_models_made_in_one_step_run_the_statements_of_models_made_one_by_one(owner_db: None) -> None:
    (together, state), (alone, reference) = _applied([CreateModels(_models())]), _applied(_models())
    assert together == alone
    assert len(together) == 5
    assert state.models == reference.models


def test_models_made_in_one_step_know_their_relations(owner_db: None) -> None:
    _, state = _applied([CreateModels(_models())])
    (relation,) = state.apps.get_model("lab", "Port")._meta.related_objects
    assert relation.related_model is state.apps.get_model("lab", "Ship")


def test_models_made_in_one_step_are_dropped_the_last_one_first(owner_db: None) -> None:
    operation = CreateModels(_models())
    _, state = _applied([operation])
    with connection.schema_editor(collect_sql=True) as editor:
        operation.database_backwards("lab", editor, state, ProjectState())
    dropped = [statement for statement in editor.collected_sql if statement.startswith("DROP TABLE")]
    assert [statement.split('"')[1] for statement in dropped] == ["lab_ship", "lab_port"]
