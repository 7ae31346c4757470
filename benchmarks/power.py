"""The operating characteristic of the published policy, all rules together: false alarms, detection, and strategies.

`python -m benchmarks power [--sizes 20,100] [--rates 0.01,0.09] [--severity moderate] [--sellers 1000] [--play WORD]
[--json]` prints

- by size, the months in which half of the clean shops reach each tier;
- by size and true share of wrong parcels, the share of sellers at each tier after 36 months, the false alarms a year of
  any rule, and the share of parcels opened at random: where all that is found is decided, and where half of it is and
  half of the parcels come by a port that opens many;
- by size, the months until a seller of a tier that turns from 0.5 % to 10 % or 20 % is proposed for less, where all
  that is found is decided, and where half of it is;
- for each strategy, what it gains beside plain conduct, or what it costs the compliant; with `--play`, nothing else.

Parcels are opened with the chances by which ports draw them. Exit status 1 if a bound is missed: with 9 % of wrong
parcels at most 5 % of sellers hold tier 2 from 100 parcels a month (20 % below), with 25 % at most 1 % (3 %); at most
`rate.false_alarms` of members that comply are proposed for less, at every size and however many parcels are opened by
choice; half of the sellers of 20 % are below tier 3 within 4 months at 100 parcels a month, within 8 at 20; who
discloses holds tiers at least as often as who hides; no strategy gains more than chance.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from itertools import product

from apps.evaluation.months_to_tiers import months_to_tiers
from apps.evaluation.operating_characteristic import (
    Detection,
    SellerClass,
    SimulatedWorld,
    months_to_detection,
    share_at_tiers,
)
from apps.ledger.vocabulary import Severity
from apps.policy.published import published
from apps.policy.schema import TIERS
from apps.policy.terms import Terms
from benchmarks.power_strategies import MIXED_PORTS, STRATEGIES, Outcome, strategy_outcome
from benchmarks.tables import parser_of, told_write

SIZES = (5, 20, 100, 500, 5_000, 50_000)
RATES = (0.0, 0.005, 0.01, 0.02, 0.0325, 0.05, 0.09, 0.25)
BEFORE, AFTER, DETECTION_MONTHS = 0.005, (0.10, 0.20), 60
# The most months in which half of the sellers of 20 % wrong parcels may still hold tier 3, by parcels a month.
FOUND_WITHIN = {100: 4, 20: 8}
SELLERS = 1_000
# A shop of many parcels has so many exams that fewer shops tell as much, and each takes longer.
SELLERS_BY_PARCELS = ((50_000, 20), (5_000, 100), (500, 400))
# The shares of the hard world are those of the sizes at which a bound is in danger.
HARD_PARCELS = 500
WORKERS = 2


def main(arguments: Sequence[str]) -> int:
    """Print the operating characteristic of the published policy; return the exit status."""
    parser = parser_of("power")
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="parcels a month")
    parser.add_argument("--rates", type=_shares, default=RATES, help="true shares of wrong parcels")
    parser.add_argument("--severity", choices=Severity.values, default=Severity.MODERATE, help="of each wrong parcel")
    parser.add_argument("--sellers", type=int, default=SELLERS, help="simulated for each line, at most")
    parser.add_argument("--play", metavar="WORD", help="play only the strategies whose names have this word")
    options = parser.parse_args(arguments)
    if options.play:
        return _play(options.play, options.sellers, as_json=options.json)
    terms = terms_published()
    plain = [SimulatedWorld(size, options.severity) for size in options.sizes]
    halved = [replace(world, pursued=0.5) for world in plain]
    hard = [replace(world, ports=MIXED_PORTS) for world in halved if world.parcels <= HARD_PARCELS]
    months = {world.parcels: months_to_tiers(terms, world.parcels) for world in plain}
    with ProcessPoolExecutor(WORKERS) as pool:
        share = partial(share_of_sellers, terms, options.sellers)
        shares, shares_hard = (
            list(pool.map(share, *zip(*product(worlds, options.rates), strict=True))) for worlds in (plain, hard)
        )
        detection = partial(detection_of, terms, options.sellers)
        detections, detections_halved = (
            list(pool.map(detection, *zip(*product(worlds, AFTER), strict=True))) for worlds in (plain, halved)
        )
        tried = partial(strategy_outcome, terms=terms, sellers=options.sellers)
        outcomes = list(pool.map(tried, range(len(STRATEGIES))))
    missed = [
        *bounds_missed([*shares, *shares_hard], terms),
        *found_late(detections),
        *(outcome.miss for outcome in outcomes if outcome.miss),
    ]
    tables = {
        "shares": shares,
        "shares_hard": shares_hard,
        "detections": detections,
        "detections_halved": detections_halved,
        "strategies": outcomes,
    }
    found = {name: [asdict(row) for row in rows] for name, rows in tables.items()}
    told = {"name": "power", "severity": options.severity, "months": months, **found, "missed": missed}
    lines = (
        *_month_lines(months),
        "",
        *_share_lines(shares),
        "",
        "The same where half of what is found is decided, and half of the parcels come by a port that opens 30%.",
        *_share_lines(shares_hard),
        "",
        f"A seller of tier 3 turns from {BEFORE:.1%} of wrong parcels to more.",
        *_detection_lines(detections),
        "",
        "The same where half of what is found is decided.",
        *_detection_lines(detections_halved),
        "",
        *_strategy_lines(outcomes),
        "",
        *(missed or ["Every bound is met."]),
    )
    told_write(told, lines, as_json=options.json)
    return bool(missed)


def _play(word: str, sellers: int, *, as_json: bool) -> int:
    """Play the strategies whose names have a word, and print what each gains; return the exit status."""
    places = [place for place, tried in enumerate(STRATEGIES) if word in tried.name]
    with ProcessPoolExecutor(WORKERS) as pool:
        outcomes = list(pool.map(partial(strategy_outcome, terms=terms_published(), sellers=sellers), places))
    missed = [outcome.miss for outcome in outcomes if outcome.miss]
    told = {"name": "power", "strategies": [asdict(outcome) for outcome in outcomes], "missed": missed}
    lines = (*_strategy_lines(outcomes), "", *(missed or ["Every bound is met."]))
    told_write(told, lines, as_json=as_json)
    return bool(missed)


def terms_published() -> Terms:
    """Return the terms of the policy that comes with the program; no database is read."""
    policy = published(1)
    texts = {number.key: number.value for number in policy.rows}
    return Terms.of(version=policy.version, effective_from=policy.effective_from, texts=texts)


def bounds_missed(shares: Sequence[SellerClass], terms: Terms) -> Iterator[str]:
    """Yield a sentence for each bound of the design that the shares miss."""
    for share in shares:
        about = f"{share.parcels:,} parcels a month, {share.wrong:.1%} wrong"
        allowed = {0.09: 0.05, 0.25: 0.01} if share.parcels >= 100 else {0.09: 0.20, 0.25: 0.03}
        held, most = share.at_least(2), allowed.get(share.wrong, 1)
        if held > most:
            yield f"{about}: {held:.1%} hold tier 2 or more, and at most {most:.0%} should"
        if share.false_alarms > float(terms.rate.false_alarms):
            yield f"{about}: {share.false_alarms:.2%} false alarms a year"


def found_late(detections: Sequence[Detection]) -> Iterator[str]:
    """Yield a sentence for each size at which half of the sellers that turned bad hold their tier for too long."""
    for each in detections:
        within = FOUND_WITHIN.get(each.parcels)
        if within and each.wrong == max(AFTER) and (each.half is None or each.half > within):
            yield f"{each.parcels:,} parcels a month, {each.wrong:.0%} wrong: half are found after {each.half} months"


def share_of_sellers(terms: Terms, most: int, world: SimulatedWorld, rate: float) -> SellerClass:
    """Simulate at most so many sellers of one true share, and count those at each tier."""
    return share_at_tiers(world, rate, terms, sellers=_sellers(world.parcels, most))


def detection_of(terms: Terms, most: int, world: SimulatedWorld, after: float) -> Detection:
    """Simulate at most half as many sellers of tier 3 that turn bad, and count the months until they are found."""
    sellers = max(20, _sellers(world.parcels, most) // 2)
    return months_to_detection(world, BEFORE, after, terms, sellers=sellers, months=DETECTION_MONTHS, tier=3)


def _sellers(size: int, most: int) -> int:
    return min([most, *(count for parcels, count in SELLERS_BY_PARCELS if size >= parcels)])


def _month_lines(months: Mapping[int, Mapping[int, int | None]]) -> Iterator[str]:
    yield "parcels a month  half of the clean shops reach tier 1, 2 and 3 after"
    for size, reached in months.items():
        yield f"{size:15,}  {', '.join(str(reached[tier] or 'never') for tier in TIERS)} months"


def _share_lines(shares: Sequence[SellerClass]) -> Iterator[str]:
    yield "parcels a month  truly wrong  tier 0  tier 1  tier 2  tier 3  false alarms a year  opened  sellers"
    for share in shares:
        tiers = "  ".join(f"{each:6.1%}" for each in share.tiers)
        about = f"{share.parcels:15,}  {share.wrong:11.2%}  {tiers}"
        yield f"{about}  {share.false_alarms:19.2%}  {share.opened:6.1%}  {share.sellers:7,}"


def _detection_lines(detections: Sequence[Detection]) -> Iterator[str]:
    yield "parcels a month  then wrong  half are found within  nine of ten  sellers"
    for each in detections:
        half, most = (f"{months} months" if months else f"over {DETECTION_MONTHS}" for months in (each.half, each.most))
        yield f"{each.parcels:15,}  {each.wrong:10.1%}  {half:>21}  {most:>11}  {each.sellers:7,}"


def _strategy_lines(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield "Strategies: the wrong parcels that travel with the tier, and by the best plain conduct (or by going by the"
    yield "tier, where exams are asked for). What others do: the share of sellers at the tier or above, and without it."
    yield "strategy" + " " * 62 + "tier  with it  without  false alarms a year"
    for each in outcomes:
        alarms = f"{each.false_alarms:.2%}"
        yield f"{each.name:70}  {each.tier:2}  {each.with_it:7.1%}  {each.without:7.1%}  {alarms:>19}"


def _sizes(text: str) -> tuple[int, ...]:
    try:
        sizes = tuple(int(each) for each in text.split(","))
    except ValueError:
        sizes = (0,)
    if min(sizes) < 1:
        raise argparse.ArgumentTypeError(f"“{text}”: write parcels a month with commas between, as in 20,100")
    return sizes


def _shares(text: str) -> tuple[float, ...]:
    try:
        shares = tuple(float(each) for each in text.split(","))
    except ValueError:
        shares = (-1.0,)
    if not all(0 <= share <= 1 for share in shares):
        raise argparse.ArgumentTypeError(f"“{text}”: write shares from 0 to 1 with commas between, as in 0.01,0.09")
    return shares
