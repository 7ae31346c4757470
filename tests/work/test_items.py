from datetime import timedelta

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, NotAllowed, NotFound
from apps.events.models import Event
from apps.work import kinds, selectors, services
from apps.work.models import Item
from tests.people import seller, signed_in, staff

pytestmark = pytest.mark.django_db

APPEAL = ("appeal", 7)


@pytest.fixture(autouse=True)
def own_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register("review", "Review", url=lambda item: f"/review/{item.subject_id}/")
    kinds.register("appeal", "Appeal", url=lambda item: f"/appeal/{item.subject_id}/", permission="decide_appeals")


def review(number: int = 1, **fields: object) -> Item:
    return services.item_open(kind="review", subject=("application", number), title=f"Application {number}", **fields)


def appeal() -> Item:
    return services.item_open(kind="appeal", subject=APPEAL, title="An appeal", shipper_id=3)


def history() -> list[str]:
    return list(Event.objects.filter(subject_type="item").order_by("pk").values_list("kind", flat=True))


def test_what_waits_already_is_not_opened_twice() -> None:
    assert review() == review()
    assert history() == ["work.opened"]


def test_a_title_as_long_as_names_and_numbers_make_it_is_cut() -> None:
    item = services.item_open(kind="review", subject=("application", 1), title="Ö" * 300)
    assert item.title == "Ö" * 200


def test_what_was_closed_may_wait_again() -> None:
    first = review()
    services.item_close(kind="review", subject=("application", 1))
    assert review() != first
    assert selectors.items_open().count() == 1


def test_closing_what_does_not_wait_changes_nothing() -> None:
    services.item_close(kind="review", subject=("application", 1))
    assert history() == []


def test_only_kinds_that_an_app_registered_wait() -> None:
    with pytest.raises(LookupError):
        services.item_open(kind="gossip", subject=("application", 1), title="?")
    with pytest.raises(ValueError, match="Two kinds"):
        kinds.register("review", "Review again", url=lambda item: "/")


def test_a_pause_moves_the_due_day_by_its_length() -> None:
    began = clock.now()
    due = began + timedelta(days=90)
    review(due_at=due)
    subject = {"kind": "review", "subject": ("application", 1)}
    with clock.at(began + timedelta(days=10)):
        services.item_pause(**subject)
        services.item_pause(**subject)
    with clock.at(began + timedelta(days=25)):
        services.item_resume(**subject)
        services.item_resume(**subject)
    assert Item.objects.get().due_at == due + timedelta(days=15)
    assert history() == ["work.opened", "work.paused", "work.resumed"]


def test_claim_and_release() -> None:
    officer, item = staff("officer"), review()
    assert services.item_claim(actor=officer, item_id=item.pk).holder == officer
    assert services.item_release(actor=officer, item_id=item.pk).holder is None
    assert history() == ["work.opened", "work.claimed", "work.released"]


def test_the_second_to_claim_is_told_who_holds_it() -> None:
    item, first, second = review(), staff("officer", email="a@staff.example"), staff("officer", email="b@staff.example")
    services.item_claim(actor=first, item_id=item.pk)
    with pytest.raises(Conflict, match=r"a@staff\.example holds this already"):
        services.item_claim(actor=second, item_id=item.pk)


def test_one_claims_only_what_ones_role_may_do() -> None:
    item, officer = appeal(), staff("officer")
    with pytest.raises(NotAllowed):
        services.item_claim(actor=officer, item_id=item.pk)
    supervisor = staff("supervisor")
    assert services.item_claim(actor=supervisor, item_id=item.pk).holder == supervisor


@pytest.mark.parametrize("role", ["auditor", "analyst", "policy manager"])
def test_who_only_reads_holds_nothing(role: str) -> None:
    with pytest.raises(NotAllowed):
        services.item_claim(actor=staff(role), item_id=review().pk)


def test_sellers_hold_nothing() -> None:
    with pytest.raises(NotAllowed):
        services.item_claim(actor=seller(), item_id=review().pk)


