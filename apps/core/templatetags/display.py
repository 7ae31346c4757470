"""Numbers and moments in the reader's form."""

from datetime import date, datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core.languages import language_named
from apps.core.shares import percent, percent_exact

register = template.Library()


register.filter(percent)
register.filter(percent_exact)


@register.filter(expects_localtime=True)
def moment(value: date) -> SafeString:
    """A date, or a date and time, in a `<time>` element that programs can read too."""
    shown = date_format(value, "DATETIME_FORMAT" if isinstance(value, datetime) else "DATE_FORMAT")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


@register.filter
def written_in(code: str) -> str:
    """The language of what somebody wrote, in a sentence; nothing for whoever reads that language."""
    return language_named(code)
