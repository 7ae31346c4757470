"""Steps in a browser that people of businesses and staff share, and the calls of a partner's system."""

import re
from typing import Any

import httpx
from django.core import mail
from playwright.sync_api import Locator, Page, expect

from apps.accounts.models import User
from apps.events.models import Delivery, DeliveryState
from apps.ledger.models import Watch
from apps.partners.scopes import GIVEN
from apps.partners.systems.services import partner_create
from tests.live import eventually
from tests.people import PASSWORD, code_of


def sign_up(page: Page, email: str) -> None:
    """Sign up, and prove the address by the code in the mail."""
    page.locator("[name=email]").fill(email)
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password2]").fill(PASSWORD)
    page.locator("[name=password2]").press("Enter")
    code = page.locator("[name=code]")
    code.wait_for()
    mailed = next(message for message in reversed(mail.outbox) if message.to == [email])
    code.fill(re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mailed.body, re.MULTILINE)[1])
    code.press("Enter")


def sign_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("[name=password]").press("Enter")
    expect(page).to_have_url("/home/")


def sign_in_staff(page: Page, user: User) -> None:
    """Sign in at the desk with password and one-time code."""
    page.goto("/admin/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    code = page.locator("[name=code]")
    code.wait_for()
    code.fill(code_of(user))
    with page.expect_navigation():
        code.press("Enter")
    expect(page).to_have_url("/admin/")


def fill_in(field: Locator, value: str) -> None:
    """Fill in a field of any kind."""
    kind = field.first.evaluate("element => element.type")
    if kind == "radio":
        chosen = field.and_(field.page.locator(f"[value='{value}']"))
        field.page.locator(f"label[for='{chosen.get_attribute('id')}']").click()
    elif kind == "select-one":
        field.select_option(value)
    elif kind == "checkbox":
        field.set_checked(value == "on")
    else:
        field.fill(value)


def wait_for_worker() -> None:
    """Wait until the worker has handled every event and evaluated every shipper that is due.

    One statement sees both at one moment: handlers make shippers due, and evaluations record events.
    """
    due = Watch.objects.filter(due_since__isnull=False).values("pk")
    undone = Delivery.objects.exclude(state=DeliveryState.DONE).values("pk")
    eventually(lambda: not undone.union(due).exists())


class PartnerSystem:
    """The system of a partner with every scope that a system is let in with, which calls the site over HTTP."""

    def __init__(self, url: str) -> None:
        partner = partner_create(name="Bazaar", scopes=GIVEN, reporter_code="bazaar", reporter_kind="marketplace")
        # The site waits at its end for every connection that is kept open.
        self.http = httpx.Client(base_url=url, headers={"Connection": "close"}, timeout=180)
        token = self.http.post(
            "/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=(partner.client_id, partner.client_secret),
        ).json()["access_token"]
        self.http.headers["Authorization"] = f"Bearer {token}"

    def fetch_standing(self, ksn: str) -> dict[str, Any]:
        return self.http.get(f"/api/v1/shippers/{ksn}").raise_for_status().json()
