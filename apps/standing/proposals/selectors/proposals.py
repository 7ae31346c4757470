"""Reads of proposed changes, of their files, and of requests for more time."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.accounts.selectors import is_second_person
from apps.core import clock
from apps.core.rows import row_get
from apps.ledger.allegers import allegers_of, is_alleger
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.selectors import has_conflict, on_team
from apps.standing.adverse_actions import Cause, action_upon
from apps.standing.members.models import Standing, Status
from apps.standing.proposals.models import (
    TAKEN_AWAY,
    Extension,
    ExtensionState,
    ProposalState,
    ProposedChange,
)
from apps.standing.proposals.selectors.appeal_times import appeal_until
from apps.standing.proposals.selectors.grounds import cases_of
from apps.standing.proposals.states import ProposalFacts
from apps.standing.roles import OVERSEER

# Undecided, with a notice.
HEARD = (ProposalState.PROPOSED, ProposalState.RESPONDED, ProposalState.TO_AGREE)
UNDECIDED = (ProposalState.TO_CONFIRM, *HEARD)
HOUR = timedelta(hours=1)


def proposals_of(*shipper_ids: int) -> QuerySet[ProposedChange]:
    """Return every proposed change of these shippers, open or decided, the latest first."""
    return ProposedChange.objects.filter(shipper__in=shipper_ids).order_by("-pk")


def proposals_open(*shipper_ids: int) -> QuerySet[ProposedChange]:
    """Return the proposed changes of these shippers that are not decided, including those that wait to be confirmed."""
    return proposals_of(*shipper_ids).filter(state__in=UNDECIDED)


def proposals_with_notice(shipper_id: int) -> QuerySet[ProposedChange]:
    """Return the proposed changes of which the business received a notice, each with its appeal if there is one."""
    return proposals_of(shipper_id).filter(_has_notice()).select_related("shipper", "appeal")


def proposal_for(user: User, shipper_id: int, change_id: int) -> ProposedChange:
    """Return a proposed change of a business on whose team the user is; raise NotFound for any other."""
    found = proposals_with_notice(shipper_id).filter(on_team(user, "shipper__team"), pk=change_id)
    return row_get(
        found.select_related("evaluation__policy", "responded_by", "appeal__by", "missed_plan"),
        _("There is no such notice on your list."),
    )


def _has_notice() -> Q:
    """Select proposed changes with a notice: not those that wait to be confirmed, nor those that ended before."""
    return ~Q(state=ProposalState.TO_CONFIRM) & (Q(at_once=False) | Q(effective_at__isnull=False))


def has_reached_nobody() -> Q:
    """Select proposed changes whose notice, or whose decision that takes something away, has reached nobody."""
    return Q(state__in=HEARD, served_at=None) | Q(state__in=TAKEN_AWAY, decision_served_at=None)


def suspension_in_effect(standing: Standing) -> ProposedChange | None:
    """Return the suspension at once for which a member is suspended, or on conditions because nobody reviewed it."""
    is_suspended = standing.status == Status.SUSPENDED
    if not is_suspended and not standing.examine_all:
        return None
    holding = proposals_of(standing.shipper_id).filter(at_once=True)
    if is_suspended:
        holding = holding.filter(Q(lifted_at=None) | Q(state=ProposalState.UPHELD))
    return holding.filter(state__in=[*HEARD, ProposalState.UPHELD]).first()


def proposal_facts(proposal: ProposedChange, standing: Standing | None, actor: User) -> ProposalFacts:
    """Return the facts on which the actions of this person on a proposed change depend now."""
    changes = terms_of(policy_on(clock.today())).changes
    first = [proposal.proposed_by_id, proposal.confirmed_by_id, proposal.recommended_by_id]
    by_post = [delivery.recorded_by_id for delivery in proposal.deliveries.all()] if proposal.was_posted else []
    return ProposalFacts(
        actor_on_team=has_conflict(actor, proposal.shipper_id),
        now=clock.now(),
        respond_by=proposal.respond_by,
        respond_on=proposal.respond_on,
        responded=bool(proposal.response),
        final=proposal.final_at is not None,
        in_effect=proposal.is_in_effect,
        reviewed=proposal.reviewed_at is not None,
        served=proposal.served_at is not None,
        decision_served=proposal.decision_served_at is not None,
        actor_served=not is_second_person(actor, *by_post),
        actor_decided=not is_second_person(actor, proposal.decided_by_id),
        second_officer=bool(proposal.adverse_action.second_officer(changes)),
        actor_was_first=not is_second_person(actor, *first),
        actor_alleged=is_alleger(actor, cases_of(proposal)),
        # An agency that reported the violation is no officer of the program.
        first_missing=not any(first),
        reducible=bool(standing and reductions_of(proposal, standing)),
        needs_supervisor=proposal.needs_supervisor,
        actor_oversees=OVERSEER in held(actor),
        lapse_at=proposal.lapse_at,
        appeal_until=appeal_until(proposal),
        appealed=hasattr(proposal, "appeal"),
        # Before a suspension is confirmed, the business knows nothing and asks for no time.
        extension_waits=proposal.state != ProposalState.TO_CONFIRM and extension_open(proposal) is not None,
    )


def changes_begun_by(change_ids: Collection[int]) -> dict[int, set[int | None]]:
    """Return who may not decide each undecided change: who proposed, confirmed or recommended it, recorded that its
    notice was delivered by post, or alleged a violation behind it.
    """
    undecided = ProposedChange.objects.filter(pk__in=change_ids, state__in=UNDECIDED)
    waiting = list(undecided.select_related("evaluation").prefetch_related("deliveries"))
    cases = {proposal.pk: cases_of(proposal) for proposal in waiting}
    allegers = allegers_of(frozenset().union(*cases.values()))
    return {
        proposal.pk: {
            *(proposal.proposed_by_id, proposal.confirmed_by_id, proposal.recommended_by_id),
            *(delivery.recorded_by_id for delivery in proposal.deliveries.all()),
            *(officer for case_id in cases[proposal.pk] for officer in allegers.get(case_id, ())),
        }
        for proposal in waiting
    }


def reductions_of(proposal: ProposedChange, standing: Standing) -> list[int] | list[str]:
    """Return what a proposed change can be reduced to: the tiers between, or lesser statuses."""
    if standing.status == Status.WITHDRAWN:
        # A business that left has no status or tier of which less could be taken.
        return []
    action = proposal.adverse_action
    if action.is_of_tier:
        assert proposal.tier is not None
        return list(range(proposal.tier + 1, standing.tier))
    lesser = [status.value for status in action.lesser_statuses]
    if standing.status == Status.SUSPENDED and Status.SUSPENDED in lesser:
        # A suspension that is in effect and undecided is decided by itself.
        suspended = suspension_in_effect(standing)
        return [Status.SUSPENDED.value] if suspended and suspended.is_undecided else lesser
    return lesser


def declined_tiers(shipper_ids: Iterable[int]) -> dict[int, int]:
    """Return, by shipper, the tier to which the last proposed demotion was not made: an officer declined or reduced it,
    nobody decided in time, or an appeal overturned or stayed it. Shippers whose last demotion was upheld are left out.
    """
    ended = proposals_of(*shipper_ids).filter(kind=action_upon(Cause.LOW_RECORD).code).exclude(state__in=UNDECIDED)
    judged = ended.filter(Q(decided_by__isnull=False) | Q(state=ProposalState.LAPSED))
    last = judged.order_by("shipper", "-pk").distinct("shipper")
    spared = (ProposalState.WITHDRAWN, ProposalState.REDUCED, ProposalState.LAPSED, ProposalState.OVERTURNED)
    stayed = Q(appeal__state="open", appeal__stayed_at__isnull=False)
    kept = ProposedChange.objects.filter(stayed | Q(state__in=spared), pk__in=last.values("pk"), tier__isnull=False)
    return dict(kept.values_list("shipper", "tier"))


def extension_open(proposal: ProposedChange) -> Extension | None:
    """Return the request for more time that waits for an officer."""
    return next((asked for asked in proposal.extensions.all() if asked.state == ExtensionState.OPEN), None)


def reentry_day() -> date:
    """Return the first day on which a business that is removed today, or leaves today while its removal is proposed,
    may apply again.
    """
    today = clock.today()
    return clock.anniversary(today, terms_of(policy_on(today)).clocks.reentry_months)


def suspensions_last_hour(sources: Iterable[int]) -> Counter[int]:
    """Count the suspensions at once that each of these sources caused within the last hour."""
    since = clock.now() - HOUR
    lately = ProposedChange.objects.filter(source__in=list(sources), at_once=True, effective_at__gt=since)
    return Counter(lately.values_list("source", flat=True))
