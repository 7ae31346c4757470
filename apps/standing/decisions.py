"""The decisions of officers: propose, confirm, decide, with a second officer if the policy asks for one, and
reinstate.
"""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import InvalidInput
from apps.core.languages import language_of_text, with_language
from apps.core.text import text_required
from apps.ledger.selectors import violations_of
from apps.ledger.vocabulary import Determination
from apps.notices.services import message_send
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.selectors import people_of, require_impartial
from apps.standing import work
from apps.standing.adverse_actions import ADVERSE_ACTIONS, codes_where
from apps.standing.assurance.grounds import grounds_named
from apps.standing.assurance.models import AssuranceCall
from apps.standing.assurance.selectors import calls_running, is_assured, names_critical
from apps.standing.assurance.services.calls import call_open
from apps.standing.departures.services import departures_end
from apps.standing.evaluations.services import standing_reconsider
from apps.standing.members.models import Standing, Status
from apps.standing.members.services import standing_lock, status_change
from apps.standing.members.states import STATUS, ChangeReason
from apps.standing.plans.services import plans_end
from apps.standing.proposals.models import ProposalState, ProposedChange
from apps.standing.proposals.named_parcels import ground_require, parcels_find
from apps.standing.proposals.selectors.appeal_times import FalseInformation, false_statements_found
from apps.standing.proposals.selectors.grounds import OfficerGrounds
from apps.standing.proposals.selectors.proposals import proposal_facts, proposals_open, reductions_of
from apps.standing.proposals.services.deliveries import decision_notify
from apps.standing.proposals.services.effects import (
    change_apply,
    departure_bar_lift,
    reduction_apply,
    suspension_end,
)
from apps.standing.proposals.services.limits import PROPOSALS
from apps.standing.proposals.services.proposals import (
    proposal_close,
    proposal_lock,
    proposal_open,
)
from apps.standing.proposals.services.suspensions import suspension_start
from apps.standing.proposals.states import PROPOSAL
from apps.standing.roles import OFFICER, PROGRAM
from apps.work.services import item_close


@transaction.atomic
def change_propose(
    *,
    actor: User,
    shipper_id: int,
    kind: str,
    reasons: str,
    language: str = "",
    cases: Iterable[int] = (),
    parcels: Iterable[str] = (),
    false_information: FalseInformation | None = None,
) -> ProposedChange | AssuranceCall:
    """Propose a suspension, a removal or a denial of revalidation, by an officer. The seller is heard before the
    decision.

    A member that is to be called first gets the call in place of the proposal, which follows when the member has had
    its time. `cases` are violations of the member that the notice names, and the one of `false_information` is named
    too; `parcels` are the tracking numbers of parcels in its record that the notice names.
    One that is critical with a recorded basis waits for no call. Raise Conflict if the status does not allow the
    change, or for a business of the officer's own; Invalid without reasons, without a ground that the notice names (a
    violation that stands, or a parcel; a denial of revalidation rests on the visit), if the same change is proposed
    already or a call about it runs, if each of the grounds was named in an earlier proposal of an officer, or if no
    officer has found the false statement.
    """
    permissions.require(actor, OFFICER)
    require_impartial(actor, shipper_id)
    reasons = text_required(reasons, "reasons")
    standing = standing_lock(shipper_id)
    action = ADVERSE_ACTIONS[kind]
    STATUS.check(state=standing.status, action=action.opening_act, held={OFFICER})
    if proposals_open(shipper_id).filter(kind=kind).exists():
        raise InvalidInput(_("The same change is proposed already and not decided yet."), code="proposed_already")
    if calls_running(shipper_id).filter(kind=kind).exists():
        raise InvalidInput(
            _("A call about the same change is under way. The proposal follows it."), code="called_already"
        )
    if false_information:
        _false_statement_require(shipper_id, false_information)
        cases = [*cases, false_information.case_id]
    # A violation that was reversed is no ground.
    standing_cases = violations_of(shipper_id).exclude(determination=Determination.REVERSED)
    own = list(standing_cases.filter(case__in=list(cases)).values_list("case", flat=True))
    named = parcels_find(shipper_id, parcels)
    ground_require(kind, reasons, cases=own, parcels=named)
    if (own or named) and not grounds_named(shipper_id).leave_new(own, named):
        raise InvalidInput(
            _("An officer has proposed something on these grounds before. Name a violation or a parcel that is new."),
            code="same_grounds",
        )
    grounds = OfficerGrounds(
        officer=actor,
        reasons=reasons,
        language=language_of_text(language, actor.language),
        cases=own,
        parcels=named,
        false_information=false_information,
    )
    tier = action.tier(terms_of(policy_on(clock.today())))
    if is_assured(standing) and not names_critical(shipper_id, own):
        return call_open(standing, kind, tier=tier, grounds=grounds)
    return proposal_open(standing, kind, tier=tier, grounds=grounds)


