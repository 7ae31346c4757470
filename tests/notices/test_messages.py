import smtplib

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.core.errors import NotFound
from apps.events.models import Delivery, DeliveryState
from apps.events.services import drain
from apps.notices import selectors, services
from apps.notices.models import Mail, Message
from tests.outbox import deliver
from tests.people import seller

pytestmark = pytest.mark.django_db


def send(*recipients, **fields):
    given = {"kind": "tests.hello", "subject": "Hello", "body": "It is done.", "link": "/home/"} | fields
    return services.message_send(recipients=recipients, **given)


def test_a_message_is_in_the_inbox_at_once_and_mailed_by_a_worker(settings) -> None:
    settings.SITE = settings.SITE | {"url": "https://site.example"}
    ada = seller()
    (message,) = send(ada, shipper_id=5)
    assert [message] == list(selectors.inbox_of(ada))
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
        broken.setattr(EmailMessage, "send", lambda *_a, **_k: (_ for _ in ()).throw(smtplib.SMTPServerDisconnected))
        drain()
    message.refresh_from_db()
    delivery = Delivery.objects.get()
    assert (message.mailed_at, delivery.state, mail.outbox) == (None, DeliveryState.PENDING, [])

    with clock.at(delivery.due_at):
        assert drain() == 1
    services.message_mail(message_id=message.pk)
    assert len(mail.outbox) == 1


def test_the_same_message_always_carries_the_same_id() -> None:
    (message,) = send(seller())
    deliver()
    Message.objects.update(mailed_at=None)
    services.message_mail(message_id=message.pk)
    first, second = (sent.message()["Message-ID"] for sent in mail.outbox)
    assert first == second == f"<message-{message.pk}@known-shipper.example>"


def test_inactive_recipients_are_not_mailed() -> None:
    send(seller(is_active=False))
    deliver()
    assert mail.outbox == []


def test_reading_marks_a_message_of_the_reader_once() -> None:
    ada = seller()
    first, second = send(ada)[0], send(ada)[0]
    assert selectors.unread_count(ada) == 2
    read_at = services.message_read(actor=ada, message_id=first.pk).read_at
    assert services.message_read(actor=ada, message_id=first.pk).read_at == read_at
    assert selectors.unread_count(ada) == 1
    with pytest.raises(NotFound):
        services.message_read(actor=seller("eve@shop.example"), message_id=second.pk)


def test_the_demonstration_keeps_its_mail_where_it_can_be_read(settings) -> None:
    settings.MAILERS = {"default": {"BACKEND": "apps.notices.backends.DatabaseMailbox"}}
    ada = seller()
    send(ada)
    deliver()
    kept = selectors.mailbox().get()
    assert (kept.to, kept.subject) == (ada.email, "Hello")
    assert Mail.objects.count() == 1
