"""Checks of a page in a browser: on a small and a large screen, by keyboard, and with axe."""

import re
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import BrowserContext, Page

from apps.accounts.models import User
from tests.keyboard import assert_works_by_keyboard
from tests.people import signed_in

WIDTHS = (360, 768, 1280)
# So long, in pixels, may a page be on the smallest screen before its reader opens a group: four and a half screens.
MAX_HEIGHT = 3500
# An answer to a form with mistakes is as long as its mistakes.
REFUSED = "(refused)"
# axe would load the page's style sheets once more, by a style of its own that our policy rightly refuses. And it would
# describe each element that keeps a rule, which took half of the time of these tests.
OPTIONS: dict[str, Any] = {"preload": False, "resultTypes": ["violations"]}
# Colors are the same in all languages, and to compare them takes two thirds of the time of axe.
WITHOUT_COLORS = OPTIONS | {"rules": {"color-contrast": {"enabled": False}}}

# How a page that was looked at may differ from another without another look: in figures, keys of forms and nonces.
_FLEETING = re.compile(r'nonce="[^"]*"|<input type="hidden"[^>]*>|[0-9]')
_looked_at: set[str] = set()


def is_unlike(content: str) -> bool:
    """Return whether a page differs from all earlier ones of this process in more than figures; remember the page."""
    known, kept = len(_looked_at), _FLEETING.sub("0", content)
    _looked_at.add(kept)
    return len(_looked_at) > known


def sign_in(context: BrowserContext, user: User, address: str) -> None:
    """Sign a person in, in the browser."""
    (cookie,) = signed_in(user).cookies.values()
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])


def look_at(page: Page, path: str) -> None:
    """Open a page and check it."""
    page.goto(path)
    look_around(page, path)


def look_around(page: Page, name: str) -> None:
    """Check that the open page fits each screen, axe finds nothing, and the keyboard reaches every control."""
    page.wait_for_load_state()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than {width} px"
        if width == WIDTHS[0]:
            assert_short(page, name)
        if width in (WIDTHS[0], WIDTHS[-1]):
            assert_accessible(page, f"{name} at {width} px")
    assert_works_by_keyboard(page)


def assert_short(page: Page, name: str) -> None:
    """Assert that the open page is not too long for the smallest screen."""
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height <= MAX_HEIGHT or REFUSED in name, f"{name} is {height} px long, more than {MAX_HEIGHT}"


def assert_accessible(page: Page, name: str, *, options: dict[str, Any] = OPTIONS) -> None:
    found = faults(page, name, options=options)
    assert not found, found[0]


def faults(page: Page, name: str, *, options: dict[str, Any] = OPTIONS) -> list[str]:
    """Return the report of what axe finds on the open page: a list of one text, or of none where it finds nothing."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate("options => axe.run(options).then(results => results.violations)", options)
    return [f"{name}\n{AxeResults({'violations': violations}).generate_report()}"] if violations else []
