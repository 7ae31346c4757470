"""The parts of a page, such as its header and its main part, each with a key by which another page knows the part.

Two parts have the same key where they have the same elements and words, but for figures, and a style gives each element
the same display, place and colors, and letters as large, as far as these matter to axe. So a part that is alike on two
pages, or at two widths, is looked at once; what a style changes at another width is looked at there as well.

Colored texts have the same key where their colors and size and the grounds around them are the same, and so is the
contrast.
"""

from dataclasses import dataclass

from playwright.sync_api import Page

# Leaves the parts in `window.parts`, and in `window.texts` an element for each key of a text; returns all keys.
_DESCRIBE = r"""() => {
    const sum = text => {
        let a = 0xdeadbeef, b = 0x41c6ce57;
        for (let i = 0; i < text.length; i++) {
            const code = text.charCodeAt(i);
            a = Math.imul(a ^ code, 2654435761);
            b = Math.imul(b ^ code, 1597334677);
        }
        return (a >>> 0).toString(36) + (b >>> 0).toString(36);
    };
    const styles = new Map();
    window.texts = new Map();
    const describe = element => {
        const style = getComputedStyle(element), box = element.getBoundingClientRect();
        const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        const ground = [style.backgroundColor, style.backgroundImage, style.opacity, style.position];
        const letters = [style.color, large, style.textShadow];
        const shown = element.checkVisibility({visibilityProperty: true});
        const there = shown && box.width > 1 && box.height > 1 && box.right > 0 && box.bottom > -scrollY;
        const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY)
            && (element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight);
        const around = styles.get(element.parentElement) || '';
        const own = sum(around + [element.localName, element.getAttribute('class'), ...ground].join());
        styles.set(element, own);
        const has = element.matches('input, select, textarea')
            || [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (there && has) {
            const key = sum(own + [...letters, element.disabled, element.ariaDisabled].join());
            if (!texts.has(key)) texts.set(key, element);
        }
        return [shown, there, scrolls, style.display, ...ground, ...letters].join();
    };
    const main = document.querySelector('main');
    const split = element =>
        element !== main && element.contains(main) ? [...element.children].flatMap(split) : [element];
    const outer = [];
    for (let each = main ? main.parentElement : document.body; each; each = each.parentElement) outer.unshift(each);
    outer.forEach(describe);
    window.parts = [...document.body.children].flatMap(split);
    const keys = parts.map(part => {
        const words = part.outerHTML.replace(/nonce="[^"]*"|<input type="hidden"[^>]*>|[0-9]/g, '0');
        return sum([words, ...[part, ...part.querySelectorAll('*')].map(describe)].join('|'));
    });
    return [keys, [...texts.keys()]];
}"""


@dataclass(frozen=True, slots=True)
class Parts:
    """The keys of the parts of the open page, and of the colored texts in them."""

    keys: list[str]
    texts: list[str]


def parts_of(page: Page) -> Parts:
    """Describe the open page, for whoever asks axe or presses keys next."""
    return Parts(*page.evaluate(_DESCRIBE))
