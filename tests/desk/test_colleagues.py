"""Work on a case with colleagues, on the pages of cases and on the home."""

from datetime import timedelta

import pytest
from django.contrib import admin

from apps.accounts.models import User
from apps.core import clock
from apps.core.fields import name_of
from apps.desk.cases import CaseAdmin
from apps.desk.timeline import address_of
from apps.standing.models import ProposedChange
from apps.work import services
from apps.work.models import Item, StaffNote
from tests.applications import answers
from tests.desk import due_process
from tests.desk.pages import page_of
from tests.people import on_team, seller, signed_in, staff


@pytest.fixture
def colleague() -> User:
    return staff("supervisor", email="mate@staff.example")


@pytest.fixture
def change() -> ProposedChange:
    return due_process.propose_demotion()


def text_of(user: User, address: str) -> str:
    answer = signed_in(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def act(user: User, record: object, name: str, **given: object) -> object:
    data = {f"{name}-{field}": value for field, value in given.items()}
    return signed_in(user).post(page_of(record), {"act": name} | data)


def hold(user: User, record: object) -> Item:
    item = Item.objects.get(subject_type=record._meta.model_name, subject_id=record.pk, closed_at=None)
    services.work_claim(actor=user, item_id=item.pk)
    return item


def test_every_case_has_a_page_to_which_its_notes_lead():
    for model, kind in admin.site._registry.items():
        if isinstance(kind, CaseAdmin):
            subject = "case" if model._meta.label == "ledger.Violation" else name_of(model)
            assert address_of((subject, 7)), model


class TestConsultation:
    def test_question_reaches_whom_it_names(self, officer: User, colleague: User, change: ProposedChange):
        act(officer, change, "consult", text="Is the broker at fault, @Mate? See info@shop.example.")
        assert StaffNote.objects.get(kind="asked").recipient == colleague

    def test_name_of_nobody_is_refused_beside_the_question(
        self, officer: User, colleague: User, change: ProposedChange
    ):
        answer = act(officer, change, "consult", colleagues=[colleague.pk], text="What do you say, @nobody?")
        assert answer.status_code == 422
        assert "is called “@nobody”" in answer.content.decode()
        assert not StaffNote.objects.exists()

    def test_colleague_finds_the_question_on_the_home_and_answers_on_the_case(
        self, officer: User, colleague: User, change: ProposedChange
    ):
        form = text_of(officer, f"{page_of(change)}?act=consult")
        assert f'value="{colleague.pk}"' in form
        assert f'value="{officer.pk}"' not in form
        answer = act(officer, change, "consult", colleagues=[colleague.pk], text="Is the broker at fault?")
        assert answer.url == page_of(change)
        home = text_of(colleague, "/admin/")
        assert "You were asked" in home
        assert f"{page_of(change)}#colleagues" in home
        note = StaffNote.objects.get()
        act(colleague, change, f"advise-{note.pk}", text="It is, in part.")
        assert "You were asked" not in text_of(colleague, "/admin/")
        assert "answered your question" in text_of(officer, "/admin/")
        page = text_of(officer, page_of(change))
        assert "It is, in part." in page
        assert "answered your question" not in text_of(officer, "/admin/"), "the news was read with the case"
        words = [row.words for _day, rows in happened(officer, change) for row in rows]
        assert {"A colleague was asked", "A colleague gave advice"} <= set(words)

    def test_question_is_part_of_the_history_of_an_application(self, officer: User, colleague: User):
        application = answers.in_review(officer, seller())
        act(officer, application, "consult", colleagues=[colleague.pk], text="Is it so?")
        assert "A colleague was asked" in text_of(officer, f"{page_of(application)}?panel=history")

    def test_colleague_who_may_not_decide_may_answer(self, officer: User, change: ProposedChange):
        manager = staff("policy manager", email="manager@staff.example")
        act(officer, change, "consult", colleagues=[manager.pk], text="What does the policy mean?")
        page = signed_in(manager).get(page_of(change))
        assert not page.context["actions"]
        assert f"advise-{StaffNote.objects.get().pk}" in [name for name, _act, _form in page.context["shared_actions"]]

    @pytest.mark.parametrize("role", ["auditor", "analyst"])
    def test_roles_that_only_read_are_offered_nothing_and_change_nothing(self, role: str, change: ProposedChange):
        reader = staff(role)
        assert signed_in(reader).get(page_of(change)).context["shared_actions"] == []
        for name in ("follow", "consult", "put_aside"):
            act(reader, change, name)
        assert not StaffNote.objects.exists()

    def test_reader_on_the_team_of_the_business_reads_no_question(
        self, officer: User, colleague: User, change: ProposedChange
    ):
        act(officer, change, "consult", colleagues=[colleague.pk], text="Is the broker at fault?")
        on_team(change.shipper, "viewer", officer)
        page = text_of(officer, page_of(change))
        assert "Is the broker at fault?" not in page
        assert "stays closed to you" in page

    def test_refused_question_keeps_what_was_typed(self, officer: User, change: ProposedChange):
        answer = act(officer, change, "consult", text="Is the broker at fault?")
        assert answer.status_code == 422
        assert "Is the broker at fault?" in answer.content.decode()


def happened(user: User, record: object) -> list:
    return signed_in(user).get(f"{page_of(record)}?happened=all").context["frame"].happened


class TestFollowing:
    def test_followed_case_tells_its_news_until_the_case_is_opened(
        self, officer: User, colleague: User, change: ProposedChange
    ):
        act(officer, change, "follow")
        assert "nothing new" in text_of(officer, "/admin/")
        services.colleague_ask(
            actor=colleague, colleagues=[officer], text="?", subject=("proposedchange", change.pk), title="It",
            shipper_id=change.shipper_id,
        )  # fmt: skip
        assert "1 new thing, last: A colleague was asked" in text_of(officer, "/admin/")
        text_of(officer, page_of(change))
        assert "nothing new since you opened it" in text_of(officer, "/admin/")

    def test_button_ends_the_following(self, officer: User, change: ProposedChange):
        act(officer, change, "follow")
        assert "Stop following" in text_of(officer, page_of(change))
        act(officer, change, "unfollow")
        assert "Followed" not in text_of(officer, "/admin/")


class TestPuttingAside:
    def test_case_says_until_when_and_by_whom_to_everybody(
        self, officer: User, colleague: User, change: ProposedChange
    ):
        hold(officer, change)
        day = clock.today() + timedelta(days=2)
        assert act(officer, change, "put_aside", until=day.isoformat(), note="Wait for the broker.").status_code == 302
        assert "Wait for the broker." in text_of(colleague, page_of(change))
        home = text_of(officer, "/admin/")
        assert "You hold nothing" in home
        assert "Wait for the broker." in home
        assert "Wait for the broker." in text_of(officer, "/admin/work/item/?whose=aside")
        assert act(officer, change, "take_up").status_code == 302
        assert "Wait for the broker." not in text_of(officer, "/admin/")

    def test_day_after_the_promise_is_refused_beside_the_field(self, officer: User, change: ProposedChange):
        hold(officer, change)
        answer = act(officer, change, "put_aside", until=(clock.today() + timedelta(days=400)).isoformat())
        assert answer.status_code == 422
        assert "at the latest" in answer.content.decode()

    def test_case_that_is_put_aside_is_not_the_next_case(self, officer: User, change: ProposedChange):
        other = due_process.propose_demotion()
        hold(officer, change)
        hold(officer, other)
        assert signed_in(officer).get(page_of(change)).context["frame"].following.url == page_of(other)
        act(officer, other, "put_aside", until=(clock.today() + timedelta(days=2)).isoformat())
        assert signed_in(officer).get(page_of(change)).context["frame"].following is None


def test_take_over_is_told_on_the_home_of_who_held_the_case(officer: User, colleague: User, change: ProposedChange):
    item = hold(officer, change)
    signed_in(colleague).post(f"/admin/work/item/{item.pk}/take-over/")
    assert f"taken over from you by {colleague}" in text_of(officer, "/admin/")
    assert "took this over from you" in text_of(officer, page_of(change))
    assert "taken over from you" not in text_of(officer, "/admin/")


@pytest.mark.slow
def test_pages_with_many_notes_take_under_twenty_queries(
    officer: User, colleague: User, change: ProposedChange, django_assert_max_num_queries
):
    case = {"subject": ("proposedchange", change.pk), "title": "It", "shipper_id": change.shipper_id}
    services.case_follow(actor=officer, **case)
    for _number in range(12):
        services.colleague_ask(actor=colleague, colleagues=[officer], text="Is it so?", **case)
    client = signed_in(officer)
    for address in (page_of(change), f"{page_of(change)}?act=consult", "/admin/"):
        with django_assert_max_num_queries(19):
            assert client.get(address).status_code == 200
