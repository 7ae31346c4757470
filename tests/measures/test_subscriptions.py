"""Mail about new figures: to confirmed addresses alone, each once, and nothing stays of an address that ended it."""

import json
import re
import smtplib
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as Server
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg import sql

from apps.accounts.models import Session
from apps.core import clock
from apps.core.errors import NotFound
from apps.events.models import Delivery, Event, Timer
from apps.events.services import drain
from apps.events.timers import fire
from apps.measures.edition_mails import edition_mails_make, edition_mails_send
from apps.measures.models import EditionMail, Subscription
from apps.measures.selectors import measures_met, measures_missed
from apps.measures.subscriptions import CONFIRM_DAYS, subscription_ask, subscription_confirm
from tests.markup import assert_valid
from tests.measures.world import IN_QUARTER, members, noon
from tests.outbox import deliver
from tests.people import seller, signed_in
from tests.portal.test_performance import released
from tests.reading import assert_readable, main_text
from tests.security.test_logs_of_a_journey import written

__all__ = ["written"]

SUBSCRIBE = "/performance/subscribe/"
ADDRESS = "quince.reader@paper.example"


def link_in(message: mail.EmailMessage) -> str:
    """Return the path of the link to a subscription in a mail."""
    return re.search(r"https?://[^/\s]+(/performance/subscribe/\S+)", message.body)[1]


def ask(client: Client, email: str = ADDRESS, **headers: str) -> str:
    """Ask for mail on the page, and return the text of the page that answers."""
    answer = client.post(SUBSCRIBE, {"email": email}, **headers)
    assert answer.status_code == 200
    return main_text(answer.content.decode())


def asked(email: str = ADDRESS, language: str = "en") -> str:
    """Ask for mail, and return the path of the link that confirms the address."""
    subscription_ask(email=email, language=language)
    deliver()
    return link_in(mail.outbox.pop())


def token_of(link: str) -> str:
    return link.removeprefix(SUBSCRIBE).removesuffix("/end/").removesuffix("/")


def subscribed(email: str = ADDRESS, language: str = "en") -> Subscription:
    """Confirm an address before the period of the tests is released."""
    with clock.at(noon(IN_QUARTER)):
        subscription_confirm(token=token_of(asked(email, language)))
    return Subscription.objects.latest("pk")


