"""The shape of a page: of which elements the page is made, whatever their words are.

What breaks a Content-Security-Policy, and most of what axe finds, lies in the shape. So of pages that are made of the
same elements, such as the records of a model, a browser opens one.
"""

from html.parser import HTMLParser

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# Attributes that name other elements of the page.
NAMING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers")
# Elements that hold no others, and have no end.
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class PageShape(HTMLParser):
    """The elements of a page, each within its parent, with the order of its headings, the ids that are there twice or
    are named and missing, and the addresses of its links.
    """

    def __init__(self, content: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self._parts: set[tuple[object, ...]] = set()
        self._open: list[tuple[object, ...]] = []
        self._headings: list[str] = []
        self._ids: list[str] = []
        self._named: set[str] = set()
        self.feed(content)

    @property
    def parts(self) -> set[tuple[object, ...]]:
        """Return all that the shape is made of."""
        twice = {("twice", name) for name in self._ids if self._ids.count(name) > 1}
        missing = {("missing", name) for name in self._named.difference(self._ids)}
        return self._parts | twice | missing | {("headings", *self._headings)}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        own = (tag, values.get("class"), values.get("role"), values.get("type"), *sorted(values))
        self._parts.add((self._open[-1] if self._open else None, own))
        if tag in HEADINGS and self._headings[-1:] != [tag]:
            self._headings.append(tag)
        if name := values.get("id"):
            self._ids.append(name)
        for kind in NAMING:
            self._named.update((values.get(kind) or "").split())
        if tag == "a" and (link := values.get("href")):
            self.links.append(link)
        if tag not in VOID:
            self._open.append(own)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Of SVG; in HTML the stroke means nothing.
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            # The end of this one may be left out, as that of a paragraph.
            pass

    def handle_data(self, data: str) -> None:
        if self._open and data.strip():
            self._parts.add((self._open[-1], "text"))


class Shapes:
    """What the pages that were looked at are made of."""

    def __init__(self) -> None:
        self._seen: set[tuple[object, ...]] = set()

    def is_new(self, shape: PageShape) -> bool:
        """Return whether a page has anything in its shape that no earlier page has; remember the page."""
        parts = shape.parts
        is_new = not parts <= self._seen
        self._seen |= parts
        return is_new
