"""A notice in words: what is to be taken away, where it stands and who holds it, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.deadlines import day_there
from apps.policy.models import Policy
from apps.shippers.zones import zone_of
from apps.standing.models import Appeal, Plan, ProposedChange, Status
from apps.standing.proposals.notices import day
from apps.standing.selectors import appeal_until

Kind, State = ProposedChange.Kind, ProposedChange.State
TAKEN = (State.UPHELD, State.REDUCED)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a notice stands. `tag` and `tone` label it, `held` says who holds it and by when, `more` what follows.

    `waits_on_business`: it is the business's turn.
    """

    tag: str
    tone: str
    held: str
    more: str = ""
    waits_on_business: bool = False


def title_of(proposal: ProposedChange) -> str:
    """What the notice is about, as the heading of its page."""
    if proposal.at_once:
        since = day(day_there(proposal.effective_at or proposal.proposed_at, zone_of(proposal.shipper)))
        if proposal.is_undecided:
            return _("You have been suspended since %(day)s") % {"day": since}
        return _("Suspension of %(day)s") % {"day": since}
    return _("Proposed: %(kind)s") % {"kind": proposal.get_kind_display()}


def what_of(proposal: ProposedChange) -> str:
    """What is to be taken away, or was to be, once it is decided."""
    notice, is_open = proposal.notice, proposal.is_undecided
    tiers = {"held": notice["tier_held"], "tier": notice["tier"]}
    if proposal.at_once:
        return _(
            "A critical finding with a recorded basis suspends at once. Benefits rest while you are suspended. You "
            "keep access: you can read everything, respond and appeal."
        )
    match proposal.kind:
        case Kind.DEMOTION:
            if is_open:
                return _("It is proposed that you go from tier %(held)s to tier %(tier)s.") % tiers
            return _("It was proposed that you go from tier %(held)s to tier %(tier)s.") % tiers
        case Kind.SUSPENSION:
            if is_open:
                return _("It is proposed to suspend you. Benefits rest while a member is suspended.")
            return _("It was proposed to suspend you. Benefits rest while a member is suspended.")
        case Kind.REMOVAL:
            if is_open:
                return _("It is proposed to remove you from the program. Your number would no longer count.")
            return _("It was proposed to remove you from the program.")
    if is_open:
        return _("It is proposed that your validation ends, and with it any tier above tier %(tier)s.") % tiers
    return _("It was proposed that your validation ends, and with it any tier above tier %(tier)s.") % tiers


def where_of(proposal: ProposedChange) -> Where:
    """Where it stands now, and who holds it."""
    return _decided(proposal) if proposal.decided_at else _undecided(proposal)


def _undecided(proposal: ProposedChange) -> Where:
    now = clock.now()
    stays = "" if proposal.at_once else _("Nothing changes before an officer has decided.")
    if not proposal.response and now <= proposal.respond_by:
        return Where(
            _("Waiting on you"),
            "warning",
            _("Waiting on you: respond by %(day)s.") % {"day": day(proposal.respond_on)},
            _while_open(proposal, stays),
            waits_on_business=True,
        )
    late = not proposal.response
    told = _("The day to respond is over. What you still send counts until it is decided.") if late else ""
    return Where(
        _("Waiting on the program"),
        "warning" if late else "info",
        _holds(proposal, now),
        " ".join(filter(None, [told, stays])),
        waits_on_business=late,
    )


def _while_open(proposal: ProposedChange, stays: str) -> str:
    if proposal.at_once and proposal.decide_by:
        return _("An officer reviews the suspension by %(day)s, whether or not you have responded by then.") % {
            "day": _program_day(proposal.decide_by)
        }
    return f"{stays} {_('If nobody responds, an officer decides on what is on record.')}".strip()


def _holds(proposal: ProposedChange, now: datetime) -> str:
    if proposal.decide_by is None:
        return _("Waiting on the program: an officer decides.")
    if now <= proposal.decide_by or proposal.lapse_at is None:
        return _("Waiting on the program: an officer decides by %(day)s.") % {"day": _program_day(proposal.decide_by)}
    days = {"day": _program_day(proposal.decide_by), "last": _program_day(proposal.lapse_at)}
    if proposal.at_once:
        return (
            _(
                "Waiting on the program: an officer should have decided by %(day)s. If nobody decides by %(last)s, you "
                "are a member again, on conditions."
            )
            % days
        )
    return (
        _(
            "Waiting on the program: an officer should have decided by %(day)s. If nobody decides by %(last)s, the "
            "proposal lapses and nothing is taken away."
        )
        % days
    )


