from datetime import UTC, date, datetime, timedelta

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.events.models import Event
from apps.work import kinds, selectors, services
from apps.work.models import Item
from tests.people import seller, staff

APPEAL = ("appeal", 7)


@pytest.fixture(autouse=True)
def own_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})
    monkeypatch.setattr(kinds, "_holder_services", {})
    kinds.register("review", "Review", url=lambda item: f"/review/{item.subject_id}/", target_days=3)
    kinds.register("appeal", "Appeal", url=lambda item: f"/appeal/{item.subject_id}/", permission="decide_appeals")


def review(number: int = 1, **fields: object) -> Item:
    return services.item_open(kind="review", subject=("application", number), title=f"Application {number}", **fields)


def appeal() -> Item:
    return services.item_open(kind="appeal", subject=APPEAL, title="An appeal", shipper_id=3)


def history() -> list[str]:
    return list(Event.objects.filter(subject_type="item").order_by("pk").values_list("kind", flat=True))


def test_an_open_item_is_not_opened_twice() -> None:
    assert review() == review()
    assert history() == ["work.opened"]


def test_a_title_as_long_as_names_and_numbers_make_it_is_cut() -> None:
    item = services.item_open(kind="review", subject=("application", 1), title="Ö" * 300)
    assert item.title == "Ö" * 200


def test_a_closed_item_can_be_opened_again() -> None:
    first = review()
    services.item_close(kind="review", subject=("application", 1))
    assert review() != first
    assert selectors.items_open().count() == 1


def test_closing_without_an_open_item_changes_nothing() -> None:
    services.item_close(kind="review", subject=("application", 1))
    assert history() == []


def test_many_items_are_closed_in_as_many_statements_as_one(django_assert_num_queries) -> None:
    for number in range(1, 7):
        review(number)
    # A savepoint and its release, the items, their mark, and the events.
    with django_assert_num_queries(5):
        services.items_close(kind="review", model="application", ids=[1])
    with django_assert_num_queries(5):
        services.items_close(kind="review", model="application", ids=[2, 3, 4, 5])
    assert [item.subject_id for item in selectors.items_open()] == [6]
    assert history() == [*["work.opened"] * 6, *["work.closed"] * 5]


def test_only_registered_kinds_are_opened() -> None:
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


def test_the_second_person_to_claim_is_told_who_holds_the_item() -> None:
    item, first, second = review(), staff("officer", email="a@staff.example"), staff("officer", email="b@staff.example")
    services.item_claim(actor=first, item_id=item.pk)
    with pytest.raises(Conflict, match=r"a@staff\.example holds this already"):
        services.item_claim(actor=second, item_id=item.pk)


def test_staff_claim_only_kinds_that_their_role_allows(supervisor: User) -> None:
    item, officer = appeal(), staff("officer")
    with pytest.raises(NotAllowed):
        services.item_claim(actor=officer, item_id=item.pk)
    assert services.item_claim(actor=supervisor, item_id=item.pk).holder == supervisor


@pytest.mark.parametrize("roles", [["auditor"], ["analyst"], ["policy manager"], []])
def test_sellers_and_roles_that_only_read_claim_nothing(roles: list[str]) -> None:
    with pytest.raises(NotAllowed):
        services.item_claim(actor=staff(*roles) if roles else seller(), item_id=review().pk)


def test_only_staff_who_assign_work_release_and_assign_items_of_others(supervisor: User) -> None:
    item, officer, other = review(), staff("officer"), staff("officer", email="other@staff.example")
    services.item_claim(actor=officer, item_id=item.pk)
    for refused in (services.item_release, services.item_assign):
        extra = {"holder": other} if refused is services.item_assign else {}
        with pytest.raises(NotAllowed):
            refused(actor=other, item_id=item.pk, **extra)
    assert services.item_assign(actor=supervisor, item_id=item.pk, holder=other).holder == other
    assert services.item_release(actor=supervisor, item_id=item.pk).holder is None


def test_work_is_assigned_only_to_staff_whose_role_allows_it() -> None:
    with pytest.raises(NotAllowed, match="does not allow this kind of work"):
        services.item_assign(actor=staff("supervisor"), item_id=appeal().pk, holder=staff("officer"))


def test_a_closed_or_unknown_item_is_not_claimed() -> None:
    officer, item = staff("officer"), review()
    services.item_close(kind="review", subject=("application", 1), actor=officer)
    with pytest.raises(Conflict, match="done already"):
        services.item_claim(actor=officer, item_id=item.pk)
    with pytest.raises(NotFound):
        services.item_claim(actor=officer, item_id=item.pk + 1)


