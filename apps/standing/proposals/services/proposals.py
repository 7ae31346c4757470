"""Opening and closing what is proposed to be taken away."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import NotFound
from apps.core.lazy import Promise
from apps.evaluation.models import Evaluation
from apps.events.services import record
from apps.ledger.models import Reporter
from apps.notices.services import message_send
from apps.shippers.selectors import people_of
from apps.standing import work
from apps.standing.members.models import Standing
from apps.standing.members.services import standing_lock
from apps.standing.proposals.models import ProposedChange
from apps.standing.proposals.notices import body_of, notice_of, subject_of
from apps.standing.proposals.selectors.grounds import is_false_statement, weighing_cases
from apps.standing.proposals.selectors.proposals import proposals_open
from apps.standing.proposals.services import limits
from apps.standing.proposals.states import PROPOSAL
from apps.work.services import item_close, item_open

KINDS = (work.CHANGE, work.CONFIRM, work.CONFIRM_MANY, work.EXTENSION)


def change_locked(change_id: int) -> tuple[Standing, ProposedChange]:
    """A proposed change and the standing it is about, locked in that order in which all services lock them."""
    shipper_id = ProposedChange.objects.filter(pk=change_id).values_list("shipper_id", flat=True).first()
    if shipper_id is None:
        raise NotFound(_("There is no such proposed change."))
    standing = standing_lock(shipper_id)
    proposals = ProposedChange.objects.select_for_update(of=("self",)).select_related("evaluation", "shipper")
    return standing, proposals.get(pk=change_id)


def proposal_open(
    standing: Standing,
    kind: ProposedChange.Kind,
    *,
    tier: int | None = None,
    actor: User | None = None,
    reasons: str = "",
    language: str = "",
    cases: Iterable[int] = (),
    because: str = "",
    false_statement: bool = False,
) -> ProposedChange:
    """Propose a change of a locked standing: the notice, the time to respond, the message, and the officer's work."""
    evaluation = None if actor or because else standing.evaluation
    proposal = proposal_of(
        standing,
        kind,
        tier=tier,
        evaluation=evaluation,
        behind=weighing_cases(evaluation) if evaluation else {},
        reasons=reasons,
        language=language,
        cases=cases,
        because=because,
    )
    proposal.proposed_by = actor
    proposal.false_statement = false_statement or is_false_statement(proposal.notice["cases"])
    proposal_serve(proposal, standing)
    return proposal


def proposal_of(
    standing: Standing,
    kind: ProposedChange.Kind,
    *,
    evaluation: Evaluation | None,
    behind: Mapping[str, Sequence[int]],
    tier: int | None = None,
    reasons: str = "",
    language: str = "",
    cases: Iterable[int] = (),
    because: str = "",
    source: Reporter | None = None,
    at_once: bool = False,
) -> ProposedChange:
    """A proposed change with its notice, not saved and not told."""
    return ProposedChange(
        shipper=standing.shipper,
        kind=kind,
        tier=tier,
        evaluation=evaluation,
        source=source,
        at_once=at_once,
        proposed_at=clock.now(),
        respond_by=clock.now(),
        notice=notice_of(
            kind=kind,
            tier=tier,
            tier_held=standing.tier,
            evaluation=evaluation,
            reasons=reasons,
            language=language,
            at_once=at_once,
            behind=behind,
            cases=cases,
            because=because,
        ),
    )


def proposal_serve(proposal: ProposedChange, standing: Standing) -> None:
    """Save it, deliver its notice to the team, and let its limits begin; record that it waits for an officer.

    Where nobody is on the team the notice has reached nobody: an officer delivers it by post.
    """
    shipper = standing.shipper
    people = list(people_of(shipper.pk))
    proposal.served_at = clock.now() if people else None
    limits.limits_count(proposal, shipper)
    proposal.save()
    limits.timers_arm(proposal, shipper)
    item_open(
        kind=work.CHANGE.code,
        subject=limits.about(proposal),
        title=f"{proposal.get_kind_display()}: {shipper.ksn}",
        shipper_id=shipper.pk,
        country=shipper.country.code,
        due_at=proposal.decide_by,
    )
    team_tell(proposal, subject=subject_of(proposal), body=body_of(proposal))
    happened("proposed", proposal, proposal.proposed_by or proposal.confirmed_by)


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
    limits.timers_disarm(proposal)
    for kind in KINDS:
        item_close(kind=kind.code, subject=limits.about(proposal), actor=actor)
    happened(str(proposal.state), proposal, actor)


def team_tell(proposal: ProposedChange, *, subject: str | Promise, body: str | Promise) -> None:
    """Put it into the inbox of everybody on the team; who received it is kept with the proposal."""
    message_send(
        recipients=people_of(proposal.shipper_id),
        kind=f"standing.{proposal.kind}",
        subject=subject,
        body=body,
        link=reverse("portal:change", args=[proposal.shipper_id, proposal.pk]),
        shipper_id=proposal.shipper_id,
        about=limits.about(proposal),
    )


def happened(action: str, proposal: ProposedChange, actor: User | None, **payload: Any) -> None:
    record(
        f"standing.proposal_{action}",
        subject=limits.about(proposal),
        shipper_id=proposal.shipper_id,
        actor=actor,
        change=proposal.kind,
        **payload,
    )
