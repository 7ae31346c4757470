"""Template filters for numbers, moments and languages in the form of the reader."""

from datetime import date, datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core.languages import language_note
from apps.core.shares import percent, percent_exact

register = template.Library()


register.filter(percent)
register.filter(percent_exact)


@register.filter(expects_localtime=True)
def moment(value: date) -> SafeString:
    """Return a date, or a date and time, in a `<time>` element, which programs can read too."""
    shown = date_format(value, "DATETIME_FORMAT" if isinstance(value, datetime) else "DATE_FORMAT")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


@register.filter
def written_in(code: str) -> str:
    """Return the sentence “Written in English”, or "" if the reader reads this language."""
    return language_note(code)
