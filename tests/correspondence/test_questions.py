"""Questions: asking, answering and closing, with the work items, the notices and the permissions."""

from datetime import timedelta

import pytest
from django.core import mail

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.core.files import identify_file
from apps.correspondence import selectors, services
from apps.correspondence.models import Attachment, Post, Thread
from apps.events.models import Event
from apps.notices.models import Message
from apps.shippers.models import Shipper
from apps.shippers.selectors import file_readable
from apps.shippers.services import shipper_create
from apps.work.selectors import items_open
from apps.work.services import item_assign
from tests.applications.answers import PDF
from tests.outbox import deliver
from tests.people import on_team, seller, staff


def ask(actor: User, shop: Shipper, **given: object) -> Thread:
    asked = {"subject": "Labels", "text": "Which label does a parcel need?", "language": "en"} | given
    return services.question_ask(actor=actor, shipper_id=shop.pk, **asked)


def answer(officer: User, thread: Thread, text: str = "The usual one.", language: str = "en") -> Post:
    return services.question_answer(actor=officer, thread_id=thread.pk, text=text, language=language)


def state(thread: Thread) -> str:
    thread.refresh_from_db()
    return thread.state


def test_a_question_has_a_work_item_until_it_is_answered(ada: User, shop: Shipper, officer: User) -> None:
    thread = ask(ada, shop)
    (item,) = items_open()
    assert (item.kind, item.subject_id, item.holder, state(thread)) == ("question", thread.pk, None, "waiting")

    answer(officer, thread)
    assert not items_open()
    assert state(thread) == "answered"
    assert [(post.author, post.from_program) for post in selectors.posts_of(thread)] == [(ada, False), (officer, True)]

    services.question_write(actor=ada, thread_id=thread.pk, text="And its size?", language="en")
    (item,) = items_open()
    assert (item.holder, state(thread)) == (officer, "waiting"), "it goes back to who answered"


def test_the_answer_is_mailed_and_names_its_language_to_readers_of_another(
    shop: Shipper, ada: User, officer: User
) -> None:
    ana = on_team(shop, "viewer", seller("ana@shop.example", language="es"))
    answer(officer, ask(ada, shop))
    deliver()
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert set(bodies) == {ada.email, ana.email}
    assert "Written in" not in bodies[ada.email]
    assert "The usual one." in bodies[ana.email]
    assert Message.objects.filter(kind="correspondence.answered").count() == 2


def test_a_closed_question_opens_again_when_the_team_writes(ada: User, shop: Shipper, officer: User) -> None:
    thread = ask(ada, shop, text="Thank you!")
    services.thread_close(actor=officer, thread_id=thread.pk)
    assert not items_open()
    assert state(thread) == "closed"
    with pytest.raises(Conflict):
        services.thread_close(actor=officer, thread_id=thread.pk)
    services.question_write(actor=ada, thread_id=thread.pk, text="One thing more.", language="en")
    assert items_open().count() == 1


def test_preparers_ask_and_viewers_do_not(ada: User, shop: Shipper) -> None:
    for role in ("preparer", "viewer"):
        on_team(shop, role)
    assert ask(User.objects.get(email="preparer@shop.example"), shop)
    with pytest.raises(NotAllowed):
        ask(User.objects.get(email="viewer@shop.example"), shop)
    with pytest.raises(NotFound):
        ask(seller("eve@shop.example"), shop)


@pytest.mark.parametrize("role", ["auditor", "analyst"])
def test_staff_who_only_read_do_not_answer(role: str, ada: User, shop: Shipper) -> None:
    with pytest.raises(NotAllowed):
        answer(staff(role), ask(ada, shop))


def test_an_officer_does_not_answer_their_own_business(ada: User, shop: Shipper, officer: User) -> None:
    on_team(shop, "viewer", officer)
    with pytest.raises(Conflict, match="on this business's team"):
        answer(officer, ask(ada, shop))


def test_attached_files_are_readable_by_the_team_and_by_staff(ada: User, shop: Shipper) -> None:
    thread = ask(ada, shop, files=[identify_file("good.pdf", [PDF])])
    (file,) = thread.posts.get().files.all()
    assert file_readable(Attachment, ada, file.pk, shipper_id=shop.pk) == file
    assert file_readable(Attachment, staff("auditor"), file.pk) == file
    eve = seller("eve@shop.example")
    with pytest.raises(NotFound):
        file_readable(Attachment, eve, file.pk, shipper_id=shipper_create(actor=eve).pk)
    with pytest.raises(NotFound):
        file_readable(Attachment, eve, file.pk)


