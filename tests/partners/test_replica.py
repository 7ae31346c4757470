"""Reads from a replica: never older than the database itself, and never missed when the replica is away."""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext

from apps.core import replica
from apps.core.replica import REPLICA
from apps.partners.models import Snapshot
from apps.partners.scopes import STATUS_READ
from apps.partners.snapshots.services import snapshot_make
from tests.outbox import deliver
from tests.partners.client import follower_of_everybody, partner_client
from tests.standing.evaluations import enrolled

CLOSED_PORT = 1

pytestmark = pytest.mark.slow


@pytest.fixture
def second_connection(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Configure a replica: a connection to the database of the test, which sees what is committed."""
    monkeypatch.setitem(settings.DATABASES, REPLICA, dict(connections["default"].settings_dict))
    yield
    connections[REPLICA].close()
    del connections[REPLICA]


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Configure a replica on a port where nothing listens."""
    parts = dict(connections["default"].settings_dict) | {"PORT": CLOSED_PORT}
    monkeypatch.setitem(settings.DATABASES, REPLICA, parts)
    monkeypatch.setattr(replica, "_paused_until", 0.0)
    yield
    del connections[REPLICA]


@pytest.mark.parametrize("is_behind", [False, True])
def test_the_feed_of_everybody_is_read_from_the_replica_unless_it_is_behind(live_db, second_connection, is_behind):
    """What is not committed, the other connection does not see."""
    partner = follower_of_everybody()
    with transaction.atomic() if is_behind else nullcontext():
        member = enrolled(tier=1)
        deliver()
        with CaptureQueriesContext(connections[REPLICA]) as asked:
            page = partner.feed()
    assert [entry["ksn"] for entry in page["results"]] == [member.ksn, member.ksn]
    assert len(asked) == 1


def test_the_feed_of_a_roster_is_read_from_the_database_itself(live_db, second_connection):
    partner, member = partner_client(STATUS_READ), enrolled(tier=1)
    partner.follow(member)
    deliver()
    with CaptureQueriesContext(connections[REPLICA]) as asked:
        assert len(partner.feed()["results"]) == 1
    assert len(asked) == 0


def test_a_replica_that_is_away_is_asked_once_in_a_while(live_db, away, monkeypatch):
    partner = follower_of_everybody()
    enrolled(tier=1)
    deliver()
    tries = []
    connect = connections[REPLICA].get_new_connection
    monkeypatch.setattr(connections[REPLICA], "get_new_connection", lambda given: tries.append(1) or connect(given))
    for _ in range(3):
        assert len(partner.feed()["results"]) == 2
    assert len(tries) == 1


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_the_file_of_a_snapshot_is_read_from_the_replica(live_db, second_connection, accepted):
    partner = follower_of_everybody()
    enrolled(tier=1)
    deliver()
    snapshot_make(partner_id=partner.credentials.partner.pk)
    with CaptureQueriesContext(connections[REPLICA]) as asked:
        answer = partner.get("/api/v1/snapshots/latest", headers={"Accept-Encoding": accepted})
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert len(content) > 100
    assert len(asked) == 1


def test_the_file_of_a_snapshot_that_the_replica_lacks_is_read_from_the_database_itself(live_db, second_connection):
    partner = follower_of_everybody()
    enrolled(tier=1)
    deliver()
    with transaction.atomic():
        snapshot_make(partner_id=partner.credentials.partner.pk)
        answer = partner.get("/api/v1/snapshots/latest", headers={"Accept-Encoding": "gzip"})
        assert answer.content == bytes(Snapshot.objects.get().content)
