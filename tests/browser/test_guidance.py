"""Every page of guidance in a real browser: short enough on a phone, and usable by everybody, in each language."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from apps.guidance.checks import checks
from apps.guidance.library import ENGLISH, pages
from tests.browser.look import assert_accessible, assert_short, look_around, look_at
from tests.browsers import follow
from tests.tariff.excerpt import excerpt_load

SHIRTS = "/guidance/costs/?hs=6109.10.00.12&origin=VN&mode=air&value=60&day=2026-11-28"
OTHERS = [code for code, _name in settings.LANGUAGES if code != ENGLISH]


@pytest.mark.slow
def test_every_page_of_guidance(page: Page) -> None:
    for each in pages(ENGLISH).values():
        look_at(page, each.address)
    look_at(page, "/guidance/classification/?q=cotton+t-shirt")
    look_at(page, "/guidance/search/?q=cotton+t-shirt+value")
    look_at(page, "/guidance/answers/entry/?value=less")
    look_at(page, "/guidance/answers/agencies/?goods=children&radio=yes&battery=yes")


@pytest.mark.slow
def test_the_calculator_of_costs(page: Page) -> None:
    excerpt_load()
    look_at(page, "/guidance/costs/")
    look_at(page, SHIRTS)
    look_at(page, SHIRTS.replace("6109.10.00.12", "4202.22"))
    look_at(page, SHIRTS.replace("6109.10.00.12&origin=VN", "4202.92.15&origin=CN").replace("air", "sea"))
    look_at(page, SHIRTS.replace("6109.10.00.12", "1209.30.00"))


@pytest.mark.slow
def test_a_seller_works_out_costs_from_a_word_without_scripts(new_page: Callable[..., Page]) -> None:
    excerpt_load()
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page.goto("/guidance/costs/")
    page.get_by_label("What do you send?").fill("cotton T-shirt")
    page.get_by_label("In which country was it made?").select_option("VN")
    page.get_by_label("How does it travel?").select_option("air")
    page.get_by_label("What is the price").fill("60")
    page.get_by_label("On which day").fill("2026-11-28")
    follow(page.get_by_role("button", name="Work it out"))
    follow(page.get_by_role("link", name="6109.10").first)
    expect(page.get_by_role("heading", level=2, name="$20.17")).to_be_visible()
    assert "value=60" in page.url


@pytest.mark.slow
@pytest.mark.parametrize("language", OTHERS)
def test_every_page_of_guidance_in_the_other_languages(page: Page, language: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/")
    follow(page.locator(f"button[name=language][value={language}]").first)
    excerpt_load()
    for address in [*(each.address for each in pages(language).values()), "/guidance/costs/", SHIRTS]:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
        assert_short(page, address)
        assert_accessible(page, address)


@pytest.mark.slow
def test_a_note_opens_the_sources_and_the_search_leads_on(page: Page) -> None:
    page.goto("/guidance/value/")
    source = page.locator("#source-1")
    expect(source).to_be_hidden()
    page.get_by_role("link", name="Source 1", exact=True).first.click()
    expect(source).to_be_visible()
    page.get_by_label("What do you want to know?").fill("where was it made")
    follow(page.get_by_role("button", name="Search"))
    follow(page.get_by_role("link", name="Origin and marking"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Origin and marking")


@pytest.mark.slow
def test_a_check_is_done_by_keyboard_and_explained(page: Page) -> None:
    look_at(page, "/guidance/checks/value/")
    for question in checks(ENGLISH)["value"].questions:
        page.get_by_role("group", name=question.text).get_by_label(question.choices[0], exact=True).press("Space")
    follow(page.get_by_role("button", name="See what is right"))
    expect(page.get_by_text("1 of 3 answers are right.")).to_be_visible()
    look_around(page, "the result of a check")
    follow(page.get_by_role("link", name="Do the check again after reading"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Check yourself: value")
