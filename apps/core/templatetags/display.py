"""Template filters for numbers, moments and languages in the form of the reader."""

from datetime import date, datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone

from apps.core.clock import PROGRAM_ZONE
from apps.core.contacts import contacts_removed
from apps.core.days_text import day_here, days_left, deadline_text, time_left_text, with_zone, zone_text
from apps.core.languages import language_note
from apps.core.shares import percent, percent_exact, percent_high, percent_low

register = template.Library()


register.filter(percent)
register.filter(percent_low)
register.filter(percent_high)
register.filter(percent_exact)
register.filter(contacts_removed)


@register.filter(expects_localtime=True)
def moment(value: date) -> SafeString:
    """Return a date, or a date and time, in a `<time>` element, which programs can read too."""
    shown = date_format(value, "DATETIME_FORMAT" if isinstance(value, datetime) else "DATE_FORMAT")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


@register.filter(expects_localtime=True)
def deadline(limit: date) -> SafeString:
    """Return the last day of a limit with the zone in which the day ends: that of the page."""
    return format_html('<time datetime="{}">{}</time>', day_here(limit).isoformat(), deadline_text(limit))


@register.filter
def program_deadline(limit: date) -> SafeString:
    """Return the last day of a limit that is a day of the program, in New York."""
    day = day_here(limit, PROGRAM_ZONE)
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), deadline_text(day, PROGRAM_ZONE))


@register.filter
def program_day(at: datetime) -> str:
    """Return the day of the program in which a moment lies, with its zone where the page tells the time of another."""
    text = date_format(day_here(at, PROGRAM_ZONE), "DATE_FORMAT")
    return with_zone(text, PROGRAM_ZONE) if zone_here() else text


@register.filter(expects_localtime=True)
def zoned(at: datetime) -> SafeString:
    """Return a date and time with the zone of the page."""
    shown = with_zone(date_format(at, "DATETIME_FORMAT"))
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), shown)


@register.filter
def time_left(limit: date) -> str:
    """Return how many days are left until the last day of a limit, or how many it has been over for."""
    return time_left_text(limit)


@register.filter
def is_overdue(limit: date) -> bool:
    """Tell whether the last day of a limit is over where the page tells time."""
    return days_left(limit) < 0


@register.simple_tag
def zone_here() -> str:
    """Return the name of the zone of the page; "" where it is that of the program."""
    zone = get_current_timezone()
    return "" if str(zone) == str(PROGRAM_ZONE) else zone_text(zone)


@register.filter
def written_in(code: str) -> str:
    """Return the sentence “Written in English”, or "" if the reader reads this language."""
    return language_note(code)
