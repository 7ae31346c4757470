"""Sessions can't be planted or outlived, forms can't be forged, and pages don't lead or load elsewhere."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from tests.people import PASSWORD, seller, signed_in, staff

pytestmark = pytest.mark.usefixtures("fresh_limits")

PUBLIC = ("/", "/accounts/login/", "/accounts/signup/", "/verify/", "/eligibility/", "/api/docs", "/nothing-here")
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "\thttps://evil.example",
)


def sign_in(client: Client, user: User, **more: str) -> str:
    """Sign in by password; return the address to which the answer leads."""
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD} | more).url


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def with_session(key: str) -> Client:
    """Return another browser that sends the same session."""
    client = Client()
    client.cookies["sessionid"] = key
    return client


class TestSessions:
    def test_a_session_from_before_signing_in_is_not_signed_in(self) -> None:
        client = Client()
        client.get(reverse("account_login"))
        session = client.session
        session["planted"] = True
        session.save()
        planted = session.session_key
        client.cookies["sessionid"] = planted
        sign_in(client, seller())
        assert is_in(client)
        assert client.session.session_key != planted
        assert not is_in(with_session(planted))

    def test_a_made_up_session_is_not_taken_over(self) -> None:
        client = with_session("a" * 32)
        sign_in(client, seller())
        assert client.session.session_key != "a" * 32

    def test_signing_out_ends_the_session_everywhere(self) -> None:
        client = Client()
        sign_in(client, seller())
        kept = with_session(client.session.session_key)
        assert kept.get(reverse("portal:account")).status_code == 200
        client.post(reverse("account_logout"))
        assert kept.get(reverse("portal:account")).status_code == 302

    def test_a_new_password_ends_the_other_sessions(self) -> None:
        ada, here, elsewhere = seller(), Client(), Client()
        sign_in(here, ada)
        sign_in(elsewhere, ada)
        new = "another long and plain sentence"
        here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
        assert here.get(reverse("portal:account")).status_code == 200
        assert elsewhere.get(reverse("portal:account")).status_code == 302

    def test_who_becomes_staff_shows_a_factor_first(self) -> None:
        ada, client = seller(), Client()
        sign_in(client, ada)
        User.objects.filter(pk=ada.pk).update(is_staff=True)
        assert client.get(reverse("portal:account")).url == reverse("mfa_activate_totp")

    def test_the_cookie_is_no_scripts_and_stays_on_this_site(self) -> None:
        client = Client()
        sign_in(client, seller())
        cookie = client.cookies["sessionid"]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


class TestForgedForms:
    @pytest.mark.parametrize("page", ["account_login", "account_signup", "account_logout", "set_language"])
    def test_a_form_without_the_token_is_refused(self, page: str) -> None:
        client = Client(enforce_csrf_checks=True)
        ada = seller()
        form = {"login": ada.email, "password": PASSWORD, "language": "es"}
        assert client.post(reverse(page), form).status_code == 403

    def test_every_form_of_somebody_signed_in_needs_the_token(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(seller())
        for page in ("portal:account", "account_change_password", "portal:inbox_read", "portal:apply"):
            assert client.post(reverse(page), {"name": "Eve"}).status_code == 403, page

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example"])
    def test_the_token_is_not_enough_from_another_site(self, origin: str) -> None:
        client = Client(enforce_csrf_checks=True)
        page = client.get(reverse("account_login"))
        form = {"csrfmiddlewaretoken": str(page.context["csrf_token"]), "login": "x@y.example", "password": PASSWORD}
        assert client.post(reverse("account_login"), form, headers={"Origin": origin}).status_code == 403
        assert client.post(reverse("account_login"), form).status_code == 200


class TestPages:
    @pytest.mark.parametrize("path", PUBLIC)
    def test_no_other_site_frames_a_page_or_runs_a_script_in_it(self, path: str) -> None:
        headers = Client().get(path).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
        assert policy["default-src"] == policy["form-action"] == "'self'"
        assert "unsafe-eval" not in policy["script-src"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"

    @pytest.mark.parametrize("place", ELSEWHERE)
    def test_nobody_is_led_to_another_site(self, place: str) -> None:
        ada = seller()
        client = signed_in(staff("officer"))
        for answer in (
            sign_in(Client(), ada, next=place),
            client.post(reverse("set_language"), {"language": "es", "next": place}).url,
            client.get(reverse("account_login"), {"next": place}).url,
            Client().get(reverse("admin:login"), {"next": place}).url,
        ):
            assert answer.startswith("/")
            assert "evil" not in answer.partition("?")[0]
            assert not answer.startswith(("//", "/\\"))

    @pytest.mark.parametrize("path", ["/home/", "/account/", "/inbox/"])
    def test_no_cache_keeps_the_page_of_somebody_signed_in(self, path: str) -> None:
        answer = signed_in(seller()).get(path)
        assert "Cookie" in answer.headers.get("Vary", "") or "no-store" in answer.headers.get("Cache-Control", "")

    @pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", ""])
    def test_a_host_that_is_not_ours_is_refused(self, host: str) -> None:
        assert Client().get("/accounts/password/reset/", headers={"Host": host}).status_code == 400

    def test_a_forwarded_host_is_not_believed(self) -> None:
        page = Client().get("/accounts/login/", headers={"X-Forwarded-Host": "evil.example"})
        assert "evil.example" not in page.content.decode()
