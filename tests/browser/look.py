"""Checks of a page in a browser: on a small and a large screen, by keyboard, and with axe."""

import re

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import BrowserContext, Page

from apps.accounts.models import User
from tests.browser.parts import parts_of
from tests.keyboard import assert_works_by_keyboard
from tests.people import signed_in

WIDTHS = (360, 768, 1280)
# So long, in pixels, may a page be on the smallest screen before its reader opens a group: four and a half screens.
MAX_HEIGHT = 3500
# An answer to a form with mistakes is as long as its mistakes.
REFUSED = "(refused)"
# What axe tells by comparing elements of the whole page with one another: not of one part of the page.
WHOLE_PAGE = (
    *("accesskeys", "bypass", "document-title", "duplicate-id-aria", "heading-order", "html-has-lang"),
    *("html-lang-valid", "landmark-banner-is-top-level", "landmark-contentinfo-is-top-level"),
    *("landmark-main-is-top-level", "landmark-no-duplicate-banner", "landmark-no-duplicate-contentinfo"),
    *("landmark-no-duplicate-main", "landmark-one-main", "landmark-unique", "meta-refresh", "meta-viewport"),
    *("page-has-heading-one", "region", "skip-link"),
)
COLORS = "color-contrast"
# axe would load the page's style sheets once more, by a style of its own that our policy rightly refuses. And it would
# describe each element that keeps a rule, which took half of the time of these tests.
_RUN = """async ([unseen, texts, wholePage, colors]) => {
    const ask = async (context, options) =>
        (await axe.run(context, {preload: false, resultTypes: ['violations'], ...options})).violations;
    const found = await ask(document, {runOnly: wholePage});
    if (unseen.length) {
        const exclude = parts.filter((_part, number) => !unseen.includes(number));
        const rules = Object.fromEntries([...wholePage, colors].map(rule => [rule, {enabled: false}]));
        found.push(...await ask(exclude.length ? {include: [document], exclude} : document, {rules}));
    }
    if (texts.length) {
        found.push(...await ask({include: texts.map(key => window.texts.get(key))}, {runOnly: [colors]}));
    }
    return found;
}"""

# How a page that was looked at may differ from another without another look: in figures, keys of forms and nonces.
_FLEETING = re.compile(r'nonce="[^"]*"|<input type="hidden"[^>]*>|[0-9]')
_looked_at: set[str] = set()
# The parts of pages, and the colored texts, in which axe found nothing in this process.
_parts: set[str] = set()
_texts: set[str] = set()
# The parts through which the Tab key led.
_tabbed: set[str] = set()


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
            _assert_height(page, name)
        if width in (WIDTHS[0], WIDTHS[-1]):
            assert_accessible(page, f"{name} at {width} px")
    assert_tab_leads_through(page)


def assert_short(page: Page, name: str) -> None:
    """Assert that the open page is not too long for the smallest screen."""
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    _assert_height(page, name)


def _assert_height(page: Page, name: str) -> None:
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height <= MAX_HEIGHT or REFUSED in name, f"{name} is {height} px long, more than {MAX_HEIGHT}"


def assert_tab_leads_through(page: Page) -> None:
    """Assert that the Tab key works in each part of the open page, but for those that are like an earlier one."""
    keys = parts_of(page).keys
    assert_works_by_keyboard(page, [number for number, key in enumerate(keys) if key in _tabbed])
    _tabbed.update(keys)


def assert_accessible(page: Page, name: str) -> None:
    found = faults(page, name)
    assert not found, found[0]


def faults(page: Page, name: str) -> list[str]:
    """Return the report of what axe finds on the open page: a list of one text, or of none where it finds nothing.

    Parts of the page that are like an earlier one are left out, except where axe compares elements of the whole page.
    """
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        # The pages that this window opens later have it from the start, and half a megabyte is sent once.
        page.context.add_init_script(AXE_SCRIPT)
        page.evaluate(AXE_SCRIPT)
    parts = parts_of(page)
    unseen = [number for number, key in enumerate(parts.keys) if key not in _parts]
    texts = [key for key in parts.texts if key not in _texts]
    violations = page.evaluate(_RUN, [unseen, texts, WHOLE_PAGE, COLORS])
    if violations:
        return [f"{name}\n{AxeResults({'violations': violations}).generate_report()}"]
    _parts.update(parts.keys)
    _texts.update(texts)
    return []
