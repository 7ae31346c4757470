"""What follows from an evaluation, done."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from apps.events.models import Lane
from apps.standing.models import ProposedChange, Standing, Status
from apps.standing.rules import Consequence, Facts, consequences
from apps.standing.selectors import judged_cases, spared_tiers, suspending_cases
from apps.standing.services.moves import standing_move
from apps.standing.services.proposals import proposal_close, proposal_open, proposals_lock
from apps.standing.states import PROGRAM, STATUS, Reason

Kind = ProposedChange.Kind


def evaluation_follow(standing: Standing, opened: Mapping[str, ProposedChange], *, spared: int | None) -> None:
    """Let a locked standing follow its evaluation. `opened`: its undecided proposals, locked, by kind.

    `spared`: the tier to which an officer declined to demote, as long as no evaluation since has let the tier be kept.
    That is not proposed again.
    """
    evaluation = standing.evaluation
    demotion = opened.get(Kind.DEMOTION)
    facts = Facts(
        status=standing.status,
        tier=standing.tier,
        enter=evaluation.enter,
        keep=evaluation.keep,
        grounds=suspending_cases([evaluation]),
        judged=judged_cases(standing.shipper_id) if evaluation.suspend else frozenset(),
        suspension_open=Kind.SUSPENSION in opened and standing.status == Status.SUSPENDED,
        proposed=demotion.tier if demotion else None,
        spared=spared,
    )
    for consequence in consequences(facts):
        match consequence:
            case Consequence.SUSPEND:
                _suspend(standing, opened.get(Kind.SUSPENSION))
            case Consequence.LIFT_SUSPENSION:
                _drop(opened[Kind.SUSPENSION])
                status_move(standing, "reinstate", Reason.REINSTATED)
            case Consequence.DROP_DEMOTION:
                _drop(demotion)
            case Consequence.PROPOSE_DEMOTION:
                proposal_open(standing, Kind.DEMOTION, tier=evaluation.keep)
            case Consequence.PROMOTE:
                standing_move(standing, "promote", Reason.TIER_EARNED, tier=evaluation.enter)


def standing_reconsider(standing: Standing) -> None:
    """Let a locked standing that is back among the members follow what was found meanwhile."""
    if standing.evaluation:
        opened = proposals_lock([standing.pk])[standing.pk]
        spared = spared_tiers([standing.pk] if is_short(standing) else [])
        evaluation_follow(standing, opened, spared=spared.get(standing.pk))


def is_short(standing: Standing) -> bool:
    """Whether the evaluation that the standing rests on does not let its tier be kept."""
    return standing.evaluation is not None and standing.evaluation.keep < standing.tier


def status_move(standing: Standing, action: str, reason: Reason, **more: object) -> None:
    """Move the status as its table says; the caller has checked who may."""
    lane = Lane.URGENT if action in ("suspend", "remove") else None
    standing_move(standing, action, reason, status=STATUS.find(standing.status, action).target, lane=lane, **more)


def _suspend(standing: Standing, pending: ProposedChange | None) -> None:
    if pending:
        _drop(pending)
    STATUS.check(state=standing.status, action="suspend", held={PROGRAM})
    status_move(standing, "suspend", Reason.SUSPENDED)
    proposal_open(standing, Kind.SUSPENSION, at_once=True)


def _drop(proposal: ProposedChange) -> None:
    proposal_close(
        proposal, "withdraw", actor=None, reasons=_("The record has changed: this proposal no longer fits it.")
    )
