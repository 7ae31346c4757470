"""The limits of a case of common control: they begin with the delivery of the notice to each business."""

from collections.abc import Sequence

from apps.core import clock
from apps.core.deadlines import deadline, mornings_before
from apps.events.timers import NewTimer, timer_set, timers_clear, timers_set
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.zones import zone_of
from apps.standing.control.models import Control, ControlledBusiness
from apps.standing.control.notices import control_subject

# The timer of a case, which rings when the case lapses, and that of a business that may still respond.
CASE_TIMER = "standing.control_near"
BUSINESS_TIMER = "standing.control_response_near"
LAPSED = "lapse"
# By step: the number of days before the last day to respond on which a business is reminded.
RESPOND = {"respond_7": 7, "respond_1": 1}


def business_subject(controlled: ControlledBusiness) -> tuple[str, int]:
    """Return the name of a business in a case for timers."""
    return ("controlledbusiness", controlled.pk)


def respond_by_set(controlled: ControlledBusiness) -> None:
    """Let the time to respond begin with the delivery of the notice, or with today while it has reached nobody. The
    caller saves.
    """
    days = terms_of(policy_on(clock.today())).clocks.response_days
    begins = controlled.served_at or clock.now()
    controlled.respond_by = deadline(begins, days, zone_of(controlled.shipper))


def case_limits_set(control: Control, businesses: Sequence[ControlledBusiness]) -> None:
    """Compute by when a case is decided and when it lapses, from the end of the latest time to respond. The caller
    saves.
    """
    clocks = terms_of(policy_on(clock.today())).clocks
    last = max(clock.day_of(each.respond_by) for each in businesses)
    decide_on = clock.add_days(last, clocks.change_decision_days)
    control.decide_by = clock.end_of(decide_on)
    control.lapse_at = clock.end_of(clock.add_days(decide_on, clocks.change_lapse_days))


def timers_renew(control: Control, businesses: Sequence[ControlledBusiness]) -> None:
    """Set the timers of a saved case and of its businesses anew. Mornings in the past remind nobody."""
    timer_set(CASE_TIMER, subject=control_subject(control), at=control.lapse_at, step=LAPSED)
    for controlled in businesses:
        timers_clear(subject=business_subject(controlled))
        if controlled.served_at is None or controlled.position:
            continue
        mornings = mornings_before(controlled.respond_by, RESPOND, zone_of(controlled.shipper))
        subject, shipper_id = business_subject(controlled), controlled.shipper_id
        timers_set([NewTimer(BUSINESS_TIMER, subject, at, step, shipper_id) for step, at in mornings.items()])
