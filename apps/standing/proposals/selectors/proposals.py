"""Reads of what is proposed to be taken away, of requests for more time, and of appeals."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import held
from apps.core import clock
from apps.core.deadlines import deadline
from apps.core.errors import NotFound
from apps.policy.models import Policy
from apps.policy.selectors import policy_on, terms_of
from apps.shippers.selectors import abilities_of, on_team
from apps.shippers.zones import zone_of
from apps.standing.members.models import Standing, Status
from apps.standing.proposals.models import Extension, ProposedChange, ResponseFile
from apps.standing.proposals.states import ProposalFacts
from apps.standing.roles import OVERSEER

Kind, State = ProposedChange.Kind, ProposedChange.State
UNDECIDED = (State.TO_CONFIRM, State.PROPOSED, State.RESPONDED, State.TO_AGREE)
HOUR = timedelta(hours=1)


def proposals_of(*shipper_ids: int) -> QuerySet[ProposedChange]:
    """What was ever proposed to be taken away, open or decided, the latest first."""
    return ProposedChange.objects.filter(shipper__in=shipper_ids).order_by("-pk")


def proposals_open(*shipper_ids: int) -> QuerySet[ProposedChange]:
    """What is proposed and not decided, also what waits to be confirmed."""
    return proposals_of(*shipper_ids).filter(state__in=UNDECIDED)


def proposals_told(shipper_id: int) -> QuerySet[ProposedChange]:
    """Of these, what the business had a notice of, each with its appeal, if there is one."""
    return proposals_of(shipper_id).filter(_was_told()).select_related("shipper", "appeal")


def proposal_for(user: User, shipper_id: int, change_id: int) -> ProposedChange:
    """A notice of a business on whose team the user is; raises NotFound for any other."""
    found = proposals_told(shipper_id).filter(on_team(user, "shipper__team"), pk=change_id)
    proposal = found.select_related("evaluation__policy", "responded_by", "appeal__by", "missed_plan").first()
    if proposal is None:
        raise NotFound(_("There is no such notice on your list."))
    return proposal


def _was_told() -> Q:
    """Not what waits to be confirmed, nor what ended before it was: the business had no notice of these."""
    return ~Q(state=State.TO_CONFIRM) & (Q(at_once=False) | Q(effective_at__isnull=False))


def suspension_held(standing: Standing) -> ProposedChange | None:
    """The suspension at once by which a member is suspended, or on conditions since nobody reviewed it."""
    if standing.status != Status.SUSPENDED and not standing.examine_all:
        return None
    holding = proposals_of(standing.shipper_id).filter(kind=Kind.SUSPENSION, at_once=True)
    return holding.exclude(state__in=[State.TO_CONFIRM, State.WITHDRAWN, State.OVERTURNED, State.REDUCED]).first()


def proposal_facts(proposal: ProposedChange, standing: Standing | None, actor: User) -> ProposalFacts:
    """What it depends on whether that officer may decide it now."""
    changes = terms_of(policy_on(clock.today())).changes
    first = [proposal.proposed_by_id, proposal.confirmed_by_id, proposal.recommended_by_id]
    return ProposalFacts(
        actor_on_team=bool(abilities_of(actor, proposal.shipper_id)),
        now=clock.now(),
        respond_by=proposal.respond_by,
        respond_on=proposal.respond_on,
        responded=bool(proposal.response),
        in_effect=proposal.at_once and standing is not None and standing.status == Status.SUSPENDED,
        served=proposal.served_at is not None,
        second_officer=changes.second_officer(proposal.kind),
        actor_was_first=actor.pk in first,
        # An agency that determined it has looked at it before, as an officer has who proposed or confirmed it.
        first_missing=not any(first) and proposal.source_id is None,
        lesser=bool(standing and lesser_of(proposal, standing)),
        needs_supervisor=proposal.needs_supervisor,
        actor_oversees=OVERSEER in held(actor),
        lapse_at=proposal.lapse_at,
        appeal_until=appeal_until(proposal),
        appealed=hasattr(proposal, "appeal"),
    )


def lesser_of(proposal: ProposedChange, standing: Standing) -> list[int] | list[str]:
    """To what less it could be reduced: tiers between, or statuses."""
    match proposal.kind:
        case Kind.DEMOTION:
            assert proposal.tier is not None
            return list(range(proposal.tier + 1, standing.tier))
        case Kind.SUSPENSION:
            return [Status.CONDITIONAL.value]
        case Kind.REMOVAL:
            return [Status.SUSPENDED.value, Status.CONDITIONAL.value]
    return []


def spared_tiers(shipper_ids: Iterable[int]) -> dict[int, int]:
    """The tier to which an officer last declined to demote each of these, or to which nobody decided in time to; none
    where that was decided otherwise."""
    ended = proposals_of(*shipper_ids).filter(kind=Kind.DEMOTION).exclude(state__in=UNDECIDED)
    judged = ended.filter(Q(decided_by__isnull=False) | Q(state=State.LAPSED))
    last = judged.order_by("shipper", "-pk").distinct("shipper")
    spared = (State.WITHDRAWN, State.REDUCED, State.LAPSED, State.OVERTURNED)
    return {each.shipper_id: each.tier for each in last if each.state in spared and each.tier is not None}


def extension_open(proposal: ProposedChange) -> Extension | None:
    """The request for more time that waits for an officer."""
    return proposal.extensions.filter(state=Extension.State.OPEN).first()


def appeal_until(proposal: ProposedChange, policy: Policy | None = None) -> datetime | None:
    """Until when the seller may appeal the decision; None before it, and for what took nothing away.

    `policy` is the one in force today, where it is known.
    """
    if proposal.decided_at is None or proposal.state not in (State.UPHELD, State.REDUCED):
        return None
    decided_on = clock.day_of(proposal.decided_at)
    if policy is None or policy.first_day > decided_on:
        policy = policy_on(decided_on)
    clocks = terms_of(policy).clocks
    days = clocks.appeal_false_statement_days if proposal.false_statement else clocks.appeal_days
    return deadline(proposal.decided_at, days, zone_of(proposal.shipper))


def suspensions_lately(sources: Iterable[int]) -> Counter[int]:
    """How many suspensions at once each of these sources has brought about within the last hour."""
    since = clock.now() - HOUR
    lately = ProposedChange.objects.filter(source__in=list(sources), at_once=True, effective_at__gt=since)
    return Counter(lately.values_list("source", flat=True))


def response_file_for(user: User, file_id: int, shipper_id: int | None = None) -> ResponseFile:
    """A file of a response that the user may read: of that business of theirs or, without one, any for staff."""
    return file_for(ResponseFile.objects.select_related("proposal"), "proposal", user, file_id, shipper_id)


def file_for[Kept: Model](files: QuerySet[Kept], path: str, user: User, file_id: int, shipper_id: int | None) -> Kept:
    files = files.filter(pk=file_id)
    if shipper_id is not None:
        files = files.filter(on_team(user, f"{path}__shipper__team"), **{f"{path}__shipper_id": shipper_id})
    elif "read_everything" not in held(user):
        files = files.none()
    found = files.first()
    if found is None:
        raise NotFound(_("There is no such file."))
    return found
