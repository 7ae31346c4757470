"""The first page of the desk: what waits, by whose and by when and by kind, and the reader's own work."""

from datetime import timedelta

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.desk.work import home
from apps.work import services
from apps.work.models import Item
from tests.people import signed_in, staff

pytestmark = pytest.mark.django_db


def question(number: int, **fields: object) -> Item:
    return services.item_open(kind="question", subject=("thread", number), title=f"Question {number}", **fields)


def counts(user: User) -> dict[str, str]:
    tiles = signed_in(user).get("/admin/").context["tiles"]
    return {tile.url.partition("?")[2]: tile.count for tile in tiles}


@pytest.fixture
def waiting() -> User:
    """An officer, to whom one of these belongs."""
    now, officer = clock.now(), staff("officer")
    services.item_claim(actor=officer, item_id=question(1, due_at=now - timedelta(days=1)).pk)
    question(2, due_at=now + timedelta(days=3))
    question(3, due_at=now - timedelta(days=3))
    question(4, due_at=now - timedelta(days=5))
    services.item_pause(kind="question", subject=("thread", 4))
    question(5)
    services.item_close(kind="question", subject=("thread", 5))
    return officer


def test_each_count_leads_to_the_list_of_what_it_counts(waiting: User):
    client = signed_in(waiting)
    assert counts(waiting) == {
        "whose=mine": "1",
        "whose=nobody": "3",
        "due=overdue": "2",
        "due=soon": "1",
        "due=paused": "1",
    }
    for query, count in counts(waiting).items():
        assert client.get(f"{reverse('admin:work_item_changelist')}?{query}").context["cl"].result_count == int(count)


def test_what_waits_by_kind(waiting: User):
    rows = signed_in(waiting).get("/admin/").context["waiting"]
    assert next((count, overdue) for kind, count, overdue, _url in rows if kind.code == "question") == ("4", "2")
    assert all(count == "0" for kind, count, _overdue, _url in rows if kind.code != "question")


def test_ones_own_work_leads_to_where_it_is_done(waiting: User):
    text = signed_in(waiting).get("/admin/").content.decode()
    assert f'<a href="{reverse("admin:correspondence_thread_change", args=[1])}">Question 1</a>' in text


def test_much_is_not_counted_to_its_end(waiting: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(home, "MAX_COUNTED", 2)
    assert counts(waiting)["whose=nobody"] == "more than 2"
    assert counts(waiting)["due=overdue"] == "2"


@pytest.mark.parametrize("role", ["auditor", "analyst", "policy manager"])
def test_who_only_reads_is_told_so(waiting: User, role: str):
    text = signed_in(staff(role)).get("/admin/").content.decode()
    assert "it holds no work" in text
    assert "Take what is due next" not in text


def test_it_takes_as_many_queries_however_much_waits(django_assert_max_num_queries):
    officer = staff("officer")
    for number in range(40):
        services.item_claim(actor=officer, item_id=question(number).pk)
        services.search_save(actor=officer, page="work.item", name=f"Search {number}", query="due=overdue")
    client = signed_in(officer)
    with django_assert_max_num_queries(19):
        assert client.get("/admin/").status_code == 200
