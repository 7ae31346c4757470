"""The delivery of notices and of decisions: on the site as soon as somebody signs for the business, or by post with a
proof. The time to respond begins with the delivery of the notice, the time to appeal with that of the decision.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core import clock
from apps.core.deliveries import delivered_at
from apps.core.files import IdentifiedFile
from apps.core.languages import with_language
from apps.core.lazy import Promise
from apps.core.text import text_required
from apps.core.uploads import atomic_with_files, upload_columns
from apps.shippers.models import Shipper
from apps.shippers.zones import zone_of
from apps.standing import work
from apps.standing.members.services import standings_lock
from apps.standing.proposals.models import Delivery, ProposalState, ProposedChange
from apps.standing.proposals.notices import body_of, subject_of
from apps.standing.proposals.selectors.proposals import has_reached_nobody, proposal_facts
from apps.standing.proposals.services import limits
from apps.standing.proposals.services.limits import PROPOSALS
from apps.standing.proposals.services.proposals import (
    proposal_lock,
    reaches_signers,
)
from apps.standing.proposals.states import PROPOSAL
from apps.work.services import item_close

DECIDED: dict[str, Promise] = {
    ProposalState.UPHELD: _lazy("Decided: the proposed change is made"),
    ProposalState.REDUCED: _lazy("Decided: less is taken away than was proposed"),
    ProposalState.WITHDRAWN: _lazy("Decided: nothing is taken away"),
}


@atomic_with_files()
def change_serve(
    *, actor: User, change_id: int, day: date, note: str, files: Sequence[IdentifiedFile]
) -> ProposedChange:
    """Record the day on which a notice, or a decision that takes something away, was delivered by post to a business
    for which nobody signs on the site. The time to respond, or to appeal, begins on that day.

    The proof is a file, and comes from an officer who neither proposed nor decided the change. Raise Conflict for
    anybody else and for what was delivered already, Invalid without the file or for a wrong day.
    """
    standing, proposal = proposal_lock(change_id)
    facts = proposal_facts(proposal, standing, actor)
    decided = proposal.takes_away
    action = "serve_decision" if decided else "serve"
    PROPOSAL.check(state=proposal.state, action=action, held=permissions.held(actor), facts=facts)
    written = proposal.decided_at if decided else proposal.proposed_at
    assert written is not None
    moment = delivered_at(day, written=written, zone=zone_of(standing.shipper), files=files)
    Delivery.objects.create(
        proposal=proposal,
        letter=Delivery.Letter.DECISION if decided else Delivery.Letter.NOTICE,
        day=day,
        uploaded_by=actor,
        **upload_columns(files[0]),
    )
    note = text_required(note, "note")[:300]
    if decided:
        proposal.decision_served_at, proposal.decision_served_note = moment, note
    else:
        proposal.served_at, proposal.served_note = moment, note
    _delivery_save(proposal, standing.shipper, actor)
    return proposal


@transaction.atomic
def changes_serve(*, shipper_id: int) -> None:
    """Deliver on the site what has reached nobody who signs for a business: its notices, and the decisions that took
    something away. Do nothing while nobody signs for it.
    """
    standing = next(iter(standings_lock([shipper_id])), None)
    if standing is None or not reaches_signers(shipper_id):
        return
    waiting = ProposedChange.objects.filter(has_reached_nobody(), shipper=shipper_id).select_for_update(of=("self",))
    for proposal in waiting.select_related("evaluation", "shipper").order_by("pk"):
        decided = proposal.takes_away
        if decided:
            proposal.decision_served_at = clock.now()
        else:
            proposal.served_at = clock.now()
        _delivery_save(proposal, standing.shipper, None)
        if decided:
            decision_notify(proposal)
        else:
            PROPOSALS.tell(proposal, subject_of(proposal), body_of(proposal), act_by=proposal.respond_by)


def _delivery_save(proposal: ProposedChange, shipper: Shipper, actor: User | None) -> None:
    """Save a proposed change whose notice or decision was delivered, and begin the time that follows."""
    if proposal.is_undecided:
        limits.proposal_limits_set(proposal, shipper)
        PROPOSALS.timers_renew(proposal)
    proposal.save()
    item_close(kind=work.SEARCH.code, subject=PROPOSALS.subject(proposal), actor=actor)
    PROPOSALS.record(proposal, "served", actor)


def decision_notify(proposal: ProposedChange) -> None:
    """Tell the team of a decision, with its reasons and what can be done about it."""
    PROPOSALS.tell(
        proposal,
        DECIDED[proposal.state],
        _lazy("An officer has decided, for these reasons:"),
        with_language(proposal.decision_text, proposal.decision_language),
        _next_step(proposal),
    )


def _next_step(proposal: ProposedChange) -> Promise:
    if proposal.state == ProposalState.WITHDRAWN:
        return _lazy("You do not need to do anything.")
    if proposal.state == ProposalState.REDUCED and proposal.reduced_tier is not None:
        return format_lazy(
            _lazy("Your tier is {tier} now. If you disagree, you can appeal on the page of the notice."),
            tier=proposal.reduced_tier,
        )
    return _lazy("If you disagree, you can appeal on the page of the notice. Another officer hears the appeal.")