def _false_statement_require(shipper_id: int, false_information: FalseInformation) -> None:
    found = {violation.case_id for violation in false_statements_found(shipper_id)}
    if false_information.case_id not in found:
        message = _("Choose a false statement that an officer has found.")
        raise InvalidInput(message, fields={"false_case": [message]})


@transaction.atomic
def suspension_confirm(*, actor: User, change_id: int) -> ProposedChange:
    """Confirm the findings, by an officer: the member is suspended at once, with its notice.

    Raise Conflict if nothing waits to be confirmed, if the member is suspended already or no longer a member, and if a
    supervisor must confirm and the officer is none.
    """
    standing, proposal = proposal_lock(change_id)
    proposal.state = PROPOSALS.check("confirm", proposal, actor).target
    STATUS.check(state=standing.status, action="suspend", held={PROGRAM})
    proposal.confirmed_by = actor
    for kind in (work.CONFIRM, work.CONFIRM_MANY):
        item_close(kind=kind.code, subject=PROPOSALS.subject(proposal), actor=actor)
    PROPOSALS.record(proposal, "confirmed", actor)
    suspension_start(standing, proposal)
    return proposal


@transaction.atomic
def suspension_dismiss(*, actor: User, change_id: int, reasons: str, language: str = "") -> ProposedChange:
    """Dismiss a suspension that waits to be confirmed, by an officer. The findings themselves stay as they are."""
    standing, proposal = proposal_lock(change_id)
    PROPOSALS.check("dismiss", proposal, actor)
    reasons, language = text_required(reasons, "reasons"), language_of_text(language, actor.language)
    proposal_close(proposal, "dismiss", actor=actor, reasons=reasons, language=language)
    standing_reconsider(standing)
    return proposal


@transaction.atomic
def change_decide(
    *, actor: User, change_id: int, decision: str, reasons: str, language: str = "", reduce_to: str = ""
) -> ProposedChange:
    """Decide a proposed change, by an officer: `uphold` or `agree` makes the change, `reduce` makes a lesser one
    (`reduce_to`: a tier or a status), `withdraw` changes nothing.

    A suspension at once stays when upheld, and ends when withdrawn. Raise Conflict while the seller may still respond,
    unless less is taken away from now on, or if another officer must decide; Invalid without reasons, or if
    `reduce_to` is not a lesser change.
    """
    standing, proposal = proposal_lock(change_id)
    facts = proposal_facts(proposal, standing, actor)
    PROPOSAL.check(state=proposal.state, action=decision, held=permissions.held(actor), facts=facts)
    reasons, language = text_required(reasons, "reasons"), language_of_text(language, actor.language)
    if decision == "reduce":
        _reduction_set(proposal, standing, reduce_to)
    proposal_close(proposal, decision, actor=actor, reasons=reasons, language=language)
    if decision in ("uphold", "agree") and not facts.in_effect:
        change_apply(standing, proposal, actor)
        if proposal.adverse_action.ends_membership:
            _other_proposals_close(standing, actor)
    elif decision == "reduce":
        reduction_apply(standing, proposal, actor)
    elif decision == "withdraw":
        departure_bar_lift(standing, proposal)
        if facts.in_effect:
            suspension_end(standing, ChangeReason.REINSTATED, actor=actor, note=reasons)
    if decision in ("reduce", "withdraw"):
        standing_reconsider(standing)
    decision_notify(proposal)
    return proposal


