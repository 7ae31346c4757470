"""Opening and closing what is proposed to be taken away."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language

from apps.accounts.models import User
from apps.core import clock
from apps.events.services import record
from apps.notices.services import message_send
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.selectors import people_of
from apps.standing.models import ProposedChange, Standing
from apps.standing.notice import body_of, notice_of, subject_of
from apps.standing.selectors import proposals_open
from apps.standing.states import PROPOSAL
from apps.work.services import item_close, item_open

WORK = "proposed_change"


def proposal_open(
    standing: Standing,
    kind: ProposedChange.Kind,
    *,
    tier: int | None = None,
    actor: User | None = None,
    reasons: str = "",
    language: str = "",
    at_once: bool = False,
) -> ProposedChange:
    """Propose a change of a locked standing: the notice, the time to respond, the message, and the officer's work.

    What is `at_once` stands meanwhile, and is reviewed sooner.
    """
    now = clock.now()
    clocks = terms_of(policy_on(clock.day_of(now))).clocks
    respond_by = now + timedelta(days=clocks.response_days)
    proposal = ProposedChange.objects.create(
        shipper_id=standing.shipper_id,
        kind=kind,
        tier=tier,
        evaluation=None if actor else standing.evaluation,
        proposed_by=actor,
        proposed_at=now,
        respond_by=respond_by,
        notice=notice_of(
            kind=kind,
            tier=tier,
            tier_held=standing.tier,
            evaluation=None if actor else standing.evaluation,
            reasons=reasons,
            language=language,
            at_once=at_once,
        ),
    )
    item_open(
        kind=WORK,
        subject=(WORK, proposal.pk),
        title=f"{proposal.get_kind_display()}: {standing.shipper.ksn}",
        shipper_id=standing.shipper_id,
        country=standing.shipper.country.code,
        due_at=now + timedelta(days=clocks.critical_review_days) if at_once else respond_by,
    )
    team_tell(proposal, subject=subject_of(proposal), body=body_of(proposal))
    _record("proposed", proposal, actor)
    return proposal


def proposals_lock(shipper_ids: Iterable[int]) -> dict[int, dict[str, ProposedChange]]:
    """What is proposed and not decided about each of these shippers, locked, by kind."""
    opened: dict[int, dict[str, ProposedChange]] = {shipper_id: {} for shipper_id in shipper_ids}
    for proposal in proposals_open(*opened).select_for_update():
        opened[proposal.shipper_id][proposal.kind] = proposal
    return opened


def proposal_close(
    proposal: ProposedChange, action: str, *, actor: User | None, reasons: str, language: str = ""
) -> None:
    """Close a locked proposal by `action` of its table, which the caller has checked.

    The program's own reasons are in the `language` of the moment.
    """
    proposal.state = PROPOSAL.find(proposal.state, action).target
    proposal.decided_by = actor
    proposal.decided_at = clock.now()
    proposal.decision_text = reasons
    proposal.decision_language = language or get_language() or settings.LANGUAGE_CODE
    proposal.save()
    item_close(kind=WORK, subject=(WORK, proposal.pk), actor=actor)
    _record(str(proposal.state), proposal, actor)


def team_tell(proposal: ProposedChange, *, subject: str | Promise, body: str | Promise) -> None:
    """Put it into the inbox of everybody on the team."""
    message_send(
        recipients=people_of(proposal.shipper_id),
        kind=f"standing.{proposal.kind}",
        subject=subject,
        body=body,
        link=reverse("portal:shipper", args=[proposal.shipper_id]),
        shipper_id=proposal.shipper_id,
    )


def _record(action: str, proposal: ProposedChange, actor: User | None) -> None:
    record(
        f"standing.proposal_{action}",
        subject=("proposedchange", proposal.pk),
        shipper_id=proposal.shipper_id,
        actor=actor,
        change=proposal.kind,
    )
