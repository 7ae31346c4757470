"""Corrective action plans at the desk: opened on the page of a business, judged on the page of the plan."""

from datetime import timedelta

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.standing.models import Plan, PlanItem, Standing, Status
from apps.standing.services import change_decide
from tests.desk import due_process
from tests.desk.pages import action_data, confirm, find_offered_actions, page_of
from tests.people import on_team

LIST = "admin:standing_plan_changelist"


@pytest.fixture
def plan(officer: User) -> Plan:
    return due_process.open_plan(officer)


def read_status(plan: Plan) -> str:
    return Standing.objects.get(pk=plan.shipper_id).status


@pytest.mark.slow
def test_plan_is_opened_on_the_page_of_a_suspended_business(desk):
    suspension = due_process.suspend_at_once()
    shipper = suspension.shipper
    day = clock.add_days(clock.today(), 30)
    given = {
        "text": "Keep such goods out.",
        "language": "en",
        "text_1": "Test each lot.",
        "owner_1": "Ada",
        "due_1": day,
    }
    faulty = desk.post(page_of(shipper), action_data("open_plan", **given | {"due_1": clock.today(), "owner_3": "Bo"}))
    assert faulty.status_code == 422
    assert set(faulty.context["attempt"].form.errors) == {"due_1", "text_3", "due_3"}
    empty = desk.post(page_of(shipper), action_data("open_plan", text="Keep them out.", language="en"))
    assert set(empty.context["attempt"].form.errors) == {"text_1"}
    whole = action_data("open_plan", **given, text_4="Train.", owner_4="Bo", due_4=day)
    confirm(desk, page_of(shipper), whole)
    plan = Plan.objects.get()
    assert [(item.text, item.owner) for item in plan.items.order_by("pk")] == [
        ("Test each lot.", "Ada"),
        ("Train.", "Bo"),
    ]
    assert read_status(plan) == Status.CONDITIONAL
    suspension.refresh_from_db()
    assert suspension.state == "reduced"
    again = desk.get(f"{page_of(shipper)}?panel=changes")
    assert page_of(plan) in again.content.decode()
    assert "is under way already" in str(
        {name: act.blocked for name, act, _form in again.context["actions"]}["open_plan"]
    )


def test_plan_is_not_opened_for_a_member_in_full_standing(desk):
    shipper = due_process.propose_demotion().shipper
    acts = {name for name, _act, _form in desk.get(page_of(shipper)).context["actions"]}
    assert "open_plan" not in acts
    answer = desk.post(page_of(shipper), action_data("open_plan", text="Mend it.", language="en"))
    assert answer.status_code == 302
    assert not Plan.objects.exists()


@pytest.mark.slow
def test_plan_is_completed_after_its_answers_are_accepted(desk, plan):
    first, second = plan.items.order_by("due")
    html = desk.get(page_of(plan)).content.decode()
    for words in ("To keep such goods out.", "Test each lot.", "A laboratory tests each lot.", "contract.pdf"):
        assert words in html
    assert find_offered_actions(desk, plan) == {
        f"accept-{first.pk}",
        f"decline-{first.pk}",
        f"extend-{second.pk}",
        "cancel",
    }
    later = clock.add_days(clock.today(), 60)
    assert desk.post(page_of(plan), action_data(f"decline-{first.pk}", text="Which laboratory?")).status_code == 422
    desk.post(page_of(plan), action_data(f"decline-{first.pk}", text="Which laboratory?", language="en", due=later))
    first.refresh_from_db()
    assert (first.state, first.due, first.said) == ("open", later, "Which laboratory?")
    desk.post(page_of(plan), action_data(f"extend-{second.pk}", text="A holiday.", language="en", due=later))
    assert "A holiday." in desk.get(page_of(plan)).content.decode()
    PlanItem.objects.update(state="answered")
    for item in (first, second):
        desk.post(page_of(plan), action_data(f"accept-{item.pk}"))
    assert find_offered_actions(desk, plan) == {"complete", "cancel"}
    confirm(desk, page_of(plan), action_data("complete", text="All is done.", language="en"))
    assert read_status(plan) == Status.ACTIVE
    assert "All is done." in desk.get(page_of(plan)).content.decode()
    assert find_offered_actions(desk, plan) == set()


def test_plan_with_an_open_item_is_not_completed(desk, plan):
    acts = {name: str(act.blocked) for name, act, _form in desk.get(page_of(plan)).context["actions"]}
    assert "Not every item has been accepted" in acts["complete"]
    desk.post(page_of(plan), action_data("complete", text="All is done.", language="en"))
    assert read_status(plan) == Status.CONDITIONAL


@pytest.mark.slow
def test_missed_plan_is_resumed_after_the_removal_is_decided(officer, desk):
    plan = due_process.miss_plan(officer)
    response = desk.get(page_of(plan))
    assert reverse("admin:standing_proposedchange_change", args=[plan.removal_id]) in response.content.decode()
    blocked = {name: str(act.blocked) for name, act, _form in response.context["actions"]}
    assert "Decide the removal first" in blocked["resume"]
    removal = reverse("admin:standing_proposedchange_change", args=[plan.removal_id])
    assert page_of(plan) in desk.get(removal).content.decode()
    change_decide(actor=officer, change_id=plan.removal_id, decision="withdraw", reasons="A flood.")
    day = clock.add_days(clock.today(), 90)
    desk.post(page_of(plan), action_data("resume", text="After the flood.", language="en", due=day))
    plan.refresh_from_db()
    assert plan.state == "open"
    assert plan.items.get(state="open").due == day
    desk.post(page_of(plan), action_data("cancel", text="They left the trade.", language="en"))
    plan.refresh_from_db()
    assert (plan.state, read_status(plan)) == ("cancelled", Status.CONDITIONAL)


def test_members_of_the_team_do_not_judge_the_plan_of_their_own_business(officer, desk, plan):
    on_team(plan.shipper, "viewer", officer)
    assert find_offered_actions(desk, plan) == set()


@pytest.mark.slow
def test_evidence_of_an_answer_is_shown_and_downloaded(desk, plan):
    file = plan.items.earliest("due").answers.get().files.get()
    assert desk.get(reverse("admin:standing_plan_file", args=[file.pk])).status_code == 200
    assert 'id="viewer"' in desk.get(f"{page_of(plan)}?planfile={file.pk}").content.decode()


@pytest.mark.slow
def test_list_is_filtered_by_answers_and_deadlines(desk, plan):
    def list_ids(**chosen: object) -> list[int]:
        return [row.pk for row in desk.get(reverse(LIST), chosen).context["cl"].result_list]

    assert list_ids(waits="answered") == [plan.pk]
    assert list_ids(waits="soon") == list_ids(waits="late") == []
    assert "0 of 2" in desk.get(reverse(LIST)).content.decode()
    with clock.at(clock.now() + timedelta(days=30)):
        assert list_ids(waits="soon") == [plan.pk]
    with clock.at(clock.now() + timedelta(days=41)):
        assert list_ids(waits="late") == [plan.pk]
    assert page_of(plan) in desk.get(reverse("admin:work_item_changelist")).content.decode()


def test_pages_of_plans_take_under_twenty_queries(desk, plan, django_assert_max_num_queries):
    desk.get(page_of(plan))
    for address in (page_of(plan), reverse(LIST)):
        with django_assert_max_num_queries(19):
            assert desk.get(address).status_code == 200
