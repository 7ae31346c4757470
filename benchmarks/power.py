"""The errors of the compliance measure: what the rules do with sellers whose true share of wrong parcels is known.

`python -m benchmarks power [--json] [--sizes 20,100] [--rates 0.01,0.09] [--exam-rate 0.02] [--severity moderate]`
prints, by size and true share of wrong parcels, the share of sellers at each tier after 36 months and the false
alarms a year of the compliance rate; then, by size, the months until a seller that turns from 0.5 % to 10 % is
proposed for less than tier 2, at the given share of exams and at half of that (never fewer than the least exams of
the policy). Exit status 1 if a bound is missed: with 9 % of wrong parcels at most 5 % of sellers hold tier 2 from 100
parcels a month (20 % below), with 25 % at most 1 % (3 %); at most `rate.false_alarms` of members that comply are
proposed for less, at every size.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial

from apps.evaluation.operating_characteristic import Detection, Share, World, months_to_detection, share_at_tiers
from apps.ledger.vocabulary import Severity
from apps.policy.published import published
from apps.policy.terms import Terms

SIZES = (5, 20, 100, 500, 5_000, 50_000)
RATES = (0.0, 0.005, 0.01, 0.02, 0.0325, 0.05, 0.09, 0.25)
EXAM_RATE = 0.02
BEFORE, AFTER, DETECTION_MONTHS = 0.005, 0.10, 120
SELLERS = 1_000
# A shop of many parcels has so many exams that fewer shops tell as much, and each takes longer.
SELLERS_BY_PARCELS = ((50_000, 20), (5_000, 100), (500, 400))
WORKERS = 2


def main(arguments: Sequence[str]) -> int:
    """Print the operating characteristic of the published policy; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks power")
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="parcels a month")
    parser.add_argument("--rates", type=_shares, default=RATES, help="true shares of wrong parcels")
    parser.add_argument("--exam-rate", type=_share_of, default=EXAM_RATE, help="share of parcels opened at random")
    parser.add_argument("--severity", choices=Severity.values, default=Severity.MODERATE, help="of each wrong parcel")
    parser.add_argument("--sellers", type=int, default=SELLERS, help="simulated for each line, at most")
    parser.add_argument("--json", action="store_true", help="print one object, for programs")
    options = parser.parse_args(arguments)
    sizes = options.sizes
    terms = terms_published()
    lines = [(size, rate) for size in sizes for rate in options.rates]
    exam_rates = [(size, rate) for size in sizes for rate in (options.exam_rate, options.exam_rate / 2)]
    with ProcessPoolExecutor(WORKERS) as pool:
        share = partial(_share, terms, options.severity, options.exam_rate, options.sellers)
        shares = list(pool.map(share, *zip(*lines, strict=True)))
        detection = partial(_detection, terms, options.severity, options.sellers)
        detections = list(pool.map(detection, *zip(*exam_rates, strict=True)))
    missed = list(bounds_missed(shares, terms))
    if options.json:
        sys.stdout.write(
            json.dumps(
                {
                    "name": "power",
                    "exam_rate": options.exam_rate,
                    "severity": options.severity,
                    "shares": [asdict(share) for share in shares],
                    "detections": [asdict(detection) for detection in detections],
                    "missed": missed,
                }
            )
            + "\n"
        )
    else:
        for line in (
            *_share_lines(shares),
            "",
            *_detection_lines(detections),
            "",
            *(missed or ["Every bound is met."]),
        ):
            sys.stdout.write(f"{line}\n")
    return bool(missed)


def terms_published() -> Terms:
    """Return the terms of the policy that comes with the program; no database is read."""
    policy = published(1)
    texts = {number.key: number.value for number in policy.rows}
    return Terms.of(version=policy.version, effective_from=policy.effective_from, texts=texts)


def bounds_missed(shares: Sequence[Share], terms: Terms) -> Iterator[str]:
    """Yield a sentence for each bound of the design that the shares miss."""
    for share in shares:
        about = f"{share.parcels:,} parcels a month, {share.wrong:.1%} wrong"
        allowed = {0.09: 0.05, 0.25: 0.01} if share.parcels >= 100 else {0.09: 0.20, 0.25: 0.03}
        held, most = share.at_least(2), allowed.get(share.wrong, 1)
        if held > most:
            yield f"{about}: {held:.1%} hold tier 2 or more, and at most {most:.0%} should"
        if share.false_alarms > float(terms.rate.false_alarms):
            yield f"{about}: {share.false_alarms:.2%} false alarms a year"


def _share(terms: Terms, severity: str, exam_rate: float, most: int, size: int, rate: float) -> Share:
    return share_at_tiers(World(size, exam_rate, severity), rate, terms, sellers=_sellers(size, most))


def _detection(terms: Terms, severity: str, most: int, size: int, exam_rate: float) -> Detection:
    return months_to_detection(
        World(size, exam_rate, severity),
        BEFORE,
        AFTER,
        terms,
        sellers=max(20, _sellers(size, most) // 5),
        months=DETECTION_MONTHS,
    )


def _sellers(size: int, most: int) -> int:
    return min([most, *(count for parcels, count in SELLERS_BY_PARCELS if size >= parcels)])


def _share_lines(shares: Sequence[Share]) -> Iterator[str]:
    yield "parcels a month  truly wrong  tier 0  tier 1  tier 2  tier 3  false alarms a year  sellers"
    for share in shares:
        tiers = "  ".join(f"{each:6.1%}" for each in share.tiers)
        yield f"{share.parcels:15,}  {share.wrong:11.2%}  {tiers}  {share.false_alarms:19.2%}  {share.sellers:7,}"


def _detection_lines(detections: Sequence[Detection]) -> Iterator[str]:
    yield f"A seller of tier 2 or more turns from {BEFORE:.1%} to {AFTER:.0%} of wrong parcels."
    yield "parcels a month  exam rate  half are found within  nine of ten  sellers"
    for each in detections:
        half, most = (f"{months} months" if months else f"over {DETECTION_MONTHS}" for months in (each.half, each.most))
        yield f"{each.parcels:15,}  {each.exam_share:9.1%}  {half:>21}  {most:>11}  {each.sellers:7,}"


def _share_of(text: str) -> float:
    return _shares(text)[0]


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
