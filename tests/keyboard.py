"""Use of a page by the Tab key alone, as people use it without a mouse."""

from playwright.sync_api import Page

# Numbers the elements that the Tab key must reach (in a group of radio buttons the checked or first one), and from then
# on keeps which of them had the focus, and on which, or on whose label, the focus could be seen.
_NUMBER = """() => {
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
    return stops.map(element => element.outerHTML.slice(0, 120));
}"""
# For each element: a date input takes four, for its three parts and the picker.
_MAX_PRESSES = 4


def assert_works_by_keyboard(page: Page) -> None:
    """Assert that Tab reaches every link, button and input of a page, and that each shows the focus."""
    stops = page.evaluate(_NUMBER)
    reached: set[int] = set()
    seen: set[int] = set()
    presses = 0
    while (left := len(stops) - len(seen)) and presses < _MAX_PRESSES * len(stops) + 3:
        for _press in range(left):
            page.keyboard.press("Tab")
        presses += left
        reached, seen = map(set, page.evaluate("[[...reached], [...seen]]"))
    missed = [stop for number, stop in enumerate(stops) if number not in reached]
    assert not missed, f"{page.url}: the Tab key does not reach {missed}"
    assert reached == seen, f"{page.url}: no sign of focus on {[stops[number] for number in reached - seen]}"
