"""The member has not too many violations by negligence for the number of its parcels opened at random.

Points are the weights of recent violations by negligence, and of clerical errors, that came to light otherwise than by
an exam at random. Each tier allows some points for each hundred parcels opened at random. Parcels that nobody opened
allow nothing.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from apps.evaluation.finding import Finding, earliest, highest_tier, next_tier
from apps.evaluation.formats import number, points_text
from apps.evaluation.readers import Reader
from apps.evaluation.record import Offense, Record
from apps.evaluation.weights import weigh
from apps.ledger.vocabulary import GRAVE
from apps.policy.terms import ENTER, KEEP, ONE, TOP, Requirement, Terms

CODE = "points"
TITLE = _lazy("Violations by negligence")
HUNDRED = 100


def counted(record: Record) -> Iterator[Offense]:
    """Yield the offenses that the points count. Offenses found by exams at random lower the compliance rate instead."""
    return (offense for offense in record.offenses if offense.culpability not in GRAVE and not offense.drawn)


def exams_for(points: int, asked: Requirement, side: int) -> int | None:
    """Return the number of parcels opened at random with which a tier allows the points; None if no number does."""
    if not points:
        return 0
    return -(-points * HUNDRED // asked.points[side]) if asked.points[side] else None


def find(record: Record, terms: Terms) -> Finding:
    window, tiers = terms.windows.points_months, terms.tiers
    weighed = weigh(record, counted(record), terms.weights, window)
    points, exams = weighed.weight, record.drawn(window)

    enter = highest_tier([_allows(points, exams, asked, ENTER) for asked in tiers])
    keep = highest_tier([_allows(points, exams, asked, KEEP) for asked in tiers])
    needed = max(
        exams_for(points, tiers[enter - 1], ENTER) or 0 if enter else 0,
        exams_for(points, tiers[keep - 1], KEEP) or 0 if keep else 0,
    )
    return Finding(
        rule=CODE,
        observed=points / ONE,
        required=tiers[min(enter + 1, TOP) - 1].points[ENTER] * exams / HUNDRED / ONE,
        enter=enter,
        keep=keep,
        moves=earliest([record.drawn_falls_below(needed, window), weighed.eases]),
        clean_enter=None if enter == TOP else _missing(points, tiers[enter], ENTER, exams),
        clean_keep=None if keep == TOP else _missing(points, tiers[keep], KEEP, exams),
        detail={"months": window, "violations": weighed.count, "exams": exams, "eases": weighed.eases},
    )


def _allows(points: int, exams: int, asked: Requirement, side: int) -> bool:
    needed = exams_for(points, asked, side)
    return needed is not None and exams >= needed


def _missing(points: int, asked: Requirement, side: int, exams: int) -> int | None:
    needed = exams_for(points, asked, side)
    return None if needed is None else max(0, needed - exams)


def sentence(finding: Finding, reader: Reader = Reader.SELLER) -> str:
    detail = finding.detail
    return _(
        "Points for violations by negligence in the last %(months)s months: %(points)s. For %(exams)s parcels opened "
        "at random in that time, entering tier %(tier)s allows %(allowed)s."
    ) % {
        "months": detail["months"],
        "points": points_text(finding.observed),
        "exams": number(detail["exams"]),
        "tier": next_tier(finding),
        "allowed": points_text(finding.required),
    }


def value_text(value: float) -> str:
    return points_text(value)