def _decided(proposal: ProposedChange) -> Where:
    assert proposal.decided_at is not None
    on = {"day": day(day_there(proposal.decided_at, zone_of(proposal.shipper))), "tier": proposal.reduced_tier}
    match proposal.state:
        case State.UPHELD:
            return Where(_("Decided"), "warning", _made(proposal) % on)
        case State.REDUCED:
            return Where(_("Reduced"), "warning", _reduced(proposal) % on)
        case State.LAPSED if proposal.at_once:
            return Where(
                _("Not reviewed in time"),
                "warning",
                _("Nobody reviewed the suspension in time. So you became a member on conditions on %(day)s.") % on,
                _("Every parcel is examined from that day on, until an officer has settled it."),
            )
        case State.LAPSED:
            return Where(
                _("Lapsed"), "success", _("Nobody decided in time. It lapsed on %(day)s: nothing was taken away.") % on
            )
        case State.OVERTURNED:
            return Where(
                _("Overturned on appeal"), "success", _("Your appeal was granted: what was taken away was given back.")
            )
    if proposal.at_once:
        return Where(_("Ended"), "success", _("The suspension ended on %(day)s.") % on)
    return Where(_("Dropped"), "success", _("It was dropped on %(day)s: nothing was taken away.") % on)


def _made(proposal: ProposedChange) -> str:
    if proposal.at_once:
        return _("Decided on %(day)s: the suspension was upheld.")
    match proposal.kind:
        case Kind.DEMOTION:
            return _("Decided on %(day)s: your tier was lowered.")
        case Kind.SUSPENSION:
            return _("Decided on %(day)s: you were suspended.")
        case Kind.REMOVAL:
            return _("Decided on %(day)s: you were removed from the program.")
    return _("Decided on %(day)s: your validation ended.")


def _reduced(proposal: ProposedChange) -> str:
    if proposal.reduced_tier is not None:
        return _("Decided on %(day)s: less was taken away than was proposed. Your tier became tier %(tier)s.")
    if proposal.reduced_status == Status.SUSPENDED:
        return _("Decided on %(day)s: less was taken away than was proposed. You were suspended.")
    return _("Decided on %(day)s: less was taken away than was proposed. You became a member on conditions.")


def appeal_day(proposal: ProposedChange, policy: Policy | None = None) -> date | None:
    """The last day on which the business can appeal, where it is; None where it can't, or has done so. `policy` is the
    one in force today, where it is known."""
    if proposal.state not in TAKEN or getattr(proposal, "appeal", None):
        return None
    until = appeal_until(proposal, policy)
    return day_there(until, zone_of(proposal.shipper)) if until and clock.now() <= until else None


def appeal_held(appeal: Appeal) -> str:
    """Who holds an appeal and by when, or what came of it."""
    match appeal.state:
        case Appeal.State.OPEN:
            return _("Waiting on the program: your appeal is decided by %(day)s.") % {
                "day": _program_day(appeal.decide_by)
            }
        case Appeal.State.GRANTED:
            return _("Your appeal was granted: what was taken away was given back.")
        case Appeal.State.DENIED:
            return _("Your appeal was denied: the decision stands.")
    return _("You took your appeal back: the decision stands.")


def plan_held(plan: Plan, open_items: int) -> str:
    """Who holds a plan, and what follows, or how it ended."""
    match plan.state:
        case Plan.State.OPEN if open_items:
            return _("Waiting on you: answer each item by its day.")
        case Plan.State.OPEN:
            return _("Waiting on the program: an officer reads your answers.")
        case Plan.State.MISSED if plan.removal and plan.removal.is_undecided:
            return _("The day of an item passed without an answer, and your removal was proposed. Respond to that.")
        case Plan.State.MISSED:
            return _("The day of an item passed without an answer. An officer decides what follows: you will be told.")
        case Plan.State.COMPLETED:
            return _("Every item was accepted, and the plan is completed.")
    return _("The plan was ended.")


def address_of(proposal: ProposedChange) -> str:
    return reverse("portal:change", args=[proposal.shipper_id, proposal.pk])


def _program_day(moment: datetime) -> str:
    """Limits of the program itself are counted in its own days."""
    return day(clock.day_of(moment))
