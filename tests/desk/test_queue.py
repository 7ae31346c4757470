"""The list of work items: filters, holders, saved searches and the export."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications.models import ApplicationState
from apps.core import clock
from apps.events.models import Event
from apps.work import kinds, services
from apps.work.models import Item, SavedSearch
from tests.applications import answers
from tests.people import signed_in, staff

LIST = "/admin/work/item/"
ALL = {"Question 1", "Question 2", "Question 3", "Blue Kite Toys", "An appeal"}
# What each filter finds, and filters together.
FOUND: dict[str, set[str]] = {
    "": ALL,
    "?whose=mine": {"Question 1"},
    "?whose=nobody": {"Question 2", "Question 3", "An appeal"},
    "?whose=others": {"Blue Kite Toys"},
    "?due=overdue": {"Question 1"},
    "?due=promise": {"Question 1"},
    "?due=soon": {"Question 2", "Blue Kite Toys"},
    "?due=target": {"Question 1"},
    "?due=paused": {"Question 3"},
    "?kind=application_appeal": {"An appeal"},
    "?state=submitted": {"Question 2"},
    "?age=30": {"Question 1"},
    "?country=CN": {"Question 1", "Question 2"},
    "?chapter=95": {"Question 1"},
    "?q=kite": {"Blue Kite Toys"},
    "?country=CN&chapter=61&whose=nobody&due=soon&q=question": {"Question 2"},
    "?country=CN&chapter=95&whose=nobody": set(),
    "?country=&chapter=&whose=&kind=&q=": ALL,
    "?kind=gossip&officer=x&chapter=7%27": ALL,
}


def open_question(number: int = 1, **fields: object) -> Item:
    given = {"title": f"Question {number}"} | fields
    return services.item_open(kind="question", subject=("thread", number), **given)


def list_titles(client: Client, query: str = "") -> set[str]:
    page = client.get(f"{LIST}{query}")
    assert page.status_code == 200
    return {item.title for item in page.context["cl"].result_list}


class TestFilters:
    @pytest.fixture
    def queue_desk(self, officer: User, supervisor: User) -> Client:
        now = clock.now()
        with clock.at(now - timedelta(days=40)):
            mine = open_question(
                1, due_at=now - timedelta(days=1), country="CN", chapters=["61", "95"], state="in_review"
            )
        services.item_claim(actor=officer, item_id=mine.pk)
        open_question(2, due_at=now + timedelta(days=3), country="CN", chapters=["61"], state="submitted")
        open_question(3, due_at=now - timedelta(days=1), country="VN", state="info_requested")
        services.item_pause(kind="question", subject=("thread", 3))
        theirs = open_question(4, title="Blue Kite Toys")
        services.item_claim(actor=supervisor, item_id=theirs.pk)
        services.item_open(kind="application_appeal", subject=("application", 1), title="An appeal")
        open_question(5)
        services.item_close(kind="question", subject=("thread", 5))
        return signed_in(officer)

    def test_filters_combine_and_unknown_values_filter_nothing(self, queue_desk: Client) -> None:
        assert {query: list_titles(queue_desk, query) for query in FOUND} == FOUND

    def test_officer_filter_lists_the_work_of_the_officer(self, queue_desk: Client, supervisor: User) -> None:
        assert list_titles(queue_desk, f"?officer={supervisor.pk}") == {"Blue Kite Toys"}

    def test_late_items_come_first_and_items_that_wait_on_the_seller_last(self, queue_desk: Client) -> None:
        rows = [item.title for item in queue_desk.get(LIST).context["cl"].result_list]
        assert (rows[0], rows[-1]) == ("Question 1", "Question 3")


def test_kinds_of_work_have_a_help_text() -> None:
    assert [kind.code for kind in kinds.kinds() if not kind.help] == []
    text = signed_in(staff("auditor")).get(f"{LIST}?kind=question").content.decode()
    assert str(kinds.kind_of("question").help) in text


def test_item_of_an_application_has_its_state_country_and_chapters(officer: User, desk: Client) -> None:
    application = answers.submitted()
    item = Item.objects.get(kind="application", subject_id=application.pk)
    assert (item.state, item.country, item.chapters) == ("submitted", "US", ["95"])
    assert item.target_on < clock.day_of(item.due_at), "the program means to be quicker than it promised"
    desk.post(f"{LIST}{item.pk}/take/")
    assert list_titles(desk, "?state=in_review&whose=mine") == {"Blue Kite Toys LLC"}


def test_state_of_a_subject_is_said_in_words_in_the_list_and_plain_in_the_export() -> None:
    desk = signed_in(staff("auditor"))
    answers.submitted()
    open_question(state="waiting")
    services.item_open(kind="tip", subject=("tip", 1), title="Cheap shoes", state="in_triage")
    page = desk.get(LIST).content.decode()
    assert "Being looked into" in page
    assert "in_triage" not in page
    lines = b"".join(desk.post(f"{LIST}export/").streaming_content).decode("utf-8-sig").splitlines()
    assert [line for line in lines if ",Being looked into," in line]
    assert not [line for line in lines if "<" in line]


class TestHolders:
    def test_application_is_taken_and_given_back_by_the_buttons_of_its_row(self, officer: User) -> None:
        application, client = answers.submitted(), signed_in(officer)
        item = Item.objects.get(kind="application")
        row = client.get(f"{LIST}?country=US").content.decode()
        assert f'formaction="{LIST}{item.pk}/take/?country=US"' in row
        back = client.post(f"{LIST}{item.pk}/take/?country=US")
        assert back.url == f"{LIST}?country=US"
        application.refresh_from_db()
        assert (application.state, application.reviewer) == (ApplicationState.IN_REVIEW, officer)
        client.post(f"{LIST}{item.pk}/give-back/")
        application.refresh_from_db()
        assert (application.state, application.reviewer) == (ApplicationState.SUBMITTED, None)

    def test_selected_items_are_taken_and_given_back(self, officer: User) -> None:
        items, client = [open_question(1), open_question(2)], signed_in(officer)
        act = {"_selected_action": [item.pk for item in items], "index": 0}
        client.post(LIST, act | {"action": "claim"})
        assert Item.objects.filter(holder=officer).count() == 2
        client.post(LIST, act | {"action": "release"})
        assert Item.objects.filter(holder=None).count() == 2

    def test_items_are_assigned_by_a_supervisor_on_the_page_and_in_the_list(
        self, officer: User, supervisor: User
    ) -> None:
        item, client = open_question(), signed_in(supervisor)
        page = f"{LIST}{item.pk}/change/"
        assert client.get(page).status_code == 200
        client.post(page, {"act": "assign", "assign-holder": officer.pk})
        item.refresh_from_db()
        assert item.holder == officer
        act = {"_selected_action": [item.pk], "index": 0, "action": "assign"}
        assert "Choose to whom" in client.post(LIST, act, follow=True).content.decode()
        client.post(LIST, act | {"holder": supervisor.pk})
        item.refresh_from_db()
        assert item.holder == supervisor

    def test_holder_field_is_shown_to_staff_who_assign(self, officer: User, supervisor: User) -> None:
        open_question()
        assert 'name="holder"' in signed_in(supervisor).get(LIST).content.decode()
        assert 'name="holder"' not in signed_in(officer).get(LIST).content.decode()

    def test_work_is_assigned_only_to_staff_who_may_do_it(
        self, officer: User, supervisor: User, supervisor_desk: Client
    ) -> None:
        item = services.item_open(kind="application_appeal", subject=("application", 1), title="An appeal")
        refused = supervisor_desk.post(f"{LIST}{item.pk}/change/", {"act": "assign", "assign-holder": officer.pk})
        assert refused.status_code == 403
        assert "does not allow this kind of work" in refused.content.decode()
        seller = answers.seller("no@staff.example")
        refused = supervisor_desk.post(f"{LIST}{item.pk}/change/", {"act": "assign", "assign-holder": seller.pk})
        assert refused.status_code == 422
        item.refresh_from_db()
        assert item.holder is None

    def test_item_of_another_officer_is_not_taken_or_given_back(self, officer: User, desk: Client) -> None:
        other = staff("officer", email="other@staff.example")
        item = open_question()
        services.item_claim(actor=other, item_id=item.pk)
        assert "holds this already" in desk.post(f"{LIST}{item.pk}/take/", follow=True).content.decode()
        assert "does not allow" in desk.post(f"{LIST}{item.pk}/give-back/", follow=True).content.decode()
        desk.post(LIST, {"_selected_action": [item.pk], "index": 0, "action": "assign", "holder": officer.pk})
        item.refresh_from_db()
        assert item.holder == other

    @pytest.mark.parametrize("role", ["auditor", "analyst", "policy manager"])
    def test_roles_that_only_read_are_offered_nothing_and_change_nothing(self, role: str) -> None:
        item, client = open_question(), signed_in(staff(role))
        text = client.get(LIST).content.decode()
        assert "formaction" not in text
        assert 'value="claim"' not in text
        client.post(f"{LIST}{item.pk}/take/")
        client.post(f"{LIST}next/")
        client.post(f"{LIST}{item.pk}/change/", {"act": "take"})
        client.post(LIST, {"_selected_action": [item.pk], "index": 0, "action": "claim"})
        item.refresh_from_db()
        assert item.holder is None
        assert client.get("/admin/team/").status_code == 403

    def test_next_item_opens_the_page_of_its_subject(self, officer: User) -> None:
        application = answers.submitted()
        answer = signed_in(officer).post(f"{LIST}next/")
        assert answer.url == reverse("admin:applications_application_change", args=[application.pk])
        assert (
            "There is no work item that you may claim now."
            in signed_in(officer).post(f"{LIST}next/", follow=True).content.decode()
        )

    def test_page_of_a_closed_item_shows_its_history_and_no_action(self, officer: User) -> None:
        item, client = open_question(), signed_in(officer)
        services.item_claim(actor=officer, item_id=item.pk)
        services.item_close(kind="question", subject=("thread", 1), actor=officer)
        text = client.get(f"{LIST}{item.pk}/change/").content.decode()
        for words in ("Opened", "Taken", "Done"):
            assert words in text
        assert 'name="act"' not in text
        assert client.get(f"{LIST}{item.pk + 1}/change/").status_code == 302


class TestSavedSearches:
    def test_saved_search_is_shown_beside_the_list_and_removed(self, officer: User, desk: Client) -> None:
        asked = {"page": "work.item", "name": "Toys, overdue", "query": "chapter=95&due=overdue&p=3&whose="}
        answer = desk.post("/admin/searches/", asked)
        assert answer.url == f"{LIST}?chapter=95&due=overdue"
        assert f'href="{LIST}?chapter=95&amp;due=overdue">Toys, overdue</a>' in desk.get(LIST).content.decode()
        assert "Toys, overdue" in desk.get("/admin/").content.decode()
        desk.post(f"/admin/searches/{SavedSearch.objects.get().pk}/remove/")
        assert not SavedSearch.objects.exists()

    def test_search_is_shared_by_supervisors_only(self, officer: User, supervisor: User) -> None:
        asked = {"page": "work.item", "name": "For all", "query": "due=overdue", "shared": "on"}
        signed_in(officer).post("/admin/searches/", asked)
        assert not SavedSearch.objects.exists()
        signed_in(supervisor).post("/admin/searches/", asked)
        assert "For all" in signed_in(officer).get(LIST).content.decode()

    def test_name_with_a_null_character_is_refused(self, officer: User) -> None:
        asked = {"page": "work.item", "name": "a\0b", "query": "due=overdue"}
        answer = signed_in(officer).post("/admin/searches/", asked, follow=True)
        assert "Give the search a name" in answer.content.decode()
        assert not SavedSearch.objects.exists()

    def test_search_of_a_list_that_the_reader_may_not_see_is_refused(self, officer: User) -> None:
        asked = {"page": "accounts.access", "name": "x", "query": "q=x"}
        assert signed_in(officer).post("/admin/searches/", asked).status_code == 404

    def test_search_without_a_name_is_refused_with_the_reason(self, officer: User) -> None:
        asked = {"page": "work.item", "name": "", "query": "due=overdue"}
        page = signed_in(officer).post("/admin/searches/", asked, follow=True)
        assert "Give the search a name" in page.content.decode()


class TestExport:
    def export_lines(self, client: Client, query: str = "") -> list[str]:
        answer = client.post(f"{LIST}export/{query}")
        return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    def test_export_has_the_filtered_rows_without_formulas_and_records_an_event_without_the_search_text(
        self, supervisor: User
    ) -> None:
        open_question(1, title="=cmd()", country="CN", chapters=["61", "62"])
        open_question(2, country="VN")
        lines = self.export_lines(signed_in(supervisor), "?country=CN&q=cmd")
        assert len(lines) == 2
        assert ",'=cmd()," in lines[1]
        assert ",CN,61 62," in lines[1]
        event = Event.objects.get(kind="work.exported")
        assert (event.actor, event.payload) == (supervisor, {"filters": "country=CN"})

    @pytest.mark.parametrize("role", ["auditor", "analyst"])
    def test_export_is_open_to_auditors_and_analysts(self, role: str) -> None:
        open_question()
        assert len(self.export_lines(signed_in(staff(role)))) == 2


class TestManyItems:
    @pytest.fixture
    def sixty_items(self, officer: User, supervisor: User) -> Iterator[None]:
        for number in range(60):
            item = open_question(number, due_at=clock.now() + timedelta(days=number - 30), country="CN")
            if number % 3:
                services.item_claim(actor=(officer, supervisor)[number % 2], item_id=item.pk)

    @pytest.mark.parametrize("query", ["", "?whose=mine&country=CN&due=overdue", "?q=question", "?o=5"])
    def test_list_of_many_items_takes_under_twenty_queries(
        self, sixty_items: None, officer: User, supervisor: User, query: str, django_assert_max_num_queries
    ) -> None:
        for reader in (officer, supervisor):
            client = signed_in(reader)
            with django_assert_max_num_queries(19):
                assert client.get(f"{LIST}{query}").status_code == 200

    def test_page_of_an_item_takes_under_twenty_queries(
        self, sixty_items: None, supervisor: User, django_assert_max_num_queries, supervisor_desk: Client
    ) -> None:
        with django_assert_max_num_queries(19):
            supervisor_desk.get(f"{LIST}{Item.objects.first().pk}/change/")
