"""Use of a page by the Tab key alone, as people use it without a mouse."""

from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Page

# Numbers the elements that the Tab key must reach (in a group of radio buttons the checked or first one), and from then
# on keeps which of them had the focus, and on which, or on whose label, the focus could be seen. Of the parts to leave
# out, the first stop after another part stays: the key must lead out of that part too.
_NUMBER = """leave => {
    const all = [...document.querySelectorAll(
        'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
    )].filter(element => {
        if (element.disabled || element.tabIndex < 0) return false;
        if (!element.checkVisibility({visibilityProperty: true})) return false;
        if (element.closest('details:not([open])') && !element.matches('details > summary')) return false;
        if (element.type !== 'radio') return true;
        const group = [...document.querySelectorAll(`input[type=radio][name="${element.name}"]`)];
        return element === (group.find(radio => radio.checked) || group[0]);
    });
    const left = all.map(element => leave.some(number => parts[number].contains(element)));
    const stops = all.filter((_element, number) => !left[number] || (number && !left[number - 1]));
    stops.forEach((element, number) => element.dataset.stop = number);
    window.reached = new Set();
    window.seen = new Set();
    document.addEventListener('focusin', ({target}) => {
        if (!target.dataset.stop) return;
        reached.add(+target.dataset.stop);
        const marked = [target, ...(target.labels || [])].some(shown => {
            const styles = [getComputedStyle(shown), getComputedStyle(shown, '::before')];
            return styles.some(style => (style.outlineStyle !== 'none' && style.outlineWidth !== '0px')
                || style.boxShadow !== 'none');
        });
        if (marked) seen.add(+target.dataset.stop);
    });
    document.activeElement.blur();
    // From the last stop before these on.
    const before = all[all.indexOf(stops[0]) - 1];
    if (before) before.focus();
    return stops.map(element => element.outerHTML.slice(0, 120));
}"""
# For each element: a date input takes four, for its three parts and the picker.
_MAX_PRESSES = 4
# The longest list of choices is that of the countries.
_MAX_STOPS = 300


def assert_works_by_keyboard(page: Page, leave: Sequence[int] = ()) -> None:
    """Assert that Tab reaches every link, button and input of a page, and that each shows the focus.

    `leave` numbers the parts of the page, as `tests.browser.parts` left them there, that were tried on another page.
    """
    stops = page.evaluate(_NUMBER, list(leave))
    reached: set[int] = set()
    seen: set[int] = set()
    presses = 0
    while (left := len(stops) - len(seen)) and presses < _MAX_PRESSES * len(stops) + 3:
        # Held down, as a key that repeats itself: half of the messages to the browser.
        for _press in range(left):
            page.keyboard.down("Tab")
        page.keyboard.up("Tab")
        presses += left
        reached, seen = map(set, page.evaluate("[[...reached], [...seen]]"))
    missed = [stop for number, stop in enumerate(stops) if number not in reached]
    assert not missed, f"{page.url}: the Tab key does not reach {missed}"
    assert reached == seen, f"{page.url}: no sign of focus on {[stops[number] for number in reached - seen]}"


@dataclass(slots=True)
class Keyboard:
    """A person who uses a page by keys alone, and how many keys that took."""

    page: Page
    presses: int = 0

    def __post_init__(self) -> None:
        # Chromium hands file choosers over from some moment after somebody listens: long before one opens.
        self.page.on("filechooser", lambda _chooser: None)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.presses += 1

    def reach(self, selector: str) -> None:
        """Press Tab until an element that fits the selector has the focus."""
        for _press in range(_MAX_STOPS):
            if self.page.evaluate(f"document.activeElement.matches({selector!r})"):
                return
            self.press("Tab")
        raise AssertionError(f"{self.page.url}: the Tab key does not reach {selector}")

    def activate(self, selector: str, key: str = "Enter") -> None:
        """Press a link or a button, and wait for the next page."""
        self.reach(selector)
        with self.page.expect_navigation():
            self.press(key)

    def write(self, name: str, value: str) -> None:
        """Give a field a value in place of the one that it has, each kind of field as its keys allow."""
        self.reach(f"[name='{name}']")
        kind = self.page.evaluate("document.activeElement.type")
        if kind in ("radio", "select-one"):
            if kind == "radio":
                self.press("Space")
            for _press in range(_MAX_STOPS):
                if self.page.evaluate("document.activeElement.value") == value:
                    return
                self.press("ArrowDown")
            raise AssertionError(f"{self.page.url}: {name} does not offer {value}")
        if kind == "checkbox":
            self.press("Space")
            return
        self.press("Control+A")
        self.page.keyboard.type(value)
        self.presses += len(value)

    def attach(self, name: str, file: FilePayload) -> None:
        """Choose a file for a field."""
        self.reach(f"[name='{name}']")
        with self.page.expect_file_chooser() as chooser:
            self.press("Enter")
        chooser.value.set_files(file)
