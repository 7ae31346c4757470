from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from apps.core import clock
from apps.evaluation.selectors import evaluation_latest
from apps.evaluation.services import evaluate_due, quiet_until_bring_forward
from apps.events.services import drain
from apps.ledger.models import Watch
from tests.evaluation.ledger import member, parcels, violation
from tests.live import eventually

pytestmark = pytest.mark.slow


def test_a_recorded_violation_leads_to_an_evaluation():
    shipper = member(clock.add_months(clock.today(), -6))
    parcels(shipper, clock.today(), 30, drawn="clean")
    drain()
    assert evaluation_latest(shipper.pk).enter == 1

    violation(shipper, clock.today(), category="narcotics", basis="seizure")
    drain()

    evaluation = evaluation_latest(shipper.pk)
    assert (evaluation.enter, evaluation.suspend) == (0, True)
    assert Watch.objects.get(pk=shipper.pk).due_since is None


def test_a_shipper_that_another_worker_evaluates_is_skipped(live_db: str):
    members = [member(clock.today()) for _number in range(3)]

    with psycopg.connect(live_db) as other:
        other.execute("SELECT FROM ledger_watch WHERE shipper_id = %s FOR UPDATE", [members[0].pk])
        assert evaluate_due(limit=10) == 2
        other.rollback()

    assert evaluate_due(limit=10) == 1


def test_an_evaluation_under_way_does_not_delay_a_new_policy(live_db: str):
    shipper = member(clock.today())
    day = clock.today() + timedelta(days=1)
    later = day + timedelta(days=90)
    Watch.objects.filter(pk=shipper.pk).update(quiet_until=clock.today())

    def bring_forward() -> None:
        quiet_until_bring_forward(day=day)
        connection.close()

    with psycopg.connect(live_db) as evaluating, ThreadPoolExecutor(1) as publishing:
        evaluating.execute("UPDATE ledger_watch SET quiet_until = %s WHERE shipper_id = %s", [later, shipper.pk])
        change = publishing.submit(bring_forward)
        eventually(lambda: waits_for_a_lock(live_db))
        evaluating.commit()
        change.result(timeout=180)

    assert Watch.objects.get(pk=shipper.pk).quiet_until == day


def waits_for_a_lock(database: str) -> bool:
    with psycopg.connect(database) as observer:
        statement = "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = %s"
        return observer.execute(statement, [observer.info.dbname]).fetchone() != (0,)
