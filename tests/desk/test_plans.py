"""Corrective plans at the desk: opened on a business's page, worked on their own."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.shippers.models import Membership, Shipper
from apps.standing.models import Plan, PlanItem, Standing, Status
from apps.standing.services import change_decide
from tests.desk import hearings
from tests.people import signed_in, staff

pytestmark = pytest.mark.django_db
LIST = "admin:standing_plan_changelist"


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer(db: None) -> User:
    return staff("officer")


@pytest.fixture
def desk(officer: User) -> Client:
    return signed_in(officer)


@pytest.fixture
def plan(officer: User) -> Plan:
    return hearings.planned(officer)


def page(plan: Plan) -> str:
    return reverse("admin:standing_plan_change", args=[plan.pk])


def page_of_business(shipper: Shipper) -> str:
    return reverse("admin:shippers_shipper_change", args=[shipper.pk])


def sent(act: str, **given: object) -> dict[str, object]:
    return {"act": act} | {f"{act}-{name}": value for name, value in given.items()}


def offered(client: Client, plan: Plan) -> set[str]:
    return {name for name, act, _form in client.get(page(plan)).context["actions"] if not act.blocked}


def status(plan: Plan) -> str:
    return Standing.objects.get(pk=plan.shipper_id).status


def test_a_plan_is_opened_on_the_page_of_a_suspended_business(desk):
    suspension = hearings.suspended()
    shipper = suspension.shipper
    day = clock.add_days(clock.today(), 30)
    given = {
        "text": "Keep such goods out.",
        "language": "en",
        "text_1": "Test each lot.",
        "owner_1": "Ada",
        "due_1": day,
    }
    faulty = desk.post(
        page_of_business(shipper), sent("open_plan", **given | {"due_1": clock.today(), "owner_3": "Bo"})
    )
    assert faulty.status_code == 422
    assert set(faulty.context["attempt"].form.errors) == {"due_1", "text_3", "due_3"}
    empty = desk.post(page_of_business(shipper), sent("open_plan", text="Keep them out.", language="en"))
    assert set(empty.context["attempt"].form.errors) == {"text_1"}
    desk.post(page_of_business(shipper), sent("open_plan", **given, text_4="Train.", owner_4="Bo", due_4=day))
    plan = Plan.objects.get()
    assert [(item.text, item.owner) for item in plan.items.order_by("pk")] == [
        ("Test each lot.", "Ada"),
        ("Train.", "Bo"),
    ]
    assert status(plan) == Status.CONDITIONAL
    suspension.refresh_from_db()
    assert suspension.state == "reduced"
    again = desk.get(f"{page_of_business(shipper)}?panel=changes")
    assert page(plan) in again.content.decode()
    assert "runs already" in str({name: act.blocked for name, act, _form in again.context["actions"]}["open_plan"])


def test_none_is_opened_for_a_member_in_full_standing(desk):
    shipper = hearings.demotion().shipper
    acts = {name for name, _act, _form in desk.get(page_of_business(shipper)).context["actions"]}
    assert "open_plan" not in acts
    answer = desk.post(page_of_business(shipper), sent("open_plan", text="Mend it.", language="en"))
    assert answer.status_code == 302
    assert not Plan.objects.exists()


def test_answers_are_judged_and_the_plan_is_completed(desk, plan):
    first, second = plan.items.order_by("due")
    shown = desk.get(page(plan)).content.decode()
    for words in ("To keep such goods out.", "Test each lot.", "A laboratory tests each lot.", "contract.pdf"):
        assert words in shown
    assert offered(desk, plan) == {f"accept-{first.pk}", f"decline-{first.pk}", f"extend-{second.pk}", "cancel"}
    later = clock.add_days(clock.today(), 60)
    assert desk.post(page(plan), sent(f"decline-{first.pk}", text="Which laboratory?")).status_code == 422
    desk.post(page(plan), sent(f"decline-{first.pk}", text="Which laboratory?", language="en", due=later))
    first.refresh_from_db()
    assert (first.state, first.due, first.said) == ("open", later, "Which laboratory?")
    desk.post(page(plan), sent(f"extend-{second.pk}", text="A holiday.", language="en", due=later))
    assert "A holiday." in desk.get(page(plan)).content.decode()
    PlanItem.objects.update(state="answered")
    for item in (first, second):
        desk.post(page(plan), sent(f"accept-{item.pk}"))
    assert offered(desk, plan) == {"complete", "cancel"}
    desk.post(page(plan), sent("complete", text="All is done.", language="en"))
    assert status(plan) == Status.ACTIVE
    assert "All is done." in desk.get(page(plan)).content.decode()
    assert offered(desk, plan) == set()


def test_before_all_is_accepted_it_is_not_completed(desk, plan):
    acts = {name: str(act.blocked) for name, act, _form in desk.get(page(plan)).context["actions"]}
    assert "Not every item has been accepted" in acts["complete"]
    desk.post(page(plan), sent("complete", text="All is done.", language="en"))
    assert status(plan) == Status.CONDITIONAL


def test_a_missed_plan_goes_on_once_the_removal_is_decided(officer, desk):
    plan = hearings.missed(officer)
    shown = desk.get(page(plan))
    assert reverse("admin:standing_proposedchange_change", args=[plan.removal_id]) in shown.content.decode()
    blocked = {name: str(act.blocked) for name, act, _form in shown.context["actions"]}
    assert "Decide the removal first" in blocked["resume"]
    removal = reverse("admin:standing_proposedchange_change", args=[plan.removal_id])
    assert page(plan) in desk.get(removal).content.decode()
    change_decide(actor=officer, change_id=plan.removal_id, decision="withdraw", reasons="A flood.")
    day = clock.add_days(clock.today(), 90)
    desk.post(page(plan), sent("resume", text="After the flood.", language="en", due=day))
    plan.refresh_from_db()
    assert plan.state == "open"
    assert plan.items.get(state="open").due == day
    desk.post(page(plan), sent("cancel", text="They left the trade.", language="en"))
    plan.refresh_from_db()
    assert (plan.state, status(plan)) == ("cancelled", Status.CONDITIONAL)


def test_nobody_judges_a_plan_of_a_business_of_their_own(officer, desk, plan):
    Membership.objects.create(shipper=plan.shipper, user=officer, role=Membership.Role.VIEWER)
    assert offered(desk, plan) == set()


@pytest.mark.parametrize(("role", "may"), [("deputy", True), ("supervisor", True), ("auditor", False)])
def test_who_judges(plan, role: str, *, may: bool):
    assert bool(offered(signed_in(staff(role)), plan)) == may


def test_evidence_is_shown_and_given_out(desk, plan):
    file = plan.items.earliest("due").answers.get().files.get()
    assert desk.get(reverse("admin:standing_plan_file", args=[file.pk])).status_code == 200
    assert 'id="viewer"' in desk.get(f"{page(plan)}?planfile={file.pk}").content.decode()


def test_the_list_tells_what_waits(desk, plan):
    def listed(**chosen: object) -> list[int]:
        return [row.pk for row in desk.get(reverse(LIST), chosen).context["cl"].result_list]

    assert listed(waits="answered") == [plan.pk]
    assert listed(waits="soon") == listed(waits="late") == []
    assert "0 of 2" in desk.get(reverse(LIST)).content.decode()
    with clock.at(clock.now() + timedelta(days=30)):
        assert listed(waits="soon") == [plan.pk]
    with clock.at(clock.now() + timedelta(days=41)):
        assert listed(waits="late") == [plan.pk]
    assert page(plan) in desk.get(reverse("admin:work_item_changelist")).content.decode()


def test_the_pages_ask_little(desk, plan, django_assert_max_num_queries):
    desk.get(page(plan))
    for address in (page(plan), reverse(LIST)):
        with django_assert_max_num_queries(19):
            assert desk.get(address).status_code == 200
