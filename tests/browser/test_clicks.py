"""The clicks and the keys of an approval, counted, and the keys of the desk in a real browser."""

import pytest
from django.db import transaction
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.applications.models import Application, ApplicationState
from apps.work.models import Item
from tests.applications import answers
from tests.browser.look import faults, sign_in
from tests.browsers import follow
from tests.people import seller, staff

pytestmark = pytest.mark.slow
MAX_CLICKS = 10


class Hand:
    """The mouse of an officer, which counts its clicks."""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def follow(self, target: Locator) -> None:
        self.clicks += 1
        follow(target)


@pytest.fixture
def officer(page: Page, site: LiveServer) -> User:
    """Sign an officer in, while two applications wait."""
    with transaction.atomic():
        officer = staff("officer")
        for name in ("ada", "bea"):
            answers.submitted(seller(f"{name}@shop.example"))
    sign_in(page.context, officer, site.url)
    return officer


def approved() -> int:
    return Application.objects.filter(state=ApplicationState.APPROVED).count()


def test_approval_takes_ten_clicks_at_most_and_opens_the_next_case(page: Page, officer: User) -> None:
    """The officer reads all answers, a file, and whom the business resembles."""
    hand = Hand()
    page.goto("/admin/")
    hand.follow(page.get_by_role("button", name="Take what is due next"))
    hand.follow(page.get_by_role("link", name="Open all"))
    hand.follow(page.locator(".ks-said .ks-files a").first)
    hand.follow(page.get_by_role("link", name="Vetting", exact=True))
    hand.follow(page.get_by_role("button", name="The rest is met"))
    hand.click(page.locator("#act-approve > summary"))
    hand.follow(page.get_by_role("button", name="Approve, then the next case"))
    expect(page.get_by_text("Done: Approve.")).to_be_visible()
    assert approved() == 1
    assert Item.objects.filter(holder=officer, kind="application", closed_at=None).count() == 1
    expect(page.locator(".ks-frame")).to_contain_text("you hold it")
    assert hand.clicks <= MAX_CLICKS
    assert hand.clicks == 7


def test_approval_works_by_keys_alone(page: Page, officer: User) -> None:
    page.goto("/admin/")
    with page.expect_navigation():
        page.keyboard.press("t")
    page.keyboard.press("p")
    page.locator("#ks-palette input").press_sequentially("open all")
    expect(page.locator("#ks-palette li:visible")).to_have_count(1)
    assert faults(page, "palette") == []
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("r")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("a")
    expect(page.locator("#act-approve textarea")).to_be_focused()
    page.keyboard.type("at")
    expect(page.locator("#act-approve textarea")).to_have_value("at")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("Done: Approve.")).to_be_visible()
    assert approved() == 1


def test_keys_lead_from_case_to_case_and_can_be_turned_off(page: Page, officer: User) -> None:
    page.goto("/admin/")
    for _case in range(2):
        follow(page.get_by_role("button", name="Take what is due next"))
        page.goto("/admin/")
    follow(page.locator(".ks-own a").first)
    first = page.url
    with page.expect_navigation():
        page.keyboard.press("j")
    assert page.url != first
    with page.expect_navigation():
        page.keyboard.press("k")
    assert page.url == first
    with page.expect_navigation():
        page.keyboard.press("?")
    expect(page).to_have_title("Keys and commands | Known Shipper desk")
    assert faults(page, "commands") == []
    page.get_by_label("Turn the keys off in this browser").check()
    page.goto(first)
    page.keyboard.press("p")
    expect(page.locator("#ks-palette")).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.locator("#ks-palette")).to_be_visible()


def test_frame_stays_while_an_officer_reads(page: Page, officer: User) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/admin/")
    follow(page.get_by_role("button", name="Take what is due next"))
    follow(page.get_by_role("link", name="Open all"))
    page.mouse.wheel(0, 1500)
    expect(page.locator(".ks-frame h1")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
