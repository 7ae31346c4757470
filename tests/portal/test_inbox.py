import pytest

from apps.notices.services import message_send
from tests.people import seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client):
    ada = seller()
    client.force_login(ada)
    return ada


def _send(user, subject="Your application was received", **more):
    return message_send(recipients=[user], kind="test.message", subject=subject, body="We have it.", **more)[0]


def test_an_empty_inbox_says_what_will_come_here(client, ada):
    assert "You have no messages." in client.get("/inbox/").content.decode()


def test_a_message_is_new_until_it_is_opened(client, ada):
    message = _send(ada, link="/home/")
    page = client.get("/inbox/").content.decode()
    assert message.subject in page
    assert "New" in page
    assert '<span class="ks-count">1' in page

    page = client.get(f"/inbox/{message.pk}/").content.decode()
    assert "We have it." in page
    assert 'href="/home/"' in page

    page = client.get("/inbox/").content.decode()
    assert "New" not in page
    assert "ks-count" not in page


def test_text_of_a_message_is_only_text(client, ada):
    message = _send(ada, subject="<b>bold</b>")
    assert "<b>bold</b>" not in client.get(f"/inbox/{message.pk}/").content.decode()


def test_nobody_reads_the_messages_of_another(client, ada):
    theirs = _send(seller("bob@shop.example"))
    assert client.get(f"/inbox/{theirs.pk}/").status_code == 404
    assert theirs.subject not in client.get("/inbox/").content.decode()


def test_a_full_inbox_comes_in_pages_whose_number_may_be_mistyped(client, ada):
    for number in range(45):
        _send(ada, subject=f"Message {number}.")
    assert "Message 44." in client.get("/inbox/").content.decode()
    last = client.get("/inbox/", {"page": "3"}).content.decode()
    assert "Message 0." in last
    assert "Message 44." not in last
    assert "Page 3 of 3" in client.get("/inbox/", {"page": "999"}).content.decode()
    assert "Page 1 of 3" in client.get("/inbox/", {"page": "x"}).content.decode()


@pytest.mark.parametrize("path", ["/inbox/", "/inbox/1/", "/home/", "/home/1/"])
def test_a_stranger_is_asked_to_sign_in(client, path):
    response = client.get(path)
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/?next=")
