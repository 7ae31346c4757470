"""What people do: the seller responds, an officer proposes, decides or reinstates."""

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Invalid, NotFound
from apps.core.languages import language_chosen, with_language
from apps.events.services import record
from apps.notices.services import message_send
from apps.shippers.selectors import abilities_of, people_of, require_impartial
from apps.standing.models import ProposedChange, Standing
from apps.standing.selectors import proposal_facts, proposals_open
from apps.standing.services.following import standing_reconsider, status_move
from apps.standing.services.moves import standing_lock, standing_move
from apps.standing.services.proposals import proposal_close, proposal_open, team_tell
from apps.standing.states import OFFICER, PROPOSAL, STATUS, Reason

Kind = ProposedChange.Kind

DECIDED: dict[str, Promise] = {
    "uphold": gettext_lazy("Decided: the proposed change is made"),
    "withdraw": gettext_lazy("Decided: nothing is taken away"),
}


@transaction.atomic
def change_propose(*, actor: User, shipper_id: int, kind: str, reasons: str, language: str = "") -> ProposedChange:
    """An officer proposes a suspension or removal; the seller is heard before it is decided."""
    permissions.require(actor, OFFICER)
    require_impartial(actor, shipper_id)
    reasons = _stated(reasons, "reasons")
    standing = standing_lock(shipper_id)
    STATUS.check(state=standing.status, action=_ACTIONS[kind], held={OFFICER})
    if proposals_open(shipper_id).filter(kind=kind).exists():
        raise Invalid(_("This is proposed already, and not yet decided."), code="proposed_already")
    return proposal_open(
        standing, Kind(kind), actor=actor, reasons=reasons, language=language_chosen(language, actor.language)
    )


@transaction.atomic
def change_respond(*, actor: User, change_id: int, response: str) -> ProposedChange:
    """The seller's answer, by an owner or a signatory of its team. A late one counts until it is decided."""
    _standing, proposal = _locked(change_id)
    PROPOSAL.check(state=proposal.state, action="respond", held=abilities_of(actor, proposal.shipper_id))
    proposal.response = _stated(response, "response")
    proposal.state = ProposedChange.State.RESPONDED
    proposal.responded_by = actor
    proposal.responded_at = clock.now()
    proposal.save()
    record(
        "standing.proposal_responded",
        subject=("proposedchange", proposal.pk),
        shipper_id=proposal.shipper_id,
        actor=actor,
    )
    return proposal


@transaction.atomic
def change_decide(*, actor: User, change_id: int, decision: str, reasons: str, language: str = "") -> ProposedChange:
    """An officer's decision: `uphold` makes the change, `withdraw` leaves things as they are.

    A suspension at once stands when upheld, and ends when withdrawn. Raises Conflict while the seller may still
    respond, Invalid without reasons.
    """
    standing, proposal = _locked(change_id)
    facts = proposal_facts(proposal, standing, actor)
    PROPOSAL.check(state=proposal.state, action=decision, held=permissions.held(actor), facts=facts)
    reasons, language = _stated(reasons, "reasons"), language_chosen(language, actor.language)
    proposal_close(proposal, decision, actor=actor, reasons=reasons, language=language)
    if decision == "uphold" and not facts.in_effect:
        _make(standing, proposal, actor)
    elif decision == "withdraw" and facts.in_effect:
        status_move(standing, "reinstate", Reason.REINSTATED, actor=actor, note=reasons)
        standing_reconsider(standing)
    team_tell(
        proposal,
        subject=DECIDED[decision],
        body=format_lazy(
            "{}\n\n{}",
            gettext_lazy("An officer has decided, for these reasons:"),
            with_language(reasons, language),
        ),
    )
    return proposal


@transaction.atomic
def standing_reinstate(
    *, actor: User, shipper_id: int, reasons: str, language: str = "", conditional: bool = False
) -> Standing:
    """An officer ends a suspension, or the conditions under which one was ended. The team is told why."""
    standing = standing_lock(shipper_id)
    action = "reinstate_conditionally" if conditional else "reinstate"
    STATUS.check(state=standing.status, action=action, held=permissions.held(actor))
    require_impartial(actor, shipper_id)
    reasons, language = _stated(reasons, "reasons"), language_chosen(language, actor.language)
    for proposal in proposals_open(shipper_id).filter(kind=Kind.SUSPENSION).select_for_update():
        proposal_close(proposal, "withdraw", actor=actor, reasons=reasons, language=language)
    status_move(standing, action, Reason.REINSTATED, actor=actor, note=reasons)
    message_send(
        recipients=people_of(shipper_id),
        kind="standing.reinstated",
        subject=gettext_lazy("You are a member again, on conditions")
        if conditional
        else gettext_lazy("You are a member in full standing again"),
        body=format_lazy(
            "{}\n\n{}",
            gettext_lazy("An officer has decided, for these reasons:"),
            with_language(reasons, language),
        ),
        link=reverse("portal:shipper", args=[shipper_id]),
        shipper_id=shipper_id,
    )
    standing_reconsider(standing)
    return standing


_ACTIONS = {Kind.SUSPENSION: "suspend", Kind.REMOVAL: "remove"}


def _make(standing: Standing, proposal: ProposedChange, actor: User) -> None:
    note = proposal.decision_text
    if proposal.kind == Kind.DEMOTION:
        tier = min(standing.tier, proposal.tier)
        standing_move(standing, "demote", Reason.TIER_NOT_KEPT, actor=actor, note=note, tier=tier)
        return
    action = _ACTIONS[proposal.kind]
    STATUS.check(state=standing.status, action=action, held={OFFICER})
    reason = Reason.SUSPENDED if proposal.kind == Kind.SUSPENSION else Reason.REMOVED
    status_move(standing, action, reason, actor=actor, note=note)


def _locked(change_id: int) -> tuple[Standing, ProposedChange]:
    """A proposed change and the standing it is about, locked in that order in which all services lock them."""
    shipper_id = ProposedChange.objects.filter(pk=change_id).values_list("shipper_id", flat=True).first()
    if shipper_id is None:
        raise NotFound(_("There is no such proposed change."))
    standing = standing_lock(shipper_id)
    return standing, ProposedChange.objects.select_for_update(of=("self",)).select_related("evaluation").get(
        pk=change_id
    )


def _stated(text: str, field: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid(_("Say why, in a sentence or more."), fields={field: [_("Say why, in a sentence or more.")]})
    return text
