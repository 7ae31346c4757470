"""Keep the cost of a migration's step from growing with the number of tables.

While it migrates, Django holds the models as they are at that point of the history, as classes. When a step changes a
model, Django renders that model anew and, with it, every model that is related to it over any number of relations. Here
nearly every table is related to a user or to a business, so nearly every step rendered nearly every model.

The SQL of a step rarely needs that. A table takes two things from another table to which it refers: the name of that
table, and the type of the key that its own column holds. So `LeanState` renders the model that a step changes, the
tables of its many-to-many fields and the models that inherit from it, and keeps all others as they are. Where a step
renames a model or its table, or changes a key, Django's own way is taken. A data migration (`RunPython`) follows
relations, so it finds all models rendered together, as under Django's own way; backwards, all is Django's own way.

Before each step Django also copies what it holds of every model, so that the step knows the models before. Here the
copy shares all of that, and a model is copied once a step changes the model.

`tests/core/test_migration_state.py` holds the schema and the seeded rows of both ways against each other.
"""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.options import Options

from apps.core.fields import name_of

ModelKey = tuple[str, str]


class _SharedModels(dict[ModelKey, ModelState]):
    """The models of a state, each shared with the copies that were made until the model is looked up to be changed."""

    def __init__(self, models: dict[ModelKey, ModelState]) -> None:
        super().__init__(models)
        self._own = set[ModelKey]()

    def __getitem__(self, key: ModelKey) -> ModelState:
        """Return what may be changed of a model: nobody shares it from now on."""
        if key in self and key not in self._own:
            self[key] = super().__getitem__(key).clone()
        return super().__getitem__(key)

    def __setitem__(self, key: ModelKey, model: ModelState) -> None:
        super().__setitem__(key, model)
        self._own.add(key)

    def copy(self) -> dict[ModelKey, ModelState]:
        """Return a copy that shares all models from now on."""
        self._own.clear()
        return super().copy()


class LeanState(ProjectState):
    """The models at one point of the history, of which a step copies and renders only those that it changes."""

    _renames = False

    def __init__(self, models: dict[ModelKey, ModelState] | None = None, real_apps: set[str] | None = None) -> None:
        super().__init__(models, real_apps)
        self.models = _SharedModels(self.models)

    def clone(self) -> ProjectState:
        """Return the models as they are before a step, to compare with."""
        before = ProjectState(self.models.copy(), self.real_apps)
        if "apps" in self.__dict__:
            before.apps = self.apps.clone()
        before.is_delayed = self.is_delayed
        return before

    def rename_model(self, app_label: str, old_name: str, new_name: str) -> None:
        """Rename a model in Django's own way: the columns that refer to the model may be renamed too."""
        self._renames = True
        # Django changes the models that refer to this one without looking them up.
        for key in self.models:
            self.models[key]
        super().rename_model(app_label, old_name, new_name)
        self._renames = False

    def _reload(self, related_models: set[ModelKey]) -> None:
        """Render models anew, and clear the caches of all models once, not also before."""
        with self.apps.bulk_update():
            # pyrefly: ignore[missing-attribute] (Django's own, which its stubs leave out)
            super()._reload(related_models)

    def _find_reload_model(self, app_label: str, model_name: str, delay: bool = False) -> set[ModelKey]:
        """Return the models that are rendered anew because one model has changed."""
        before = self.apps.all_models[app_label].get(model_name)
        after = self.models[app_label, model_name]
        if self._renames or (before is not None and _changes_for_others(before._meta, after)):
            # pyrefly: ignore[missing-attribute] (Django's own, which its stubs leave out)
            return super()._find_reload_model(app_label, model_name, delay)
        # Makes Django render all models together before the next data migration.
        self.is_delayed = True
        return {(app_label, model_name), *(_key(model) for model in _dependents(before))}


class LeanExecutor(MigrationExecutor):
    """Django's executor, which goes forwards on a `LeanState`."""

    def _migrate_all_forwards(self, state: ProjectState, *args: Any, **options: Any) -> ProjectState:
        # pyrefly: ignore[missing-attribute] (Django's own, which its stubs leave out)
        return super()._migrate_all_forwards(LeanState(state.models, state.real_apps), *args, **options)


def _changes_for_others(before: Options, after: ModelState) -> bool:
    """Tell whether a change of this model reaches the tables that refer to it."""
    if before.original_attrs.get("db_table") != after.options.get("db_table"):
        return True
    return any(
        field.name not in after.fields or _definition(field) != _definition(after.fields[field.name])
        for field in before.local_fields
        if field.unique or field.name in _unique_together(before)
    )


def _unique_together(options: Options) -> set[str]:
    """Name the fields to which a foreign key may refer because a constraint, not the field itself, is unique."""
    constraints = [constraint.fields for constraint in options.total_unique_constraints]
    return {name for names in (*constraints, *options.unique_together) for name in names}


def _definition(field: models.Field) -> tuple[Any, ...]:
    """Return the path and the options of a field that the database knows."""
    _, path, args, options = field.deconstruct()
    return path, args, {name: value for name, value in options.items() if name not in field.non_db_attrs}


def _dependents(model: type[models.Model] | None) -> Iterator[type[models.Model]]:
    """List the classes that Django makes from a model: subclasses, and the tables of its many-to-many fields."""
    if model is None:
        return
    # A model that another has taken the place of (`auth.User`) makes no tables.
    through = [field.remote_field.through for field in model._meta.local_many_to_many]
    tables = [table for table in through if table is not None and table._meta.auto_created]
    for made in (*model.__subclasses__(), *tables):
        yield made
        yield from _dependents(made)


def _key(model: type[models.Model]) -> ModelKey:
    return model._meta.app_label, name_of(model)
