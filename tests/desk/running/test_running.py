"""What the program says of itself while it runs: each condition is told when its part stands still, and mended by the
step that its words name.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from celery import current_app
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.desk.running.conditions import CONDITIONS, PREFIX, conditions_of
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
from tests.evaluation.ledger import member, violation
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
        page = signed_in(staff("supervisor")).get(reverse("admin:running")).content.decode()
    assert signed_in(staff("officer")).get(reverse("admin:running")).status_code == 403
    first = page[page.index("<tbody>") :][:900]
    assert "Wrong" in first
    assert "Decisions are past the day that was promised for them." in first
    assert "Open the overdue work, and assign it to somebody who has time." in first
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


def test_rules_of_alerts_have_each_condition_by_a_measure_that_is_told() -> None:
    told = StringIO()
    call_command("alert_rules", stdout=told)
    for condition in CONDITIONS:
        assert condition.measure in DESCRIPTIONS
        assert (
            f"- alert: {condition.name}\n    expr: {PREFIX}{condition.measure} > {condition.bound:g}" in told.getvalue()
        )
    assert set(DESCRIPTIONS) == {field.name for field in fields(Running)}
