"""The shipper's page: all that is known of one, and what officers record of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.applications import services
from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed
from apps.desk.services import visit_record
from apps.ledger.models import ProgramEntry
from apps.ledger.vocabulary import ProgramEntryKind
from apps.shippers.models import Shipper
from apps.standing.services import change_propose
from tests.applications import answers
from tests.outbox import deliver
from tests.people import signed_in, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer():
    return answers.officer()


@pytest.fixture
def client(officer) -> Client:
    return signed_in(officer)


@pytest.fixture
def member(officer) -> Shipper:
    """A business that applied, was approved, and was enrolled by what follows."""
    application = answers.approved(officer)
    deliver()
    return Shipper.objects.get(pk=application.shipper_id)


def page(shipper: Shipper) -> str:
    return reverse("admin:shippers_shipper_change", args=[shipper.pk])


def test_the_page_puts_together_what_the_apps_know(client: Client, member: Shipper):
    text = client.get(page(member)).content.decode()
    for shown in (
        member.ksn,
        "Blue Kite Toys LLC",
        "••••3331",
        "Active",
        "ada@shop.example",
        "Bazaar",
        "CPSC",
        "Enrolled",
    ):
        assert shown in text
    assert "1103331" not in text


def test_a_business_that_is_not_enrolled_has_a_page_too(client: Client):
    shipper = Shipper.objects.create(name="Newcomer")
    text = client.get(page(shipper)).content.decode()
    assert "Not enrolled" in text
    assert "act-validated" not in text


def test_a_validation_is_recorded_in_the_ledger_and_standing_follows(client: Client, member: Shipper):
    day = clock.today() - timedelta(days=2)
    client.post(page(member), {"act": "validated", "validated-day": day.isoformat()})
    entry = ProgramEntry.objects.get(shipper=member, kind=ProgramEntryKind.VALIDATED)
    assert entry.date == day
    deliver()
    assert Shipper.objects.get(pk=member.pk).standing.validated


def test_an_annual_review_is_recorded(client: Client, member: Shipper):
    client.post(page(member), {"act": "annual_review", "annual_review-day": clock.today().isoformat()})
    assert ProgramEntry.objects.filter(shipper=member, kind=ProgramEntryKind.ANNUAL_REVIEW).count() == 1


def test_a_day_that_has_not_come_is_refused_beside_the_field(client: Client, member: Shipper):
    tomorrow = clock.today() + timedelta(days=1)
    response = client.post(page(member), {"act": "validated", "validated-day": tomorrow.isoformat()})
    assert response.status_code == 422
    assert "This day has not come yet." in response.content.decode()
    assert not ProgramEntry.objects.filter(kind=ProgramEntryKind.VALIDATED).exists()


def test_visits_are_recorded_by_reviewers_of_members_only(member: Shipper, officer):
    visit = {"kind": ProgramEntryKind.VALIDATED, "day": clock.today()}
    with pytest.raises(NotAllowed):
        visit_record(actor=staff("auditor"), shipper_id=member.pk, **visit)
    with pytest.raises(Conflict):
        visit_record(actor=officer, shipper_id=Shipper.objects.create().pk, **visit)
    with pytest.raises(Invalid):
        visit_record(actor=officer, shipper_id=member.pk, kind=ProgramEntryKind.HOLD_LIFTED, day=clock.today())


def test_auditors_read_and_do_nothing(member: Shipper):
    response = signed_in(staff("auditor")).get(page(member))
    assert response.status_code == 200
    assert response.context["acts"] == []


def test_what_is_proposed_leads_to_where_it_is_decided(client: Client, member: Shipper):
    proposal = change_propose(
        actor=staff("supervisor"), shipper_id=member.pk, kind="suspension", reasons="Parcels 1 and 2 held copies."
    )
    text = client.get(page(member)).content.decode()
    assert "Suspension: Proposed" in text
    assert reverse("admin:standing_proposedchange_change", args=[proposal.pk]) in text


def test_the_page_costs_the_same_however_much_there_is(client: Client, member: Shipper, django_assert_max_num_queries):
    for _day in range(5):
        visit_record(
            actor=staff("officer", email=f"{_day}@staff.example"),
            shipper_id=member.pk,
            kind=ProgramEntryKind.ANNUAL_REVIEW,
            day=clock.today(),
        )
    with django_assert_max_num_queries(45):
        client.get(page(member))


def test_the_list_finds_by_name_number_and_standing(client: Client, member: Shipper):
    other = Shipper.objects.create(name="Newcomer")

    def listed(**chosen: object) -> set[int]:
        found = client.get(reverse("admin:shippers_shipper_changelist"), chosen)
        return {row.pk for row in found.context["cl"].result_list}

    assert listed() == {member.pk, other.pk}
    assert listed(q=member.ksn) == {member.pk}
    assert listed(q="newcomer") == {other.pk}
    assert listed(status="none") == {other.pk}
    assert listed(status="active") == listed(standing__tier__exact="0") == {member.pk}


def test_what_happened_is_told_in_words(client: Client, member: Shipper):
    text = client.get(page(member)).content.decode()
    for words in ("Application approved", "Standing changed", "tier 0: became a member"):
        assert words in text
    for code in ("application.approved", "standing.changed", "work.closed", "application.section_saved"):
        assert code not in text
