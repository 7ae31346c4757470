"""The register beside the pages of an application, in a real browser with and without scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.applications import services
from tests.browser.look import assert_short, look_around, sign_in
from tests.browsers import follow
from tests.people import seller
from tests.screening.registers.gleif import content, lei_of, line

pytestmark = pytest.mark.slow


@pytest.fixture
def live_ada(live_db: None, tmp_path: Path) -> User:
    path = tmp_path / "lei.csv"
    path.write_bytes(content([line(1), line(2, RegistrationStatus="LAPSED", LegalName="Red Kite Games LLC")]))
    call_command("register_load", path, source="gleif", rejected=tmp_path / "no.csv", verbosity=0)
    return seller()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_lei_fills_in_the_rest(live_ada: User, site, new_page: Callable[..., Page], scripts: bool) -> None:
    page = new_page(java_script_enabled=scripts)
    sign_in(page.context, live_ada, site.url)
    application = services.application_start(actor=live_ada)
    page.goto(reverse("portal:apply_page", args=[application.pk, "identity"]))
    page.get_by_label("Trade name").fill("Kite")
    page.get_by_label("Legal Entity Identifier").fill(lei_of(2))
    follow(page.get_by_role("button", name="Fill in from the LEI register"))
    expect(page.get_by_label("Legal name")).to_have_value("Red Kite Games LLC")
    expect(page.get_by_label("Trade name")).to_have_value("Kite")
    expect(page.get_by_text("This number has lapsed")).to_be_visible()
    page.get_by_label("Legal name").fill("Blue Kite Toys LLC")
    follow(page.get_by_role("button", name="Fill in from the LEI register"))
    expect(page.get_by_label("Legal name")).to_have_value("Blue Kite Toys LLC")
    expect(page.get_by_role("row").filter(has_text="Legal name")).to_contain_text("Red Kite Games LLC")
    if scripts:
        look_around(page, "the page of a business that differs from its register")
        for language in ("es", "zh-hans", "en"):
            follow(page.locator(f"button[name=language][value={language}]").first)
            assert_short(page, f"the page of a business that differs from its register ({language})")
    page.goto(reverse("portal:apply_page", args=[application.pk, "reach"]))
    expect(page.get_by_label("Street address")).to_have_value("1 Main Street")
    if scripts:
        look_around(page, "the page of an address from a register")
