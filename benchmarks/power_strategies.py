"""The strategies that `benchmarks power` measures: what sellers do to be thought better than they are, and what others
do to sellers that comply.

A seller gains by a strategy where more of its wrong parcels travel with a tier than by the best plain conduct: that of
a seller whose share of wrong parcels never changes, whatever the share. What officers and chance do must cost a seller
that complies nothing, and a seller that discloses must hold its tier at least as often as one that hides.

Two strategies gain all the same, and have bounds of their own. Nobody can measure what a seller will do once it is
trusted, so what a seller gains by being good for a time is compared with what it gains by going by its tier. And the
policy leaves room for parcels that nobody declares, which no exam at random sees.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import sqrt
from statistics import fmean, stdev

from apps.core.clock import MONTHS_A_YEAR
from apps.disputes.models import StatementState
from apps.disputes.selectors import MAX_DISOWNED
from apps.disputes.states import DISOWNING, StatementFacts
from apps.evaluation.operating_characteristic import (
    Conduct,
    Port,
    SimulatedCareer,
    SimulatedWorld,
    live,
    share_at_tiers,
    steady,
    streams,
)
from apps.ledger.vocabulary import Attribution
from apps.policy.terms import ONE, Terms
from benchmarks.power_conduct import (
    careful_after_a_finding,
    in_one_season,
    in_order_while_asked,
    once_trusted,
    undeclared,
)

# A difference of so many standard errors is not chance, in any of some 40 comparisons.
NOT_CHANCE = 3.5
# The shares of wrong parcels among which plain conduct is looked for that lets most of them travel with a tier.
PLAIN = (0.01, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.2)
YEARS_LIVED = 5


@dataclass(frozen=True, slots=True)
class Strategy:
    """The conduct of sellers in a world, to hold a tier with wrong parcels. `plain` is the world of those that conduct
    themselves plainly, where it is another. `beside` is the conduct that the strategy is compared with, in place of
    plain conduct. What a seller `hides` undeclared may travel with the tier up to the room that the policy leaves.
    """

    name: str
    tier: int
    world: SimulatedWorld
    conduct: Conduct
    plain: SimulatedWorld | None = None
    # Nobody can measure what a seller will do. How soon it is found then has a bound of its own.
    is_sleeper: bool = False
    beside: Conduct | None = None
    hides: bool = False


@dataclass(frozen=True, slots=True)
class Treatment:
    """What happens to sellers of one true share of wrong parcels in a world, beside the plain one of their size.

    An excuse must not gain more than chance. At `most` so many of the sellers may hold the tier or more after three
    years.
    """

    name: str
    tier: int
    wrong: float
    world: SimulatedWorld
    is_excuse: bool = False
    most: float = 1.0


@dataclass(frozen=True, slots=True)
class Split:
    """A business that sends its parcels under several numbers instead of one, after some months. Numbers that are known
    to be in the same hands are judged together (`is_bound`); nothing keeps others from being judged alone.
    """

    name: str
    tier: int
    wrong: float
    world: SimulatedWorld
    months: int
    is_bound: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The figure of a strategy, treatment or split, beside the one without.

    For a strategy, the share of all parcels that are wrong and travel with the tier; for a treatment, the share of
    sellers at the tier or above after three years, and the false alarms a year; for a split, the share of the numbers
    at the tier or above. `miss` is a sentence where a strategy gains, or a treatment costs, more than chance, or where
    bound numbers fare otherwise than one; "" otherwise.
    """

    name: str
    tier: int
    with_it: float
    without: float
    false_alarms: float
    miss: str


# One port opens as few parcels at random as the policy allows, the other three in ten.
MIXED_PORTS = (Port(0.5, 0.5, 0.0), Port(0.5, 0.5, 0.3))
SORTED_PORTS = (Port(0.5, 1.0, 0.0), Port(0.5, 0.0, 0.3))
_WRONG = ((100, 0.05), (100, 0.2), (20, 0.05), (20, 0.2), (500, 0.05))
# Exams of each request, as many as the policy allows, by parcels a month, months between two requests, and tier.
REQUESTED = 24
_REQUESTS = ((5, 3, 2), (5, 12, 2), (5, 12, 1), (20, 3, 2), (20, 3, 1))
# Of the officers whom the seller does not pay, the share that believes a forged file.
BELIEVING = 0.1


def leaves_record(acts: Iterable[tuple[str, bool]]) -> bool:
    """Return whether a disowned parcel leaves the record after acts of officers, each with whether that officer
    believes the seller: who does goes as far as the table of the lifecycle lets, who does not declines.
    """
    by = ""
    for officer, believes in acts:
        facts = StatementFacts(actor_on_team=False, recommended=by != "", actor_recommended=by == officer)
        if not believes:
            return False
        if not DISOWNING.find(StatementState.OPEN, "accept").blocked(facts):
            return True
        if not DISOWNING.find(StatementState.OPEN, "recommend").blocked(facts):
            by = officer
    return False


