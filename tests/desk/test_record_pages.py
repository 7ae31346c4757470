"""The pages of records that no officer decides: standings and their changes, evaluations, entries, events, jobs."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.desk.standings import ACTS
from apps.desk.timeline import words_of
from apps.evaluation.models import Evaluation
from apps.evaluation.services import evaluate_due
from apps.events.models import Event
from apps.jobs.models import Job, JobState
from apps.ledger import services
from apps.ledger.models import ProgramEntry, Recording, Seller
from apps.shippers.models import Shipper
from apps.standing.models import Change
from tests.desk import due_process
from tests.desk.pages import page_of, read_page
from tests.evaluation.ledger import member, parcels, violation
from tests.ledger.conftest import report, shipment
from tests.people import signed_in, staff
from tests.standing.evaluations import enrolled


@pytest.fixture
def auditor_desk() -> Client:
    return signed_in(staff("auditor"))


@pytest.mark.parametrize(
    "name", ["standing_standing", "standing_change", "standing_proposedchange", "partners_partner"]
)
def test_lists_of_standings_and_partners_are_shown(auditor_desk: Client, name: str) -> None:
    enrolled(tier=2)
    assert auditor_desk.get(reverse(f"admin:{name}_changelist")).status_code == 200


def test_evaluation_shows_what_each_rule_found_and_nobody_adds_one(auditor_desk: Client) -> None:
    member(clock.today())
    evaluate_due(limit=1)
    text = read_page(auditor_desk, Evaluation.objects.get())
    assert "The record allows tier 0." in text
    assert "Compliance rate" in text
    assert "entering tier 0 at most" in text
    assert auditor_desk.get(reverse("admin:evaluation_evaluation_add")).status_code == 403


def test_evaluation_leads_to_the_changes_that_rest_on_it(auditor_desk: Client) -> None:
    suspension = due_process.suspend_at_once()
    change = Change.objects.filter(shipper=suspension.shipper, status="suspended").latest("pk")
    assert page_of(change) in auditor_desk.get(page_of(change.evaluation)).content.decode()


def test_standing_shows_tier_findings_and_changes(auditor_desk: Client) -> None:
    proposal = due_process.propose_demotion()
    text = read_page(auditor_desk, proposal.shipper.standing)
    assert "Tiers that the record allows" in text
    assert "Changes of standing" in text
    assert (
        page_of(proposal.shipper, "standing") in auditor_desk.get(page_of(proposal.shipper.standing)).content.decode()
    )


def test_change_of_standing_says_what_was_before_and_what_held_from_then_on(auditor_desk: Client) -> None:
    change = Change.objects.get(shipper=due_process.suspend_at_once().shipper, status="suspended")
    facts = dict(re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", " ".join(read_page(auditor_desk, change).split())))
    assert facts["Act"] == "Suspend"
    assert "Active" in facts["Before"]
    assert "Suspended" in facts["From then on"]
    assert page_of(change.evaluation) in auditor_desk.get(page_of(change)).content.decode()


def test_changes_of_standing_are_filtered_by_an_act_of_the_table(auditor_desk: Client) -> None:
    due_process.suspend_at_once()
    path = reverse("admin:standing_change_changelist")
    offered = set(re.findall('<option value="(.*?)"', auditor_desk.get(path).content.decode()))
    assert set(ACTS) <= offered
    made = set(Change.objects.values_list("action", flat=True))
    assert "suspend" in made < set(ACTS)
    for act in ("suspend", "enroll", "readmit"):
        found = auditor_desk.get(path, {"act": act}).context["cl"].result_list
        assert {change.action for change in found} == {act} & made


@pytest.mark.shipper(months=3)
def test_program_entry_leads_to_its_business_and_recording(auditor_desk: Client, shipper: Shipper) -> None:
    entry = ProgramEntry.objects.filter(shipper=shipper).earliest("pk")
    page = auditor_desk.get(page_of(entry)).content.decode()
    assert f"{entry.get_kind_display()}: {shipper}" in page
    assert page_of(entry.recording) in page
    assert "Taken" not in page


def test_event_says_in_words_what_happened_and_what_followed(auditor_desk: Client) -> None:
    change = Change.objects.get(shipper=due_process.suspend_at_once().shipper, status="suspended")
    event = Event.objects.get(kind="standing.changed", subject_id=change.pk)
    page = auditor_desk.get(page_of(event)).content.decode()
    assert words_of(event.kind, event.payload) in page
    assert page_of(change.shipper) in page
    delivery = event.deliveries.earliest("pk")
    assert page_of(delivery) in page
    assert page_of(event) in auditor_desk.get(page_of(delivery)).content.decode()


def test_recording_that_was_taken_back_names_the_one_that_did(auditor_desk: Client) -> None:
    report(shipment(seller="S-9"))
    recording = Recording.objects.latest("pk")
    assert "Taken back by" not in read_page(auditor_desk, recording)
    supervisor = staff("supervisor")
    assert f"?id={recording.pk}" in signed_in(supervisor).get(page_of(recording)).content.decode()
    reversal = services.recording_take_back(recording_id=recording.pk, actor=supervisor, reason="Wrong file.")
    text = auditor_desk.get(page_of(recording)).content.decode()
    assert page_of(reversal) in text
    assert "Wrong file." in text
    assert page_of(recording) in auditor_desk.get(page_of(reversal)).content.decode()


@pytest.mark.shipper(applied=True)
def test_seller_shows_parcels_and_violations(auditor_desk: Client, shipper: Shipper) -> None:
    seller = Seller.objects.get(code=shipper.ksn)
    before = parcels_said(auditor_desk, seller)
    parcels(shipper, clock.today(), 3, drawn="clean")
    reference = violation(shipper, clock.today())
    assert parcels_said(auditor_desk, seller) == (before[0] + 3, before[1] + 3, before[2])
    text = auditor_desk.get(page_of(seller)).content.decode()
    assert reference in text
    assert page_of(shipper, "record") in text


def parcels_said(client: Client, seller: Seller) -> tuple[int, ...]:
    """Return the parcels of a seller, those opened and those found wrong, as its page says."""
    (said,) = re.findall("<dt>Parcels</dt><dd>(.*?)</dd>", read_page(client, seller), re.DOTALL)
    found = re.fullmatch(r"(\d+), .*; (\d+) opened, (\d+) found wrong", " ".join(said.split()))
    return tuple(map(int, found.groups()))


def test_seller_that_nobody_linked_says_so(auditor_desk: Client) -> None:
    report(shipment(seller="S-9"))
    text = read_page(auditor_desk, Seller.objects.get(code="S-9"))
    assert "Nobody linked it to a business" in text
    assert "No violation was reported." in text


def test_job_shows_its_progress_and_why_it_failed(auditor_desk: Client) -> None:
    job = Job.objects.create(
        kind="ledger.import",
        arguments={"file": "may.csv"},
        state=JobState.FAILED,
        done=3,
        total=10,
        error="The disk is full.",
    )
    text = read_page(auditor_desk, job)
    for words in ("Failed", "3", "of 10", "may.csv", "The disk is full."):
        assert words in text
    assert '<progress value="3" max="10"' in auditor_desk.get(page_of(job)).content.decode()
