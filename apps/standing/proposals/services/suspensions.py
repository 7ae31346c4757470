"""Suspensions at once: those that take effect by themselves, and those that somebody must confirm first.

A critical finding with a recorded basis suspends at once where an officer or a competent agency stands for it. Others
wait for an officer; and of those of one source, more than the policy allows in an hour wait for a supervisor, so that
a source that errs, or whose access was stolen, can't stop the program.
"""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.utils.translation import gettext as _

from apps.core import clock
from apps.evaluation.rules import critical_violation
from apps.policy.selectors import policy_on, terms_of
from apps.standing import work
from apps.standing.members.models import Standing
from apps.standing.members.services import status_move
from apps.standing.members.states import Reason
from apps.standing.proposals.models import ProposedChange
from apps.standing.proposals.selectors.grounds import Ground, is_false_statement
from apps.standing.proposals.selectors.proposals import suspensions_lately
from apps.standing.proposals.services import limits
from apps.standing.proposals.services.proposals import happened, proposal_close, proposal_of, proposal_serve
from apps.work.services import item_open

Kind, State = ProposedChange.Kind, ProposedChange.State
# With the number of a reporter: any that no other advisory lock of this program uses.
BRAKE_LOCK = 0x6B73


class Brake:
    """How many more each of these sources may suspend at once now. Whoever suspends upon the word of the same source at
    the same time waits until this transaction ends."""

    def __init__(self, sources: Iterable[int]) -> None:
        sources = sorted(set(sources))
        with connection.cursor() as cursor:
            for source in sources:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [BRAKE_LOCK, source])
        self.used = suspensions_lately(sources)
        self.most = terms_of(policy_on(clock.today())).changes.at_once_per_hour

    def take(self, source: int) -> bool:
        """Whether one more may be suspended upon the word of this source; it is counted if so."""
        if self.used[source] >= self.most:
            return False
        self.used[source] += 1
        return True


def suspend_at_once(
    standing: Standing, grounds: Sequence[Ground], pending: ProposedChange | None, brake: Brake
) -> None:
    """Suspend a locked member upon confirmed grounds, with its notice in the same transaction; or, beyond what their
    source may bring about in an hour, have that wait for a supervisor.

    An undecided suspension that was proposed with a hearing (`pending`) makes way.
    """
    proposal = _proposed(standing, grounds)
    assert proposal.source_id is not None
    if not brake.take(proposal.source_id):
        proposal.needs_supervisor = True
        _wait(standing, proposal, pending)
        return
    if pending:
        proposal_drop(pending)
    proposal.confirmed_by = next((ground.officer for ground in grounds if ground.officer), None)
    suspend(standing, proposal)


def confirmation_ask(standing: Standing, grounds: Sequence[Ground], pending: ProposedChange | None) -> None:
    """Have grounds for which nobody stands yet wait for an officer: nothing changes for the member."""
    _wait(standing, _proposed(standing, grounds), pending)


def proposal_drop(proposal: ProposedChange) -> None:
    """The program takes back what has lost its ground."""
    proposal_close(
        proposal,
        "dismiss" if proposal.state == State.TO_CONFIRM else "withdraw",
        actor=None,
        reasons=_("The record has changed: this proposal no longer fits it."),
    )


def _proposed(standing: Standing, grounds: Sequence[Ground]) -> ProposedChange:
    cases = [ground.case_id for ground in grounds]
    proposal = proposal_of(
        standing,
        Kind.SUSPENSION,
        evaluation=standing.evaluation,
        behind={critical_violation.CODE: cases},
        cases=cases,
        source=grounds[0].reporter,
        at_once=True,
    )
    proposal.false_statement = is_false_statement(cases)
    return proposal


def _wait(standing: Standing, proposal: ProposedChange, pending: ProposedChange | None) -> None:
    if pending:
        # A suspension is proposed already, and heard: what is new is read with it.
        return
    proposal.state = State.TO_CONFIRM
    proposal.save()
    kind = work.CONFIRM_MANY if proposal.needs_supervisor else work.CONFIRM
    item_open(
        kind=kind.code,
        subject=limits.about(proposal),
        title=f"{proposal.get_kind_display()}: {standing.shipper.ksn}",
        shipper_id=standing.pk,
        country=standing.shipper.country.code,
        due_at=clock.end_of(clock.add_days(clock.today(), 1)),
    )
    happened("to_confirm", proposal, None, source=proposal.source_id)


def suspend(standing: Standing, proposal: ProposedChange) -> None:
    """Suspend a locked member from now on, with the notice and what waits for an officer in the same transaction."""
    proposal.effective_at = clock.now()
    status_move(standing, "suspend", Reason.SUSPENDED, actor=proposal.confirmed_by)
    proposal_serve(proposal, standing)
