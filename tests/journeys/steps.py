"""What people do in a browser, step by step, and what a partner's system asks meanwhile."""

import re
from collections.abc import Mapping
from typing import Any

import httpx
from django.core import mail
from playwright.sync_api import Locator, Page, expect

from apps.accounts.models import User
from apps.applications.sections import SECTIONS, Section
from apps.partners.scopes import SCOPES
from apps.partners.services import partner_create
from apps.simulation import totp
from tests.applications.answers import ANSWERS, PDF
from tests.people import PASSWORD, code_of

LICENSE = {"name": "license.pdf", "mimeType": "application/pdf", "buffer": PDF}


def sign_up(page: Page, email: str) -> None:
    """Create an account and prove the address by the code that was mailed."""
    page.goto("/accounts/signup/")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password2]").fill(PASSWORD)
    page.locator("[name=password2]").press("Enter")
    code = page.locator("[name=code]")
    code.wait_for()
    code.fill(re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.outbox[-1].body, re.MULTILINE)[1])
    code.press("Enter")
    page.wait_for_url("**/home/")


def sign_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/home/")


def sign_in_staff(page: Page, user: User) -> None:
    """Sign in at the desk with password and one-time code."""
    page.goto("/admin/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    code = page.locator("[name=code]")
    code.wait_for()
    if totp.seconds_left() < 5:
        page.wait_for_timeout(5_000)  # a code that changes while it is typed is refused
    code.fill(code_of(user))
    code.press("Enter")
    page.wait_for_url("**/admin/")


def fill_in_application(page: Page) -> None:
    """Start an application and go through all of its sections, page by page, with a file where one is asked."""
    page.goto("/apply/")
    page.get_by_role("button", name="Start an application").click()
    page.get_by_role("link", name=str(SECTIONS[0].title), exact=True).click()
    for section in SECTIONS:
        expect(page.get_by_role("heading", level=1)).to_contain_text(str(section.title))
        fill_in_section(page, section, ANSWERS[section.key])
        page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1, name="Your answers")).to_be_visible()


def fill_in_section(page: Page, section: Section, typed: Mapping[str, Any]) -> None:
    for _row in typed.get("rows", [])[1:]:
        page.get_by_role("button", name=f"Add another: {section.item}").click()
    rows = [(f"row-{number}-", row) for number, row in enumerate(typed["rows"])] if section.repeated else [("", typed)]
    for prefix, row in rows:
        for name, value in row.items():
            fill_in(page.locator(f"[name='{prefix}{name}']"), value)
    if section.criterion and section.criterion.proof:
        page.locator("[name=files]").set_input_files(LICENSE)


def fill_in(field: Locator, value: str) -> None:
    """Give a field its value, whatever kind of field it is."""
    kind = field.first.evaluate("element => element.type")
    if kind == "radio":
        chosen = field.and_(field.page.locator(f"[value='{value}']"))
        field.page.locator(f"label[for='{chosen.get_attribute('id')}']").click()
    elif kind == "select-one":
        field.select_option(value)
    else:
        field.fill(value)


def sign_and_send(page: Page) -> None:
    """From the page on which all answers are read through."""
    page.locator("label[for=id_attested]").click()
    page.locator("[name=signed_name]").fill("Ada Park")
    page.get_by_role("button", name="Sign and send").click()
    expect(page.get_by_text("Your application was sent.")).to_be_visible()


class PartnerSystem:
    """A partner's system with every scope, calling the site over HTTP."""

    def __init__(self, url: str) -> None:
        let_in = partner_create(name="Bazaar", scopes=list(SCOPES), reporter_code="bazaar", reporter_kind="marketplace")
        self.http = httpx.Client(base_url=url)
        token = self.http.post(
            "/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=(let_in.client_id, let_in.client_secret),
        ).json()["access_token"]
        self.http.headers["Authorization"] = f"Bearer {token}"

    def standing_of(self, ksn: str) -> dict[str, Any]:
        return self.http.get(f"/api/v1/shippers/{ksn}").raise_for_status().json()
