"""The limits of a proposed change: they begin with the delivery of the notice, and reminders come before each
limit.

A reminder is a timer (`events.timers`). Its event comes in the morning where the business is, and its handler reads the
present state. The time of the seller is counted where the seller is, the time of the program in days of the program.
"""

from datetime import timedelta

from apps.core import clock
from apps.core.deadlines import deadline, morning_before
from apps.events.timers import timer_set, timers_clear
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.models import Shipper
from apps.shippers.zones import zone_of
from apps.standing.proposals.models import ProposedChange

TIMER = "standing.limit_near"
# By step: the number of days before the limit on which a reminder is sent.
RESPOND = {"respond_7": 7, "respond_1": 1}
DECIDE = {"decide_7": 7, "decide_1": 1}
LAPSE = {"lapse_7": 7, "lapse_1": 1}
OVERDUE, LAPSED = "overdue", "lapse"
# The same for the first review of a suspension at once, which comes before the time to respond is over.
REVIEW = {"review_3": 3, "review_1": 1}
UNREVIEWED, REVIEW_LAPSED = "unreviewed", "review_lapse"
DAILY = timedelta(days=1)


def proposal_subject(proposal: ProposedChange) -> tuple[str, int]:
    """Return the name of a proposed change for events, work items and timers."""
    return ("proposedchange", proposal.pk)


def proposal_limits_set(proposal: ProposedChange, shipper: Shipper) -> None:
    """Compute by when to respond and to decide, and when the proposed change lapses, from the delivery of the notice
    on; for a suspension at once also by when to review it, from its beginning on. The caller saves.
    """
    clocks = terms_of(policy_on(clock.today())).clocks
    begins = proposal.served_at or clock.now()
    proposal.respond_by = deadline(begins, clocks.response_days, zone_of(shipper))
    if proposal.effective_at:
        since = clock.day_of(proposal.effective_at)
        proposal.review_by = clock.end_of(clock.add_days(since, clocks.critical_review_days))
        proposal.review_lapse_at = clock.end_of(clock.add_days(since, clocks.critical_lapse_days))
    _count_from_response(proposal)


def proposal_limits_move(proposal: ProposedChange, shipper: Shipper) -> None:
    """Move the later limits after the day to respond has moved, and set the timers anew. The review of a suspension
    that is in effect does not wait.
    """
    _count_from_response(proposal)
    proposal_timers_set(proposal, shipper)


def _count_from_response(proposal: ProposedChange) -> None:
    """Set the moments by which a proposal is decided and lapses, counted from the end of the time to respond."""
    clocks = terms_of(policy_on(clock.today())).clocks
    decide_on = clock.add_days(clock.day_of(proposal.respond_by), clocks.change_decision_days)
    proposal.decide_by = clock.end_of(decide_on)
    proposal.lapse_at = clock.end_of(clock.add_days(decide_on, clocks.change_lapse_days))


def proposal_timers_set(proposal: ProposedChange, shipper: Shipper) -> None:
    """Set every reminder and limit of a saved proposed change anew. Mornings in the past remind nobody."""
    timers_clear(subject=proposal_subject(proposal))
    assert proposal.decide_by is not None
    assert proposal.lapse_at is not None
    zone, now = zone_of(shipper), clock.now()
    mornings = {step: morning_before(proposal.respond_by, days, zone) for step, days in RESPOND.items()}
    if proposal.response or not proposal.served_at:
        mornings = {}
    for steps, limit in ((DECIDE, proposal.decide_by), (LAPSE, proposal.lapse_at)):
        mornings |= {step: morning_before(limit, days, clock.PROGRAM_ZONE) for step, days in steps.items()}
    ends = {OVERDUE: proposal.decide_by, LAPSED: proposal.lapse_at}
    if proposal.review_is_due:
        assert proposal.review_by is not None
        assert proposal.review_lapse_at is not None
        mornings |= {
            step: morning_before(proposal.review_by, days, clock.PROGRAM_ZONE) for step, days in REVIEW.items()
        }
        ends |= {UNREVIEWED: proposal.review_by, REVIEW_LAPSED: proposal.review_lapse_at}
    moments = {step: moment for step, moment in mornings.items() if moment > now}
    for step, moment in (moments | ends).items():
        timer_set(TIMER, subject=proposal_subject(proposal), at=moment, step=step, shipper_id=shipper.pk)


def proposal_timers_clear(proposal: ProposedChange) -> None:
    """Clear all timers of a proposed change that is decided."""
    timers_clear(subject=proposal_subject(proposal))
