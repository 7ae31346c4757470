"""Every test run uses one template database until a migration changes, and drops the databases of killed runs."""

import secrets
from pathlib import Path

import pytest
from django.db import connection
from psycopg import sql

from tests import databases


def test_a_second_run_migrates_nothing(monkeypatch):
    monkeypatch.setattr(databases, "call_command", lambda *_, **__: pytest.fail("a template is there"))

    assert databases.template() == f"template_{databases.PROGRAM}_{databases.digest()}"


def test_a_changed_migration_needs_another_template(monkeypatch):
    before, read = databases.digest(), Path.read_bytes
    changed = {"0001_initial.py", "storage.sql", "v1.toml", "fields.py", "requirements.lock"}
    digests = set()
    for name in changed:
        monkeypatch.setattr(Path, "read_bytes", lambda path, name=name: read(path) + b"x" * (path.name == name))
        digests.add(databases.digest())

    assert len(digests - {before}) == len(changed)


def test_databases_of_killed_runs_are_dropped_and_those_in_use_stay():
    ours = connection.settings_dict["NAME"]
    left = f"test_{databases.PROGRAM}_{secrets.token_hex(4)}"
    for name in (left, f"{left}_{secrets.token_hex(4)}"):
        databases.administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    databases.drop_left_behind()

    there = {name for (name,) in databases.administer("SELECT datname FROM pg_database")}
    assert ours in there
    assert not any(name.startswith(left) for name in there)
