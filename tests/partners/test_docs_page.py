import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer


@pytest.mark.slow
def test_the_documentation_works_under_the_sites_own_policy(site: LiveServer, page: Page):
    refused: list[str] = []
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )

    page.goto(f"{site.url}/api/docs")

    expect(page.get_by_text("Is this number known, and what does it stand for now?")).to_be_visible()
    expect(page.get_by_text("Report violations and their determinations")).to_be_visible()
    assert refused == []
