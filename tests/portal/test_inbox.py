"""The inbox and its messages."""

from apps.core import clock
from apps.core.days_text import deadline_text
from apps.notices.selectors import unread_count
from apps.notices.services import message_send
from apps.shippers.models import Shipper
from apps.shippers.services import shipper_create
from tests.people import seller
from tests.portal.pages import page_text, page_words


def _send(user, subject="Your application was received", **more):
    return message_send(recipients=[user], kind="test.message", subject=subject, body="We have it.", **more)[0]


def test_an_empty_inbox_says_what_will_come_here(portal, ada):
    assert "You have no messages." in portal.get("/inbox/").content.decode()


def test_a_message_is_new_until_it_is_opened(portal, ada):
    message = _send(ada, link="/home/")
    page = portal.get("/inbox/").content.decode()
    assert message.subject in page
    assert ">New</span>" in page
    assert '<span class="ks-count">1' in page

    page = portal.get(f"/inbox/{message.pk}/").content.decode()
    assert "We have it." in page
    assert 'href="/home/"' in page

    page = portal.get("/inbox/").content.decode()
    assert ">New</span>" not in page
    assert "ks-count" not in page


def test_messages_of_one_case_are_one_line_and_are_read_in_one_go(portal, ada):
    first = _send(ada, subject="Answer the notice", link="/home/1/")
    second = _send(ada, subject="You have more time", link="/home/1/")
    other = _send(ada, subject="Something else", link="/home/2/")
    page = page_text(portal, "/inbox/")
    assert "You have more time" in page
    assert "2 messages" in page
    assert "Answer the notice" not in page
    case = portal.get(f"/inbox/{first.pk}/").content.decode()
    assert f"<h1>{second.subject}</h1>" in case
    assert 'ks-fold" open' in case
    assert f"<h3>{first.subject}</h3>" in case
    assert other.subject not in case
    assert unread_count(ada) == 1
    assert '<details class="ks-fold">' in portal.get(f"/inbox/{first.pk}/").content.decode(), "read ones are closed"


def test_message_says_that_its_time_to_act_is_over(portal, ada):
    message = _send(ada, act_by=clock.end_of(clock.today()))
    over = f"The time to act ended on {deadline_text(message.act_by)}"
    assert over not in page_words(portal, f"/inbox/{message.pk}/")
    assert "This day has passed" not in page_text(portal, "/inbox/")
    with clock.at(clock.end_of(clock.add_days(clock.today(), 1))):
        assert over in page_words(portal, f"/inbox/{message.pk}/")
        assert "This day has passed" in page_text(portal, "/inbox/")


def test_text_of_a_message_is_only_text(portal, ada):
    message = _send(ada, subject="<b>bold</b>")
    assert "<b>bold</b>" not in portal.get(f"/inbox/{message.pk}/").content.decode()


def test_a_full_inbox_comes_in_pages_whose_number_may_be_mistyped(portal, ada):
    for number in range(45):
        _send(ada, subject=f"Message {number}.")
    assert "Message 44." in portal.get("/inbox/").content.decode()
    last = portal.get("/inbox/", {"page": "3"}).content.decode()
    assert "Message 0." in last
    assert "Message 44." not in last
    assert "Page 3 of 3" in portal.get("/inbox/", {"page": "999"}).content.decode()
    assert "Page 1 of 3" in portal.get("/inbox/", {"page": "x"}).content.decode()


def test_unread_messages_can_be_listed_and_marked_as_read(portal, ada):
    first, second = _send(ada, subject="First one"), _send(ada, subject="Second one")
    portal.get(f"/inbox/{first.pk}/")
    page = portal.get("/inbox/?unread=1").content.decode()
    assert second.subject in page
    assert first.subject not in page
    assert portal.get("/inbox/read/").status_code == 405, "reading a page marks nothing"
    page = portal.post("/inbox/read/", follow=True).content.decode()
    assert "1 message is marked as read." in page
    assert "Mark all as read" not in page
    assert "You have read everything." in portal.get("/inbox/?unread=1").content.decode()


def test_marking_all_leaves_the_messages_of_others(portal, ada):
    theirs = _send(seller("bob@shop.example"))
    portal.post("/inbox/read/")
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_the_pages_of_unread_messages_keep_their_filter(portal, ada):
    for number in range(25):
        _send(ada, subject=f"Message {number}.")
    assert "?unread=1&amp;page=2" in portal.get("/inbox/?unread=1").content.decode()


def test_who_has_several_businesses_is_told_whose_a_message_is(portal, ada):
    first, second = shipper_create(actor=ada), shipper_create(actor=ada)
    Shipper.objects.filter(pk=first.pk).update(name="Blue Kite Toys")
    Shipper.objects.filter(pk=second.pk).update(name="Red Barn Tools")
    message = _send(ada, shipper_id=second.pk)
    for path in ("/inbox/", f"/inbox/{message.pk}/"):
        page = portal.get(path).content.decode()
        assert "Red Barn Tools" in page
        assert "Blue Kite Toys" not in page
    second.team.all().delete()
    assert "Red Barn Tools" not in portal.get("/inbox/").content.decode(), "with one there is nothing to tell apart"
