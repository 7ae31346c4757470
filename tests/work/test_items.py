from datetime import UTC, date, datetime, timedelta

import pytest

from apps.core import clock
from apps.core.errors import Conflict, Invalid, NotAllowed, NotFound
from apps.events.models import Event
from apps.work import kinds, selectors, services
from apps.work.models import Item
from tests.people import seller, staff

pytestmark = pytest.mark.django_db

APPEAL = ("appeal", 7)


@pytest.fixture(autouse=True)
def own_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})
    monkeypatch.setattr(kinds, "_hands", {})
    kinds.register("review", "Review", url=lambda item: f"/review/{item.subject_id}/", target_days=3)
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


THANKSGIVING = date(2026, 11, 26)


def test_the_target_is_met_on_working_days_alone() -> None:
    """Tuesday, then Wednesday, no Thursday since it is Thanksgiving, Friday, and Monday."""
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
    # It stood on a Friday, a Monday and a Tuesday.
    assert Item.objects.get().target_on == date(2026, 12, 3)


def test_an_item_says_by_what_it_is_filtered_and_follows_the_state_of_its_subject() -> None:
    item = review(state="submitted", country="CN", chapters={"62", "61"})
    other = review(2, state="submitted")
    services.items_state(subject=("application", 1), state="in_review")
    item.refresh_from_db()
    other.refresh_from_db()
    assert (item.state, item.country, item.chapters) == ("in_review", "CN", ["61", "62"])
    assert other.state == "submitted"


def test_it_is_known_who_finished_what() -> None:
    officer = staff("officer")
    item = review()
    services.item_close(kind="review", subject=("application", 1), actor=officer)
    item.refresh_from_db()
    assert item.closed_by == officer


class TestHands:
    """Work changes hands by the service of its kind where more follows from that."""

    @pytest.fixture
    def done(self) -> list[tuple]:
        done: list[tuple] = []

        def note(what: str) -> object:
            return lambda **given: done.append((what, given["subject_id"]))

        kinds.holder_services_register(
            "review", kinds.HolderServices(claim=note("claim"), release=note("release"), assign=note("assign"))
        )
        return done

    def test_by_the_services_of_the_kind(self, done: list[tuple]) -> None:
        item, supervisor = review(7), staff("supervisor")
        services.work_claim(actor=supervisor, item_id=item.pk)
        services.work_assign(actor=supervisor, item_id=item.pk, holder=supervisor)
        services.work_release(actor=supervisor, item_id=item.pk)
        assert done == [("claim", 7), ("assign", 7), ("release", 7)]

    def test_of_other_kinds_by_those_of_every_item(self, done: list[tuple]) -> None:
        item, supervisor = appeal(), staff("supervisor")
        services.work_claim(actor=supervisor, item_id=item.pk)
        assert selectors.items_of_holder(supervisor).get() == item
        services.work_release(actor=supervisor, item_id=item.pk)
        assert selectors.items_of_holder(None).get() == item
        assert done == []

    def test_what_is_not_there_does_not_change_hands(self) -> None:
        with pytest.raises(NotFound):
            services.work_claim(actor=staff("officer"), item_id=1)


class TestNext:
    def test_it_is_what_is_due_first_of_what_nobody_holds_and_ones_role_may_do(self) -> None:
        now, officer = clock.now(), staff("officer")
        late, soon = review(1, due_at=now + timedelta(days=9)), review(2, due_at=now + timedelta(days=5))
        services.item_open(kind="appeal", subject=APPEAL, title="Not an officer's", due_at=now + timedelta(days=1))
        paused = review(3, due_at=now + timedelta(days=2))
        services.item_pause(kind="review", subject=("application", 3))
        assert services.work_claim_next(actor=officer) == soon
        assert services.work_claim_next(actor=officer) == late
        with pytest.raises(NotFound, match="Nothing waits"):
            services.work_claim_next(actor=officer)
        assert paused not in selectors.items_of_holder(officer)

    def test_who_only_reads_gets_none(self) -> None:
        review()
        with pytest.raises(NotFound):
            services.work_claim_next(actor=staff("auditor"))

    def test_what_a_colleague_took_meanwhile_is_passed_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        first, second = review(1), review(2)

        def quicker(*, actor: object, subject_id: int) -> None:
            if subject_id == first.subject_id:
                raise Conflict("A colleague holds it.")

        kinds.holder_services_register("review", kinds.HolderServices(claim=quicker, release=quicker, assign=quicker))
        assert services.work_claim_next(actor=staff("officer")) == second


class TestMoving:
    def test_what_is_due_first_goes_first_and_what_the_role_forbids_stays(self) -> None:
        now, supervisor = clock.now(), staff("supervisor")
        officer = staff("officer")
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

    def test_officers_move_nothing(self) -> None:
        officer = staff("officer")
        review()
        with pytest.raises(NotAllowed):
            services.work_transfer(actor=officer, giver=None, holder=officer, limit=1)


class TestSavedSearches:
    def save(self, actor: object, **given: object) -> object:
        given = {"page": "work.item", "name": "Overdue", "query": "due=overdue"} | given
        return services.search_save(actor=actor, **given)

    def test_one_sees_ones_own_and_those_that_are_shared(self) -> None:
        officer, supervisor = staff("officer"), staff("supervisor")
        own = self.save(officer)
        self.save(supervisor, name="Hers")
        shared = self.save(supervisor, name="For all", shared=True)
        assert list(selectors.searches_for(officer, "work.item")) == [shared, own]
        assert not selectors.searches_for(officer, "applications.application").exists()

    def test_the_same_name_replaces(self) -> None:
        officer = staff("officer")
        assert self.save(officer) == self.save(officer, query="due=soon")
        assert selectors.searches_for(officer).get().query == "due=soon"

    @pytest.mark.parametrize("given", [{"name": " "}, {"name": "x" * 81}, {"query": ""}, {"query": "q=" + "x" * 999}])
    def test_what_can_not_be_kept_is_refused(self, given: dict) -> None:
        with pytest.raises(Invalid):
            self.save(staff("officer"), **given)

    def test_only_who_assigns_work_shares_and_only_who_works_saves(self) -> None:
        with pytest.raises(NotAllowed):
            self.save(staff("officer"), shared=True)
        with pytest.raises(NotAllowed):
            self.save(staff("auditor"))

    def test_others_do_not_remove_it_but_a_supervisor_what_is_shared(self) -> None:
        officer, supervisor = staff("officer"), staff("supervisor")
        own, shared = self.save(officer), self.save(supervisor, shared=True)
        with pytest.raises(NotFound):
            services.search_remove(actor=supervisor, search_id=own.pk)
        with pytest.raises(NotAllowed):
            services.search_remove(actor=officer, search_id=shared.pk)
        services.search_remove(actor=staff("supervisor", email="other@staff.example"), search_id=shared.pk)
        services.search_remove(actor=officer, search_id=own.pk)
        assert not selectors.searches_for(officer).exists()


def test_the_load_of_everybody_also_of_who_left_and_holds_work_still() -> None:
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
