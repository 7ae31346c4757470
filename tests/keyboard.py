"""Use of a page by the Tab key alone, as people use it without a mouse."""

from playwright.sync_api import Page

# Numbers the elements that the Tab key must reach. In a group of radio buttons this is the checked or first one.
_NUMBER = """() => {
    const groups = new Set();
    const stops = [...document.querySelectorAll(
        'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
    )].filter(element => {
        if (element.disabled || element.tabIndex < 0) return false;
        if (!element.checkVisibility({visibilityProperty: true})) return false;
        if (element.closest('details:not([open])') && !element.matches('details > summary')) return false;
        if (element.type !== 'radio') return true;
        const group = [...document.querySelectorAll(`input[type=radio][name="${element.name}"]`)];
        return element === (group.find(radio => radio.checked) || group[0]);
    });
    stops.forEach((element, number) => element.dataset.stop = number);
    document.activeElement.blur();
    return stops.map(element => element.outerHTML.slice(0, 120));
}"""
# Returns the element with the focus, and whether the focus is visible on the element or on its label.
_FOCUSED = """() => {
    const element = document.activeElement;
    const marked = [element, ...(element.labels || [])].some(shown => {
        const styles = [getComputedStyle(shown), getComputedStyle(shown, '::before')];
        return styles.some(style => (style.outlineStyle !== 'none' && style.outlineWidth !== '0px')
            || style.boxShadow !== 'none');
    });
    return [element.dataset.stop ?? null, marked];
}"""


def assert_works_by_keyboard(page: Page) -> None:
    """Assert that Tab reaches every link, button and input of a page, and that each shows the focus."""
    stops = page.evaluate(_NUMBER)
    reached, seen = set(), set()
    # A date input takes four presses: three parts and the picker.
    for _press in range(4 * len(stops) + 3):
        if len(seen) == len(stops):
            break
        page.keyboard.press("Tab")
        stop, marked = page.evaluate(_FOCUSED)
        if stop is not None:
            reached.add(int(stop))
            # The browser itself shows which part of a date input has the focus.
            if marked:
                seen.add(int(stop))
    missed = [stop for number, stop in enumerate(stops) if number not in reached]
    assert not missed, f"{page.url}: the Tab key does not reach {missed}"
    assert reached == seen, f"{page.url}: no sign of focus on {[stops[number] for number in reached - seen]}"
