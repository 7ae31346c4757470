"""What the program says of itself while it runs: each condition is told when its part stands still, and mended by the
step that its words name.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
import structlog
from celery import current_app
from celery.signals import task_prerun
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from moto.server import ThreadedMotoServer

from apps.core import clock
from apps.core.queue_signs import QUEUES, queue_sign
from apps.desk.running.conditions import CONDITIONS, PREFIX, SEEN_FROM_OUTSIDE, conditions_of
from apps.desk.running.measures import Running, running_measured
from apps.desk.running.views import DESCRIPTIONS
from apps.evaluation.services import evaluate_due
from apps.events.models import Delivery, DeliveryState
from apps.events.services import delivery_replay, drain
from apps.events.timers import fire, timer_set
from apps.jobs import registry
from apps.jobs.services import job_run, job_start
from apps.seals.services import seals_make
from apps.standing import work
from apps.work.services import item_close, item_open
from config.engines import PROJECT
from tests.databases import database_url
from tests.evaluation.ledger import member, violation
from tests.object_store import dying_store as dying_store
from tests.outbox import deliver
from tests.people import signed_in, staff
from tests.seals.days import FIRST, MORNING, three_days
from tests.standing.evaluations import enrolled

NOW = datetime(2026, 3, 19, 12, tzinfo=UTC)
TOKEN = "a-token-of-the-measures"
QUIET = Running(**{field.name: 0 for field in fields(Running)})


def wrong() -> set[str]:
    """Return the names of the conditions that are wrong now."""
    return {shown.condition.name for shown in conditions_of(running_measured()) if shown.is_wrong}


def no_worker() -> Callable[[], object]:
    enrolled()
    return drain


def nobody_evaluates() -> Callable[[], object]:
    violation(member(FIRST), FIRST)
    return lambda: evaluate_due(limit=10)


def no_beat() -> Callable[[], object]:
    timer_set("measures.release_due", subject=("release", 1), at=NOW)
    return fire


def a_failing_handler() -> Callable[[], object]:
    enrolled()
    deliver()
    failed = Delivery.objects.latest("pk")
    Delivery.objects.filter(pk=failed.pk).update(state=DeliveryState.PARKED)
    operator = staff("supervisor")

    def mend() -> None:
        delivery_replay(actor=operator, delivery_ids=[failed.pk])
        drain()

    return mend


def a_job_that_nobody_takes() -> Callable[[], object]:
    registry.job("sum")(lambda job, report: {})
    job = job_start(kind="sum", arguments={})
    return lambda: job_run(job_id=job.pk)


def a_decision_too_late() -> Callable[[], object]:
    about = {"kind": work.CONTROL.code, "subject": ("control", 1)}
    item_open(title="A case", due_at=NOW, **about)
    return lambda: item_close(**about)


@pytest.mark.parametrize(
    ("condition", "stop"),
    [
        ("DeliveriesWait", no_worker),
        ("DeliveriesParked", a_failing_handler),
        ("TimersWait", no_beat),
        ("EvaluationsWait", nobody_evaluates),
        ("JobsWait", a_job_that_nobody_takes),
        ("DecisionsOverdue", a_decision_too_late),
    ],
)
def test_condition_is_wrong_once_its_part_stands_still_and_in_order_after_its_step(
    condition: str, stop: Callable[[], Callable[[], object]], db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_by_kind", {})
    assert condition not in wrong()
    with clock.at(NOW):
        step = stop()
    with clock.at(NOW + timedelta(minutes=10)):
        assert condition in wrong()
        step()
        assert condition not in wrong()


def test_broker_that_does_not_answer_is_told(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "BrokerAway" not in wrong()
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:1/0")
    assert "BrokerAway" in wrong()


def test_store_that_does_not_answer_is_told(db: None, dying_store: ThreadedMotoServer) -> None:
    assert "StoresAway" not in wrong()
    dying_store.stop()
    assert "StoresAway" in wrong()


def test_queue_of_which_no_worker_takes_a_task_is_told(db: None) -> None:
    cache.clear()
    assert "QueuesWait" in wrong(), "no queue gave a sign"
    with clock.at(NOW):
        signs_given(*QUEUES)
    with clock.at(NOW + timedelta(minutes=1)):
        assert "QueuesWait" in wrong()
        signs_given(*QUEUES[1:])
        assert "QueuesWait" in wrong(), "the first queue stands still"
        signs_given(QUEUES[0])
        assert "QueuesWait" not in wrong()


def test_worker_gives_a_sign_of_the_queue_of_its_task(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    # The connection is that of the test, in whose transaction all happens.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    sent = SimpleNamespace(delivery_info={"routing_key": QUEUES[0]})
    with clock.at(NOW):
        signs_given(*QUEUES[1:])
        task_prerun.send(sender=None, task_id="1", task=SimpleNamespace(name="events.dispatch", request=sent))
        structlog.contextvars.clear_contextvars()
        assert "QueuesWait" not in wrong()


def test_every_sweep_gives_its_queue_a_sign_in_time() -> None:
    [bound] = [condition.bound for condition in CONDITIONS if condition.name == "QueuesWait"]
    soonest: dict[str, float] = {}
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        queue = entry.get("options", {}).get("queue", settings.CELERY_TASK_DEFAULT_QUEUE)
        soonest[queue] = min(soonest.get(queue, entry["schedule"]), entry["schedule"])
    assert set(soonest) == set(QUEUES)
    assert max(soonest.values()) <= bound / 2


def signs_given(*queues: str) -> None:
    for queue in queues:
        queue_sign(queue)


def test_day_that_was_not_sealed_is_told_until_it_is(db: None, settings: object, tmp_path: Path) -> None:
    settings.SEALS_FOLDER = str(tmp_path)
    three_days()
    with clock.at(MORNING):
        seals_make()
        assert "SealsWait" not in wrong()
    with clock.at(MORNING + timedelta(days=3)):
        assert "SealsWait" in wrong()
        seals_make()
        assert "SealsWait" not in wrong()


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda condition: condition.name)
def test_condition_is_wrong_above_its_bound_alone(condition) -> None:
    at, above = (replace(QUIET, **{condition.measure: condition.bound + more}) for more in (0, 0.01))
    assert [shown.condition.name for shown in conditions_of(at) if shown.is_wrong] == []
    assert [shown.condition.name for shown in conditions_of(above) if shown.is_wrong] == [condition.name]


def test_page_tells_whoever_operates_what_is_wrong_first_and_what_to_do(db: None) -> None:
    with clock.at(NOW):
        a_decision_too_late()
    with clock.at(NOW + timedelta(minutes=10)):
        signs_given(*QUEUES)
        page = signed_in(staff("supervisor")).get(reverse("admin:running")).content.decode()
    assert signed_in(staff("officer")).get(reverse("admin:running")).status_code == 403
    first = page[page.index("<tbody>") :][:900]
    assert "Wrong" in first
    assert "Decisions are past the day that was promised for them." in first
    assert "Open the overdue work, assign it to somebody who has time, and see that it is decided." in first
    assert "300 seconds" in page


def test_measures_are_for_whoever_has_the_token(db: None, client: Client, settings: object) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
    told = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    assert [name for name in DESCRIPTIONS if f"\n{PREFIX}{name} " not in told] == []
    assert 'known_shipper_request_seconds_count{method="GET",route="metrics",status="404"}' in told
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_connections_of_other_roles_count(db: None) -> None:
    before = running_measured().connections_used
    with ExitStack() as held:
        for _number in range(20):
            held.enter_context(psycopg.connect(database_url(connection.settings_dict["NAME"], owner=True)))
        with connection.cursor() as cursor:
            # A transaction goes on seeing what it saw first.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
        # Other processes of the tests open and close connections of their own meanwhile.
        assert running_measured().connections_used > before + 10 / 200


def test_measures_are_those_of_now_where_several_processes_count(tmp_path: Path) -> None:
    asked = """
