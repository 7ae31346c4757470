"""The pages of an application in a real browser: axe finds nothing, and they work without JavaScript."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.applications import services
from tests.applications import answers
from tests.browser.look import faults
from tests.browsers import follow
from tests.people import seller, signed_in
from tests.portal.pages import at


@pytest.fixture
def open_as(live_db, site, new_page) -> Callable[..., Page]:
    """Open a window in which a person is signed in."""

    def open_page(user: User, **options: object) -> Page:
        page = new_page(**options)
        session = signed_in(user).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
        return page

    return open_page


def faults_at(page: Page, path: str) -> list[str]:
    page.goto(path)
    return faults(page, path)


@pytest.mark.slow
def test_axe_finds_nothing(open_as):
    ada, officer = seller(), answers.officer()
    draft = services.application_start(actor=ada)
    wrong = {"rows": [{"description": "", "hs": "1", "origin": ""}, {"description": "x", "hs": "", "origin": "CN"}]}
    answers.save(ada, draft, "products", wrong, version=0)
    page = open_as(ada)
    sellers = [
        reverse("portal:apply"),
        at("application", draft),
        at("apply_section", draft, "products"),
        at("apply_section", draft, "criterion-1.1"),
        at("apply_review", draft),
        reverse("portal:team", args=[draft.shipper_id]),
    ]
    sent = answers.in_review(officer, seller("bo@shop.example"))
    desk = [
        reverse("admin:applications_application_change", args=[sent.pk]),
        reverse("admin:applications_application_changelist"),
        reverse("admin:shippers_shipper_change", args=[sent.shipper_id]),
    ]
    found = [fault for path in sellers for fault in faults_at(page, path)]
    staff_page = open_as(officer)
    assert found + [fault for path in desk for fault in faults_at(staff_page, path)] == []


def test_a_section_is_filled_in_without_javascript(open_as):
    ada = seller()
    application = services.application_start(actor=ada)
    page = open_as(ada, java_script_enabled=False)
    page.goto(at("apply_section", application, "storefronts"))
    page.get_by_label("Marketplace").fill("Bazaar")
    follow(page.get_by_role("button", name="Add another: Storefront"))
    expect(page.get_by_label("Marketplace")).to_have_count(2)
    page.get_by_label("Your seller ID there").nth(0).fill("S-77")
    page.get_by_label("Marketplace").nth(1).fill("own shop")
    follow(page.get_by_role("button", name="Save and continue"))
    page.get_by_role("link", name="Your seller ID there").click()
    page.get_by_label("Web address").nth(1).fill("bluekite.example")
    page.get_by_label("Web address").nth(1).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application")
    rows = application.sections.get(key="storefronts").data["rows"]
    assert [(row["marketplace"], row["seller_id"], row["url"]) for row in rows] == [
        ("Bazaar", "S-77", ""),
        ("own shop", "", "bluekite.example"),
    ]
