import pytest
from celery import current_app
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client


def test_the_process_says_that_it_is_alive(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


class TestReady:
    def test_ready_with_database_migrations_and_broker(self, client: Client) -> None:
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (200, {"status": "ready"})
        assert "no-store" in answer["Cache-Control"]

    def test_not_before_all_migrations_have_run(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        applied = MigrationRecorder(connection).applied_migrations()
        del applied["work", "0001_initial"]
        monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _self: applied)
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json() == {"status": "not ready", "missing": {"migrations": ["work.0001_initial"]}}

    def test_not_without_the_database(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(_self: MigrationRecorder) -> None:
            raise DatabaseError("connection to ada@db refused")

        monkeypatch.setattr(MigrationRecorder, "applied_migrations", refuse)
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["missing"]) == (503, {"database": "does not answer"})

    def test_not_without_the_broker(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        nobody_listens = "redis://127.0.0.1:1/0"
        here = current_app.connection_for_write
        monkeypatch.setattr(current_app, "connection_for_write", lambda **options: here(nobody_listens, **options))
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["missing"]) == (503, {"broker": "does not answer"})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_accept_no_post(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
