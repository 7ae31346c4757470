"""Reads of account managers and assurance calls."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.selectors import staff_with
from apps.core import clock
from apps.core.rows import row_get
from apps.ledger.selectors import suspends_at_once, violations_of
from apps.ledger.vocabulary import Determination
from apps.policy.selectors import policy_on, terms_of
from apps.policy.terms import TOP, Terms
from apps.shippers.selectors import has_conflict, on_team
from apps.standing.assurance.models import RUNNING, AccountManager, AssuranceCall, CallState
from apps.standing.assurance.states import CallFacts
from apps.standing.members.models import Standing, Status
from apps.standing.members.states import MEMBER
from apps.standing.proposals.selectors.appeal_times import FalseInformation
from apps.standing.proposals.selectors.grounds import OfficerGrounds
from apps.standing.proposals.selectors.proposals import proposals_open
from apps.standing.roles import OFFICER, OVERSEER


@dataclass(frozen=True, slots=True)
class AssuranceFigures:
    """The numbers of calls: those opened; those that reached the member in time or missed it; those that wait to be
    made or run, made or not; and those dropped before anybody called.
    """

    opened: int
    kept: int
    missed: int
    waiting: int
    running: int
    dropped: int


def managed_tiers(terms: Terms) -> list[int]:
    """Return the tiers whose members have an account manager: by promise, or since they are called."""
    promised = (tier for tier in range(TOP + 1) if any(each.code == "account_manager" for each in terms.benefits(tier)))
    return sorted({*promised, *range(terms.assurance.tier, TOP + 1)})


def members_managed(terms: Terms) -> Q:
    """Return the condition for standings of members that have an account manager."""
    return Q(status__in=MEMBER, tier__in=managed_tiers(terms))


def managers_eligible() -> list[User]:
    """Return the officers among whom members are shared: not those who oversee and hear appeals, unless there is nobody
    else.
    """
    overseers = set(staff_with(OVERSEER).values_list("pk", flat=True))
    officers = list(staff_with(OFFICER))
    return [officer for officer in officers if officer.pk not in overseers] or officers


def manager_loads(officers: Iterable[User]) -> Counter[int]:
    """Return the number of members of each of these officers."""
    counted = AccountManager.objects.filter(officer__in=list(officers)).values_list("officer").annotate(Count("pk"))
    return Counter(dict(counted))


def managers_of(shipper_ids: Iterable[int]) -> frozenset[int]:
    """Return those of these members that have an account manager."""
    found = AccountManager.objects.filter(pk__in=list(shipper_ids)) if shipper_ids else AccountManager.objects.none()
    return frozenset(found.values_list("pk", flat=True))


def is_assured(standing: Standing, *, restored: bool = False) -> bool:
    """Say whether a member must be called before a change is proposed: in good standing, and of a tier that is called.

    A critical matter that is open, an allegation or a suspension at once, waits for no call. `restored`: a suspension
    is lifted at the same moment.
    """
    if standing.tier < terms_of(policy_on(clock.today())).assurance.tier:
        return False
    return restored or (standing.status == Status.ACTIVE and not _has_critical_matter(standing.pk))


def _has_critical_matter(shipper_id: int) -> bool:
    if proposals_open(shipper_id).filter(at_once=True).exists():
        return True
    return any(map(suspends_at_once, violations_of(shipper_id).filter(determination=Determination.ALLEGED)))


def names_critical(shipper_id: int, cases: Iterable[int]) -> bool:
    """Say whether one of these cases of a member is a critical violation with a recorded basis that stands."""
    named = violations_of(shipper_id).filter(case__in=list(cases)).exclude(determination=Determination.REVERSED)
    return any(map(suspends_at_once, named))


def calls_of(shipper_id: int | OuterRef) -> QuerySet[AssuranceCall]:
    """Return every assurance call of a member, or of the member of a row, the latest first."""
    return AssuranceCall.objects.filter(shipper=shipper_id).select_related("manager", "proposal").order_by("-pk")


def calls_running(shipper_id: int) -> QuerySet[AssuranceCall]:
    """Return the assurance calls of a member that have not ended."""
    return calls_of(shipper_id).filter(state__in=RUNNING)


def call_for(user: User, shipper_id: int, call_id: int) -> AssuranceCall:
    """Return an assurance call of a business on whose team the user is; raise NotFound for any other."""
    found = calls_of(shipper_id).filter(on_team(user, "shipper__team"), pk=call_id)
    return row_get(
        found.select_related("shipper", "manager", "proposal", "evaluation__policy"),
        _("There is no such call on your list."),
    )


def grounds_asked(call: AssuranceCall) -> OfficerGrounds | None:
    """Return the grounds of the officer who asked for a call; None where the evaluation did."""
    if call.asked_by is None:
        return None
    false = None
    if call.false_case is not None and call.visited_on is not None:
        false = FalseInformation(call.false_case, call.visited_on)
    return OfficerGrounds(
        officer=call.asked_by,
        reasons=call.reasons,
        language=call.language,
        cases=call.cases,
        parcels=call.parcels,
        false_information=false,
    )


def call_facts(call: AssuranceCall, user: User | None) -> CallFacts:
    """Return the facts on which the actions of a person, or of the program itself, on an assurance call depend now."""
    return CallFacts(
        actor_on_team=user is not None and has_conflict(user, call.shipper_id),
        time_is_over=call.is_over,
        asked_by_officer=call.asked_by_id is not None,
    )


def assurance_figures(*, shipper_id: int | None = None, since: datetime | None = None) -> AssuranceFigures:
    """Return the figures of assurance calls: of one member or of all, opened since a moment or ever."""
    calls = AssuranceCall.objects.all()
    if shipper_id is not None:
        calls = calls.filter(shipper=shipper_id)
    if since is not None:
        calls = calls.filter(opened_at__gte=since)
    return AssuranceFigures(
        **calls.aggregate(
            opened=Count("pk"),
            kept=Count("pk", filter=Q(reached_at__isnull=False)),
            missed=Count("pk", filter=Q(missed_at__isnull=False)),
            waiting=Count("pk", filter=Q(state=CallState.WAITING)),
            running=Count("pk", filter=Q(state__in=RUNNING)),
            dropped=Count("pk", filter=Q(state=CallState.DROPPED, reached_at=None, missed_at=None)),
        )
    )
