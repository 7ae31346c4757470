"""Appeals of changes of standing, on the page where somebody who took no part hears them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.notices.models import Message
from apps.standing.models import Appeal, Standing
from apps.standing.services import change_appeal, change_decide, change_propose
from tests.desk import hearings
from tests.people import signed_in, staff
from tests.standing.evaluations import enrolled, owner_of

pytestmark = pytest.mark.django_db
LIST = "admin:standing_appeal_changelist"


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer(db: None) -> User:
    return staff("officer")


@pytest.fixture
def appeal(officer: User) -> Appeal:
    return hearings.appealed(officer)


@pytest.fixture
def desk(db: None) -> Client:
    return signed_in(staff("supervisor"))


def page(appeal: Appeal) -> str:
    return reverse("admin:standing_appeal_change", args=[appeal.pk])


def sent(name: str, reasons: str = "The invoices settle it.") -> dict[str, str]:
    return {"act": name, f"{name}-reasons": reasons, f"{name}-language": "en"}


def blocked(client: Client, appeal: Appeal) -> dict[str, str]:
    return {name: str(act.blocked) for name, act, _form in client.get(page(appeal)).context["actions"]}


def test_a_supervisor_reads_what_is_appealed_and_gives_it_back(desk, officer, appeal):
    shown = desk.get(page(appeal)).content.decode()
    for words in (
        *("Nobody looked at our invoices.", "appeal.pdf", "The faults stand.", "We have changed our supplier."),
        *("A new clerk.", "Decided it", str(officer), "Its tier is 3 again."),
    ):
        assert words in shown
    answer = desk.post(page(appeal), sent("grant"), follow=True).content.decode()
    appeal.refresh_from_db()
    assert appeal.state == "granted"
    assert Standing.objects.get(pk=appeal.proposal.shipper_id).tier == 3
    assert "The invoices settle it." in answer
    assert "What granting it gives back" not in answer
    assert "The invoices settle it." in Message.objects.get(kind="standing.appeal_decided").body


def test_denied_the_decision_stands_with_reasons(desk, appeal):
    assert desk.post(page(appeal), sent("deny", " ")).status_code == 422
    desk.post(page(appeal), sent("deny", "They were read."))
    appeal.refresh_from_db()
    assert (appeal.state, appeal.reasons) == ("denied", "They were read.")
    assert Standing.objects.get(pk=appeal.proposal.shipper_id).tier == 1
    assert desk.get(page(appeal)).context["actions"] == []


def test_who_took_part_does_not_hear_it(desk):
    first = staff("supervisor", email="first@staff.example")
    appeal = hearings.appealed(first)
    took_part = signed_in(first)
    assert all("took part" in why for why in blocked(took_part, appeal).values())
    took_part.post(page(appeal), sent("deny"))
    appeal.refresh_from_db()
    assert appeal.state == "open"
    assert set(blocked(desk, appeal).values()) == {""}


@pytest.mark.parametrize(("role", "may"), [("deputy", True), ("officer", False), ("auditor", False)])
def test_who_hears_appeals(appeal, role: str, *, may: bool):
    client = signed_in(staff(role, email="hears@staff.example"))
    answer = client.get(page(appeal))
    assert (answer.status_code, bool(answer.context["actions"])) == (200, may)
    client.post(page(appeal), sent("deny"))
    appeal.refresh_from_db()
    assert (appeal.state == "denied") == may


def test_a_removal_gives_back_the_status_of_before(desk, officer):
    shipper = enrolled(tier=2)
    removal = change_propose(actor=officer, shipper_id=shipper.pk, kind="removal", reasons="Forged records.")
    hearings.responded(removal)
    second = staff("officer", email="second@staff.example")
    change_decide(actor=second, change_id=removal.pk, decision="uphold", reasons="They were.")
    appeal = change_appeal(actor=owner_of(shipper), change_id=removal.pk, text="They were not.")
    shown = desk.get(page(appeal)).content.decode()
    assert "Its status is “Active” again." in shown
    assert "Proposed it" in shown
    desk.post(page(appeal), sent("grant"))
    assert Standing.objects.get(pk=shipper.pk).status == "active"


def test_its_files_are_shown_and_each_look_is_kept(desk, appeal):
    file = appeal.files.get()
    assert desk.get(reverse("admin:standing_appeal_file", args=[file.pk])).status_code == 200
    assert 'id="viewer"' in desk.get(f"{page(appeal)}?appeal={file.pk}").content.decode()


def test_the_list_tells_what_is_due(desk, appeal):
    def listed(**chosen: object) -> list[int]:
        return [row.pk for row in desk.get(reverse(LIST), chosen).context["cl"].result_list]

    assert listed(limit="soon") == []
    with clock.at(appeal.decide_by - timedelta(days=3)):
        assert listed(limit="soon") == [appeal.pk]
    with clock.at(appeal.decide_by + timedelta(minutes=1)):
        assert listed(limit="overdue") == [appeal.pk]
        assert "overdue" in desk.get(page(appeal)).content.decode()
    assert page(appeal) in desk.get(reverse("admin:work_item_changelist")).content.decode()


def test_the_pages_ask_little(desk, appeal, django_assert_max_num_queries):
    desk.get(page(appeal))
    for address in (page(appeal), reverse(LIST)):
        with django_assert_max_num_queries(19):
            assert desk.get(address).status_code == 200
