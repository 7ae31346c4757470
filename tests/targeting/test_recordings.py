"""Parcels that a partner reports before they arrive are assessed after the recording, and cost it one row."""

from datetime import timedelta
from typing import Any

from apps.core import clock
from apps.events.models import Timer
from apps.events.timers import fire
from apps.jobs.models import Job
from apps.jobs.services import job_run
from apps.targeting.models import Assessment
from apps.targeting.services import LODGED, recording_assess_start
from apps.targeting.vocabulary import Outcome
from tests.outbox import deliver
from tests.partners.client import PartnerClient, partner_client
from tests.standing.evaluations import enrolled
from tests.targeting.declarations import assessed, declaration


def reported(partner: PartnerClient, *facts: dict[str, Any]) -> None:
    """Have a partner report parcels by the API, and let the workers follow."""
    answer = partner.send("/api/v1/shipments", list(facts))
    assert answer.json()["rejected"] == []


def lodged(reference: str, **more: Any) -> dict[str, Any]:
    return declaration(reference, **({"lodged_at": clock.now().isoformat()} | more))


def follow() -> None:
    """Do what the workers would do by now."""
    fire()
    deliver()
    for job in Job.objects.filter(finished_at=None):
        job_run(job_id=job.pk)


def test_parcels_lodged_before_arrival_get_an_assessment_each(partner) -> None:
    member = enrolled(tier=1)
    reported(partner, lodged("L1"), lodged("L2", hs=None), lodged("L3", ksn=member.ksn))
    assert Timer.objects.filter(kind=LODGED).count() == 1, "one row for all parcels of the recording"
    follow()
    found = {row.reference: row for row in Assessment.objects.all()}
    assert found.keys() == {"L1", "L2", "L3"}
    assert (found["L1"].outcome, found["L2"].outcome) == (Outcome.COMPLETE, Outcome.REQUEST_INFORMATION)
    assert found["L3"].shipper == member
    assert found["L1"].declared["lodged_at"]
    (job,) = Job.objects.all()
    assert (job.state, job.result) == ("done", {"assessed": 3})


def test_the_partner_reads_what_is_asked_about_parcels_that_it_reported(partner) -> None:
    reported(partner, lodged("L1", hs=None))
    follow()
    (told,) = partner.get("/api/v1/risk-assessments").json()["results"]
    assert (told["reference"], told["outcome"]) == ("L1", "request_information")
    assert [asked["code"] for asked in told["asked"]] == ["hs_missing"]


def test_parcels_that_have_arrived_or_name_no_entry_cost_nothing(partner) -> None:
    now, long_ago = clock.now().isoformat(), clock.add_days(clock.today(), -30).isoformat()
    reported(partner, declaration("N1"), lodged("N2", arrived_at=now), lodged("N3", date=long_ago))
    assert not Timer.objects.filter(kind=LODGED).exists()


def test_a_parcel_that_was_declared_before_is_not_assessed_again(partner) -> None:
    assessed(partner, declaration("L1"))
    reported(partner, lodged("L1"), lodged("L2"))
    follow()
    assert sorted(Assessment.objects.values_list("reference", flat=True)) == ["L1", "L2"]


def test_a_parcel_that_arrived_in_the_meantime_is_not_assessed(partner) -> None:
    reported(partner, lodged("L1"))
    reported(partner, lodged("L1", arrived_at=clock.now().isoformat()))
    follow()
    assert not Assessment.objects.exists()


def test_a_partner_that_may_not_read_assessments_is_not_asked() -> None:
    reported(partner_client("ledger:write"), lodged("L1"))
    follow()
    assert not Assessment.objects.exists()
    assert not Job.objects.exists()


def test_a_recording_has_one_job_that_waits_and_finds_nothing_the_second_time(partner) -> None:
    reported(partner, lodged("L1"))
    with clock.at(clock.now() + timedelta(seconds=1)):
        follow()
    recording_id = Job.objects.get().arguments["recording_id"]
    again = recording_assess_start(recording_id=recording_id)
    assert again
    assert recording_assess_start(recording_id=recording_id) is None
    job_run(job_id=again.pk)
    again.refresh_from_db()
    assert again.result == {"assessed": 0}
    assert Assessment.objects.count() == 1