def test_only_who_assigns_work_takes_it_from_others_and_gives_it() -> None:
    item, officer, other = review(), staff("officer"), staff("officer", email="other@staff.example")
    supervisor = staff("supervisor")
    services.item_claim(actor=officer, item_id=item.pk)
    for refused in (services.item_release, services.item_assign):
        extra = {"holder": other} if refused is services.item_assign else {}
        with pytest.raises(NotAllowed):
            refused(actor=other, item_id=item.pk, **extra)
    assert services.item_assign(actor=supervisor, item_id=item.pk, holder=other).holder == other
    assert services.item_release(actor=supervisor, item_id=item.pk).holder is None


def test_work_is_given_only_to_who_may_do_it() -> None:
    with pytest.raises(NotAllowed, match="does not allow this kind of work"):
        services.item_assign(actor=staff("supervisor"), item_id=appeal().pk, holder=staff("officer"))


def test_what_is_done_or_was_never_there_is_not_claimed() -> None:
    officer, item = staff("officer"), review()
    services.item_close(kind="review", subject=("application", 1), actor=officer)
    with pytest.raises(Conflict, match="done already"):
        services.item_claim(actor=officer, item_id=item.pk)
    with pytest.raises(NotFound):
        services.item_claim(actor=officer, item_id=item.pk + 1)


def test_what_is_due_first_comes_first_and_what_has_no_day_last() -> None:
    now = clock.now()
    never, late, soon = review(1), review(2, due_at=now + timedelta(days=2)), review(3, due_at=now + timedelta(days=1))
    assert list(selectors.items_open()) == [soon, late, never]


class TestAdmin:
    path = "/admin/work/item/"

    def titles(self, user: User, query: str = "") -> set[str]:
        page = signed_in(user).get(f"{self.path}{query}")
        return {item.title for item in page.context["cl"].result_list}

    def test_the_filters(self) -> None:
        now, officer = clock.now(), staff("officer")
        mine = review(1, due_at=now - timedelta(days=1))
        services.item_claim(actor=officer, item_id=mine.pk)
        review(2, due_at=now + timedelta(days=3))
        review(3, due_at=now - timedelta(days=1))
        services.item_pause(kind="review", subject=("application", 3))
        appeal()
        review(4)
        services.item_close(kind="review", subject=("application", 4))

        everything = {"Application 1", "Application 2", "Application 3", "An appeal"}
        assert self.titles(officer) == everything
        assert self.titles(officer, "?whose=mine") == {"Application 1"}
        assert self.titles(officer, "?whose=nobody") == everything - {"Application 1"}
        assert self.titles(officer, "?due=overdue") == {"Application 1"}
        assert self.titles(officer, "?due=soon") == {"Application 2"}
        assert self.titles(officer, "?due=paused") == {"Application 3"}
        assert self.titles(officer, "?kind=appeal") == {"An appeal"}

    def test_the_title_leads_to_where_the_work_is_done(self) -> None:
        review(12)
        assert 'href="/review/12/"' in signed_in(staff("auditor")).get(self.path).content.decode()

    def test_the_list_takes_as_many_queries_for_many_items(self, django_assert_max_num_queries) -> None:
        officer = staff("officer")
        for number in range(30):
            services.item_claim(actor=officer, item_id=review(number).pk)
        client = signed_in(officer)
        with django_assert_max_num_queries(16):
            client.get(self.path)

    def test_the_actions(self) -> None:
        item, officer, supervisor = review(), staff("officer"), staff("supervisor")
        act = {"_selected_action": [item.pk], "index": 0}
        client = signed_in(officer)
        client.post(self.path, act | {"action": "claim"})
        assert Item.objects.get().holder == officer

        page = signed_in(supervisor).post(self.path, act | {"action": "claim"}, follow=True)
        assert "holds this already" in page.content.decode()
        signed_in(supervisor).post(self.path, act | {"action": "assign", "holder": supervisor.pk})
        assert Item.objects.get().holder == supervisor
        page = signed_in(supervisor).post(self.path, act | {"action": "assign"}, follow=True)
        assert "Choose to whom" in page.content.decode()
        signed_in(supervisor).post(self.path, act | {"action": "release"})
        assert Item.objects.get().holder is None

    def test_who_may_not_assign_is_not_offered_it(self) -> None:
        review()
        page = signed_in(staff("officer")).get(reverse("admin:work_item_changelist")).content.decode()
        assert 'value="claim"' in page
        assert 'value="assign"' not in page