@pytest.mark.parametrize(
    ("given", "field"), [({"subject": " "}, "subject"), ({"text": " "}, "text"), ({"language": "xx"}, "language")]
)
def test_a_missing_or_invalid_field_is_named(given: dict[str, str], field: str, ada: User, shop: Shipper) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask(ada, shop, **given)
    assert field in refused.value.fields
    assert not Attachment.objects.exists()


def test_a_further_message_does_not_change_the_holder(ada: User, shop: Shipper, officer: User) -> None:
    thread = ask(ada, shop)
    item_assign(actor=staff("supervisor"), item_id=items_open().get().pk, holder=officer)
    services.question_write(actor=ada, thread_id=thread.pk, text="It is urgent.", language="en")
    assert items_open().get().holder == officer


def test_events_hold_no_text_of_messages(ada: User, shop: Shipper, officer: User) -> None:
    answer(officer, ask(ada, shop))
    payloads = " ".join(str(payload) for payload in Event.objects.values_list("payload", flat=True))
    assert "label" not in payloads.lower()
    assert "usual" not in payloads


def test_answer_times_count_first_answers_and_questions_that_still_wait(
    ada: User, shop: Shipper, officer: User
) -> None:
    start = clock.now()
    assert selectors.answer_times(start) is None
    waits = (1, 2, 3)
    for hours in waits:
        with clock.at(start):
            thread = ask(ada, shop, text=f"Which label does parcel {hours} need?")
        with clock.at(start + timedelta(hours=hours)):
            answer(officer, thread)
        with clock.at(start + timedelta(hours=20)):
            answer(officer, thread, "One more thing.")
    with clock.at(start):
        ask(ada, shop)
    with clock.at(start + timedelta(hours=10)):
        times = selectors.answer_times(start)
        assert selectors.answer_times(start + timedelta(seconds=1)) is None
    assert times is not None
    assert times.businesses == 1, "four questions of one business are of one"
    assert times.half == timedelta(hours=2, minutes=30)
    assert timedelta(hours=7) < times.most < timedelta(hours=10)


class TestDoubleClick:
    def test_a_question_sent_twice_is_one(self, ada, shop):
        first = ask(ada, shop, files=[identify_file("a.pdf", [PDF])])
        assert ask(ada, shop, text=" Which label does a parcel need? ", files=[identify_file("b.pdf", [PDF])]) == first
        assert (Thread.objects.count(), Post.objects.count(), Attachment.objects.count()) == (1, 1, 1)
        assert items_open().count() == 1

    def test_a_message_sent_twice_is_one(self, ada, shop, officer):
        thread = ask(ada, shop)
        answer(officer, thread)
        first = services.question_write(actor=ada, thread_id=thread.pk, text="Thanks.", language="en")
        assert services.question_write(actor=ada, thread_id=thread.pk, text="Thanks.", language="en") == first
        assert thread.posts.count() == 3

    def test_a_question_sent_again_is_one_though_an_officer_was_quick(self, ada, shop, officer):
        """The site took it, and the answer to the request was lost."""
        first = ask(ada, shop)
        answer(officer, first)
        assert ask(ada, shop) == first
        assert (Thread.objects.count(), Post.objects.count()) == (1, 2)

    def test_a_message_sent_again_is_one_though_an_officer_was_quick(self, ada, shop, officer):
        thread = ask(ada, shop)
        said = {"actor": ada, "thread_id": thread.pk, "text": "Yes.", "language": "en"}
        shown = clock.now()
        first = services.question_write(**said, after=shown)
        answer(officer, thread, "Both of them?")
        assert services.question_write(**said, after=shown) == first
        assert services.question_write(**said, after=clock.now()) != first, "the same word to another question"
        assert [post.text for post in thread.posts.order_by("pk")][1:] == ["Yes.", "Both of them?", "Yes."]

    def test_what_differs_is_a_message_of_its_own(self, ada, shop):
        thread = ask(ada, shop)
        more = {"actor": ada, "thread_id": thread.pk, "text": "Which label does a parcel need?", "language": "en"}
        services.question_write(**more, files=[identify_file("a.pdf", [PDF])])
        with clock.at(clock.now() + services.SENT_TWICE_WITHIN + timedelta(seconds=1)):
            services.question_write(**more, files=[identify_file("a.pdf", [PDF])])
        assert thread.posts.count() == 3
        assert ask(ada, shop, subject="Boxes") != thread
