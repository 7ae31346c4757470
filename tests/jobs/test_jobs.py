from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.errors import Conflict
from apps.core.wake_ups import WakeUp
from apps.jobs import registry, selectors, services
from apps.jobs.models import Job, JobState
from apps.jobs.registry import job as job_kind
from tests.people import seller


@pytest.fixture(autouse=True)
def own_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_by_kind", {})


def start(**fields: object) -> Job:
    return services.job_start(kind="sum", arguments={"upto": 4}, **fields)


def run(job: Job) -> Job:
    services.job_run(job_id=job.pk)
    job.refresh_from_db()
    return job


def test_a_job_is_done_by_a_worker_after_the_commit(django_capture_on_commit_callbacks) -> None:
    job_kind("sum")(lambda job, report: {"sum": sum(range(job.arguments["upto"]))})
    with django_capture_on_commit_callbacks() as calls:
        job = start()
    assert calls == [WakeUp("jobs.run", (job.pk,), "bulk")]
    job = run(job)
    assert (job.state, job.result) == (JobState.DONE, {"sum": 6})
    assert job.finished_at is not None


def test_the_progress_of_a_running_job_is_shown() -> None:
    seen = []

    @job_kind("sum")
    def work(job: Job, report: registry.Report) -> dict:
        with clock.at(clock.now() + timedelta(seconds=5)):
            report(3, 4)
        seen.append(Job.objects.values_list("state", "done", "total").get(pk=job.pk))
        return {}

    job = run(start())
    assert seen == [(JobState.RUNNING, 3, 4)]
    assert (job.done, job.total) == (4, 4)


def test_only_known_kinds_are_started_and_a_kind_is_registered_once() -> None:
    with pytest.raises(LookupError):
        start()
    job_kind("sum")(lambda job, report: {})
    with pytest.raises(ValueError, match="Two jobs"):
        job_kind("sum")(lambda job, report: {})


def test_a_refusal_is_in_the_language_of_the_person_who_started_the_job() -> None:
    told = []

    @job_kind("sum")
    def work(job: Job, report: registry.Report) -> dict:
        told.append(_("Yes"))
        raise Conflict(told[0])

    job = run(start(actor=seller(language="es")))
    assert (job.state, job.error) == (JobState.FAILED, "Sí")


def test_the_message_of_a_fault_has_no_typed_data() -> None:
    @job_kind("sum")
    def work(job: Job, report: registry.Report) -> dict:
        raise ValueError("ada@shop.example")

    job = run(start())
    assert job.state == JobState.FAILED
    assert f"job {job.pk}" in job.error
    assert "ada" not in job.error


def test_a_finished_or_running_job_is_not_run_again() -> None:
    runs = []
    job_kind("sum")(lambda job, report: runs.append(job.pk) or {})
    job = run(run(start()))
    busy = start()
    Job.objects.filter(pk=busy.pk).update(state=JobState.RUNNING, beat_at=clock.now())
    run(busy)
    assert runs == [job.pk]


def test_a_silent_job_is_taken_up_again(django_capture_on_commit_callbacks) -> None:
    job_kind("sum")(lambda job, report: {})
    silent_since = clock.now() - services.MAX_SILENCE - timedelta(seconds=1)
    job = Job.objects.create(kind="sum", state=JobState.RUNNING, takes=1, beat_at=silent_since)
    with django_capture_on_commit_callbacks() as calls:
        services.jobs_sweep()
    assert calls == [WakeUp("jobs.run", (job.pk,), "bulk")]
    job = run(job)
    assert (job.state, job.takes) == (JobState.DONE, 2)


def test_a_job_that_is_cancelled_stops_with_its_next_report_and_is_not_taken_up_again() -> None:
    kept = []

    @job_kind("sum")
    def work(job: Job, report: registry.Report) -> dict:
        services.job_cancel(job_id=job.pk)
        report(1, 4)
        # Only the last report is written at once.
        report(4, 4)
        kept.append(job.pk)
        return {}

    job = run(start())
    assert (job.state, job.done, kept) == (JobState.CANCELLED, 0, [])
    assert not selectors.jobs_to_take_up(silent_for=-services.MAX_SILENCE).exists()
    with pytest.raises(Conflict, match="ended already"):
        services.job_cancel(job_id=job.pk)


def test_a_worker_that_was_taken_for_dead_stops_and_writes_nothing() -> None:
    @job_kind("sum")
    def work(job: Job, report: registry.Report) -> dict:
        Job.objects.filter(pk=job.pk).update(takes=job.takes + 1)
        with clock.at(clock.now() + timedelta(seconds=5)):
            report(1, 4)
        pytest.fail("the report should have stopped it")

    job = run(start())
    assert (job.state, job.done) == (JobState.RUNNING, 0)


def test_a_result_that_comes_too_late_is_not_stored() -> None:
    @job_kind("sum")
    def work(job: Job, report: registry.Report) -> dict:
        Job.objects.filter(pk=job.pk).update(takes=job.takes + 1)
        return {"sum": 1}

    job = run(start())
    assert (job.state, job.result) == (JobState.RUNNING, {})


def test_a_job_that_stops_its_workers_is_given_up() -> None:
    job_kind("sum")(lambda job, report: {})
    job = start()
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, takes=services.MAX_TAKES, beat_at=clock.now() - timedelta(hours=1)
    )
    assert run(job).state == JobState.FAILED


def test_a_job_that_the_database_interrupted_is_taken_up_again_and_not_called_failed() -> None:
    interrupted = [True]

    @job_kind("sum")
    def work(job: Job, report: registry.Report) -> dict:
        if interrupted.pop():
            interrupted.append(False)
            raise OperationalError("terminating connection due to administrator command")
        return {"sum": 6}

    job = run(start())
    assert (job.state, job.finished_at) == (JobState.RUNNING, None)
    Job.objects.update(beat_at=clock.now() - services.MAX_SILENCE - timedelta(seconds=1))
    job = run(job)
    assert (job.state, job.result, job.takes) == (JobState.DONE, {"sum": 6}, 2)
