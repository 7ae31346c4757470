"""From sign-up to the partner's answer, in browsers, with a real worker."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.applications.models import Application
from apps.shippers.ksn import is_ksn
from tests.journeys import steps
from tests.live import Worker, eventually
from tests.people import staff


@pytest.fixture(autouse=True)
def files_of_their_own(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_a_newcomer_applies_an_officer_approves_and_partners_know_them(
    worker: Worker, site: LiveServer, new_page: Callable[..., Page]
) -> None:
    officer = staff("officer")
    partner = steps.PartnerSystem(site.url)
    worker.start()

    seller = new_page()
    steps.sign_up(seller, "ada@bluekite.example")
    steps.fill_in_application(seller)
    steps.sign_and_send(seller)
    application = Application.objects.get()
    assert application.state == Application.State.SUBMITTED
    assert application.evidence.get().content_type == "application/pdf"

    desk = new_page()
    steps.sign_in_staff(desk, officer)
    desk.goto("/admin/applications/application/")
    desk.get_by_role("link", name="Blue Kite Toys LLC").click()
    desk.get_by_role("button", name="Take for review").click()
    expect(desk.get_by_text("license.pdf")).to_be_visible()
    desk.get_by_role("button", name="Approve").click()
    expect(desk.get_by_text("Done: Approve")).to_be_visible()

    def certified() -> str | None:
        seller.goto("/home/")
        shown = seller.locator("main").inner_text()
        found = re.search(r"\bKS[0-9A-Z]{10}\b", shown)
        return found[0] if found and "Certified" in shown else None

    ksn = eventually(certified)
    assert is_ksn(ksn)
    answer = partner.standing_of(ksn)
    assert (answer["known"], answer["status"], answer["validated"], answer["tier"]) == (True, "active", False, 0)


def test_without_javascript_a_section_is_saved_and_an_application_sent(
    site: LiveServer, new_page: Callable[..., Page]
) -> None:
    seller = new_page(java_script_enabled=False)
    steps.sign_up(seller, "ada@bluekite.example")
    steps.fill_in_application(seller)
    steps.sign_and_send(seller)
    application = Application.objects.get()
    assert application.state == Application.State.SUBMITTED
    assert application.submissions.get().signed_name == "Ada Park"
