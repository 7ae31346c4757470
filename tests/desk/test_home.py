"""The home of the desk: the reader's next work, what is late and what came, and how much waits."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.template import Context
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.desk import counts
from apps.desk.work import home
from apps.work import services
from apps.work.models import Item
from apps.work.selectors import came_since, kinds_seen
from tests.people import administrator, signed_in, staff


def open_question(number: int, **fields: object) -> Item:
    return services.item_open(kind="question", subject=("thread", number), title=f"Question {number}", **fields)


def read_counts(user: User) -> dict[str, str]:
    tiles = signed_in(user).get("/admin/").context["tiles"]
    return {tile.url.partition("?")[2]: tile.count for tile in tiles}


def test_sign_in_of_staff_leads_to_the_desk(officer: User) -> None:
    assert signed_in(officer).get(settings.LOGIN_REDIRECT_URL).url == reverse("admin:index")


@pytest.fixture
def officer_with_work() -> User:
    """Open five work items, and return the officer who holds the first."""
    now, officer = clock.now(), staff("officer")
    services.item_claim(actor=officer, item_id=open_question(1, due_at=now - timedelta(days=1)).pk)
    open_question(2, due_at=now + timedelta(days=3))
    open_question(3, due_at=now - timedelta(days=3))
    open_question(4, due_at=now - timedelta(days=5))
    services.item_pause(kind="question", subject=("thread", 4))
    open_question(5)
    services.item_close(kind="question", subject=("thread", 5))
    return officer


def test_counts_link_to_lists_of_the_same_length(officer_with_work: User):
    client = signed_in(officer_with_work)
    assert read_counts(officer_with_work) == {
        "whose=mine": "1",
        "whose=nobody": "3",
        "due=overdue": "2",
        "due=soon": "1",
        "due=paused": "1",
    }
    for query, count in read_counts(officer_with_work).items():
        assert client.get(f"{reverse('admin:work_item_changelist')}?{query}").context["cl"].result_count == int(count)


def test_help_counts_open_work_by_kind(officer_with_work: User):
    kinds = signed_in(officer_with_work).get("/admin/help/").context["kinds"]
    counted = {kind.code: (count, overdue) for kind, _who, count, overdue in kinds}
    assert counted.pop("question") == ("4", "2")
    assert counted.keys() | {"question"} == {kind.code for kind in kinds_seen(officer_with_work)}
    assert set(counted.values()) == {("0", "0")}
    assert f'href="{reverse("admin:help")}#queues"' in signed_in(officer_with_work).get("/admin/").content.decode()


def rows_of(context: Context, name: str) -> list[str]:
    return [str(row.item) for row in context[name]]


def test_next_are_three_of_own_work_in_the_order_of_work():
    now, officer = clock.now(), staff("officer")
    dues = {1: now + timedelta(days=30), 2: clock.end_of(clock.today()), 3: now - timedelta(days=2), 4: now, 5: None}
    for number, due_at in dues.items():
        services.item_claim(actor=officer, item_id=open_question(number, due_at=due_at).pk)
    services.item_pause(kind="question", subject=("thread", 4))
    open_question(6, due_at=now - timedelta(days=9))
    context = signed_in(officer).get("/admin/").context
    assert rows_of(context, "next") == ["Question 3", "Question 2", "Question 1"]
    assert all(row.is_held for row in context["next"])


def test_next_is_filled_with_what_nobody_holds():
    officer, other = staff("officer"), staff("officer", email="other@staff.example")
    services.item_claim(actor=officer, item_id=open_question(1).pk)
    services.item_claim(actor=other, item_id=open_question(2).pk)
    for number in (3, 4, 5):
        open_question(number)
    context = signed_in(officer).get("/admin/").context
    assert rows_of(context, "next") == ["Question 1", "Question 3", "Question 4"]
    assert [row.is_held for row in context["next"]] == [True, False, False]
    assert "nobody holds it" in signed_in(officer).get("/admin/").content.decode()


def test_late_is_what_the_reader_may_do_besides_the_next():
    now, officer, other = clock.now(), staff("officer"), staff("officer", email="other@staff.example")
    for number in range(1, 5):
        item = open_question(number, due_at=now - timedelta(days=20 - number))
        services.item_claim(actor=officer, item_id=item.pk)
    services.item_claim(actor=other, item_id=open_question(5, due_at=now - timedelta(days=9)).pk)
    open_question(6, due_at=now - timedelta(days=8))
    services.item_open(kind="account_request", subject=("accountrequest", 1), title="An account", due_at=now)
    context = signed_in(officer).get("/admin/").context
    assert rows_of(context, "next") == ["Question 1", "Question 2", "Question 3"]
    assert rows_of(context, "late") == ["Question 4", "Question 6"]


def test_what_came_counts_from_the_last_working_day_and_leads_to_its_list():
    officer, since = staff("officer"), came_since()
    with clock.at(clock.start_of(since) - timedelta(minutes=1)):
        open_question(1)
    with clock.at(clock.start_of(since) + timedelta(minutes=1)):
        open_question(2)
    open_question(3)
    client = signed_in(officer)
    context = client.get("/admin/").context
    assert (rows_of(context, "came"), context["came_count"]) == (["Question 3", "Question 2"], "2")
    listed = client.get(f"{reverse('admin:work_item_changelist')}?age=new").context["cl"]
    assert {str(item) for item in listed.result_list} == {"Question 2", "Question 3"}
    assert since < clock.today()


def test_own_work_links_to_the_page_of_the_subject(officer_with_work: User):
    text = signed_in(officer_with_work).get("/admin/").content.decode()
    assert f'<a href="{reverse("admin:correspondence_thread_change", args=[1])}">Question 1</a>' in text


def test_counts_stop_at_the_maximum(officer_with_work: User, monkeypatch: pytest.MonkeyPatch):
    for module in (home, counts):
        monkeypatch.setattr(module, "MAX_COUNTED", 2)
    assert read_counts(officer_with_work)["whose=nobody"] == "more than 2"
    assert read_counts(officer_with_work)["due=overdue"] == "2"


@pytest.mark.parametrize("role", ["auditor", "analyst"])
def test_roles_that_hold_no_work_are_told_so(officer_with_work: User, role: str):
    text = signed_in(staff(role)).get("/admin/").content.decode()
    assert "It holds no work" in text
    assert "Take what is due next" not in text


def test_policy_managers_are_told_that_they_hold_nothing_yet(officer_with_work: User):
    """Policy managers answer the comments on drafts of the policy, so their role holds work."""
    text = signed_in(staff("policy manager")).get("/admin/").content.decode()
    assert "You hold nothing, and nothing waits that you may take." in text
    assert "It holds no work" not in text
    assert "Take what is due next" not in text


@pytest.mark.slow
def test_number_of_queries_does_not_grow_with_the_work(django_assert_max_num_queries, officer, desk):
    for number in range(40):
        services.item_claim(actor=officer, item_id=open_question(number).pk)
        services.search_save(actor=officer, page="work.item", name=f"Search {number}", query="due=overdue")
    with django_assert_max_num_queries(19):
        assert desk.get("/admin/").status_code == 200


def test_staff_without_a_role_are_shown_a_home_without_work(officer_with_work: User):
    """Staff whose last role was taken away still sign in, and nothing waits for them."""
    officer_with_work.groups.clear()
    answer = signed_in(officer_with_work).get(reverse("admin:index"))
    assert answer.status_code == 200
    assert "Question 1" not in answer.content.decode()


def test_an_administrator_is_told_to_choose_from_what_waits():
    client = signed_in(administrator())
    assert "nothing waits that you may take" in client.get("/admin/").content.decode()
    services.item_open(kind="account_request", subject=("accountrequest", 1), title="An account")
    text = client.get("/admin/").content.decode()
    assert "You hold nothing. Choose from what is unassigned." in text
    assert "Take what is due next" not in text
