"""Fixtures that drive Chromium. A test fails if a page breaks its Content-Security-Policy or a script fails."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from playwright.sync_api import Browser, Locator, Page, Response, expect, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# For `expect`, a click and the next page, in milliseconds: how long these take depends on what else the machine does.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)


def chromium() -> str | None:
    """Return the path of an installed Chromium, or `None`."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def follow(control: Locator) -> None:
    """Click a link or a button, and wait until the page to which the control leads has loaded, scripts and all.

    A bare click ends when the next page begins to arrive. `expect` goes on waiting, but `count()`, `is_visible()`,
    `all()`, `evaluate()` and a look into the database do not.
    """
    with control.page.expect_navigation():
        control.click()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        pytest.fail("REQUIRE_BROWSER=1 is set, but Chromium is not installed (Debian: apt-get install chromium)")
    # Playwright keeps an event loop in this thread, beside which Django refuses to use the database. Django also uses
    # another connection there; the connection of earlier tests would block the database that `live_db` copies.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    connection.close()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def new_page(browser: Browser, site) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a window with its own cookies, one for each person in a test.

    Takes the options of Playwright's `new_context`, such as `java_script_enabled=False`.
    """
    contexts, faults = [], []

    def note_response(response: Response) -> None:
        # A page may answer 404, but a file that a page loads may not.
        if response.status >= 400 and response.request.resource_type not in ("document", "fetch", "xhr"):
            faults.append(f"{response.status} {response.url}")

    def note_console(message) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(message.text)

    def open_page(**options) -> Page:
        context = browser.new_context(base_url=site.url, **{"locale": "en-US"} | options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note_console)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("response", note_response)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()
