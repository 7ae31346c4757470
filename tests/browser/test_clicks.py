"""The clicks and the keys of typical tasks, counted, and the keys of the desk in a real browser."""

import re
from collections.abc import Callable

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.applications.models import Application, ApplicationState
from tests.applications import answers
from tests.browser.hands import Mouse
from tests.browser.look import faults, sign_in
from tests.browser.tasks import TASKS, Task, counted, documented
from tests.browsers import follow
from tests.desk import due_process
from tests.people import seller, staff

pytestmark = pytest.mark.slow


@pytest.fixture
def officer_inside(page: Page, site: LiveServer) -> User:
    """Sign an officer in, while two applications wait."""
    with transaction.atomic():
        officer = staff("officer")
        for name in ("ada", "bea"):
            answers.submitted(seller(f"{name}@shop.example"))
    sign_in(page.context, officer, site.url)
    return officer


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_task_takes_as_many_clicks_as_the_documents_say(page: Page, site: LiveServer, task: Task) -> None:
    clicks = counted(Mouse(page), task, site.url)
    assert clicks < len(task.before)
    assert (len(task.before), clicks) == documented()[task.name][:2]


def test_documents_have_a_row_for_each_task_and_no_other() -> None:
    assert list(documented()) == [task.name for task in TASKS]


def test_form_of_an_act_opens_by_a_key_with_the_cursor_in_it(page: Page, officer_inside: User) -> None:
    page.goto("/admin/")
    with page.expect_navigation():
        page.keyboard.press("t")
    page.keyboard.press("n")
    expect(page.locator("#act-note textarea")).to_be_focused()
    page.keyboard.type("at")
    expect(page.locator("#act-note textarea")).to_have_value("at")
    page.keyboard.press("Tab")
    page.keyboard.press("p")
    expect(page.locator("#ks-palette input")).to_be_focused()
    assert faults(page, "palette") == []


def test_two_questions_take_three_clicks(page: Page, officer_inside: User) -> None:
    """With a list of some ninety fields they took five: the form, a field, another field, the text, the button; and one
    text for both.
    """
    hand = Mouse(page)
    page.goto("/admin/")
    follow(page.get_by_role("button", name="Take what is due next"))
    follow(page.get_by_role("link", name="Open all"))
    application = Application.objects.get(state=ApplicationState.IN_REVIEW)
    for code, text in (("products:hs:1", "Who chose it?"), ("volumes:monthly_parcels", "So many?")):
        hand.click(page.locator(f"button[name=add][value='{code}']"))
        expect(page.locator(f"[id='id_ask-about-{code}']")).to_be_focused()
        page.keyboard.type(text)
    expect(page.locator("[data-about='products:hs:1']")).to_contain_text("In your request")
    assert faults(page, "request") == []
    # What was typed is kept by the server when the officer leaves the page.
    page.locator("[id='id_ask-about-volumes:monthly_parcels']").blur()
    expect(page.locator("#asking-state")).to_contain_text("Kept.")
    follow(page.get_by_role("link", name="Notes", exact=True))
    page.locator("#act-ask > summary").click()
    expect(page.locator("[id='id_ask-about-products:hs:1']")).to_have_value("Who chose it?")
    expect(page.locator("[id='id_ask-about-volumes:monthly_parcels']")).to_have_value("So many?")
    hand.follow(page.get_by_role("button", name="Send the request", exact=True))
    expect(page.get_by_text("Done: Request information.")).to_be_visible()
    assert application.inquiries.get().questions == {
        "products:hs:1": "Who chose it?",
        "volumes:monthly_parcels": "So many?",
    }
    assert hand.count == 3


def test_questions_are_asked_without_scripts(new_page: Callable[..., Page], site: LiveServer) -> None:
    officer = staff("officer")
    with transaction.atomic():
        application = answers.in_review(officer, seller())
    page = new_page(java_script_enabled=False)
    sign_in(page.context, officer, site.url)
    page.goto(f"{reverse('admin:applications_application_change', args=[application.pk])}?open=all")
    follow(page.locator("button[name=add][value='products:hs:1']"))
    page.locator("[id='id_ask-about-products:hs:1']").fill("Who chose it?")
    # The button beside another answer keeps what was typed.
    follow(page.locator("button[name=add][value='volumes']"))
    expect(page.locator("[id='id_ask-about-products:hs:1']")).to_have_value("Who chose it?")
    follow(page.locator("#asking button[name=remove][value=volumes]"))
    follow(page.get_by_role("button", name="Send the request", exact=True))
    assert application.inquiries.get().questions == {"products:hs:1": "Who chose it?"}


def test_keys_lead_from_case_to_case_and_can_be_turned_off(page: Page, officer_inside: User) -> None:
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


def test_frame_stays_while_an_officer_reads(page: Page, officer_inside: User) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/admin/")
    follow(page.get_by_role("button", name="Take what is due next"))
    follow(page.get_by_role("link", name="Open all"))
    page.mouse.wheel(0, 1500)
    expect(page.locator(".ks-frame h1")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_slash_leads_to_the_search_and_the_palette_finds_businesses(page: Page, officer_inside: User) -> None:
    page.goto("/admin/help/")
    page.keyboard.press("/")
    expect(page.locator("#search-text")).to_be_focused()
    page.keyboard.type("blue kite")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="Business").first).to_be_visible()
    assert faults(page, "search") == []
    page.keyboard.press("Control+k")
    page.keyboard.type("blue kite")
    found = page.locator("#ks-palette ul").last.get_by_role("link")
    expect(found.first).to_be_visible()
    assert faults(page, "palette with records") == []
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Blue Kite Toys LLC")


def test_search_works_without_scripts(new_page: Callable[..., Page], site: LiveServer, officer_inside: User) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page.context, officer_inside, site.url)
    page.goto("/admin/")
    page.locator("#search-text").fill("blue kite")
    follow(page.get_by_role("button", name="Search"))
    expect(page.get_by_role("link", name="Blue Kite Toys LLC").first).to_be_visible()
    assert "blue" not in page.url


def test_acts_stay_beside_the_case_while_an_officer_reads(page: Page, officer_inside: User) -> None:
    with transaction.atomic():
        proposal = due_process.respond_to_notice(due_process.propose_demotion())
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(reverse("admin:standing_proposedchange_change", args=[proposal.pk]))
    main = page.locator(".ks-act.ks-main > summary").first
    expect(main).to_be_in_viewport()
    page.mouse.wheel(0, 600)
    expect(main).to_be_in_viewport()
    expect(page.locator(".ks-side .ks-act").first).to_have_class(re.compile("ks-main"))