def test_items_are_ordered_by_due_day_and_those_without_one_come_last() -> None:
    now = clock.now()
    never, late, soon = review(1), review(2, due_at=now + timedelta(days=2)), review(3, due_at=now + timedelta(days=1))
    assert list(selectors.items_open()) == [soon, late, never]


THANKSGIVING = date(2026, 11, 26)


def test_the_target_counts_working_days() -> None:
    """The working days after Tuesday are Wednesday, Friday and Monday, since Thursday is Thanksgiving."""
    with clock.at(datetime(2026, 11, 24, 15, tzinfo=UTC)):
        item = review()
        assert appeal().target_on is None, "its kind has none"
    assert item.target_on == date(2026, 11, 30)
    assert date(2026, 11, 24) < THANKSGIVING < item.target_on


def test_a_pause_moves_the_target_by_its_working_days() -> None:
    subject = {"kind": "review", "subject": ("application", 1)}
    with clock.at(datetime(2026, 11, 24, 15, tzinfo=UTC)):
        review()
    with clock.at(datetime(2026, 11, 25, 15, tzinfo=UTC)):
        services.item_pause(**subject)
    with clock.at(datetime(2026, 12, 1, 15, tzinfo=UTC)):
        services.item_resume(**subject)
    # The pause took a Friday, a Monday and a Tuesday.
    assert Item.objects.get().target_on == date(2026, 12, 3)


def test_an_item_has_the_values_of_filters_and_follows_the_state_of_its_record() -> None:
    item = review(state="submitted", country="CN", chapters={"62", "61"})
    other = review(2, state="submitted")
    services.items_state_set(subject=("application", 1), state="in_review")
    item.refresh_from_db()
    other.refresh_from_db()
    assert (item.state, item.country, item.chapters) == ("in_review", "CN", ["61", "62"])
    assert other.state == "submitted"


def test_a_closed_item_names_who_closed_it(officer: User) -> None:
    item = review()
    services.item_close(kind="review", subject=("application", 1), actor=officer)
    item.refresh_from_db()
    assert item.closed_by == officer


class TestHolderServices:
    """The holder of an item changes by the services of its kind, if the kind has some."""

    @pytest.fixture
    def done(self) -> list[tuple]:
        done: list[tuple] = []

        def note(what: str) -> object:
            return lambda **given: done.append((what, given["subject_id"]))

        kinds.holder_services_register(
            "review",
            kinds.HolderServices(
                claim=note("claim"), take_over=note("take over"), release=note("release"), assign=note("assign")
            ),
        )
        return done

    def test_items_of_a_kind_with_services_use_them(self, done: list[tuple]) -> None:
        item, supervisor = review(7), staff("supervisor")
        services.work_claim(actor=supervisor, item_id=item.pk)
        services.work_assign(actor=supervisor, item_id=item.pk, holder=supervisor)
        services.work_release(actor=supervisor, item_id=item.pk)
        assert done == [("claim", 7), ("assign", 7), ("release", 7)]

    def test_items_of_other_kinds_use_the_general_services(self, done: list[tuple]) -> None:
        item, supervisor = appeal(), staff("supervisor")
        services.work_claim(actor=supervisor, item_id=item.pk)
        assert selectors.items_of_holder(supervisor).get() == item
        services.work_release(actor=supervisor, item_id=item.pk)
        assert selectors.items_of_holder(None).get() == item
        assert done == []

    def test_an_unknown_item_has_no_holder_to_change(self) -> None:
        with pytest.raises(NotFound):
            services.work_claim(actor=staff("officer"), item_id=1)


class TestClaimNext:
    def test_the_first_due_item_is_claimed_that_nobody_holds_and_the_role_allows(self) -> None:
        # All are due before the program's own target, which is at least three days away, whatever the day of the week.
        now, officer = clock.now(), staff("officer")
        late, soon = review(1, due_at=now + timedelta(hours=60)), review(2, due_at=now + timedelta(hours=50))
        services.item_open(kind="appeal", subject=APPEAL, title="Not an officer's", due_at=now + timedelta(hours=10))
        paused = review(3, due_at=now + timedelta(hours=20))
        services.item_pause(kind="review", subject=("application", 3))
        assert services.work_claim_next(actor=officer) == soon
        assert services.work_claim_next(actor=officer) == late
        with pytest.raises(NotFound, match="no work item that you may claim"):
            services.work_claim_next(actor=officer)
        assert paused not in selectors.items_of_holder(officer)

    def test_roles_that_only_read_get_no_item(self) -> None:
        review()
        with pytest.raises(NotFound):
            services.work_claim_next(actor=staff("auditor"))

    def test_an_item_that_a_colleague_claimed_meanwhile_is_skipped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        first, second = review(1), review(2)

        def quicker(*, actor: object, subject_id: int) -> None:
            if subject_id == first.subject_id:
                raise Conflict("A colleague holds it.")

        kinds.holder_services_register("review", kinds.HolderServices(quicker, quicker, quicker, quicker))
        assert services.work_claim_next(actor=staff("officer")) == second


