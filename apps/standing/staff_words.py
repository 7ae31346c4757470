"""The reminders that staff receive by mail. Only staff read these texts."""

from django.utils.translation import gettext_lazy as _lazy

from apps.core.lazy import Promise

CHANGE: dict[str, tuple[Promise, Promise]] = {
    "review": (
        _lazy("{kind} of {business}: review by {day}"),
        _lazy("The business is suspended before it was heard. Say whether the suspension stays until the decision."),
    ),
    "review_overdue": (
        _lazy("{kind} of {business} is overdue: the review was due by {day}"),
        _lazy(
            "The business is suspended, and nobody has looked at it yet. Review the suspension, or give it to an "
            "officer who can. If nobody does, the business is a member on conditions."
        ),
    ),
    "unreviewed": (
        _lazy("{kind} of {business} was not reviewed in time"),
        _lazy(
            "The business is a member on conditions now, with every parcel examined, until the suspension is decided. "
            "Nothing can be decided before its response or its time to respond."
        ),
    ),
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
            "Nobody decided in time, so nothing is taken away. If it was a suspension at once, the suspension has "
            "ended: propose what the findings still call for."
        ),
    ),
}
APPEAL: dict[str, tuple[Promise, Promise]] = {
    "made": (
        _lazy("{business} has appealed: decide the appeal by {day}"),
        _lazy("You took no part in the case, so you may hear the appeal. Its page says who else may."),
    ),
    "near": (
        _lazy("The appeal of {business} must be decided by {day}"),
        _lazy("An officer who took no part in the decision must hear the appeal."),
    ),
    "overdue": (
        _lazy("The appeal of {business} is overdue: the decision was due by {day}"),
        _lazy(
            "The time that the policy allows, after 6 U.S.C. 967(c), is over. Unless a supervisor kept the change in "
            "effect, the business has back what was taken until you decide. Decide the appeal now."
        ),
    ),
}
NOBODY_HEARS = _lazy(
    "Everybody who decides appeals took part in the case or is on the team of the business. Ask an administrator for "
    "somebody else: the page of the appeal says who may not hear it, and why."
)
ON_TEAM = _lazy("Is, or was until lately, on the team of the business")
AS_ONE = _lazy("Counts as one with {name}: one of the two asked for the account of the other. {name}: {what}")
TOOK_PART = _lazy(
    "Somebody who took part in the case, or counts as one with somebody who did, can't hear its appeal. The page of "
    "the appeal says who may."
)
CONTROL_LAPSED = (
    _lazy("Your case of common control has lapsed: nobody decided it in time"),
    _lazy("Each business is judged as before. The same ties can't be proposed again."),
)
