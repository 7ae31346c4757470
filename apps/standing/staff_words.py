"""What staff are reminded of, by mail. Only staff read this."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHANGE: dict[str, tuple[Promise, Promise]] = {
    "decide": (
        _("{kind} of {business}: decide by {day}"),
        _("Read the response, if there is one, and decide. The business was told this day."),
    ),
    "overdue": (
        _("{kind} of {business} is overdue: it was to be decided by {day}"),
        _("The business was promised a decision by that day. Decide it, or give it to somebody who does."),
    ),
    "lapse": (
        _("{kind} of {business} lapses on {day}"),
        _("If nobody decides by then, it lapses in favor of the business."),
    ),
    "lapsed": (
        _("{kind} of {business} has lapsed"),
        _("Nobody decided in time. A suspension at once has become a membership on conditions: settle it."),
    ),
}
APPEAL: dict[str, tuple[Promise, Promise]] = {
    "near": (
        _("The appeal of {business} is to be determined by {day}"),
        _("Somebody who took no part in the decision hears it."),
    ),
    "overdue": (
        _("The appeal of {business} is overdue: it was to be determined by {day}"),
        _("The law gives 180 days for it (6 U.S.C. 967). Determine it now."),
    ),
}
