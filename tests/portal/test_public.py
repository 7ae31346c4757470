"""Public pages: what they say, and what they never say."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.views.defaults import bad_request, permission_denied, server_error

from apps.core import clock
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.ksn import new_ksn
from tests.people import seller
from tests.portal.members import member_of, settle, violation


def test_landing_tells_the_numbers_of_the_policy_in_force(client):
    page = client.get("/").content.decode()
    terms = terms_of(policy_on(clock.today()))
    assert f"within {terms.clocks.decision_days} days" in page
    for tier in (1, 2, 3):
        assert f"Tier {tier}" in page
        assert f"{terms.requirement(tier).months} months in the program" in page
        assert f"{terms.requirement(tier).exams[0]} parcels opened at random" in page
    assert "96.75%" in page


def test_landing_promises_no_duty_free_entry_and_claims_to_be_nobodys_government(client):
    page = client.get("/").content.decode().lower()
    assert "duty-free" not in page
    assert "de minimis" not in page
    assert "official website" not in page
    assert "this is a demonstration" in page


def test_landing_leads_a_newcomer_to_sign_up_and_a_seller_to_their_page(client):
    assert reverse("account_signup") in client.get("/").content.decode()
    client.force_login(seller())
    page = client.get("/").content.decode()
    assert reverse("account_signup") not in page
    assert reverse("portal:home") in page


def test_verify_asks_first(client):
    response = client.get("/verify/")
    assert response.status_code == 200
    assert "There is a problem" not in response.content.decode()


@pytest.mark.parametrize("typed", ["", "KS", "12345", "<script>alert(1)</script>", "KSAAAAAAAAAA", "x" * 100])
def test_verify_tells_what_is_wrong_with_a_number_that_can_not_be_one(client, typed):
    page = client.get("/verify/", {"ksn": typed}).content.decode()
    assert "There is a problem" in page
    assert 'href="#id_ksn"' in page
    assert "<script>alert" not in page


def test_verify_says_that_nobody_has_a_well_formed_number(client):
    page = client.get("/verify/", {"ksn": new_ksn()}).content.decode()
    assert "This number is not known." in page


def test_verify_tells_where_a_member_stands_and_nothing_that_was_found(client):
    shipper = member_of(seller(), months=4)
    violation(shipper, clock.today() - timedelta(days=3), category="classification", note="Wrong heading 6109")
    settle()
    ksn = shipper.ksn.lower()
    page = client.get("/verify/", {"ksn": f" {ksn[:4]}-{ksn[4:8]} {ksn[8:]}"}).content.decode()
    assert shipper.ksn in page
    assert "This number is known." in page
    assert "Active" in page
    assert "Tier 1" in page
    for secret in (shipper.name, "classification", "6109", "violation", "ada@"):
        assert secret not in page


def test_verify_shows_a_suspended_member_as_suspended(client):
    shipper = member_of(seller(), months=2)
    violation(shipper, clock.today(), category="narcotics", culpability="fraud", basis="seizure")
    settle()
    page = client.get("/verify/", {"ksn": shipper.ksn}).content.decode()
    assert "Suspended" in page
    assert "Narcotics" not in page


def test_robots_are_kept_out_of_private_pages(client):
    text = client.get("/robots.txt").content.decode()
    for path in ("/accounts/", "/admin/"):
        assert f"Disallow: {path}" in text
    for path in ("/home/", "/inbox/", "/apply/"):
        assert client.get(path)["Location"].startswith("/accounts/"), "what follows is left out by robots.txt"
    assert text.endswith("Sitemap: http://localhost:8000/sitemap.xml\n")


def test_the_contact_for_weaknesses_has_not_expired(client):
    response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response["Content-Type"].startswith("text/plain")
    assert fields["Contact"].startswith("mailto:")
    assert fields["Expires"] > f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}"


def _request() -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = seller("lost@shop.example")
    return request


@pytest.mark.parametrize(
    ("status", "view"),
    [
        (400, lambda: bad_request(_request(), BadRequest("x"))),
        (403, lambda: permission_denied(_request(), PermissionError("x"))),
        (500, lambda: server_error(_request())),
    ],
)
def test_error_pages_say_what_to_do_in_the_look_of_the_site(status, view):
    response = view()
    assert response.status_code == status
    page = response.content.decode()
    assert "<h1>" in page
    assert "css/site.css" in page
    assert 'class="usa-button"' in page


def test_a_request_for_another_host_is_refused_not_an_error_of_ours(client):
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "could not be read" in response.content.decode()


def test_an_unknown_address_leads_back(client):
    response = client.get("/no/such/page")
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


def test_a_form_without_its_token_is_refused_with_the_reason():
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a@b.example"})
    assert response.status_code == 403
    assert "This form has expired" in response.content.decode()


@pytest.mark.parametrize("origin", ["http://testserver", "https://evil.example", ""])
def test_a_form_that_lost_its_cookies_gives_its_own_author_back_what_was_typed(origin: str):
    """Prove that nobody types a long answer anew, and that no other site puts words onto a page of this one."""
    client = Client(enforce_csrf_checks=True)
    typed = {"text": "A long answer\nof two lines <b>", "password": "correct horse", "csrfmiddlewaretoken": "x" * 32}
    page = client.post(reverse("portal:tip_new"), typed, headers={"Origin": origin} if origin else {})
    assert page.status_code == 403
    words = page.content.decode()
    assert ("A long answer<br>of two lines &lt;b&gt;" in words) == (origin == "http://testserver")
    assert "correct horse" not in words


def test_the_language_is_switched_by_a_plain_form(client):
    page = client.get("/verify/").content.decode()
    assert 'action="/i18n/setlang/"' in page
    response = client.post("/i18n/setlang/", {"language": "es", "next": "/verify/"})
    assert response.url == "/verify/"
    assert '<html lang="es">' in client.get("/verify/").content.decode()


@pytest.mark.parametrize("path", ["/", "/verify/", "/accounts/login/", "/accounts/signup/", "/no/such/page"])
def test_pages_hold_no_script_and_no_style_of_their_own(client, path):
    response = client.get(path)
    page = response.content.decode()
    assert "<style" not in page
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]
