"""The reminders that staff receive by mail. Only staff read these texts."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

CHANGE: dict[str, tuple[Promise, Promise]] = {
    "decide": (
        _lazy("{kind} of {business}: decide by {day}"),
        _lazy("Read the response, if there is one, and decide. The business was told this day."),
    ),
    "overdue": (
        _lazy("{kind} of {business} is overdue: it was to be decided by {day}"),
        _lazy("The business was promised a decision by that day. Decide it, or give it to somebody who does."),
    ),
    "lapse": (
        _lazy("{kind} of {business} lapses on {day}"),
        _lazy("If nobody decides by then, it lapses in favor of the business."),
    ),
    "lapsed": (
        _lazy("{kind} of {business} has lapsed"),
        _lazy("Nobody decided in time. A suspension at once has become a membership on conditions: settle it."),
    ),
}
APPEAL: dict[str, tuple[Promise, Promise]] = {
    "near": (
        _lazy("The appeal of {business} is to be determined by {day}"),
        _lazy("Somebody who took no part in the decision hears it."),
    ),
    "overdue": (
        _lazy("The appeal of {business} is overdue: it was to be determined by {day}"),
        _lazy("The law gives 180 days for it (6 U.S.C. 967). Determine it now."),
    ),
}
