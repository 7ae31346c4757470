"""The limits of a proposed change: they begin with the delivery of the notice, and reminders come before each
limit.

A reminder is a timer (`events.timers`). Its event comes in the morning where the business is, and its handler reads the
present state. The time of the seller is counted where the seller is, the time of the program in days of the program.
"""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.deadlines import deadline, mornings_before
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.cases import CaseNotice, TeamCases
from apps.shippers.models import Shipper
from apps.shippers.zones import zone_of
from apps.standing import work
from apps.standing.members.services import standing_lock
from apps.standing.proposals.models import ProposedChange
from apps.standing.proposals.selectors.proposals import UNDECIDED, proposal_facts
from apps.standing.proposals.states import PROPOSAL, ProposalFacts
from apps.work.cases import CaseClock, CaseWork

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


def _moments(proposal: ProposedChange) -> dict[str, datetime]:
    """Return every reminder and limit of a proposed change. Mornings in the past remind nobody."""
    assert proposal.decide_by is not None
    assert proposal.lapse_at is not None
    is_heard = proposal.served_at and not proposal.response
    moments = mornings_before(proposal.respond_by, RESPOND, zone_of(proposal.shipper)) if is_heard else {}
    moments |= mornings_before(proposal.decide_by, DECIDE, clock.PROGRAM_ZONE)
    moments |= mornings_before(proposal.lapse_at, LAPSE, clock.PROGRAM_ZONE)
    moments |= {OVERDUE: proposal.decide_by, LAPSED: proposal.lapse_at}
    if proposal.review_is_due:
        assert proposal.review_by is not None
        assert proposal.review_lapse_at is not None
        moments |= mornings_before(proposal.review_by, REVIEW, clock.PROGRAM_ZONE)
        moments |= {UNREVIEWED: proposal.review_by, REVIEW_LAPSED: proposal.review_lapse_at}
    return moments


def _facts(proposal: ProposedChange, actor: User) -> ProposalFacts:
    return proposal_facts(proposal, standing_lock(proposal.shipper_id), actor)


PROPOSALS = TeamCases(
    rows=ProposedChange.objects.select_related("evaluation", "shipper"),
    lifecycle=PROPOSAL,
    missing=_lazy("There is no such proposed change."),
    locked_first=("shipper", standing_lock),
    facts=_facts,
    # A proposed change is work of six kinds, which the acts open and close.
    work=CaseWork(kind=work.CHANGE, states=[]),
    clock=CaseClock(timer=TIMER, states=UNDECIDED, moments=_moments),
    events="standing.proposal_",
    event_names={
        "continue": "reviewed",
        "lift": "lifted",
        "extend": "extended",
        "recommend": "recommended",
        "send_back": "sent_back",
    },
    payload=lambda proposal: {"change": proposal.kind},
    notice=CaseNotice(
        kind=lambda proposal: f"standing.{proposal.kind}",
        page=lambda proposal: reverse("portal:change", args=[proposal.shipper_id, proposal.pk]),
        names_case=True,
    ),
)


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


def proposal_limits_move(proposal: ProposedChange) -> None:
    """Move the later limits after the day to respond has moved, and set the timers anew. The review of a suspension
    that is in effect does not wait.
    """
    _count_from_response(proposal)
    PROPOSALS.timers_renew(proposal)


def _count_from_response(proposal: ProposedChange) -> None:
    """Set the moments by which a proposal is decided and lapses, counted from the end of the time to respond."""
    clocks = terms_of(policy_on(clock.today())).clocks
    decide_on = clock.add_days(clock.day_of(proposal.respond_by), clocks.change_decision_days)
    proposal.decide_by = clock.end_of(decide_on)
    proposal.lapse_at = clock.end_of(clock.add_days(decide_on, clocks.change_lapse_days))
