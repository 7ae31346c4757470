"""Suspensions at once: some take effect by themselves, others must be confirmed first.

A critical finding with a recorded basis suspends at once if an officer or a competent agency confirms the violation.
Any other waits for an officer. Beyond the number that the policy allows for one source in an hour, suspensions wait for
a supervisor, so that a source in error, or one whose access was stolen, can't stop the program.
"""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.utils.translation import gettext as _

from apps.core import clock
from apps.evaluation.rules import critical_violation
from apps.policy.selectors import policy_on, terms_of
from apps.standing import work
from apps.standing.members.models import Standing
from apps.standing.members.services import status_change
from apps.standing.members.states import Reason
from apps.standing.proposals.models import ProposalState, ProposedChange
from apps.standing.proposals.selectors.grounds import Ground
from apps.standing.proposals.selectors.proposals import suspensions_last_hour
from apps.standing.proposals.services import limits
from apps.standing.proposals.services.proposals import (
    proposal_close,
    proposal_draft,
    proposal_event_record,
    proposal_serve,
)
from apps.work.services import item_open

Kind = ProposedChange.Kind
# With the id of a reporter, the key of an advisory lock. No other advisory lock of this program uses this number.
HOURLY_LIMIT_LOCK = 0x6B73


class HourlyLimit:
    """How many more members each of these sources may suspend at once now.

    A second transaction that suspends upon the word of the same source waits until this transaction ends.
    """

    def __init__(self, sources: Iterable[int]) -> None:
        sources = sorted(set(sources))
        with connection.cursor() as cursor:
            for source in sources:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [HOURLY_LIMIT_LOCK, source])
        self.used = suspensions_last_hour(sources)
        self.most = terms_of(policy_on(clock.today())).changes.at_once_per_hour

    def take(self, source: int) -> bool:
        """Say whether this source may suspend one more member; count the suspension if so."""
        if self.used[source] >= self.most:
            return False
        self.used[source] += 1
        return True


def suspension_open(
    standing: Standing, grounds: Sequence[Ground], pending: ProposedChange | None, hourly_limit: HourlyLimit
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


def suspension_confirmation_open(standing: Standing, grounds: Sequence[Ground], pending: ProposedChange | None) -> None:
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


def _suspension_draft(standing: Standing, grounds: Sequence[Ground]) -> ProposedChange:
    cases = [ground.case_id for ground in grounds]
    return proposal_draft(
        standing,
        Kind.SUSPENSION,
        evaluation=standing.evaluation,
        behind={critical_violation.CODE: cases},
        cases=cases,
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
    item_open(
        kind=kind.code,
        subject=limits.proposal_subject(proposal),
        title=f"{proposal.get_kind_display()}: {standing.shipper.ksn}",
        shipper_id=standing.pk,
        country=standing.shipper.country.code,
        due_at=clock.end_of(clock.add_days(clock.today(), 1)),
    )
    proposal_event_record("to_confirm", proposal, None, source=proposal.source_id)


def suspension_start(standing: Standing, proposal: ProposedChange) -> None:
    """Suspend a locked member from now on, with the notice and the work item in the same transaction."""
    proposal.effective_at = clock.now()
    status_change(standing, "suspend", Reason.SUSPENDED, actor=proposal.confirmed_by)
    proposal_serve(proposal, standing)