def disowned_share() -> float:
    """Return the share of the parcels found wrong that leave the record of a seller that pays an officer, and disowns
    each with forged files as often as it may.
    """
    paid = [("paid", True), ("paid", True)]
    if leaves_record(paid):
        return 1.0
    return 1 - (1 - BELIEVING) ** MAX_DISOWNED if leaves_record([*paid, ("another", True)]) else 0.0


# Numbers that are judged together may differ from the one number of their business by so much.
MAX_BY_SPLITTING = 0.01
STRATEGIES: tuple[Strategy | Treatment | Split, ...] = (
    *(
        Strategy(
            f"{wrong:.0%} wrong at {size}, but careful for a quarter after a finding",
            2,
            SimulatedWorld(size),
            careful_after_a_finding(wrong),
        )
        for size, wrong in _WRONG
    ),
    *(
        Strategy(
            f"{wrong:.0%} wrong at {size}, once tier 3 is held",
            3,
            SimulatedWorld(size),
            once_trusted(wrong, 3),
            is_sleeper=True,
        )
        for size, wrong in _WRONG
    ),
    *(
        Strategy(
            f"{wrong:.0%} wrong at {size}, all of them in one season", 2, SimulatedWorld(size), in_one_season(wrong)
        )
        for size, wrong in _WRONG
        if wrong < 0.2
    ),
    *(
        Strategy(
            f"{wrong:.0%} wrong at {size}, all of them by the port that opens least",
            2,
            SimulatedWorld(size, ports=SORTED_PORTS),
            steady(wrong),
            plain=SimulatedWorld(size, ports=MIXED_PORTS),
        )
        for size, wrong in _WRONG
    ),
    *(
        Strategy(
            f"20% wrong at {size}, but while exams are asked for, {pause} months between",
            tier,
            SimulatedWorld(size, requested=REQUESTED, pause=pause),
            in_order_while_asked(0.2),
            beside=once_trusted(0.2, tier),
        )
        for size, pause, tier in _REQUESTS
    ),
    *(
        Strategy(
            f"{wrong:.0%} wrong at {size}, none of them declared", 2, SimulatedWorld(size), undeclared(wrong, wrong)
        )
        for size, wrong in ((100, 0.09), (100, 0.2), (20, 0.2))
    ),
    *(
        Strategy(
            f"{wrong:.0%} wrong at {size}, half declared, the wrong ones last",
            2,
            SimulatedWorld(size),
            undeclared(wrong, 0.5),
        )
        for size, wrong in _WRONG
    ),
    *(
        Strategy(
            f"{wrong:.0%} wrong at {size}, none of them declared",
            tier,
            SimulatedWorld(size),
            undeclared(wrong, wrong),
            hides=True,
        )
        for size, wrong in ((100, 0.05), (20, 0.05), (500, 0.05))
        for tier in (2, 3)
    ),
    *(
        Strategy(
            f"20% wrong at {size}, once tier 3 is held, undeclared{by}",
            3,
            SimulatedWorld(size, could_declare=could),
            undeclared(0.2, 0.2, tier=3),
            is_sleeper=True,
        )
        for size in (20, 100)
        for could, by in ((True, ""), (False, " where nobody declares"))
    ),
    *(
        Strategy(
            f"{wrong:.0%} wrong at {size}, disowned with a paid officer",
            2,
            SimulatedWorld(size, disowned=disowned_share()),
            steady(wrong),
            plain=SimulatedWorld(size),
        )
        for size, wrong in _WRONG
    ),
    *(
        Treatment(
            f"{wrong:.0%} wrong at {size}, half of them by a port that opens 30%",
            tier,
            wrong,
            SimulatedWorld(size, ports=MIXED_PORTS),
        )
        for size in (20, 100, 500)
        for wrong, tier in ((0.01, 3), (0.02, 2), (0.06, 1))
    ),
    *(
        Treatment(
            f"{wrong:.0%} wrong at {size}, {share:.0%} opened by choice",
            tier,
            wrong,
            SimulatedWorld(size, by_choice=share),
        )
        for size in (20, 100, 500)
        for wrong, tier in ((0.01, 3), (0.02, 2), (0.03, 2), (0.06, 1))
        for share in (0.1, 1.0)
    ),
    *(
        Treatment(
            f"{wrong:.0%} wrong at {size}, all that nobody opened disclosed",
            tier,
            wrong,
            SimulatedWorld(size, discloses=True),
        )
        for size in (20, 100, 500, 5_000)
        for wrong, tier in ((0.01, 3), (0.02, 2), (0.05, 1))
    ),
    *(
        Treatment(
            f"4% wrong at {size}, all laid on {on}",
            3,
            0.04,
            SimulatedWorld(size, laid=laid),
            is_excuse=True,
            # Of few exams, chance alone lets more through, plainly too.
            most=0.01 if size >= 5_000 else 1.0,
        )
        for size in (100, 500, 5_000)
        for on, laid in (
            ("the broker", (Attribution.BROKER,)),
            ("three in turn", (Attribution.BROKER, Attribution.CARRIER, Attribution.THIRD_PARTY)),
        )
    ),
    *(
        Split(
            f"5% wrong at 5,000 as 50 numbers of 100, judged {'together' if is_bound else 'alone'}, month {months}",
            2,
            0.05,
            SimulatedWorld(100, numbers=50),
            months,
            is_bound,
        )
        for is_bound in (True, False)
        for months in (36, 60)
    ),
)


