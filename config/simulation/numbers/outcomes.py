"""The results of the members of each behaviour: the tiers that they hold, beside the true share of their wrong parcels.

Only a simulation knows the true share, so only here can the measure of compliance be held against the truth.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import mean

from apps.evaluation.models import Evaluation
from apps.evaluation.rules import compliance_rate
from apps.policy.schema import TIERS
from apps.standing.models import Standing, Status
from config.simulation.members import Member
from config.simulation.numbers.behaviours import BEHAVIOURS, Behaviour

NO_MEMBER = frozenset({Status.REMOVED, Status.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Outcome:
    """The members of one behaviour at the end of the program.

    `wrong` is the mean of the true shares of wrong parcels since enrolment, `rate` the mean of the compliance rates
    (0 to 1). `tiers` counts those that are members still, by tier, from 0; `suspended` are among them. `gone` counts
    those that were removed or left.
    """

    behaviour: str
    wrong: float
    rate: float
    tiers: tuple[int, ...]
    suspended: int
    gone: int


def outcomes_by_behaviour(members: Iterable[Member], *, start: date, end: date) -> list[Outcome]:
    """Return what became of the enrolled sellers of each behaviour, in the order of the behaviours."""
    enrolled = {member.shipper_id: member for member in members if member.enrolled is not None}
    rates = {
        evaluation.shipper_id: finding["observed"]
        for evaluation in Evaluation.objects.filter(shipper__in=enrolled, retrospective=False).order_by("pk")
        for finding in evaluation.findings
        if finding["rule"] == compliance_rate.CODE
    }
    groups: dict[str, list[Standing]] = defaultdict(list)
    for standing in Standing.objects.filter(pk__in=enrolled):
        groups[enrolled[standing.pk].seller.behaviour.name].append(standing)
    return [
        Outcome(
            behaviour=behaviour.name,
            wrong=mean(_share_wrong(behaviour, enrolled[each.pk], start=start, end=end) for each in standings),
            rate=mean(rates[each.pk] for each in standings),
            tiers=_tiers(each.tier for each in standings if each.status not in NO_MEMBER),
            suspended=sum(each.status == Status.SUSPENDED for each in standings),
            gone=sum(each.status in NO_MEMBER for each in standings),
        )
        for behaviour in BEHAVIOURS
        if (standings := groups.get(behaviour.name))
    ]


def _share_wrong(behaviour: Behaviour, member: Member, *, start: date, end: date) -> float:
    """Return the mean of the true shares of wrong parcels of a member over the days since its enrolment."""
    assert member.enrolled is not None
    return behaviour.wrong_mean(since=(member.enrolled - start) / (end - start))


def _tiers(held: Iterable[int]) -> tuple[int, ...]:
    counts = Counter(held)
    return tuple(counts[tier] for tier in (0, *TIERS))
