"""Pages in a real browser: members in each state, by keyboard, on a phone, and without scripts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.core import clock
from tests.browser.look import look_around, look_at, sign_in
from tests.browsers import follow
from tests.people import PASSWORD, seller
from tests.portal.members import member_of, parcels, settle, violation


@pytest.mark.slow
def test_the_page_on_which_a_second_factor_is_set_up(page: Page, site: LiveServer) -> None:
    sign_in(page.context, seller(), site.url)
    page.goto("/accounts/2fa/")
    follow(page.get_by_role("link", name="Set up an app"))
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Confirm"))
    expect(page.get_by_label("Authenticator secret")).to_be_visible()
    look_around(page, page.url)


@pytest.mark.slow
def test_pages_of_members_in_each_state(page: Page, site: LiveServer) -> None:
    ada = seller()
    new, busy, short, suspended = (member_of(ada, months=months) for months in (0, 14, 4, 3))
    parcels(busy, clock.today(), 5, examined=True, exam_result="discrepant", disposition="held")
    violation(busy, clock.today() - timedelta(days=8), category="vague_data")
    for _number in range(4):
        violation(short, clock.today(), category="counterfeit", culpability="gross_negligence")
    violation(suspended, clock.today(), category="narcotics", culpability="fraud", basis="seizure")
    settle()
    sign_in(page.context, ada, site.url)
    for shipper in (new, busy, short, suspended):
        look_at(page, reverse("portal:shipper", args=[shipper.pk]))
    for name in ("record", "tier"):
        look_at(page, reverse(f"portal:{name}", args=[busy.pk]))
    page.goto(reverse("portal:shipper", args=[suspended.pk]))
    follow(page.get_by_role("link", name="Read and respond"))
    look_at(page, page.url)
    follow(page.get_by_role("button", name="Send the response"))
    expect(page.get_by_role("alert").filter(has_text="There is a problem")).to_be_focused()


@pytest.mark.slow
def test_an_error_leads_to_its_field_by_keyboard_alone(page: Page) -> None:
    page.goto("/verify/?ksn=KS123")
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Known Shipper Number")).to_be_focused()


@pytest.mark.slow
def test_the_first_stop_of_the_keyboard_skips_to_the_content(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to main content")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_whole_page_works_without_scripts(new_page: Callable[..., Page]) -> None:
    shipper = member_of(seller("other@shop.example"), months=4)
    for _number in range(4):
        violation(shipper, clock.today(), category="counterfeit", culpability="gross_negligence")
    settle()
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 640})
    page.goto("/")
    page.get_by_role("textbox", name="Known Shipper Number").fill(shipper.ksn.lower())
    follow(page.get_by_role("button", name="Verify"))
    expect(page.get_by_text("This number is known.")).to_be_visible()

    page.goto("/accounts/login/")
    page.locator("[name=login]").fill("other@shop.example")
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in", exact=True))
    expect(page).to_have_url("/home/")
    expect(page.get_by_role("heading", name="Waiting on you: respond by")).to_be_visible()
    follow(page.get_by_role("link", name="Read and respond"))
    page.locator("details").filter(has_text="What is your answer to case").first.click()
    page.get_by_label("What is your answer to case").first.select_option("carrier")
    page.get_by_label("What you say about case").first.fill("The labels were swapped.")
    page.get_by_label("Your response to the notice").fill("These were not ours.")
    follow(page.get_by_role("button", name="Send the response"))
    expect(page.get_by_text("Your response was sent.")).to_be_visible()

    top = page.locator(".ks-banner")
    follow(top.get_by_role("button", name="Español"))
    expect(page.locator("html")).to_have_attribute("lang", "es")
    follow(top.get_by_role("button", name="English"))
    page.get_by_role("button", name="Menu").click()
    follow(page.get_by_role("button", name="Sign out"))
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


@pytest.mark.slow
def test_on_a_phone_the_menu_opens_and_closes_by_keyboard(new_page: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": 360, "height": 640})
    page.goto("/")
    link = page.get_by_role("navigation", name="Main").get_by_role("link", name="Verify a number")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Menu").press("Enter")
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(link).to_be_visible()