import django
django.setup()
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from apps.desk.running.views import RunningCollector
from tests.desk.running.test_running import QUIET
now, counted = CollectorRegistry(), CollectorRegistry()
now.register(RunningCollector(QUIET))
MultiProcessCollector(counted)
print((generate_latest(now) + generate_latest(counted)).decode())
"""
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    told = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.count(f"\n{PREFIX}disk_used") == 1


def test_rules_of_alerts_have_each_condition_by_a_measure_that_is_told() -> None:
    told = rules()
    for condition in CONDITIONS:
        assert condition.measure in DESCRIPTIONS
        expression = f"{PREFIX}{condition.measure} > {condition.bound:g}"
        assert f'- alert: {condition.name}\n    expr: "{expression}"' in told
    assert set(DESCRIPTIONS) == {field.name for field in fields(Running)}


@pytest.mark.skipif(shutil.which("promtool") is None, reason="needs promtool of Prometheus")
def test_prometheus_accepts_its_configuration_and_the_rules(tmp_path: Path) -> None:
    shutil.copy(PROJECT / "config/prometheus.yml", tmp_path)
    (tmp_path / "known-shipper.yml").write_text(rules())
    (tmp_path / "known-shipper.token").touch()
    checked = subprocess.run(
        ["promtool", "check", "config", "prometheus.yml"], cwd=tmp_path, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{len(CONDITIONS) + len(SEEN_FROM_OUTSIDE)} rules found" in checked.stdout


def rules() -> str:
    told = StringIO()
    call_command("alert_rules", stdout=told)
    return told.getvalue()
