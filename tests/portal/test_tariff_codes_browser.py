"""The search for HS codes in a real browser, with and without scripts."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from apps.applications import services
from apps.applications.models import Application
from tests.applications import answers
from tests.browser.look import faults
from tests.browsers import follow
from tests.people import seller, signed_in
from tests.tariff.excerpt import excerpt_load

pytestmark = pytest.mark.slow

BUTTON = "Find a code for product 2"


@pytest.fixture
def draft(live_db) -> Application:
    excerpt_load()
    draft = services.application_start(actor=seller())
    rows = {"rows": [{"description": "Mugs", "hs": "6912.00", "origin": "CN"}, {}]}
    answers.save(draft.created_by, draft, "products", rows, version=0)
    return draft


@pytest.fixture
def opened(draft, site, new_page):
    """Open the page of products with a second product half typed."""

    def opened(**options: object) -> Page:
        page = new_page(**options)
        session = signed_in(draft.created_by).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
        page.goto(reverse("portal:apply_section", args=[draft.pk, "products"]))
        page.get_by_label("What is it?").nth(1).fill("Cotton T-shirts")
        page.get_by_label("Country where it is made").nth(1).select_option("VN")
        return page

    return opened


def row_of(page: Page) -> list[str]:
    return [
        page.get_by_label(label).nth(1).input_value()
        for label in ("What is it?", "HS code", "Country where it is made")
    ]


def test_with_scripts_the_search_opens_beside_the_product(opened):
    page = opened()
    page.get_by_role("button", name=BUTTON).click()

    search = page.get_by_label("Search for the code of product 2")
    expect(search).to_be_focused()
    expect(search).to_have_value("Cotton T-shirts")
    expect(page.get_by_role("button", name="Use this code 6109.10")).to_be_visible()
    assert not faults(page, page.url)

    search.fill("candl")
    expect(page.get_by_role("button", name="Use this code 3406.00")).to_be_visible()
    search.fill("6109")
    search.press("Enter")
    expect(page.get_by_role("button", name="Use this code 6109.10.00.12")).to_be_visible()
    assert row_of(page) == ["Cotton T-shirts", "", "VN"], "searching, by Enter too, saves nothing and loses nothing"

    page.get_by_role("button", name="Use this code 6109.10.00", exact=True).click()
    expect(page.get_by_label("HS code").nth(1)).to_have_value("6109.10.00")
    assert row_of(page) == ["Cotton T-shirts", "6109.10.00", "VN"]
    expect(page).to_have_url(re.compile("#id_row-1-hs$"))
    expect(page.locator("[data-draft-place]")).to_be_empty()
    assert not faults(page, page.url)


def test_without_scripts_the_search_has_a_page_of_its_own(opened):
    page = opened(java_script_enabled=False)
    follow(page.get_by_role("button", name=BUTTON))

    expect(page.get_by_role("heading", level=1)).to_have_text("Find the code of product 2")
    expect(page.get_by_role("textbox", name="What is it?")).to_have_value("Cotton T-shirts")
    page.get_by_role("textbox", name="What is it?").fill("candles")
    follow(page.get_by_role("button", name="Search"))
    expect(page.get_by_role("button", name="Use this code 3406.00")).to_be_visible()
    page.get_by_role("textbox", name="What is it?").fill("t-shirts cotton")
    follow(page.get_by_role("button", name="Search"))
    follow(page.get_by_role("button", name="Use this code 6109.10"))

    assert row_of(page) == ["Cotton T-shirts", "6109.10", "VN"]


def test_the_page_of_its_own_and_the_check_before_signing_up_are_for_everyone(opened, draft):
    page = opened()
    page.goto(reverse("portal:hs_search", args=[draft.pk]) + "?q=tea")
    found = faults(page, page.url)
    page.goto(reverse("portal:eligibility"))
    follow(page.get_by_role("button", name="See whether I can apply"))
    found += faults(page, page.url)
    page.get_by_label("In which country is the business registered?").select_option("VN")
    for name, value in {"role": "own", "sells": "yes", "registered": "no", "makers": "all", "banned": "no"}.items():
        page.locator(f"input[name={name}][value={value}] + label").click()
    page.get_by_label("How many parcels").fill("20")
    follow(page.get_by_role("button", name="See whether I can apply"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Put 1 thing right before you apply")
    found += faults(page, page.url)
    for width in (360, 768):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not found
