"""Appeals of changes of standing at the desk: read and decided by staff who took no part in the change."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.notices.models import Message
from apps.standing.models import Appeal, Standing
from apps.standing.services import change_appeal, change_decide
from tests.desk import due_process
from tests.people import signed_in, staff
from tests.standing.evaluations import change_proposed, enrolled, owner_of

pytestmark = pytest.mark.django_db
LIST = "admin:standing_appeal_changelist"


@pytest.fixture
def officer(db: None) -> User:
    return staff("officer")


@pytest.fixture
def appeal(officer: User) -> Appeal:
    return due_process.appeal_demotion(officer)


@pytest.fixture
def desk(db: None) -> Client:
    return signed_in(staff("supervisor"))


def page_url(appeal: Appeal) -> str:
    return reverse("admin:standing_appeal_change", args=[appeal.pk])


def action_data(name: str, reasons: str = "The invoices settle it.") -> dict[str, str]:
    return {"act": name, f"{name}-reasons": reasons, f"{name}-language": "en"}


def read_blocked_reasons(client: Client, appeal: Appeal) -> dict[str, str]:
    return {name: str(act.blocked) for name, act, _form in client.get(page_url(appeal)).context["actions"]}


@pytest.mark.slow
def test_granted_appeal_gives_the_tier_back(desk, officer, appeal):
    html = desk.get(page_url(appeal)).content.decode()
    for words in (
        *("Nobody looked at our invoices.", "appeal.pdf", "The faults stand.", "We have changed our supplier."),
        *("A new clerk.", "Decided it", str(officer), "Its tier is 3 again."),
    ):
        assert words in html
    answer = desk.post(page_url(appeal), action_data("grant"), follow=True).content.decode()
    appeal.refresh_from_db()
    assert appeal.state == "granted"
    assert Standing.objects.get(pk=appeal.proposal.shipper_id).tier == 3
    assert "The invoices settle it." in answer
    assert "What granting it gives back" not in answer
    assert "The invoices settle it." in Message.objects.get(kind="standing.appeal_decided").body


def test_denied_appeal_needs_reasons_and_leaves_the_tier(desk, appeal):
    assert desk.post(page_url(appeal), action_data("deny", " ")).status_code == 422
    desk.post(page_url(appeal), action_data("deny", "They were read."))
    appeal.refresh_from_db()
    assert (appeal.state, appeal.reasons) == ("denied", "They were read.")
    assert Standing.objects.get(pk=appeal.proposal.shipper_id).tier == 1
    assert desk.get(page_url(appeal)).context["actions"] == []


def test_appeal_is_not_decided_by_a_supervisor_who_took_part(desk):
    first = staff("supervisor", email="first@staff.example")
    appeal = due_process.appeal_demotion(first)
    took_part = signed_in(first)
    blocked = read_blocked_reasons(took_part, appeal)
    assert all("took part" in blocked[decision] for decision in ("grant", "deny"))
    took_part.post(page_url(appeal), action_data("deny"))
    appeal.refresh_from_db()
    assert appeal.state == "open"
    blocked = read_blocked_reasons(desk, appeal)
    assert [blocked[decision] for decision in ("grant", "deny")] == ["", ""]
    assert "critical finding" in blocked["keep"]


def test_page_says_who_may_hear_the_appeal_and_why_others_may_not(desk):
    first = staff("supervisor", email="first@staff.example")
    appeal = due_process.appeal_demotion(first)
    hearers = desk.get(page_url(appeal)).context["hearers"]
    assert [(hearer.user.email, [str(bar) for bar in hearer.bars]) for hearer in hearers] == [
        ("supervisor@staff.example", []),
        (first.email, ["Decided it"]),
    ]


@pytest.mark.parametrize(("role", "may"), [("deputy", True), ("officer", False), ("auditor", False)])
def test_appeal_is_decided_by_roles_that_may_decide_appeals(appeal, role: str, *, may: bool):
    client = signed_in(staff(role, email="hears@staff.example"))
    answer = client.get(page_url(appeal))
    assert (answer.status_code, bool(answer.context["actions"])) == (200, may)
    client.post(page_url(appeal), action_data("deny"))
    appeal.refresh_from_db()
    assert (appeal.state == "denied") == may


def test_granted_appeal_of_a_removal_gives_the_former_status_back(desk, officer):
    shipper = enrolled(tier=2)
    removal = change_proposed(actor=officer, shipper_id=shipper.pk, kind="removal", reasons="Forged records.")
    due_process.respond_to_notice(removal)
    second = staff("officer", email="second@staff.example")
    change_decide(actor=second, change_id=removal.pk, decision="uphold", reasons="They were.")
    appeal = change_appeal(actor=owner_of(shipper), change_id=removal.pk, text="They were not.")
    html = desk.get(page_url(appeal)).content.decode()
    assert "Its status is “Active” again." in html
    assert "Proposed it" in html
    desk.post(page_url(appeal), action_data("grant"))
    assert Standing.objects.get(pk=shipper.pk).status == "active"


@pytest.mark.slow
def test_files_of_an_appeal_are_shown_and_downloaded(desk, appeal):
    file = appeal.files.get()
    assert desk.get(reverse("admin:standing_appeal_file", args=[file.pk])).status_code == 200
    assert 'id="viewer"' in desk.get(f"{page_url(appeal)}?appeal={file.pk}").content.decode()


@pytest.mark.slow
def test_list_is_filtered_by_the_day_of_decision(desk, appeal):
    def list_ids(**chosen: object) -> list[int]:
        return [row.pk for row in desk.get(reverse(LIST), chosen).context["cl"].result_list]

    assert list_ids(limit="soon") == []
    with clock.at(appeal.decide_by - timedelta(days=3)):
        assert list_ids(limit="soon") == [appeal.pk]
    with clock.at(appeal.decide_by + timedelta(minutes=1)):
        assert list_ids(limit="overdue") == [appeal.pk]
        assert "overdue" in desk.get(page_url(appeal)).content.decode()
    assert page_url(appeal) in desk.get(reverse("admin:work_item_changelist")).content.decode()


@pytest.mark.slow
def test_pages_of_appeals_take_under_twenty_queries(desk, appeal, django_assert_max_num_queries):
    desk.get(page_url(appeal))
    for address in (page_url(appeal), reverse(LIST)):
        with django_assert_max_num_queries(19):
            assert desk.get(address).status_code == 200
