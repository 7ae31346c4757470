"""Drafts of forms survive the session, the connection and the window, until the server has saved the form."""

import json

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.applications import services
from apps.applications.models import Application
from tests.browsers import follow
from tests.people import PASSWORD, on_team, seller, signed_in
from tests.portal.pages import at

pytestmark = pytest.mark.slow


@pytest.fixture
def window(site, page: Page, live_ada: User) -> Page:
    """Open a window in which Ada is signed in."""
    let_in(page, site.url, live_ada)
    return page


@pytest.fixture
def application(live_ada: User) -> Application:
    return services.application_start(actor=live_ada)


def let_in(page: Page, url: str, user: User) -> None:
    session = signed_in(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])


def kept(page: Page) -> dict[str, dict]:
    """Return the drafts that the browser keeps, by path."""
    stored = page.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('ks-draft:'))")
    return {key.split(":", 2)[2]: json.loads(value) for key, value in stored}


def save(page: Page) -> None:
    follow(page.get_by_role("button", name="Save and continue"))


def test_the_draft_comes_back_after_the_session_has_expired(window: Page, live_ada: User, application: Application):
    window.goto(at("apply_section", application, "contacts"))
    window.get_by_label("Full name of the main contact").fill("Ada Park")
    window.context.clear_cookies(name="sessionid")
    save(window)
    window.locator("[name=login]").fill(live_ada.email)
    window.locator("[name=password]").fill(PASSWORD)
    window.locator("[name=password]").press("Enter")
    expect(window).to_have_url(at("apply_section", application, "contacts"))
    expect(window.get_by_label("Full name of the main contact")).to_have_value("Ada Park")
    expect(window.get_by_text("It is back in the form")).to_be_visible()
    assert not application.sections.exists()

    window.get_by_role("button", name="Undo: show what is saved").click()
    expect(window.get_by_label("Full name of the main contact")).to_have_value("")
    assert kept(window) == {}
    window.get_by_label("Full name of the main contact").fill("Ada Lin")
    follow(window.get_by_role("button", name="Save and come back later"))
    expect(window.get_by_role("heading", level=1)).to_contain_text("Your application")
    assert application.sections.get(key="contacts").data["contact_name"] == "Ada Lin"
    assert kept(window) == {}


def test_who_typed_on_an_older_version_sees_both(window: Page, live_ada: User, application: Application):
    save_as = {"application_id": application.pk, "key": "storefronts"}
    row = {"marketplace": "Bazaar", "seller_id": "S-77", "url": ""}
    services.section_save(actor=live_ada, typed={"rows": [row, row | {"seller_id": "S-78"}]}, version=0, **save_as)
    window.goto(at("apply_section", application, "storefronts"))
    window.get_by_label("Your seller ID there").nth(1).fill("S-79")
    bo = on_team(application.shipper, "preparer", seller("bo@shop.example", name="Bo Li"))
    services.section_save(actor=bo, typed={"rows": [row | {"marketplace": "Souk"}]}, version=1, **save_as)

    window.goto(at("apply_section", application, "storefronts"))
    expect(window.get_by_label("Marketplace")).to_have_value("Souk")
    window.get_by_role("button", name="Compare it with what I typed").click()
    expect(window.get_by_text("Bo Li has saved this page")).to_be_visible()
    differs = window.get_by_role("table")
    expect(differs.get_by_role("row", name="Storefront 1: Marketplace Souk Bazaar")).to_be_visible()
    expect(differs.get_by_role("row", name="Storefront 2: Your seller ID there not given S-79")).to_be_visible()
    save(window)
    expect(window.get_by_role("heading", level=1)).to_contain_text("Your application")
    assert [row["seller_id"] for row in application.sections.get(key="storefronts").data["rows"]] == ["S-77", "S-79"]
    assert kept(window) == {}


def test_nothing_sealed_or_secret_is_kept_and_signing_out_forgets_the_rest(window: Page, application: Application):
    window.goto(at("apply_section", application, "payout"))
    window.get_by_label("Account holder").fill("Blue Kite")
    window.get_by_label("Account number or IBAN").fill("0532 0130 7716")
    window.get_by_label("Country of the bank").select_option("VN")
    assert kept(window)[at("apply_section", application, "payout")]["fields"] == [
        ["holder", "Blue Kite"],
        ["country", "VN"],
    ]
    window.goto(at("apply_section", application, "payout"))
    expect(window.get_by_text("The account number was not kept")).to_be_visible()
    expect(window.get_by_label("Account number or IBAN")).to_have_value("")
    follow(window.get_by_role("button", name="Sign out"))
    expect(window).to_have_url("/")
    assert kept(window) == {}


def test_another_person_at_the_same_browser_does_not_see_it(window: Page, site, application: Application):
    bo = on_team(application.shipper, "preparer", seller("bo@shop.example", name="Bo Li"))
    window.goto(at("apply_section", application, "business"))
    window.get_by_label("Legal name").fill("Ada's")
    let_in(window, site.url, bo)
    window.goto(at("apply_section", application, "business"))
    expect(window.get_by_label("Legal name")).to_have_value("")


def test_a_choice_comes_back_too(window: Page, application: Application):
    window.goto(at("apply_section", application, "criterion-6.1"))
    window.get_by_text("Partly", exact=True).click()
    window.reload()
    expect(window.get_by_label("Partly")).to_be_checked()
