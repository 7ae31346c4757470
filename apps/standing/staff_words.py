"""The reminders that staff receive by mail. Only staff read these texts."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

CHANGE: dict[str, tuple[Promise, Promise]] = {
    "decide": (
        _lazy("{kind} of {business}: decide by {day}"),
        _lazy("Read the response, if there is one, and decide. The business was promised a decision by this day."),
    ),
    "overdue": (
        _lazy("{kind} of {business} is overdue: the decision was due by {day}"),
        _lazy("The business was promised a decision by that day. Decide the change, or give it to an officer who can."),
    ),
    "lapse": (
        _lazy("{kind} of {business} lapses on {day}"),
        _lazy("If nobody decides by then, the proposed change lapses in favor of the business."),
    ),
    "lapsed": (
        _lazy("{kind} of {business} has lapsed"),
        _lazy(
            "Nobody decided in time. If it was a suspension at once, the business is a member on conditions now: "
            "decide what follows."
        ),
    ),
}
APPEAL: dict[str, tuple[Promise, Promise]] = {
    "near": (
        _lazy("The appeal of {business} must be decided by {day}"),
        _lazy("An officer who took no part in the decision must hear the appeal."),
    ),
    "overdue": (
        _lazy("The appeal of {business} is overdue: the decision was due by {day}"),
        _lazy("The time that the policy allows, after 6 U.S.C. 967(c), is over. Decide the appeal now."),
    ),
}
