"""The home of whoever audits: what changed in the last days, by kind of record, and who looked at how much."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst

from apps.audit.selectors import ViewCounts, changes_counted, looks_counted
from apps.core import clock

DAYS = 7
# Counting the changes of a kind stops here.
MAX_COUNTED = 10_000
# The people who looked at the most businesses.
MAX_PEOPLE = 15


class ChangedRecords(NamedTuple):
    """A kind of record, how often records of this kind changed, and the list of these changes."""

    label: str
    count: int
    url: str


def trail_home() -> dict[str, Any]:
    """Return what the template shows of the changes and the looks of the last days."""
    first = clock.add_days(clock.today(), -(DAYS - 1))
    since = clock.start_of(first)
    changes, looks = reverse("admin:audit_recordchange_changelist"), reverse("admin:audit_view_changelist")
    return {
        "days": DAYS,
        "changed": [
            ChangedRecords(
                str(capfirst(model._meta.verbose_name_plural)),
                count,
                f"{changes}?{urlencode({'kind': model._meta.label_lower})}",
            )
            for model, count in changes_counted(since, MAX_COUNTED).items()
        ],
        "most_counted": MAX_COUNTED,
        "looked": [(one, _looks_url(looks, one)) for one in looks_counted(since, MAX_PEOPLE)],
        "changes_url": changes,
        "looks_url": looks,
        "accesses_url": reverse("admin:accounts_access_changelist"),
    }


def _looks_url(looks: str, one: ViewCounts) -> str:
    return f"{looks}?{urlencode({'person': one.actor.pk})}"
