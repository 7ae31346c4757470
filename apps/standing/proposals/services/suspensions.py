"""Suspensions at once: some take effect by themselves, others must be confirmed first.

A critical finding with a recorded basis suspends at once if an officer or a competent agency confirms the violation.
Any other waits for an officer. Beyond the number that the policy allows for one source in an hour, suspensions wait for
a supervisor, so that a source in error, or one whose access was stolen, can't stop the program.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.accounts.models import User
from apps.core import clock
from apps.core.languages import language_of_text, with_language
from apps.core.lazy import Promise
from apps.core.locks import lock_take
from apps.core.text import text_required
from apps.evaluation.rules import critical_violation
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.zones import deadline_in_words
from apps.standing import work
from apps.standing.adverse_actions import Cause, action_upon
from apps.standing.members.models import Standing
from apps.standing.members.selectors import restriction_holder
from apps.standing.members.services import status_change
from apps.standing.members.states import ChangeReason
from apps.standing.proposals.models import ProposalState, ProposedChange, SuspensionReview
from apps.standing.proposals.selectors.grounds import SuspensionGround
from apps.standing.proposals.selectors.proposals import suspensions_last_hour
from apps.standing.proposals.services.effects import suspension_end
from apps.standing.proposals.services.limits import PROPOSALS
from apps.standing.proposals.services.proposals import (
    proposal_close,
    proposal_draft,
    proposal_lock,
    proposal_serve,
)
from apps.work.services import item_close, item_open

# With the id of a reporter, the key of an advisory lock. No other advisory lock of this program uses this number.
HOURLY_LIMIT_LOCK = 0x6B73
OUTCOMES = {"continue": SuspensionReview.Outcome.CONTINUED, "lift": SuspensionReview.Outcome.LIFTED}


class HourlyLimit:
    """The number of further members that each source may suspend at once now.

    A second transaction that suspends upon the word of the same source waits until this transaction ends.
    """

    def __init__(self, sources: Iterable[int]) -> None:
        sources = sorted(set(sources))
        for source in sources:
            lock_take(HOURLY_LIMIT_LOCK, source)
        self.used = suspensions_last_hour(sources) if sources else {}
        self.most = terms_of(policy_on(clock.today())).changes.at_once_per_hour if sources else 0

    def take(self, source: int) -> bool:
        """Say whether this source may suspend one more member; count the suspension if so."""
        if self.used[source] >= self.most:
            return False
        self.used[source] += 1
        return True


def suspension_open(
    standing: Standing, grounds: Sequence[SuspensionGround], pending: ProposedChange | None, hourly_limit: HourlyLimit
) -> None:
    """Suspend a locked member upon confirmed grounds, with the notice in the same transaction; beyond the hourly limit
    of their source, let the suspension wait for a supervisor.

    A suspension that was proposed with a hearing and is undecided (`pending`) is dropped.
    """
    proposal = _suspension_draft(standing, grounds)
    assert proposal.source_id is not None
    if not hourly_limit.take(proposal.source_id):
        proposal.needs_supervisor = True
        _confirmation_work_open(standing, proposal, pending)
        return
    if pending:
        proposal_drop(pending)
    proposal.confirmed_by = next((ground.officer for ground in grounds if ground.officer), None)
    suspension_start(standing, proposal)


def suspension_confirmation_open(
    standing: Standing, grounds: Sequence[SuspensionGround], pending: ProposedChange | None
) -> None:
    """Let a suspension whose grounds nobody has confirmed wait for an officer. Nothing changes for the member."""
    _confirmation_work_open(standing, _suspension_draft(standing, grounds), pending)


def proposal_drop(proposal: ProposedChange) -> None:
    """Close a proposed change that no longer fits the record."""
    proposal_close(
        proposal,
        "dismiss" if proposal.state == ProposalState.TO_CONFIRM else "withdraw",
        actor=None,
        reasons=_("The record has changed: this proposal no longer fits it."),
    )


def _suspension_draft(standing: Standing, grounds: Sequence[SuspensionGround]) -> ProposedChange:
    return proposal_draft(
        standing,
        action_upon(Cause.CRITICAL_FINDING).code,
        evaluation=standing.evaluation,
        behind={critical_violation.CODE: [ground.case_id for ground in grounds]},
        source=grounds[0].reporter,
        at_once=True,
    )


def _confirmation_work_open(standing: Standing, proposal: ProposedChange, pending: ProposedChange | None) -> None:
    if pending:
        # A suspension is proposed already. The officer reads the new findings with it.
        return
    proposal.state = ProposalState.TO_CONFIRM
    proposal.save()
    kind = work.CONFIRM_MANY if proposal.needs_supervisor else work.CONFIRM
    PROPOSALS.work_open(
        proposal,
        kind=kind.code,
        title=f"{proposal.get_kind_display()}: {standing.shipper.ksn}",
        due_at=clock.end_of(clock.add_days(clock.today(), 1)),
    )
    PROPOSALS.record(proposal, "to_confirm", None, source=proposal.source_id)


@transaction.atomic
def suspension_review(
    *, actor: User, change_id: int, decision: str, reasons: str, language: str = ""
) -> SuspensionReview:
    """Review a suspension at once that is in effect, by an officer: `continue` until the decision, or `lift` until
    then.

    The first review is due within days. A suspension may be lifted on any day, also after a review. Either way the
    seller is heard, and the change is decided after its response. Raise Conflict if the suspension is not in effect,
    or to continue one that was reviewed before; Invalid without reasons.
    """
    standing, proposal = proposal_lock(change_id)
    with PROPOSALS.acting(decision, proposal, actor):
        review = SuspensionReview.objects.create(
            proposal=proposal,
            outcome=OUTCOMES[decision],
            by=actor,
            at=clock.now(),
            reasons=text_required(reasons, "reasons"),
            language=language_of_text(language, actor.language),
        )
        if decision == "lift":
            suspension_end(standing, ChangeReason.REINSTATED, actor=actor, note=review.reasons)
            proposal.lifted_at = review.at
        proposal.reviewed_at = review.at
    item_close(kind=work.REVIEW.code, subject=PROPOSALS.subject(proposal), actor=actor)
    PROPOSALS.timers_renew(proposal)
    subject, opening = REVIEWED[decision]
    words = with_language(review.reasons, review.language)
    PROPOSALS.tell(proposal, subject, opening, words, _next_step(proposal))
    return review


REVIEWED: dict[str, tuple[Promise, Promise]] = {
    "continue": (
        _lazy("Your suspension was reviewed: it stays until the decision"),
        _lazy("An officer has reviewed your suspension. It stays until it is decided, for these reasons:"),
    ),
    "lift": (
        _lazy("Your suspension is lifted until the decision"),
        _lazy(
            "An officer has lifted your suspension, so you are a member as before. The case is not decided yet. The "
            "reasons:"
        ),
    ),
}


def suspension_ease(standing: Standing, proposal: ProposedChange) -> None:
    """Put a member on conditions until the decision, with every parcel examined, since nobody has reviewed its
    suspension in time. The case goes on, and a supervisor finds it among the work.
    """
    note = _("Nobody reviewed the suspension in time.")
    status_change(standing, "reinstate_conditionally", ChangeReason.ON_CONDITIONS, note=note, examine_all=True)
    proposal.lifted_at = clock.now()
    proposal.save(update_fields=["lifted_at"])
    item_close(kind=work.REVIEW.code, subject=PROPOSALS.subject(proposal))
    PROPOSALS.timers_renew(proposal)
    item_open(
        kind=work.UNREVIEWED.code,
        subject=("shipper", standing.pk),
        title=str(standing.shipper),
        shipper_id=standing.pk,
        country=standing.shipper.country.code,
        due_at=clock.end_of(clock.add_days(clock.today(), work.UNREVIEWED.target)),
        holder=restriction_holder(standing.pk, None),
    )
    assert standing.ends_at is not None
    PROPOSALS.record(proposal, "unreviewed", None)
    PROPOSALS.tell(
        proposal,
        _lazy("You are a member again, on conditions"),
        format_lazy(
            _lazy(
                "Nobody reviewed your suspension in the time that the policy allows, so you are a member again "
                "from today. All your parcels are examined until an officer has decided, and until {end} at "
                "the longest. You can ask for a review of these conditions on their page."
            ),
            end=deadline_in_words(standing.ends_at, proposal.shipper),
        ),
        _next_step(proposal),
    )


def _next_step(proposal: ProposedChange) -> Promise:
    assert proposal.decide_by is not None
    if proposal.response:
        return format_lazy(
            _lazy("An officer reads your response and decides by {day}. You will receive the reasons."),
            day=deadline_in_words(proposal.decide_by, proposal.shipper),
        )
    return format_lazy(
        _lazy("You can respond until {day}, on the page of the notice. Nothing is decided before that."),
        day=deadline_in_words(proposal.respond_by, proposal.shipper),
    )


def suspension_start(standing: Standing, proposal: ProposedChange) -> None:
    """Suspend a locked member from now on, with the notice and the work item in the same transaction."""
    proposal.effective_at = clock.now()
    status_change(standing, "suspend", ChangeReason.SUSPENDED, actor=proposal.confirmed_by)
    proposal_serve(proposal, standing)
    PROPOSALS.work_open(proposal, kind=work.REVIEW.code, due_at=proposal.review_by)
