"""The parts of which pages are built: the panel, the fact of a list, the table with its headings and cells, the chart.

Every template has these tags without loading them (`builtins` in the settings).
"""

from collections.abc import Iterable

from django import template
from django.template.base import render_value_in_context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_NUMBER = SafeString(' class="ks-number"')
_NO_CLASS = SafeString("")


@register.simple_block_tag
def panel(
    content: SafeString,
    anchor: str = "",
    title: str = "",
    *,
    number: object = None,
    label: str = "",
    error: object = False,
    warning: object = False,
    good: object = False,
    level: int = 2,
    extra: str = "",
) -> SafeString:
    """Draw a panel that its heading names by the id `anchor`, or `anchor-number`, or that a label names.

    Without a title, the content holds the heading; without any of these, the panel has no name. A border says that
    something is wrong, waits for the reader, or is good. `extra` are further classes.
    """
    look = "--error" if error else "--warning" if warning else "--good" if good else ""
    classes = " ".join(["ks-panel", *([f"ks-panel{look}"] if look else []), *extra.split()])
    if label:
        return format_html('<section class="{}" aria-label="{}">{}</section>', classes, label, content)
    if not anchor:
        return format_html('<div class="{}">{}</div>', classes, content)
    named = _anchor(anchor, number)
    if title:
        content = format_html('\n  <h{0} id="{1}">{2}</h{0}>{3}', level, named, title, content)
    return format_html('<section class="{}" aria-labelledby="{}">{}</section>', classes, named, content)


@register.simple_tag(takes_context=True)
def fact(context: template.Context, label: str, value: object) -> SafeString:
    """Draw a fact of a list `<dl>`: a label and a value."""
    return longfact(conditional_escape(render_value_in_context(value, context)), label)


@register.simple_block_tag
def longfact(content: SafeString, label: str) -> SafeString:
    """Draw a fact of a list `<dl>` whose value is more than one variable."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content)


@register.simple_block_tag
def table(
    content: SafeString, look: str = "", *, labelledby: str = "", number: object = None, label: str = ""
) -> SafeString:
    """Draw a table of the sellers' and public pages, named by the id of a heading, by a label, or by its caption."""
    classes = f"usa-table usa-table--borderless usa-table--compact {look}".strip()
    name = format_html(' aria-labelledby="{}"', _anchor(labelledby, number)) if labelledby else ""
    name = format_html(' aria-label="{}"', label) if label else name
    return format_html('<table class="{}"{}>{}</table>', classes, name, content)


@register.simple_tag(takes_context=True)
def heads(context: template.Context, *titles: object) -> SafeString:
    """Draw the headings of columns."""
    return _drawn(context, '<th scope="col"{}>{}</th>', _NO_CLASS, titles)


@register.simple_tag(takes_context=True)
def number_heads(context: template.Context, *titles: object) -> SafeString:
    """Draw the headings of columns of numbers."""
    return _drawn(context, '<th scope="col"{}>{}</th>', _NUMBER, titles)


@register.simple_tag(takes_context=True)
def cells(context: template.Context, *values: object) -> SafeString:
    """Draw cells of a table."""
    return _drawn(context, "<td{}>{}</td>", _NO_CLASS, values)


@register.simple_tag(takes_context=True)
def number_cells(context: template.Context, *values: object) -> SafeString:
    """Draw cells of columns of numbers."""
    return _drawn(context, "<td{}>{}</td>", _NUMBER, values)


@register.simple_tag(takes_context=True)
def cell(context: template.Context, label: str, value: object) -> SafeString:
    """Draw a cell with the heading of its column, which a phone shows beside the value."""
    return format_html('<td data-label="{}">{}</td>', label, render_value_in_context(value, context))


@register.simple_tag(takes_context=True)
def number_cell(context: template.Context, label: str, value: object) -> SafeString:
    """Draw a cell of a column of numbers with the heading of the column."""
    return format_html('<td class="ks-number" data-label="{}">{}</td>', label, render_value_in_context(value, context))


@register.simple_block_tag
def chart(content: SafeString, kind: str, drawn: object, label: str) -> SafeString:
    """Draw a chart of `templates/charts/` with its caption, the content, and a label for who does not see it."""
    drawing = render_to_string(f"charts/{kind}.html", {"chart": drawn, "label": label})
    return format_html('<figure class="ks-chart"><figcaption>{}</figcaption>{}</figure>', content, drawing)


def _anchor(name: str, number: object) -> str:
    return name if number is None else f"{name}-{number}"


def _drawn(context: template.Context, form: str, look: SafeString, values: Iterable[object]) -> SafeString:
    return format_html_join("", form, ((look, render_value_in_context(value, context)) for value in values))
