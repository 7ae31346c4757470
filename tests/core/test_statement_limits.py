"""Statements that take too long: ended by the database, and told to whoever asked."""

import importlib
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection, transaction
from django.db.backends.signals import connection_created
from django.test import Client
from django.urls import reverse

from apps.core.statement_limits import UID, statements_limit
from apps.portal import site_pages
from apps.shippers.ksn import new_ksn
from config import wsgi
from config.celery import limit_statements


@pytest.fixture
def tight() -> Iterator[None]:
    """Limit the statements of the connection of a test to 50 ms."""
    before = connection_created.receivers[:]
    statements_limit(0.05)
    connection_created.send(type(connection), connection=connection)
    yield
    connection_created.receivers = before
    connection_created.sender_receivers_cache.clear()
    connection.cursor().execute("RESET statement_timeout")


def sleep(_ksn: str = "") -> None:
    with transaction.atomic():
        connection.cursor().execute("SELECT pg_sleep(5)")


def test_statements_that_take_too_long_are_ended(tight: None) -> None:
    with pytest.raises(OperationalError, match="statement timeout"):
        sleep()
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("50ms",)


def test_statements_that_take_too_long_are_answered_by_a_plain_page(
    tight: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_pages, "_standing_of", sleep)
    client = Client(raise_request_exception=False)
    answer = client.get(reverse("portal:verify"), {"ksn": new_ksn()})
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    assert "This took too long" in answer.content.decode()
    spanish = client.get(reverse("portal:verify"), {"ksn": new_ksn()}, headers={"accept-language": "es"})
    assert "This took too long" not in spanish.content.decode()


def test_statements_of_the_site_and_of_tasks_are_limited() -> None:
    before = connection_created.receivers[:]
    try:
        connection_created.receivers = []
        limit_statements()
        assert UID in [key[0] for key, *_ in connection_created.receivers]
        connection_created.receivers = []
        importlib.reload(wsgi)
        assert UID in [key[0] for key, *_ in connection_created.receivers]
    finally:
        connection_created.receivers = before
        connection_created.sender_receivers_cache.clear()
