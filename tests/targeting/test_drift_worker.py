"""The look for drift in a real worker: from the task of the schedule to the work of a policy manager."""

from datetime import timedelta

import pytest
from django.db import transaction

from apps.core import clock
from apps.jobs.models import Job, JobState
from apps.targeting.models import DriftLook, FeatureDrift
from apps.targeting.services import WATCH
from apps.targeting.tasks import watch_drift
from apps.targeting.work import DRIFT
from apps.work.models import Item
from tests.live import Worker, eventually
from tests.people import staff
from tests.targeting import risk_models
from tests.targeting.drifts import FIRST, LAST, came


@pytest.mark.slow
def test_a_worker_looks_for_the_drift_of_the_champion_and_opens_work(worker: Worker) -> None:
    author, approver = (staff("policy manager", email=f"{name}@staff.example") for name in ("one", "two"))
    model = risk_models.champion(author, approver)
    today = clock.today()
    came("A", FIRST, LAST)
    came("B", today - timedelta(days=20), today, dearer=4)
    worker.start()
    with transaction.atomic():
        watch_drift.delay()
    eventually(lambda: Job.objects.filter(kind=WATCH, state__in=(JobState.DONE, JobState.FAILED)).exists())
    job = Job.objects.get(kind=WATCH)
    look = DriftLook.objects.get()
    assert (job.state, job.error, job.result["look"]) == (JobState.DONE, "", look.pk)
    assert (look.model_id, look.day, look.arrived) == (model.pk, today, 400)
    assert FeatureDrift.objects.get(look=look, feature="value").is_alarm
    assert Item.objects.get(kind=DRIFT.code, closed_at=None).subject_id == model.pk
