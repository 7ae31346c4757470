"""Connections to hosts that may lose their power: silent ones are given up within seconds, good ones kept."""

import socket
from types import SimpleNamespace

import pytest
import structlog
from celery import current_app
from celery.fixups.django import DjangoWorkerFixup
from celery.signals import task_prerun
from django.conf import settings
from django.db import connection

from config.settings.databases import database

NOTICED_SECONDS = 15


def test_connection_to_a_silent_database_is_given_up_within_seconds() -> None:
    options = database("postgres://site:secret@first,second/name?target_session_attrs=read-write")["OPTIONS"]
    assert options["target_session_attrs"] == "read-write"
    assert options["connect_timeout"] <= NOTICED_SECONDS
    assert options["tcp_user_timeout"] <= NOTICED_SECONDS * 1000
    waits = options["keepalives_idle"] + options["keepalives_interval"] * options["keepalives_count"]
    assert waits <= NOTICED_SECONDS


def test_options_in_the_address_of_a_database_come_before_ours() -> None:
    assert database("postgres://site:secret@far/name?connect_timeout=60")["OPTIONS"]["connect_timeout"] == 60


def test_connection_to_a_silent_broker_is_given_up_within_seconds() -> None:
    told = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    assert told["socket_keepalive"]
    patience = told["socket_keepalive_options"]
    waits = patience[socket.TCP_KEEPIDLE] + patience[socket.TCP_KEEPINTVL] * patience[socket.TCP_KEEPCNT]
    assert waits <= NOTICED_SECONDS


def test_worker_keeps_its_connection_to_the_database_after_a_task(db: None) -> None:
    connection.ensure_connection()
    kept = connection.connection
    DjangoWorkerFixup(current_app).close_database()
    assert connection.connection is kept


def test_worker_looks_before_each_task_whether_its_connection_is_good(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: looked.append(True))
    task = SimpleNamespace(name="events.dispatch", request=SimpleNamespace(delivery_info=None))
    task_prerun.send(sender=None, task_id="1", task=task)
    structlog.contextvars.clear_contextvars()
    assert looked
