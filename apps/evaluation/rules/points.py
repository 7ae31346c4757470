"""What was found otherwise than at random is no more than the tier allows among all parcels of the member.

Points are the weights of recent violations by negligence, and of clerical errors, that came to light otherwise than by
an exam at random. What the member disclosed itself has none. Each parcel opened at random stands for all that the least
share of exams leaves closed: at a least share of 2 %, for fifty parcels. To enter a tier, the points must not be more
than the tier's share of wrong parcels among so many. To keep a tier, what was found must not prove that the share is
larger, however many parcels were opened by choice. Parcels that nobody opened allow nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.evaluation.counterevidence import SETBACK, FoundMonth, evidence_found, parcels_until_below, threshold
from apps.evaluation.finding import RuleFinding, earliest, highest_tier, next_tier
from apps.evaluation.formats import Reader, number, points_text
from apps.evaluation.record import Offense, Record, month_start
from apps.evaluation.weights import found_part, offenses_within, weigh
from apps.ledger.vocabulary import GRAVE
from apps.policy.terms import ONE, TOP, Requirement, Terms

CODE = "points"
TITLE = _lazy("Violations by negligence")


def has_points(offense: Offense) -> bool:
    """Return whether the points count an offense.

    Offenses found by exams at random lower the compliance rate instead, or are evidence. One that the member disclosed
    costs less than one that might have been found: nothing (Kaplow and Shavell, "Optimal law enforcement with
    self-reporting of behavior", 1994).
    """
    return offense.culpability not in GRAVE and not offense.drawn and not offense.self_disclosed


def counted(record: Record) -> Iterator[Offense]:
    """Yield the offenses that the points count."""
    return filter(has_points, record.offenses)


def exams_for(points: int, asked: Requirement, least_share: int) -> int:
    """Return the number of parcels opened at random with which a tier may be entered with the points. `least_share` is
    the least chance in millionths with which they were drawn.
    """
    return -(-points * least_share // (ONE * (ONE - asked.compliance)))


def points_allowed(exams: int, asked: Requirement, least_share: int) -> float:
    """Return the points with which a tier may be entered, by the parcels opened at random and their least chance."""
    return exams * (ONE - asked.compliance) / least_share


def find(record: Record, terms: Terms) -> RuleFinding:
    window, tiers = terms.windows.points_months, terms.tiers
    within = offenses_within(record, counted(record), window)
    weighed = weigh(record, within, terms.weights, window)
    exams, bound = record.drawn(window), threshold(terms.rate)
    # An exam of an earlier version that drew fewer stands for more parcels than one of today.
    least_share = min(record.least_share, terms.least_exams.share_exact)
    needed = [exams_for(weighed.weight, asked, least_share) for asked in tiers]
    found = found_by_month(within, terms)
    evidence = evidence_by_tier(record, found, tiers, least_share)
    until_below = [parcels_until_below(each, 1 - SETBACK, terms.rate) for each in evidence]
    keep = highest_tier([each < bound for each in evidence])
    enter = min(highest_tier([exams >= each for each in needed]), keep)
    moves = [
        record.drawn_falls_below(needed[enter - 1] if enter else 0, window),
        weighed.eases,
        month_start(min(found) + window) if found else None,
    ]
    return RuleFinding(
        rule=CODE,
        observed=weighed.weight / ONE,
        required=points_allowed(exams, tiers[min(enter + 1, TOP) - 1], least_share),
        enter=enter,
        keep=keep,
        moves=earliest(moves),
        clean_enter=None if enter == TOP else max([needed[enter] - exams, *until_below[: enter + 1]]),
        clean_keep=None if keep == TOP else until_below[keep],
        detail={
            "months": window,
            "violations": weighed.count,
            "exams": exams,
            "eases": weighed.eases,
            "evidence": [float(each) for each in evidence],
            "threshold": float(bound),
        },
    )


def found_by_month(offenses: Iterable[Offense], terms: Terms) -> dict[int, list[int]]:
    """Return the wrong parts that offenses prove, by the number of the month."""
    found = defaultdict[int, list[int]](list)
    for offense in offenses:
        if part := found_part(offense, terms.weights):
            found[offense.month].append(part)
    return found


def evidence_by_tier(
    record: Record, found: Mapping[int, Sequence[int]], tiers: Sequence[Requirement], least_share: int
) -> list[Decimal]:
    """Return the evidence of what was found against the compliance rate of each tier, from the first."""
    if not found:
        return [Decimal(0)] * len(tiers)
    drawn = {month.number: month.drawn for month in record.months}
    first = min(found)
    numbers = sorted(found.keys() | {number for number in drawn if number > first})
    months = [FoundMonth(drawn.get(number, 0), tuple(sorted(found.get(number, ())))) for number in numbers]
    return [evidence_found(months, asked.compliance, least_share) for asked in tiers]


def sentence(finding: RuleFinding, reader: Reader = Reader.SELLER) -> str:
    detail = finding.detail
    sentences = [
        _(
            "Points for violations by negligence in the last %(months)s months: %(points)s. For %(exams)s parcels "
            "opened at random in that time, entering tier %(tier)s allows %(allowed)s."
        )
        % {
            "months": detail["months"],
            "points": points_text(finding.observed),
            "exams": number(detail["exams"]),
            "tier": next_tier(finding),
            "allowed": points_text(finding.required),
        }
    ]
    if finding.keep < TOP:
        text = reader.chosen(
            seller=_("What was found proves that you do not reach the rate of tier %(tier)s."),
            officer=_("What was found proves that the business does not reach the rate of tier %(tier)s."),
        )
        sentences.append(text % {"tier": finding.keep + 1})
    return " ".join(sentences)


def value_text(value: float) -> str:
    return points_text(value)