def strategy_outcome(place: int, *, terms: Terms, sellers: int) -> Outcome:
    """Simulate sellers with the strategy, treatment or split at a place of the list, and without."""
    return outcome_of(STRATEGIES[place], terms, sellers)


def outcome_of(tried: Strategy | Treatment | Split, terms: Terms, sellers: int) -> Outcome:
    """Simulate sellers with a strategy, treatment or split, and without."""
    count = min(sellers, 40 if tried.world.parcels * tried.world.numbers >= 5_000 else 100)
    if isinstance(tried, Split):
        return _split(tried, terms, count)
    return _gained(tried, terms, count) if isinstance(tried, Strategy) else _suffered(tried, terms, count)


def _gained(tried: Strategy, terms: Terms, sellers: int) -> Outcome:
    found = [life.wrong_with(tried.tier) for life in _lives(tried.world, tried.conduct, terms, sellers)]
    if tried.beside:
        others = [_lives(tried.world, tried.beside, terms, sellers)]
    else:
        others = _plain_lives(tried.plain or tried.world, terms, sellers)
    without = max(([life.wrong_with(tried.tier) for life in lives] for lives in others), key=fmean)
    error = sqrt((stdev(found) ** 2 + stdev(without) ** 2) / sellers)
    room = 1 - terms.declared.enter_share / ONE if tried.hides else 0.0
    more = not tried.is_sleeper and fmean(found) - fmean(without) - room > NOT_CHANCE * error
    told = f"{fmean(found):.2%} travel with tier {tried.tier}, {fmean(without):.2%} without"
    miss = f"{tried.name}: {told}" if more else ""
    return Outcome(tried.name, tried.tier, fmean(found), fmean(without), 0.0, miss)


_lived: dict[tuple[SimulatedWorld, int], list[list[SimulatedCareer]]] = {}


def _plain_lives(world: SimulatedWorld, terms: Terms, sellers: int) -> list[list[SimulatedCareer]]:
    """Return the lives of sellers of each plain share; one process simulates them once."""
    if (world, sellers) not in _lived:
        _lived[world, sellers] = [_lives(world, steady(wrong), terms, sellers) for wrong in PLAIN]
    return _lived[world, sellers]


def _lives(world: SimulatedWorld, conduct: Conduct, terms: Terms, sellers: int) -> list[SimulatedCareer]:
    dice = streams(1, world.parcels, 0.0, sellers)
    return [live(world, conduct, terms, each, months=YEARS_LIVED * MONTHS_A_YEAR) for each in dice]


def _suffered(tried: Treatment, terms: Terms, sellers: int) -> Outcome:
    with_it, without = (
        share_at_tiers(world, tried.wrong, terms, sellers=sellers)
        for world in (tried.world, SimulatedWorld(tried.world.parcels))
    )
    had, has = without.at_least(tried.tier), with_it.at_least(tried.tier)
    error = sqrt(max(had * (1 - had) + has * (1 - has), 2 / sellers) / sellers)
    misses = []
    if had - has > NOT_CHANCE * error:
        misses.append(f"{tried.name}: {has:.1%} at tier {tried.tier}, {had:.1%} without")
    if tried.is_excuse and has - had > NOT_CHANCE * error:
        misses.append(f"{tried.name}: {has:.1%} at tier {tried.tier}, {had:.1%} plainly")
    if has > tried.most:
        misses.append(f"{tried.name}: {has:.1%} at tier {tried.tier}, and at most {tried.most:.0%} should be")
    if with_it.false_alarms > float(terms.rate.false_alarms):
        misses.append(f"{tried.name}: {with_it.false_alarms:.2%} false alarms a year")
    return Outcome(tried.name, tried.tier, has, had, with_it.false_alarms, "; ".join(misses))


def _split(tried: Split, terms: Terms, businesses: int) -> Outcome:
    number = replace(tried.world, numbers=1)
    whole = replace(number, parcels=number.parcels * tried.world.numbers)
    # The numbers of a business that are judged alone are so many sellers; those of a few businesses are enough.
    many = (tried.world, businesses) if tried.is_bound else (number, businesses * 10)
    has, had = (
        fmean(life.tiers[tried.months - 1] >= tried.tier for life in _lives(world, steady(tried.wrong), terms, count))
        for world, count in (many, (whole, businesses))
    )
    differs = tried.is_bound and abs(has - had) > MAX_BY_SPLITTING
    miss = f"{tried.name}: {has:.1%} at tier {tried.tier}, {had:.1%} as one number" if differs else ""
    return Outcome(tried.name, tried.tier, has, had, 0.0, miss)
