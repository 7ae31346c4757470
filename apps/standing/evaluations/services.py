"""Apply evaluations to standings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.core import clock
from apps.evaluation.models import Evaluation
from apps.evaluation.services import evaluate_shippers
from apps.ledger.models import Recording, Violation
from apps.ledger.vocabulary import ProgramEntryKind
from apps.notices.services import message_send
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.selectors import people_of
from apps.standing.adverse_actions import Cause, action_upon
from apps.standing.assurance.messages import RECORD_CHANGED, STATUS_CHANGED
from apps.standing.assurance.models import AssuranceCall
from apps.standing.assurance.selectors import is_assured, managed_tiers, managers_of
from apps.standing.assurance.services.calls import call_drop, call_follow, call_open, calls_lock
from apps.standing.assurance.services.managers import managers_assign
from apps.standing.evaluations.rules import Consequence, StandingFacts, consequences
from apps.standing.members.models import Standing, Status
from apps.standing.members.selectors import entries_present
from apps.standing.members.services import standing_enroll, standings_change, standings_lock, standings_validate
from apps.standing.members.states import MEMBER, ChangeReason
from apps.standing.proposals.models import ProposalState, ProposedChange
from apps.standing.proposals.selectors.grounds import (
    SuspensionGround,
    cases_decided,
    cases_of,
    cases_reversed,
    grounds_of,
)
from apps.standing.proposals.selectors.proposals import declined_tiers, suspension_in_effect
from apps.standing.proposals.services.effects import suspension_end
from apps.standing.proposals.services.proposals import proposal_close, proposal_open, proposals_lock
from apps.standing.proposals.services.suspensions import (
    HourlyLimit,
    proposal_drop,
    suspension_confirmation_open,
    suspension_open,
)

_SET_EVALUATIONS = """
UPDATE standing_standing standing SET evaluation_id = applied.evaluation_id
FROM unnest(%s::bigint[], %s::bigint[]) AS applied (shipper_id, evaluation_id)
WHERE standing.shipper_id = applied.shipper_id
"""


@dataclass(frozen=True, slots=True)
class EvaluatedStanding:
    """A locked standing with the grounds of its evaluation.

    `opened`: its undecided proposed changes, locked, by kind. `call`: the running call about a demotion, locked.
    `declined_tier`: the tier to which the last demotion was
    not made, as long as no evaluation since has allowed the member to keep its tier; that demotion is not proposed
    again.
    """

    standing: Standing
    opened: Mapping[str, ProposedChange]
    call: AssuranceCall | None
    declined_tier: int | None
    grounds: tuple[SuspensionGround, ...]

    @classmethod
    def of(
        cls,
        standing: Standing,
        opened: Mapping[str, ProposedChange],
        calls: Mapping[str, AssuranceCall],
        declined: int | None,
    ) -> "EvaluatedStanding":
        """Read the grounds of the evaluation on which a standing rests.

        While a call runs, no earlier decision counts as declined: the call was opened since the record fell again.
        """
        call = calls.get(action_upon(Cause.LOW_RECORD).code)
        return cls(standing, opened, call, None if call else declined, tuple(grounds_of(standing.evaluation)))


def evaluations_apply(standings: Iterable[EvaluatedStanding]) -> None:
    """Apply the evaluations of locked standings."""
    standings = list(standings)
    hourly_limit = HourlyLimit(ground.reporter.pk for each in standings for ground in each.grounds)
    promoted = [each.standing for each in standings if _evaluation_apply(each, hourly_limit)]
    risen = [(standing, {"tier": standing.evaluation.enter}) for standing in promoted if standing.evaluation]
    standings_change(risen, "promote", ChangeReason.TIER_EARNED)
    _managers_assign(each.standing for each in standings)


def _managers_assign(standings: Iterable[Standing]) -> None:
    """Assign an account manager to each of these locked standings that is to have one and has none."""
    tiers = managed_tiers(terms_of(policy_on(clock.today())))
    managed = {standing.pk for standing in standings if standing.status in MEMBER and standing.tier in tiers}
    if wanting := managed - managers_of(managed):
        managers_assign(shipper_ids=wanting)


def standing_reconsider(standing: Standing) -> None:
    """Apply the last evaluation of a locked standing again, since the standing or its proposed changes have changed."""
    if standing.evaluation:
        opened = proposals_lock([standing.pk])[standing.pk]
        calls = calls_lock([standing.pk])[standing.pk]
        declined = declined_tiers([standing.pk] if is_above_keep(standing) else [])
        evaluations_apply([EvaluatedStanding.of(standing, opened, calls, declined.get(standing.pk))])


def is_above_keep(standing: Standing) -> bool:
    """Say whether the tier of a standing is higher than its evaluation allows the member to keep."""
    return standing.evaluation is not None and standing.evaluation.keep < standing.tier


def _evaluation_apply(evaluated: EvaluatedStanding, hourly_limit: HourlyLimit) -> bool:
    """Apply the evaluation of a locked standing; return whether the member is to be promoted, which the caller does."""
    standing, opened, evaluation = evaluated.standing, evaluated.opened, evaluated.standing.evaluation
    call = evaluated.call
    assert evaluation is not None
    demoting, suspending = action_upon(Cause.LOW_RECORD).code, action_upon(Cause.CRITICAL_FINDING).code
    demotion, suspension = opened.get(demoting), opened.get(suspending)
    unconfirmed = suspension if suspension and suspension.state == ProposalState.TO_CONFIRM else None
    held = suspension_in_effect(standing)
    lifted = suspension if suspension and suspension.lifted_at else None
    decided = cases_decided(standing.pk) if evaluated.grounds else frozenset()
    in_effect = suspension is not None and suspension.is_in_effect
    grounds_reversed = held is not None and cases_reversed(cases_of(held))
    restored = grounds_reversed or (in_effect and not evaluated.grounds)
    facts = StandingFacts(
        status=standing.status,
        tier=standing.tier,
        enter=evaluation.enter,
        keep=evaluation.keep,
        grounds=frozenset(ground.case_id for ground in evaluated.grounds),
        unconfirmed=frozenset(ground.case_id for ground in evaluated.grounds if not ground.confirmed),
        decided=decided,
        to_confirm=cases_of(unconfirmed) if unconfirmed else frozenset(),
        suspension_open=in_effect,
        lifted_reversed=lifted is not None and lifted != held and cases_reversed(cases_of(lifted)),
        grounds_reversed=grounds_reversed,
        proposed_tier=demotion.tier if demotion else None,
        declined_tier=evaluated.declined_tier,
        call_owed=demotion is None and is_above_keep(standing) and _is_owed_call(evaluated, restored=restored),
        call_runs=call is not None,
    )
    pending = suspension if unconfirmed is None else None
    following = consequences(facts)
    for consequence in following:
        match consequence:
            case Consequence.SUSPEND:
                fresh = [ground for ground in evaluated.grounds if ground.case_id not in decided and ground.confirmed]
                suspension_open(standing, fresh, pending, hourly_limit)
                if call and standing.status == Status.SUSPENDED:
                    call_drop(call, STATUS_CHANGED)
            case Consequence.ASK_TO_CONFIRM:
                fresh = [ground for ground in evaluated.grounds if ground.case_id not in decided]
                suspension_confirmation_open(standing, fresh, pending)
            case Consequence.DROP_UNCONFIRMED:
                assert unconfirmed is not None
                proposal_drop(unconfirmed)
            case Consequence.DROP_SUSPENSION:
                assert lifted is not None
                proposal_drop(lifted)
                pending = None
            case Consequence.LIFT_SUSPENSION:
                ended = held or suspension
                assert ended is not None
                _suspension_lift(standing, ended)
            case Consequence.DROP_DEMOTION:
                assert demotion is not None
                proposal_drop(demotion)
            case Consequence.PROPOSE_DEMOTION:
                proposal = proposal_open(standing, demoting, tier=evaluation.keep)
                if call:
                    call_follow(call, proposal)
            case Consequence.OPEN_CALL:
                call_open(standing, demoting, tier=evaluation.keep)
            case Consequence.DROP_CALL:
                assert call is not None
                call_drop(call, RECORD_CHANGED)
    return Consequence.PROMOTE in following


def _is_owed_call(evaluated: EvaluatedStanding, *, restored: bool) -> bool:
    """Say whether a demotion must wait: for a call that runs, or for one that the member is still to get."""
    if evaluated.call:
        return not evaluated.call.is_over
    return is_assured(evaluated.standing, restored=restored)


def _suspension_lift(standing: Standing, proposal: ProposedChange) -> None:
    """Lift a suspension whose findings were all reversed or taken back, and notify the team. A member with a running
    corrective plan is on conditions again.
    """
    why = _lift_reason(proposal)
    if proposal.is_undecided:
        proposal_close(proposal, "withdraw", actor=None, reasons=why)
    conditional = suspension_end(standing, ChangeReason.RESTORED, note=why)
    message_send(
        recipients=people_of(standing.pk),
        kind="standing.restored",
        subject=_lazy("You are a member again, on conditions")
        if conditional
        else _lazy("Your suspension has ended: you are a member in full standing"),
        body=format_lazy(
            "{}\n\n{}",
            _lazy(
                "The findings behind the suspension were reversed, or their reporter took them back. They no longer "
                "count. You have your tier and its benefits again."
            ),
            _lazy("You don't need to do anything. Your page shows what was recorded and when."),
        ),
        link=reverse("portal:change", args=[standing.pk, proposal.pk]),
        shipper_id=standing.pk,
    )


def _lift_reason(proposal: ProposedChange) -> str:
    """Return the reason of a lift for the record; it names the report that was taken back, if one was."""
    taken_back = (
        Recording.objects.filter(
            kind=Recording.Kind.REVERSAL,
            pk__in=Violation.objects.filter(case__in=cases_of(proposal), voided=True).values("recording"),
        )
        .order_by("-pk")
        .first()
    )
    if taken_back is None:
        return _("The findings behind the suspension no longer stand.")
    return _("The report behind the suspension was taken back: %(reason)s") % {"reason": taken_back.note}


@transaction.atomic
def standings_apply(*, evaluations: Mapping[int, int]) -> None:
    """Apply each shipper's evaluation (ids, by shipper) to its standing, unless a later evaluation was applied
    already.

    A better evaluation promotes at once, a worse one proposes a demotion, after a call where the member is owed one,
    and a critical finding suspends.
    """
    members = set(entries_present(evaluations, ProgramEntryKind.ENROLLED).values_list("shipper_id", flat=True))
    # The events of an enrollment and of the first evaluation come in any order. The first to come enrolls.
    if unenrolled := members.difference(Standing.objects.filter(pk__in=members).values_list("pk", flat=True)):
        standing_enroll(shipper_ids=sorted(unenrolled))
    outdated = [
        standing for standing in standings_lock(members) if (standing.evaluation_id or 0) < evaluations[standing.pk]
    ]
    latest = Evaluation.objects.in_bulk([evaluations[standing.pk] for standing in outdated])
    declined = declined_tiers([standing.pk for standing in outdated if is_above_keep(standing)])
    for standing in outdated:
        standing.evaluation = latest[evaluations[standing.pk]]
    with connection.cursor() as cursor:
        cursor.execute(_SET_EVALUATIONS, [[each.pk for each in outdated], [each.evaluation_id for each in outdated]])
    opened = proposals_lock(standing.pk for standing in outdated)
    calls = calls_lock(standing.pk for standing in outdated)
    evaluations_apply(
        EvaluatedStanding.of(standing, opened[standing.pk], calls[standing.pk], declined.get(standing.pk))
        for standing in outdated
    )


@transaction.atomic
def standing_follow(*, shipper_id: int) -> None:
    """Bring the standing of a shipper in line with the ledger as it is in this transaction: the validation, and the
    tier and status by an evaluation of today. Workers do the same within seconds of an entry.
    """
    standings_validate(shipper_ids=[shipper_id])
    if evaluate_shippers(shipper_ids=[shipper_id]):
        latest = Evaluation.objects.filter(shipper=shipper_id, retrospective=False).latest("pk")
        standings_apply(evaluations={shipper_id: latest.pk})