def rows() -> str:
    """Return all rows of the database as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(sql.SQL("SELECT row_to_json(t)::text FROM {} t").format(sql.Identifier(table)))
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


class TestAsking:
    def test_a_link_shows_a_button_and_the_button_confirms(self, client: Client) -> None:
        ask(client)
        deliver()
        (message,) = mail.outbox
        assert message.to == [ADDRESS]
        link = link_in(message)
        assert client.get(link).status_code == 200
        assert Subscription.objects.get().confirmed_at is None, "a program that opens links confirms nothing"
        assert client.post(link).status_code == 200
        assert Subscription.objects.get().confirmed_at is not None
        assert not Timer.objects.filter(kind="measures.subscription_expired").exists()

    def test_the_page_answers_the_same_for_a_subscribed_address_and_leaves_it_as_it_was(self, client: Client) -> None:
        subscribed("known@paper.example", "es")
        known, unknown = (ask(client, f"{one}@paper.example") for one in ("known", "new"))
        assert known == unknown
        deliver()
        first, second = mail.outbox
        assert "Confirm" not in first.subject, "the reader of the mailbox alone is told"
        assert link_in(first).endswith("/end/")
        assert "Confirm" in second.subject
        assert Subscription.objects.earliest("pk").language == "es"

    def test_capital_letters_make_no_second_subscription(self) -> None:
        subscribed(ADDRESS)
        subscription_ask(email=ADDRESS.upper(), language="en")
        assert Subscription.objects.count() == 1

    def test_a_wrong_address_is_refused_beside_the_field(self, client: Client) -> None:
        for email in ("", "quince", "a@b.example\nBcc: c@d.example"):
            assert client.post(SUBSCRIBE, {"email": email}).status_code == 422
        assert not Subscription.objects.exists()

    def test_a_network_asks_a_few_times_an_hour(self, client: Client) -> None:
        for number in range(6):
            ask(client, f"reader{number}@paper.example", REMOTE_ADDR="198.51.100.7")
        answer = client.post(SUBSCRIBE, {"email": ADDRESS}, REMOTE_ADDR="198.51.100.7")
        assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
        ask(client, REMOTE_ADDR="203.0.113.7")

    def test_a_mailbox_gets_a_few_mails_an_hour_and_the_page_does_not_tell(self, client: Client) -> None:
        pages = set()
        for number in range(5):
            pages.add(ask(client, f"quince+{number}@paper.example", REMOTE_ADDR=f"203.0.{number}.9"))
            deliver()
        assert len(mail.outbox) == 3
        assert len(pages) == 1

    def test_an_address_that_is_not_confirmed_is_deleted_when_its_link_has_expired(self, client: Client) -> None:
        link = asked()
        with clock.at(clock.now() + timedelta(days=CONFIRM_DAYS - 1)):
            asked()  # A further mail makes the first link work longer.
        with clock.at(clock.now() + timedelta(days=CONFIRM_DAYS)):
            fire()
            deliver()
            assert client.get(link).status_code == 200
        with clock.at(clock.now() + timedelta(days=2 * CONFIRM_DAYS)):
            assert client.post(link).status_code == 404, "also before the worker has come"
            fire()
            deliver()
        assert not Subscription.objects.exists()

    def test_a_confirmed_address_stays(self) -> None:
        subscribed()
        with clock.at(clock.now() + timedelta(days=400)):
            fire()
            deliver()
        assert Subscription.objects.exists()

    @pytest.mark.parametrize("token", ["none", "1", "MQ:1:x"])
    def test_a_forged_link_does_nothing_and_says_what_to_do(self, client: Client, token: str) -> None:
        for path, to_do in (
            (f"{SUBSCRIBE}{token}/", "Ask for another mail."),
            (f"{SUBSCRIBE}{token}/end/", "Copy the"),
        ):
            for answer in (client.get(path), client.post(path)):
                assert answer.status_code == 404
                assert to_do in answer.content.decode()
                assert f'href="{SUBSCRIBE}"' in answer.content.decode()

    def test_a_link_that_confirms_does_not_end_and_the_other_way_round(self, client: Client) -> None:
        confirms = token_of(asked())
        assert client.post(f"{SUBSCRIBE}{confirms}/end/").status_code == 404
        subscription_confirm(token=confirms)
        subscription_ask(email=ADDRESS, language="en")
        deliver()
        with pytest.raises(NotFound):
            subscription_confirm(token=token_of(link_in(mail.outbox[-1])))


class TestReleases:
    @pytest.fixture
    def shippers(self) -> list[object]:
        return members(12)

    def test_each_confirmed_address_gets_one_mail_in_its_language(self, shippers: list[object]) -> None:
        subscribed("en@paper.example"), subscribed("es@paper.example", "es"), asked("waits@paper.example")
        edition = released()
        deliver()
        edition_mails_make(edition_id=edition.pk)
        edition_mails_send(mail_ids=EditionMail.objects.values_list("pk", flat=True))
        deliver()
        english, spanish = mail.outbox
        assert (english.to, spanish.to) == (["en@paper.example"], ["es@paper.example"])
        assert "January 2026" in english.subject
        assert "enero" in spanish.subject
        met, missed = len(measures_met(edition)), len(measures_missed(edition))
        assert re.search(rf"{met} measures? met", english.body)
        assert re.search(rf"{missed} measures? missed", english.body)
        assert "since the edition before" not in english.body
        assert reverse("portal:performance_csv", args=[edition.code]) in english.body

    def test_whoever_subscribes_after_a_release_waits_for_the_next(self, shippers: list[object]) -> None:
        edition = released()
        subscription_confirm(token=token_of(asked()))
        deliver()
        assert edition_mails_make(edition_id=edition.pk) == 0
        assert mail.outbox == []

    def test_a_revision_says_how_many_measures_changed(self, shippers: list[object]) -> None:
        subscribed()
        released(), released(number=2)
        deliver()
        assert "0 measures have changed" in mail.outbox[1].body

    def test_the_mail_program_of_the_reader_ends_it_by_one_post(self, shippers: list[object]) -> None:
        subscribed()
        edition = released()
        deliver()
        headers = mail.outbox[0].message()
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = re.fullmatch(r"<https?://[^/]+(/\S+)>", headers["List-Unsubscribe"])[1]
        assert link == link_in(mail.outbox[0])
        strict = Client(enforce_csrf_checks=True)
        assert strict.get(link).status_code == 200
        assert Subscription.objects.exists(), "a program that opens links ends nothing"
        body = {"List-Unsubscribe": "One-Click"}
        assert strict.post(link, body).status_code == 200
        assert not Subscription.objects.exists()
        assert not EditionMail.objects.exists()
        assert strict.post(link, body).status_code == 200, "again is no error"
        assert edition_mails_make(edition_id=edition.pk) == 0

    def test_a_mail_that_waits_is_not_sent_after_the_reader_ended_it(self, shippers: list[object]) -> None:
        reader = subscribed()
        edition = released()
        edition_mails_make(edition_id=edition.pk)
        reader.delete()
        deliver()
        assert mail.outbox == []

    def test_a_refused_mail_is_tried_again_alone(self, shippers: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
        for name in "abc":
            subscribed(f"{name}@paper.example")
        released()
        accept = Server.send_messages

        def refuse(server: Server, mails: list[mail.EmailMessage]) -> int:
            if mails[0].to == ["b@paper.example"]:
                raise smtplib.SMTPRecipientsRefused({"b@paper.example": (550, b"No such mailbox")})
            return accept(server, mails)

        with monkeypatch.context() as broken:
            broken.setattr(Server, "send_messages", refuse)
            drain()
        assert [sent.to for sent in mail.outbox] == [["a@paper.example"], ["c@paper.example"]]
        assert "b@paper.example" not in rows(), "the server's answer names the address"
        with clock.at(Delivery.objects.get(state="pending").due_at):
            drain()
        assert len(mail.outbox) == 3

    def test_more_readers_take_no_more_queries(self, shippers: list[object]) -> None:
        edition, counts = released(), []
        deliver()
        for name in ("a", "bcdefgh"):
            for each in name:
                subscribed(f"{each}@paper.example")
            with CaptureQueriesContext(connection) as asked_of:
                edition_mails_make(edition_id=edition.pk)
                edition_mails_send(mail_ids=EditionMail.objects.values_list("pk", flat=True))
            counts.append(len(asked_of))
        assert counts[0] == counts[1]


class TestTheAddress:
    def test_no_row_and_no_line_of_the_log_has_it_and_nothing_stays_of_it(self, written: StringIO) -> None:
        client = signed_in(seller("reader@shop.example"))
        sessions = Session.objects.count()
        client.get("/policy/")
        ask(client)
        deliver()
        client.post(link_in(mail.outbox.pop()))
        Subscription.objects.update(confirmed_at=noon(IN_QUARTER))
        members(1)
        released()
        deliver()
        assert ADDRESS not in rows()
        digest = bytes(Subscription.objects.get().digest).hex()
        assert digest in rows()
        link = link_in(mail.outbox.pop())
        client.post(link)
        assert ADDRESS not in rows()
        assert digest not in rows()
        lines = [json.loads(line) for line in written.getvalue().splitlines()]
        # Lines around one of a subscription would tell whose it is.
        assert [line["route"] for line in lines if "route" in line] == ["policy/"]
        assert ADDRESS not in written.getvalue()
        assert token_of(link) not in written.getvalue()
        assert Session.objects.count() == sessions
        assert not Event.objects.filter(kind__contains="subscription", actor__isnull=False).exists()


def test_pages_are_valid_and_read_easily(client: Client) -> None:
    asked_page = client.post(SUBSCRIBE, {"email": ADDRESS}).content.decode()
    pages = {"form": client.get(SUBSCRIBE).content.decode(), "asked": asked_page}
    assert 'href="/performance/subscribe/"' in client.get("/performance/").content.decode()
    deliver()
    confirm = link_in(mail.outbox.pop())
    pages |= {"confirm": client.get(confirm).content.decode(), "confirmed": client.post(confirm).content.decode()}
    ask(client)
    deliver()
    end = link_in(mail.outbox.pop())
    pages |= {"end": client.get(end).content.decode(), "ended": client.post(end).content.decode()}
    pages["refused"] = client.post(SUBSCRIBE, {"email": "quince"}).content.decode()
    assert_readable(pages)
    assert_valid(pages)
