"""The demonstration's page in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from apps.notices.models import Mail
from config.simulation import installation
from tests.browser.look import faults
from tests.simulation.test_demo_pages import DEMO

pytestmark = pytest.mark.slow


def test_pages_fit_a_phone_please_axe_and_renew_the_codes(page: Page, settings, tmp_path) -> None:
    settings.LOCAL_DIR = tmp_path
    installation.write(DEMO)
    mail = Mail.objects.create(to="a@shop.example", subject="Hello", body="Welcome.")
    page.set_viewport_size({"width": 360, "height": 800})
    for path in ("/demo/", "/demo/mail/", f"/demo/mail/{mail.pk}/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert not faults(page, path)
    with page.expect_response(lambda response: response.request.resource_type == "xhr"):
        page.goto("/demo/")
    expect(page.get_by_role("row", name="officer")).to_be_visible()
