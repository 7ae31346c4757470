"""The two hands of an officer at the desk: the mouse, which counts its clicks, and the keyboard, which counts its keys.

Both do the same: take work, open a part of the page or an act, fill in a form, and send it. Words that are written for
somebody to read count neither as clicks nor as keys; putting the cursor into a field does.
"""

from typing import Protocol

from playwright.sync_api import Locator, Page, expect

from apps.accounts.models import User
from tests.browser.look import sign_in
from tests.browsers import follow

# The acts that a key opens, in the order of `static/js/desk.js`: the first that the page has.
KEYS = {
    "a": ("approve", "accept", "grant", "countersign", "confirm", "sustain", "uphold"),
    "d": ("deny", "decline", "send_back", "withdraw", "dismiss", "reverse", "uphold"),
    "n": ("note", "follow_up", "answer"),
}
# The button that confirms the consequences of an act, where the page asks for that.
CONFIRM = ".ks-confirm button"
# The longest way of the Tab key through a page of the desk.
MAX_TABS = 150


class Hand(Protocol):
    """What an officer does at the desk, and how many clicks or keys that took."""

    page: Page
    count: int

    def take_next(self) -> None:
        """Open the home, and take what is due next."""

    def open_part(self, name: str) -> None:
        """Follow a link of the page by its name, or by the beginning of its name."""

    def rest_is_met(self) -> None:
        """Note every criterion that has no finding as met."""

    def open_act(self, code: str) -> None:
        """Open the form of an act."""

    def choose(self, name: str, value: str) -> None:
        """Choose an option of a group, or of a list."""

    def ask_about(self, code: str, name: str) -> None:
        """Put a place of the application, by its code and its name, into the request for information."""

    def write(self, name: str, words: str) -> None:
        """Write into a field that is empty."""

    def leave_field(self) -> None:
        """Leave a field, so that the page saves what was written."""

    def send(self, code: str) -> None:
        """Take the act, and go on with the next case."""


def act_of(page: Page, code: str) -> Locator:
    """Return the fold of an act, by its code or by the code before the number of a part."""
    return page.locator(f"#act-{code}, [id^='act-{code}-']").first


def hand_over(hand: Hand, user: User, address: str) -> None:
    """Let another member of staff go on."""
    hand.page.context.clear_cookies()
    sign_in(hand.page.context, user, address)


class Mouse:
    """The mouse of an officer. The list of a field is opened by one click, and its option chosen by another."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def click(self, target: Locator) -> None:
        self.count += 1
        target.click()

    def follow(self, target: Locator) -> None:
        self.count += 1
        follow(target)

    def take_next(self) -> None:
        self.page.goto("/admin/")
        self.follow(self.page.get_by_role("button", name="Take what is due next"))

    def open_part(self, name: str) -> None:
        links = self.page.locator("#content :is(.ks-contents, .ks-tabs, .ks-files) a")
        self.follow(links.filter(has_text=name).first)

    def rest_is_met(self) -> None:
        self.follow(self.page.get_by_role("button", name="The rest is met"))

    def open_act(self, code: str) -> None:
        act = act_of(self.page, code)
        if act.get_attribute("open") is None:
            self.click(act.locator("summary"))

    def choose(self, name: str, value: str) -> None:
        field = self.page.locator(f"[name='{name}']")
        if field.first.evaluate("field => field.type") == "select-one":
            self.count += 2
            field.select_option(value)
        elif field.first.evaluate("field => field.type") == "select-multiple":
            self.count += 1
            field.select_option(value)
        else:
            self.click(self.page.locator(f"[name='{name}'][value='{value}']"))

    def ask_about(self, code: str, name: str) -> None:
        button = self.page.locator(f"button[name=add][value='{code}']")
        if not button.is_visible():
            self.click(self.page.locator(f"#{code.partition(':')[0]} > summary"))
        self.click(button)
        expect(self.page.locator(f"[id='id_ask-about-{code}']")).to_be_focused()

    def write(self, name: str, words: str) -> None:
        self.click(self.page.locator(f"[name='{name}']"))
        self.page.keyboard.type(words)

    def leave_field(self) -> None:
        """Do nothing more: a field is left by the next click, wherever that is."""
        self.page.evaluate("document.activeElement.blur()")

    def send(self, code: str) -> None:
        self.follow(act_of(self.page, code).locator("button[name=then]"))
        if (button := self.page.locator(CONFIRM)).count():
            self.follow(button)


class Keys:
    """The keyboard of an officer, with the keys of the desk and its palette of commands."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)

    def follow(self, key: str) -> None:
        with self.page.expect_navigation():
            self.press(key)

    def find(self, name: str) -> None:
        """Find a command in the palette by its name."""
        self.press("p")
        for letter in name.lower():
            self.press(letter if letter != " " else "Space")
        expect(self.page.locator("#ks-palette li:visible").first).to_contain_text(name, ignore_case=True)

    def reach(self, selector: str) -> None:
        for _tab in range(MAX_TABS):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"{self.page.url}: the Tab key does not reach {selector}")

    def take_next(self) -> None:
        self.page.goto("/admin/")
        self.follow("t")

    def open_part(self, name: str) -> None:
        self.find(name)
        self.follow("Enter")

    def rest_is_met(self) -> None:
        self.press("r")
        self.follow("Enter")

    def open_act(self, code: str) -> None:
        act = act_of(self.page, code)
        has = {other for names in KEYS.values() for other in names if self.page.locator(f"#act-{other}").count()}
        first = {key: next((name for name in names if name in has), "") for key, names in KEYS.items()}
        key = next((key for key, name in first.items() if name == code), None)
        if key:
            self.press(key)
        else:
            self.find(act.locator("summary").inner_text().split(" (")[0])
            self.press("Enter")
        expect(act).to_have_attribute("open", "")

    def choose(self, name: str, value: str) -> None:
        field = self.page.locator(f"[name='{name}']").first
        kind = field.evaluate("field => field.type")
        if kind == "checkbox":
            self.reach(f"[name='{name}'][value='{value}']")
            self.press("Space")
            return
        self.reach(f"[name='{name}']")
        values = self.page.evaluate(
            "name => [...document.getElementsByName(name)].flatMap(field => [...(field.options || [field])])"
            ".map(each => each.value)",
            name,
        )
        steps = values.index(value)
        if kind == "select-multiple":
            # The first arrow chooses the first option.
            steps += 1
        for _step in range(steps):
            self.press("ArrowDown")
        if kind == "radio" and not steps:
            self.press("Space")

    def ask_about(self, code: str, name: str) -> None:
        self.find(name)
        self.press("Enter")
        expect(self.page.locator(f"[id='id_ask-about-{code}']")).to_be_focused()

    def write(self, name: str, words: str) -> None:
        self.reach(f"[name='{name}']")
        self.page.keyboard.type(words)

    def leave_field(self) -> None:
        self.press("Tab")

    def send(self, code: str) -> None:
        self.reach(f"[id^='act-{code}'] button[name='then']")
        self.follow("Enter")
        if self.page.locator(CONFIRM).count():
            self.reach(CONFIRM)
            self.follow("Enter")
