import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from apps.core import clock
from apps.jobs import heartbeats, registry, services
from apps.jobs.heartbeats import Heartbeat
from apps.jobs.models import Job, JobState
from tests.live import Worker, eventually
from tests.probe import jobs  # noqa: F401 (registers them)
from tests.races import beside


@pytest.mark.slow
def test_a_job_whose_worker_is_killed_is_taken_up_by_the_next(worker: Worker, tmp_path: Path) -> None:
    worker.environment["DJANGO_SETTINGS_MODULE"] = "tests.probe.settings"
    worker.start()
    with transaction.atomic():
        job = services.job_start(kind="probe.held", arguments={"folder": str(tmp_path)})
    eventually((tmp_path / "acting").exists)
    begun = Job.objects.get(pk=job.pk).beat_at
    eventually(lambda: Job.objects.filter(pk=job.pk, beat_at__gt=begun).exists())
    worker.kill()

    def is_done() -> bool:
        services.jobs_sweep()
        return Job.objects.filter(pk=job.pk, state=JobState.DONE).exists()

    (tmp_path / "go").touch()
    worker.start()
    eventually(is_done)
    assert Job.objects.get(pk=job.pk).result == {"takes": 2}


@pytest.mark.slow
def test_a_job_that_two_workers_take_up_at_once_is_run_by_one(live_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []
    monkeypatch.setitem(registry._by_kind, "probe.quick", lambda job, _report: runs.append(job.pk) or {})
    job = services.job_start(kind="probe.quick", arguments={})
    beside(lambda: services.job_run(job_id=job.pk), lambda: services.job_run(job_id=job.pk))
    assert runs == [job.pk]


def test_a_lost_worker_is_noticed_within_fifteen_seconds() -> None:
    sweep = timedelta(seconds=settings.CELERY_BEAT_SCHEDULE["sweep-jobs"]["schedule"])
    assert services.MAX_SILENCE + sweep < timedelta(seconds=15)
    assert 4 * timedelta(seconds=heartbeats.BEAT_SECONDS) <= services.MAX_SILENCE, "a late sign is none that is missing"


@pytest.mark.slow
def test_a_job_that_is_stuck_gives_no_sign_of_life(live_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeats, "BEAT_SECONDS", 0.02)
    long_ago = clock.now() - timedelta(hours=1)
    job = Job.objects.create(kind="probe.held", state=JobState.RUNNING, takes=1, beat_at=long_ago)
    with Heartbeat(job):
        eventually(lambda: Job.objects.filter(pk=job.pk, beat_at__gt=long_ago).exists())
        monkeypatch.setattr(heartbeats, "STUCK_SECONDS", 0)
    Job.objects.filter(pk=job.pk).update(beat_at=long_ago)
    with Heartbeat(job):
        time.sleep(20 * heartbeats.BEAT_SECONDS)
    assert Job.objects.get(pk=job.pk).beat_at == long_ago
