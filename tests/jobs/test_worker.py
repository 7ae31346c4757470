from pathlib import Path

import pytest
from django.db import transaction

from apps.core import clock
from apps.jobs import services
from apps.jobs.models import Job, JobState
from tests.live import Worker, eventually
from tests.probe import jobs  # noqa: F401 (registers them)


@pytest.mark.slow
def test_a_job_whose_worker_is_killed_is_taken_up_by_the_next(worker: Worker, tmp_path: Path) -> None:
    worker.environment["DJANGO_SETTINGS_MODULE"] = "tests.probe.settings"
    worker.start()
    with transaction.atomic():
        job = services.job_start(kind="probe.held", arguments={"folder": str(tmp_path)})
    eventually((tmp_path / "acting").exists)
    worker.kill()

    # The job has been silent for minutes, without a wait in the test.
    Job.objects.filter(pk=job.pk).update(beat_at=clock.now() - 2 * services.MAX_SILENCE)
    (tmp_path / "go").touch()
    worker.start()
    services.jobs_sweep()
    eventually(lambda: Job.objects.filter(pk=job.pk, state=JobState.DONE).exists())
    assert Job.objects.get(pk=job.pk).result == {"takes": 2}
