"""Assurance calls and account managers at the desk."""

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from apps.accounts.models import User
from apps.core import clock
from apps.shippers.models import Shipper
from apps.standing.models import AccountManager, AssuranceCall, CallContact
from apps.standing.selectors import calls_running
from tests.desk.pages import page_of
from tests.evaluation.ledger import parcels
from tests.people import staff
from tests.standing.evaluations import calls_end
from tests.standing.process import call_open, settled_member


@pytest.fixture
def assured(officer: User) -> Shipper:
    return settled_member()


@pytest.fixture
def call(assured: Shipper) -> AssuranceCall:
    return call_open(assured)


def attempt(act: str, **fields: str) -> dict[str, str]:
    now = localtime(clock.now(), clock.PROGRAM_ZONE)
    given = {"day": f"{now:%Y-%m-%d}", "time": f"{now:%H:%M}", "means": "phone", "text": "They knew.", **fields}
    return {"act": act} | {f"{act}-{name}": value for name, value in given.items()}


def test_the_page_of_a_call_says_whom_to_call_and_what_was_found(desk, assured, call):
    page = desk.get(page_of(call)).content.decode()
    assert "from tier 2 to tier 1" in page
    assert "It gave no number" in page
    CallContact.objects.create(shipper=assured, name="Ada Park", phone="+12025550143", opens="09:00", closes="17:00")
    page = desk.get(page_of(call)).content.decode()
    assert "Ada Park, +12025550143, between 09:00 and 17:00" in page


def test_an_officer_records_an_attempt_and_a_contact(desk, call):
    assert desk.post(page_of(call), attempt("try")).status_code == 302
    assert desk.post(page_of(call), attempt("reach")).status_code == 302
    call.refresh_from_db()
    assert call.state == "reached"
    assert [each.reached for each in call.attempts.order_by("pk")] == [False, True]
    answer = desk.post(page_of(call), attempt("reach", text=""))
    assert answer.status_code == 422


def test_the_list_shows_how_many_were_kept_and_missed(desk, assured, call):
    calls_end(assured)
    page = desk.get(reverse("admin:standing_assurancecall_changelist")).content.decode()
    assert "<dt>Missed</dt><dd>1</dd>" in page
    assert "<dt>Reached in time</dt><dd>0</dd>" in page


@pytest.mark.slow
def test_the_page_of_a_member_names_its_manager_and_a_supervisor_chooses_another(
    desk, assured, officer, call, supervisor_desk
):
    path = reverse("admin:shippers_shipper_change", args=[assured.pk])
    page = desk.get(path).content.decode()
    assert "Account manager" in page
    assert "Choose the account manager" not in page
    second = staff("officer", email="second@staff.example")
    page = supervisor_desk.get(path).content.decode()
    assert f"{officer} (1 member)" in page
    supervisor_desk.post(path, {"act": "manager", "manager-officer": second.pk})
    assert AccountManager.objects.get(pk=assured.pk).officer == second


def test_a_change_about_which_a_call_runs_is_not_asked_for_again(desk, assured):
    path = reverse("admin:shippers_shipper_change", args=[assured.pk])
    (number,) = parcels(assured, clock.today(), 1)
    asked = {"remove-reasons": "No records.", "remove-language": "en"}
    desk.post(path, {"act": "remove"} | asked)
    assert not calls_running(assured.pk).exists(), "a notice names what was found"
    desk.post(path, {"act": "remove"} | asked | {"remove-parcels": number})
    assert calls_running(assured.pk).get().kind == "removal"
    assert "A call about the same change is under way." in desk.get(path).content.decode()
