"""Imports, and foreign keys given as strings, keep the layers of the apps in `pyproject.toml`."""

import subprocess
import sys
import tomllib

from django.apps import apps

from config.engines import PROJECT


def ranks() -> dict[str, int]:
    """Return the number of each app's layer; the lowest layer is 0."""
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract.get("exhaustive"))
    return {name.strip(" ()"): rank for rank, layer in enumerate(reversed(layers)) for name in layer.split("|")}


def test_imports_keep_the_contracts():
    # In a process of its own, since lint-imports silences every logger.
    lint = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"]
    result = subprocess.run(lint, cwd=PROJECT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_foreign_keys_point_to_the_same_app_or_below():
    rank = ranks()
    relations = [
        (model._meta.label, field.name, model._meta.app_label, field.related_model._meta.app_label)
        for model in apps.get_models()
        if model.__module__.startswith("apps.")
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
    ]
    upwards = [
        f"{label}.{field} points to {target}"
        for label, field, app, target in relations
        if target in rank and target != app and rank[target] >= rank[app]
    ]
    assert relations
    assert upwards == []