class TestTransfer:
    def test_the_first_due_items_are_transferred_and_those_that_the_role_forbids_stay(self, officer: User) -> None:
        now, supervisor = clock.now(), staff("supervisor")
        held = [review(number, due_at=now + timedelta(days=number)) for number in (3, 1, 2)]
        held.append(appeal())
        for item in held:
            services.item_assign(actor=supervisor, item_id=item.pk, holder=supervisor)
        moved = services.work_transfer(actor=supervisor, giver=supervisor, holder=officer, limit=2)
        assert (moved.count, moved.refusals) == (2, [])
        assert [item.subject_id for item in selectors.items_of_holder(officer)] == [1, 2]
        rest = services.work_transfer(actor=supervisor, giver=supervisor, holder=officer, limit=9)
        assert rest.count == 1
        assert len(rest.refusals) == 1
        assert selectors.items_of_holder(supervisor).get() == held[-1]

    def test_officers_transfer_nothing(self, officer: User) -> None:
        review()
        with pytest.raises(NotAllowed):
            services.work_transfer(actor=officer, giver=None, holder=officer, limit=1)


class TestSavedSearches:
    def save(self, actor: object, **given: object) -> object:
        given = {"page": "work.item", "name": "Overdue", "query": "due=overdue"} | given
        return services.search_save(actor=actor, **given)

    def test_staff_see_their_own_and_shared_searches(self) -> None:
        officer, supervisor = staff("officer"), staff("supervisor")
        own = self.save(officer)
        self.save(supervisor, name="Hers")
        shared = self.save(supervisor, name="For all", shared=True)
        assert list(selectors.searches_for(officer, "work.item")) == [shared, own]
        assert not selectors.searches_for(officer, "applications.application").exists()

    def test_a_search_of_the_same_name_is_replaced(self, officer: User) -> None:
        assert self.save(officer) == self.save(officer, query="due=soon")
        assert selectors.searches_for(officer).get().query == "due=soon"

    @pytest.mark.parametrize("given", [{"name": " "}, {"name": "x" * 81}, {"query": ""}, {"query": "q=" + "x" * 999}])
    def test_a_search_without_name_or_filters_or_too_long_is_refused(self, given: dict) -> None:
        with pytest.raises(InvalidInput):
            self.save(staff("officer"), **given)

    def test_only_staff_who_assign_work_share_and_only_staff_with_a_role_save(self) -> None:
        with pytest.raises(NotAllowed):
            self.save(staff("officer"), shared=True)
        former = staff("analyst")
        former.groups.clear()
        with pytest.raises(NotAllowed):
            self.save(former)
        assert self.save(staff("auditor")).name == "Overdue"

    def test_others_do_not_remove_a_search_and_supervisors_remove_shared_ones(self) -> None:
        officer, supervisor = staff("officer"), staff("supervisor")
        own, shared = self.save(officer), self.save(supervisor, shared=True)
        with pytest.raises(NotFound):
            services.search_remove(actor=supervisor, search_id=own.pk)
        with pytest.raises(NotAllowed):
            services.search_remove(actor=officer, search_id=shared.pk)
        services.search_remove(actor=staff("supervisor", email="other@staff.example"), search_id=shared.pk)
        services.search_remove(actor=officer, search_id=own.pk)
        assert not selectors.searches_for(officer).exists()


def test_the_team_load_includes_former_reviewers_who_still_hold_work() -> None:
    now, officer, idle, gone = (
        *(clock.now(), staff("officer"), staff("officer", email="idle@staff.example")),
        staff("officer", email="gone@staff.example"),
    )
    with clock.at(now - timedelta(days=10)):
        items = [review(number, due_at=now - timedelta(days=1)) for number in range(4)]
    for item, holder in zip(items, (officer, officer, officer, gone), strict=True):
        services.item_claim(actor=holder, item_id=item.pk)
    services.item_pause(kind="review", subject=("application", 1))
    services.item_close(kind="review", subject=("application", 2), actor=officer)
    gone.is_active = False
    gone.save()
    loads = {load.user: load for load in selectors.team_load()}
    assert loads.keys() == {officer, idle, gone}
    assert (loads[officer].held, loads[officer].overdue, loads[officer].paused, loads[officer].finished) == (2, 1, 1, 1)
    assert loads[officer].age.days == 10
    assert (loads[idle].held, loads[idle].oldest) == (0, None)
    assert loads[gone].held == 1
