"""Days in words: the last day of a limit with the zone in which it ends, and how many days are left until then.

A moment has its day where the reader's page tells time: the zone in force is that of the business on the pages of a
business, and that of the program on all others (ADR 0069).
"""

from datetime import date, datetime, tzinfo

from babel.dates import get_timezone_location
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.lazy import Promise, later


def zone_text(zone: tzinfo | str) -> str:
    """Return a zone in words, by its place in the language of the reader: "Lisbon time", "hora de Lisboa"."""
    place = get_timezone_location(str(zone), locale=to_locale(get_language() or "en"), return_city=True)
    # Of a place that has no translation, Babel gives the whole rest of the name: "Argentina/Buenos Aires".
    return _("%(place)s time") % {"place": place.rpartition("/")[2]}


def day_here(day: date, zone: tzinfo | None = None) -> date:
    """Return a day as it is, or the day of a moment in a zone; without one, in the zone in force."""
    return day.astimezone(zone or get_current_timezone()).date() if isinstance(day, datetime) else day


def deadline_text(limit: date, zone: tzinfo | None = None) -> str:
    """Return the last day of a limit in words, with the zone in which the day ends; without one, the zone in force."""
    zone = zone or get_current_timezone()
    return with_zone(date_format(day_here(limit, zone), "DATE_FORMAT"), zone)


def program_deadline_in_words(limit: date) -> Promise:
    """Return the last day of a limit that is a day of the program, with the zone, in the language of the reader."""
    return later(lambda: deadline_text(limit, clock.PROGRAM_ZONE))


def with_zone(text: str, zone: tzinfo | None = None) -> str:
    """Return a day or a time in words with the zone that it is of; without one, the zone in force."""
    return _("%(day)s (%(zone)s)") % {"day": text, "zone": zone_text(zone or get_current_timezone())}


def days_left(limit: date, zone: tzinfo | None = None) -> int:
    """Return the number of days until the last day of a limit: 0 on the day itself, less than 0 after it."""
    return (day_here(limit, zone) - day_here(clock.now(), zone)).days


def time_left_text(limit: date, zone: tzinfo | None = None) -> str:
    """Return how many days are left until the last day of a limit, or how many it has been over for, in words."""
    days = days_left(limit, zone)
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
    return ngettext("overdue by %(days)d day", "overdue by %(days)d days", -days) % {"days": -days}