def _reduction_set(proposal: ProposedChange, standing: Standing, reduce_to: str) -> None:
    choices = {str(choice): choice for choice in reductions_of(proposal, standing)}
    if reduce_to not in choices:
        message = _("Choose the lesser change.")
        raise InvalidInput(message, fields={"reduce_to": [message]})
    if proposal.adverse_action.is_of_tier:
        proposal.reduced_tier = int(reduce_to)
    else:
        proposal.reduced_status = Status(reduce_to)


def _other_proposals_close(standing: Standing, actor: User) -> None:
    """Close the other proposed changes, the plan and the departure of a business that was removed."""
    for other in proposals_open(standing.pk).select_for_update():
        action = "dismiss" if other.state == ProposalState.TO_CONFIRM else "withdraw"
        proposal_close(other, action, actor=None, reasons=_("The business was removed from the program."))
    plans_end(standing, actor)
    departures_end(standing)


@transaction.atomic
def change_recommend(*, actor: User, change_id: int, reasons: str) -> ProposedChange:
    """Recommend, as the first of two officers, to uphold a change that the program proposed. The seller is not told
    before the decision.
    """
    with PROPOSALS.acting("recommend", change_id, actor) as proposal:
        proposal.recommended_by, proposal.recommendation = actor, text_required(reasons, "reasons")
    return proposal


@transaction.atomic
def change_send_back(*, actor: User, change_id: int, reasons: str) -> ProposedChange:
    """Send a recommended change back, by the second officer: it waits for a decision as before."""
    with PROPOSALS.acting("send_back", change_id, actor) as proposal:
        proposal.recommendation = f"{proposal.recommendation}\n\n{actor}: {text_required(reasons, 'reasons')}"
        proposal.recommended_by = None
    return proposal


@transaction.atomic
def standing_reinstate(
    *, actor: User, shipper_id: int, reasons: str, language: str = "", conditional: bool = False
) -> Standing:
    """Reinstate a suspended member, or end its conditions, by an officer. A running plan ends unless the member is
    reinstated on conditions. The team receives the reasons.
    """
    standing = standing_lock(shipper_id)
    action = "reinstate_conditionally" if conditional else "reinstate"
    STATUS.check(state=standing.status, action=action, held=permissions.held(actor))
    require_impartial(actor, shipper_id)
    reasons, language = text_required(reasons, "reasons"), language_of_text(language, actor.language)
    suspensions = proposals_open(shipper_id).filter(kind__in=codes_where(lambda action: action.suspends))
    for proposal in suspensions.select_for_update():
        if proposal.state != ProposalState.TO_CONFIRM:
            proposal.reduced_status = Status.CONDITIONAL if conditional else ""
            proposal_close(
                proposal, "reduce" if conditional else "withdraw", actor=actor, reasons=reasons, language=language
            )
    reason = ChangeReason.ON_CONDITIONS if conditional else ChangeReason.REINSTATED
    status_change(standing, action, reason, actor=actor, note=reasons)
    if not conditional:
        plans_end(standing, actor)
    message_send(
        recipients=people_of(shipper_id),
        kind="standing.reinstated",
        subject=_lazy("You are a member again, on conditions")
        if conditional
        else _lazy("You are a member in full standing again"),
        body=format_lazy(
            "{}\n\n{}",
            _lazy("An officer has decided, for these reasons:"),
            with_language(reasons, language),
        ),
        link=reverse("portal:shipper", args=[shipper_id]),
        shipper_id=shipper_id,
    )
    standing_reconsider(standing)
    return standing
