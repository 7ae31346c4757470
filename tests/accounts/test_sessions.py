"""Sessions: kept by digests, seen and ended by the person whose they are, and cleared."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.browsers import browser_of
from apps.accounts.models import Session, User
from apps.accounts.selectors import sessions_of
from apps.accounts.services import user_update
from apps.accounts.sessions import BEGAN, SessionStore, digest_of
from apps.accounts.tasks import clear_sessions
from tests.people import PASSWORD, administrator, seller, signed_in

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1"


def signed_in_from(user: User, address: str, user_agent: str) -> Client:
    client = Client(REMOTE_ADDR=address, headers={"user-agent": user_agent})
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def is_open(client: Client) -> bool:
    return client.get(reverse("portal:account")).status_code == 200


def test_session_keys_stand_nowhere_in_the_database(portal: Client) -> None:
    key = portal.session.session_key
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM accounts_session s")
        kept = " ".join(text for (text,) in cursor.fetchall())
    assert digest_of(key) in kept
    assert key not in kept


def test_session_keys_as_the_database_has_them_open_nothing() -> None:
    client, thief = signed_in(seller()), Client()
    assert is_open(client)
    thief.cookies[settings.SESSION_COOKIE_NAME] = Session.objects.get().session_key
    assert not is_open(thief)


def test_sessions_last_change_and_end_as_those_of_django() -> None:
    store = SessionStore()
    store["a"] = 1
    store.save()
    again = SessionStore(store.session_key)
    assert again["a"] == 1
    again.cycle_key()
    assert not SessionStore().exists(store.session_key)
    assert SessionStore(again.session_key)["a"] == 1
    again.flush()
    assert not Session.objects.exists()


def test_sessions_are_listed_to_their_person_with_browser_time_and_place(ada: User) -> None:
    signed_in_from(ada, "198.51.100.7", EDGE)
    signed_in_from(seller("eve@shop.example"), "192.0.2.9", IPHONE)
    here = signed_in_from(ada, "203.0.113.5", FIREFOX)
    page = here.get(reverse("portal:sessions")).content.decode()
    assert all(part in page for part in ("Edge on Windows", "198.51.100.7", "Firefox on Linux", "203.0.113.5"))
    assert ("192.0.2.9" in page, page.count("This browser"), page.count("Sign out there")) == (False, 1, 1)
    assert [each.began_at.date() for each in sessions_of(ada)] == [timezone.now().date()] * 2


def test_sessions_are_ended_by_their_person_one_or_all_others() -> None:
    user, page = seller(), reverse("portal:sessions")
    here, there, far = (signed_in_from(user, f"203.0.113.{number}", FIREFOX) for number in (1, 2, 3))
    here.post(page, {"session": digest_of(there.session.session_key)})
    assert (is_open(here), is_open(there), is_open(far)) == (True, False, True)
    here.post(page, {"session": "others"})
    assert (is_open(here), is_open(far)) == (True, False)


def test_sessions_of_others_are_not_ended() -> None:
    victim, thief = signed_in(seller()), signed_in(seller("eve@shop.example"))
    for session in (digest_of(victim.session.session_key), victim.session.session_key, "others", "", "\u0000"):
        thief.post(reverse("portal:sessions"), {"session": session})
    assert is_open(victim)
    assert Client().post(reverse("portal:sessions"), {"session": "others"}).status_code == 302
    assert is_open(victim)


def test_sessions_of_staff_are_on_the_same_page(desk: Client) -> None:
    assert "This browser" in desk.get(reverse("portal:sessions")).content.decode()


def test_sessions_that_have_ended_are_deleted() -> None:
    signed_in(seller())
    signed_in(seller("eve@shop.example"))
    ended = Session.objects.order_by("pk").first()
    Session.objects.filter(pk=ended.pk).update(expire_date=timezone.now() - timedelta(seconds=1))
    clear_sessions()
    assert Session.objects.count() == 1


def test_browsers_have_the_names_that_people_know() -> None:
    assert browser_of(EDGE) == ("Edge", "Windows")
    assert browser_of(IPHONE) == ("Safari", "iPhone")
    assert browser_of("curl/8.5") == ("", "")


def test_sessions_end_after_a_day_of_work_however_often_they_are_used(portal: Client) -> None:
    store = SessionStore(portal.session.session_key)
    began = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE - 60)
    store[BEGAN] = store[BEGAN] | {"at": began.isoformat()}
    store.save()
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta() < left <= timedelta(seconds=60)
    store[BEGAN] = store[BEGAN] | {"at": (began - timedelta(hours=1)).isoformat()}
    store.save()
    assert not is_open(portal)


def test_sessions_of_a_locked_account_end_for_good(ada: User, portal: Client) -> None:
    user_update(actor=administrator(), user_id=ada.pk, name="", locked=True)
    User.objects.filter(pk=ada.pk).update(is_active=True)
    assert not is_open(portal)
