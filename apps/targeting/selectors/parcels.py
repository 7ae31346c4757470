"""Reads of what was said of declared parcels before, by any partner: a parcel is one, whoever declares it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from apps.core import clock
from apps.ledger.facts import ShipmentFact
from apps.ledger.vocabulary import REUSE_DAYS
from apps.targeting.declarations import fact_declared
from apps.targeting.models import Assessment, UpheldAlarm
from apps.targeting.rules import key_of
from apps.targeting.vocabulary import Cause, Outcome, ScreeningResult

# Carriers use numbers again, and the ledger takes a number for another parcel after so long.
REUSE = timedelta(days=REUSE_DAYS)
# The fields of a declaration that hard rules read.
_READ = ("description", "hs", "origin", "departure")


@dataclass(frozen=True, slots=True)
class ParcelsBefore:
    """The assessments of parcels before, by the keys of the parcels and in their order, and what they leave standing:
    see `KnownBeside` for `declared`, `alarmed`, `unscreened` and `unanswered`.
    """

    rows: dict[bytes, list[Assessment]] = field(default_factory=dict)
    declared: dict[bytes, list[ShipmentFact]] = field(default_factory=dict)
    alarmed: frozenset[bytes] = frozenset()
    unscreened: frozenset[bytes] = frozenset()
    unanswered: frozenset[bytes] = frozenset()

    def last_of(self, partner_id: int, key: bytes) -> Assessment | None:
        """Return the assessment that holds of a parcel for a partner, None where the partner never declared it."""
        own = [row for row in self.rows.get(key, ()) if row.partner_id == partner_id]
        return own[-1] if own else None

    def declarations_by(self, partner_id: int, key: bytes) -> int:
        """Return how often a partner declared a parcel with other words."""
        return sum(row.partner_id == partner_id and row.cause == Cause.DECLARED for row in self.rows.get(key, ()))


def parcels_before(facts: Sequence[ShipmentFact], *, answering: Assessment | None = None) -> ParcelsBefore:
    """Return what was said of parcels before, without the screening that one of the assessments asks for and that is
    `answering`. Takes one query.
    """
    since = clock.now() - REUSE
    rows = Assessment.objects.filter(parcel__in={key_of(fact) for fact in facts}, at__gt=since)
    found = defaultdict[bytes, list[Assessment]](list)
    for row in rows.select_related("set_aside", "partner").order_by("pk"):
        found[bytes(row.parcel)].append(row)
    return ParcelsBefore(
        rows=found,
        declared={key: _declared(rows) for key, rows in found.items()},
        alarmed=frozenset(key for key, rows in found.items() if any(map(is_alarm, rows))),
        unscreened=frozenset(
            key
            for key, rows in found.items()
            if any(_is_unscreened(row) and row != answering for row in _holding(rows))
        ),
        unanswered=frozenset(key for key, rows in found.items() if any(map(_is_unanswered, rows))),
    )


def is_alarm(assessment: Assessment) -> bool:
    """Return whether an assessment holds the alarm of a screening that no officer has set aside."""
    return assessment.screening == ScreeningResult.ALARM and getattr(assessment, "set_aside", None) is None


def upheld_of(alarm: Assessment) -> UpheldAlarm | None:
    """Return the act by which an officer said that an alarm stands, if any did."""
    return UpheldAlarm.objects.select_related("by").filter(alarm=alarm).first()


def answers_now(assessment: Assessment) -> list[Assessment]:
    """Return the assessment that holds of the parcel of an assessment, for each partner that declared it."""
    rows = Assessment.objects.filter(parcel=assessment.parcel, at__gt=clock.now() - REUSE)
    return list(rows.select_related("partner", "follows").order_by("partner", "-pk").distinct("partner"))


def alarms_of(assessment: Assessment) -> list[Assessment]:
    """Return the alarms of the parcel of an assessment that no officer has set aside, whoever screened the parcel."""
    alarms = Assessment.objects.filter(
        parcel=assessment.parcel, screening=ScreeningResult.ALARM, set_aside=None, at__gt=clock.now() - REUSE
    )
    return list(alarms.select_related("partner").order_by("pk"))


def _is_unscreened(assessment: Assessment) -> bool:
    return assessment.outcome == Outcome.REQUEST_SCREENING or (
        assessment.cause == Cause.UNANSWERED and assessment.outcome == Outcome.DO_NOT_LOAD
    )


def _is_unanswered(assessment: Assessment) -> bool:
    return assessment.cause == Cause.UNANSWERED and assessment.outcome == Outcome.COMPLETE


def _holding(rows: Iterable[Assessment]) -> list[Assessment]:
    """Return the assessments of a parcel that hold: the last one of each partner."""
    return list({row.partner_id: row for row in rows}.values())


def _declared(rows: Iterable[Assessment]) -> list[ShipmentFact]:
    """Return the declarations of a parcel that differ in what hard rules read."""
    told: dict[tuple[str, ...], Assessment] = {}
    for row in rows:
        read = (row.seller_source, row.seller, row.seller_name, *(row.declared.get(name, "") for name in _READ))
        told.setdefault(read, row)
    facts = (fact_declared(row, {}) for row in told.values())
    return [fact for fact in facts if isinstance(fact, ShipmentFact)]
