import smtplib

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend as Server
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import NotFound
from apps.events.models import Delivery, DeliveryState
from apps.events.services import drain
from apps.notices import selectors, services
from apps.notices.models import Mail, Message
from tests.outbox import deliver
from tests.people import seller
from tests.races import beside


def send(*recipients, **fields):
    given = {"kind": "tests.hello", "subject": "Hello", "body": "It is done.", "link": "/home/"} | fields
    return services.message_send(recipients=recipients, **given)


def _refuse(_server: Server, *_mails: EmailMessage) -> None:
    raise smtplib.SMTPServerDisconnected


def test_a_message_is_in_the_inbox_at_once_and_mailed_by_a_worker(settings, ada: User) -> None:
    settings.SITE = settings.SITE | {"url": "https://site.example"}
    (message,) = send(ada, shipper_id=5)
    assert [message.pk] == [case.latest for case in selectors.cases_of(ada)]
    assert mail.outbox == []
    deliver()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([ada.email], "Hello")
    assert "It is done." in sent.body
    assert "https://site.example/home/" in sent.body
    assert not getattr(sent, "alternatives", None), "plain text"
    message.refresh_from_db()
    assert message.mailed_at is not None


def test_each_recipient_gets_one_message_in_their_language() -> None:
    ana, ben = seller("ana@shop.example", language="es"), seller("ben@shop.example")
    send(ana, ben, ana, subject=_lazy("Yes"), body=format_lazy("{yes}: {number}", yes=_lazy("Yes"), number=7))
    assert {(message.recipient, message.subject, message.body) for message in Message.objects.all()} == {
        (ana, "Sí", "Sí: 7"),
        (ben, "Yes", "Yes: 7"),
    }


def test_text_is_sent_as_it_is_written() -> None:
    send(seller(), body="Smith & Sons <Ltd>")
    deliver()
    assert "Smith & Sons <Ltd>" in mail.outbox[0].body


def test_a_failed_mail_is_tried_again_and_no_mail_is_sent_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    (message,) = send(seller())
    with monkeypatch.context() as broken:
        broken.setattr(Server, "send_messages", _refuse)
        drain()
    message.refresh_from_db()
    delivery = Delivery.objects.get()
    assert (message.mailed_at, delivery.state, mail.outbox) == (None, DeliveryState.PENDING, [])

    with clock.at(delivery.due_at):
        assert drain() == 1
    services.messages_mail(message_ids=[message.pk])
    assert len(mail.outbox) == 1


@pytest.mark.slow
def test_a_message_that_two_workers_mail_at_once_is_mailed_once(live_db: str) -> None:
    ids = [message.pk for message in send(seller())]
    beside(lambda: services.messages_mail(message_ids=ids), lambda: services.messages_mail(message_ids=ids))
    assert len(mail.outbox) == 1


def test_a_mail_that_the_server_refuses_is_tried_again_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    send(seller("a@shop.example"))
    (refused,) = send(seller("b@shop.example"))
    send(seller("c@shop.example"))
    accept = Server.send_messages
    with monkeypatch.context() as broken:
        broken.setattr(
            Server,
            "send_messages",
            lambda server, mails: (_refuse if mails[0].to == ["b@shop.example"] else accept)(server, mails),
        )
        drain()
    assert [sent.to for sent in mail.outbox] == [["a@shop.example"], ["c@shop.example"]]
    assert set(Message.objects.filter(mailed_at=None)) == {refused}
    delivery = Delivery.objects.get(state=DeliveryState.PENDING)
    assert delivery.event.subject_id == refused.pk
    with clock.at(delivery.due_at):
        assert drain() == 1
    assert [sent.to for sent in mail.outbox[2:]] == [["b@shop.example"]]


def test_a_mail_server_that_is_away_leaves_every_mail_to_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    send(seller("a@shop.example"), seller("b@shop.example"))
    with monkeypatch.context() as away:
        away.setattr(Server, "open", _refuse)
        drain()
    assert mail.outbox == []
    assert {(each.state, each.attempts) for each in Delivery.objects.all()} == {(DeliveryState.PENDING, 1)}


def test_many_mails_take_as_many_statements_as_one(django_assert_num_queries) -> None:
    alone = send(seller("a@shop.example"))
    many = send(*(seller(f"{number}@shop.example") for number in range(5)))
    # A savepoint and its release, the messages, and their mark.
    with django_assert_num_queries(4):
        services.messages_mail(message_ids=[message.pk for message in alone])
    with django_assert_num_queries(4):
        services.messages_mail(message_ids=[message.pk for message in many])


def test_the_same_message_always_carries_the_same_id() -> None:
    (message,) = send(seller())
    deliver()
    Message.objects.update(mailed_at=None)
    services.messages_mail(message_ids=[message.pk])
    first, second = (sent.message()["Message-ID"] for sent in mail.outbox)
    assert first == second == f"<message-{message.pk}@known-shipper.example>"


def test_inactive_recipients_are_not_mailed() -> None:
    send(seller(is_active=False))
    deliver()
    assert mail.outbox == []


def test_reading_marks_the_case_of_a_message_once(ada: User) -> None:
    first, second, other = (send(ada, link=link)[0] for link in ("/home/1/", "/home/1/", "/home/2/"))
    assert [message.read_at for message in services.case_read(actor=ada, message_id=first.pk)] == [None, None]
    messages = services.case_read(actor=ada, message_id=first.pk)
    assert [message.pk for message in messages] == [second.pk, first.pk], "the latest first"
    assert all(message.read_at for message in messages)
    assert list(selectors.cases_of(ada)) == [(other.pk, 1, 1), (second.pk, 2, 0)]
    assert list(selectors.cases_of(ada, only_unread=True)) == [(other.pk, 1, 1)]
    again = services.case_read(actor=ada, message_id=first.pk)
    assert [message.read_at for message in again] == [message.read_at for message in messages]
    with pytest.raises(NotFound):
        services.case_read(actor=seller("eve@shop.example"), message_id=second.pk)


def test_message_that_leads_nowhere_is_a_case_of_its_own(ada: User) -> None:
    first, second = (send(ada, link="")[0] for _time in range(2))
    assert [case.latest for case in selectors.cases_of(ada)] == [second.pk, first.pk]
    assert services.case_read(actor=ada, message_id=first.pk) == [first]


def test_case_has_the_messages_of_its_reader_alone(ada: User) -> None:
    eve = seller("eve@shop.example")
    (mine,), (theirs,) = send(ada), send(eve)
    services.case_read(actor=ada, message_id=mine.pk)
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_the_demonstration_keeps_its_mail_where_it_can_be_read(settings, ada: User) -> None:
    settings.MAILERS = {"default": {"BACKEND": "apps.notices.backends.DatabaseMailbox"}}
    send(ada)
    deliver()
    kept = selectors.mailbox().get()
    assert (kept.to, kept.subject) == (ada.email, "Hello")
    assert Mail.objects.count() == 1
