"""Notices, appeals and plans in words: what is proposed, the status, and who is to act by when."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core import clock
from apps.core.days_text import day_here, deadline_text
from apps.policy.models import Policy
from apps.standing.models import Appeal, AppealState, Plan, PlanState, ProposalState, ProposedChange, Status
from apps.standing.proposals.notices import day
from apps.standing.selectors import appeal_until, extension_open, false_information_appeal_until, names_more


@dataclass(frozen=True, slots=True)
class NoticeStatus:
    """The status of a notice. `tag` and `tone` are the text and color of its label.

    `sentence` says who is to act by when, or what was decided; `more` says what follows. `waits_on_business` is whether
    the business is to act, `limit` until when the one who is to act has time.
    """

    tag: str
    tone: str
    sentence: str
    more: str = ""
    waits_on_business: bool = False
    limit: datetime | None = None


def notice_title(proposal: ProposedChange) -> str:
    """Return the heading of a notice."""
    if proposal.at_once:
        since = day(day_here(proposal.effective_at or proposal.proposed_at))
        if proposal.is_in_effect:
            return _("You have been suspended since %(day)s") % {"day": since}
        return _("Suspension of %(day)s") % {"day": since}
    return _("Proposed: %(kind)s") % {"kind": proposal.get_kind_display()}


def proposal_text(proposal: ProposedChange) -> str:
    """Return what is proposed, or was proposed once it is decided, in words."""
    notice, is_open = proposal.notice, proposal.is_undecided
    tiers = {"held": notice["tier_held"], "tier": notice["tier"]}
    if proposal.at_once and proposal.lifted_at and is_open:
        return _(
            "A critical finding with a recorded basis suspended you at once. You are a member again since %(day)s, "
            "until an officer has decided whether you are suspended."
        ) % {"day": day(day_here(proposal.lifted_at))}
    if proposal.at_once:
        return _(
            "A critical finding with a recorded basis suspends at once. Your benefits are paused while you are "
            "suspended. You keep access: you can read everything, respond and appeal."
        )
    words = proposal.adverse_action.words
    return str(words.proposed if is_open else words.was_proposed) % tiers


def notice_status(proposal: ProposedChange) -> NoticeStatus:
    """Return the status of a notice now."""
    return _decided_status(proposal) if proposal.decided_at else _undecided_status(proposal)


def _undecided_status(proposal: ProposedChange) -> NoticeStatus:
    now = clock.now()
    stays = "" if proposal.is_in_effect else _("Nothing changes before an officer has decided.")
    if not proposal.response and now <= proposal.respond_by:
        return NoticeStatus(
            _("Waiting on you"),
            "warning",
            _("Waiting on you: respond by %(day)s.") % {"day": deadline_text(proposal.respond_by)},
            _response_open_text(proposal, stays),
            waits_on_business=True,
            limit=proposal.respond_by,
        )
    if proposal.final_at is None and now <= proposal.respond_by:
        return NoticeStatus(
            _("Responded"),
            "info",
            _("You can add to your response until %(day)s. Nobody decides before.")
            % {"day": deadline_text(proposal.respond_by)},
            stays,
            limit=proposal.respond_by,
        )
    late = not proposal.response
    late_text = ""
    if late and extension_open(proposal):
        late_text = _("You have asked for more time. Nothing is decided before an officer has answered.")
    elif late:
        late_text = _("The day to respond is over. What you still send counts until it is decided.")
    return NoticeStatus(
        _("Waiting on the program"),
        "warning" if late else "info",
        _decision_due_text(proposal, now),
        " ".join(filter(None, [late_text, stays])),
        waits_on_business=late,
        limit=proposal.decide_by,
    )


def _response_open_text(proposal: ProposedChange, stays: str) -> str:
    if proposal.review_is_due:
        assert proposal.review_by is not None
        return _(
            "By %(day)s an officer says whether the suspension stays until the decision. Nothing is decided before "
            "you could respond."
        ) % {"day": deadline_text(proposal.review_by)}
    return f"{stays} {_('If nobody responds, an officer decides on what is on record.')}".strip()


def _decision_due_text(proposal: ProposedChange, now: datetime) -> str:
    if proposal.decide_by is None:
        return _("Waiting on the program: an officer decides.")
    if now <= proposal.decide_by:
        return _("Waiting on the program: an officer decides by %(day)s.") % {"day": deadline_text(proposal.decide_by)}
    if proposal.lapse_at is None:
        text = _("Waiting on the program: an officer should have decided by %(day)s.")
        return text % {"day": deadline_text(proposal.decide_by)}
    days = {"day": deadline_text(proposal.decide_by), "last": deadline_text(proposal.lapse_at)}
    if proposal.at_once:
        return (
            _(
                "Waiting on the program: an officer should have decided by %(day)s. If nobody decides by %(last)s, the "
                "suspension ends."
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


def _decided_status(proposal: ProposedChange) -> NoticeStatus:
    assert proposal.decided_at is not None
    on = {"day": day(day_here(proposal.decided_at)), "tier": proposal.reduced_tier}
    match proposal.state:
        case ProposalState.UPHELD:
            return NoticeStatus(_("Decided"), "warning", _decided_text(proposal) % on)
        case ProposalState.REDUCED:
            return NoticeStatus(_("Reduced"), "warning", _reduced_text(proposal) % on)
        case ProposalState.LAPSED if proposal.at_once:
            return NoticeStatus(
                _("Ended"),
                "success",
                _("Nobody decided in time. So the suspension ended on %(day)s.") % on,
            )
        case ProposalState.LAPSED:
            return NoticeStatus(
                _("Lapsed"),
                "success",
                _("Nobody decided in time. The proposal lapsed on %(day)s: nothing was taken away.") % on,
            )
        case ProposalState.OVERTURNED:
            return NoticeStatus(
                _("Overturned on appeal"), "success", _("Your appeal was granted: what was taken away was given back.")
            )
    if proposal.at_once:
        return NoticeStatus(_("Ended"), "success", _("The suspension ended on %(day)s.") % on)
    return NoticeStatus(_("Dropped"), "success", _("The proposal was dropped on %(day)s: nothing was taken away.") % on)


def _decided_text(proposal: ProposedChange) -> str:
    if proposal.at_once:
        return _("Decided on %(day)s: the suspension was upheld.")
    return str(proposal.adverse_action.words.decided)


def _reduced_text(proposal: ProposedChange) -> str:
    if proposal.reduced_tier is not None:
        return _("Decided on %(day)s: less was taken away than was proposed. Your tier became tier %(tier)s.")
    if proposal.reduced_status == Status.SUSPENDED:
        return _("Decided on %(day)s: less was taken away than was proposed. You were suspended.")
    return _("Decided on %(day)s: less was taken away than was proposed. You became a member on conditions.")


def appeal_day(proposal: ProposedChange, policy: Policy | None = None) -> date | None:
    """Return the last day to appeal a decision, in the time zone of the business; None if it can't or has appealed.

    `policy` is the policy in force today; without it, the policy is read.
    """
    if not proposal.takes_away or getattr(proposal, "appeal", None):
        return None
    until = appeal_until(proposal, policy)
    return day_here(until) if until and clock.now() <= until else None


def false_information_appeal_day(proposal: ProposedChange) -> date | None:
    """Return the last day to appeal the finding of false information, where the decision rests on more as well and can
    be appealed for longer; None for any other.
    """
    until = false_information_appeal_until(proposal)
    return day_here(until) if until and names_more(proposal) else None


def appeal_status(appeal: Appeal) -> str:
    """Return who is to decide an appeal by when, or how the appeal ended, in words."""
    match appeal.state:
        case AppealState.OPEN if appeal.stayed_at:
            return _(
                "Waiting on the program: your appeal should have been decided by %(day)s. You have back what was taken "
                "away until it is decided."
            ) % {"day": deadline_text(appeal.stay_at)}
        case AppealState.OPEN if appeal.kept_until:
            return _(
                "Waiting on the program: your appeal is decided by %(day)s. If nobody has decided it by then, you get "
                "back what was taken away until it is decided."
            ) % {"day": deadline_text(appeal.kept_until)}
        case AppealState.OPEN if appeal.decide_by < clock.now():
            return _(
                "Waiting on the program: your appeal should have been decided by %(day)s. The delay is ours, and an "
                "officer still decides it."
            ) % {"day": deadline_text(appeal.decide_by)}
        case AppealState.OPEN:
            return _("Waiting on the program: your appeal is decided by %(day)s.") % {
                "day": deadline_text(appeal.decide_by)
            }
        case AppealState.GRANTED:
            return _("Your appeal was granted: what was taken away was given back.")
        case AppealState.DENIED:
            return _("Your appeal was denied: the decision stands.")
    return _("You took your appeal back: the decision stands.")


def plan_status(plan: Plan, open_items: int) -> str:
    """Return who is to act on a plan, or how the plan ended, in words."""
    match plan.state:
        case PlanState.OPEN if open_items:
            return _("Waiting on you: answer each item by its day.")
        case PlanState.OPEN:
            return _("Waiting on the program: an officer reads your answers.")
        case PlanState.MISSED if plan.removal and plan.removal.is_undecided:
            return _(
                "The day of an item passed without an answer, and your removal was proposed. Respond to that notice."
            )
        case PlanState.MISSED:
            return _("The day of an item passed without an answer. An officer decides what follows: you will be told.")
        case PlanState.COMPLETED:
            return _("Every item was accepted, and the plan is completed.")
    return _("The plan was ended.")


def notice_address(proposal: ProposedChange) -> str:
    """Return the address of the page of a notice."""
    return reverse("portal:change", args=[proposal.shipper_id, proposal.pk])
