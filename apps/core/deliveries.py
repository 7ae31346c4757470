"""Deliveries by post, as an officer records them, of every notice that gives somebody time to answer."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.deadlines import day_there, end_of_day
from apps.core.errors import InvalidInput
from apps.core.files import IdentifiedFile


def delivered_at(day: date, *, written: datetime, zone: ZoneInfo, files: Sequence[IdentifiedFile]) -> datetime:
    """Return the moment at which a letter counts as delivered that reached a business on a day, from which its time to
    answer is counted: the end of that day in its time zone, or now where the day is not over; and never before the
    letter was `written`.

    Raises Invalid for a day before the letter was written or after today, both as the officer or the business calls the
    day, and without the file that proves the delivery.
    """
    fields: dict[str, list[str]] = {}
    now = clock.now()
    if day < (first := min(clock.day_of(written), day_there(written, zone))):
        fields["day"] = [
            _("The notice was written on %(day)s, so nothing delivered it before. Give the day of delivery.")
            % {"day": first.isoformat()}
        ]
    elif day > max(clock.day_of(now), day_there(now, zone)):
        fields["day"] = [_("This day has not come. Give the day of delivery.")]
    if not files:
        fields["file"] = [_("Add the file that proves the delivery, such as the receipt that was signed.")]
    if fields:
        raise InvalidInput(" ".join(message for told in fields.values() for message in told), fields=fields)
    return max(written, min(end_of_day(day, zone), now))
