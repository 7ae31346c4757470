"""The acts of third parties that a seller goes on using after notice. They weigh as its own. Pure.

A violation that was laid on a customs broker, a carrier or somebody else says to the seller what its third party does.
If the same kind of violation by the same kind of third party follows more than `NOTICE_DAYS` days after that was put on
record, and within `NOTICE_MONTHS` calendar months of the earlier act, the seller could have seen to it. Which broker it
was is not asked: otherwise a new name would be a new excuse.
"""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from apps.evaluation.record import Offense
from apps.ledger.vocabulary import Attribution

# Decisions of the program: as long as a seller has to answer a notice, and no longer than a record reaches back.
NOTICE_DAYS, NOTICE_MONTHS = 30, 12


def weighed_after_notice(offenses: Sequence[Offense]) -> list[Offense]:
    """Return the violations in their order, those that weigh as the seller's own attributed to the seller."""
    others = [offense for offense in offenses if offense.attribution != Attribution.SELLER]
    if len(others) < 2:
        return list(offenses)
    return [
        msgspec.structs.replace(offense, attribution=Attribution.SELLER.value)
        if offense.attribution != Attribution.SELLER and any(_gave_notice(other, offense) for other in others)
        else offense
        for offense in offenses
    ]


def _gave_notice(earlier: Offense, offense: Offense) -> bool:
    """Return whether an earlier violation told the seller of what the third party then did again."""
    return (
        (earlier.category, earlier.attribution) == (offense.category, offense.attribution)
        and earlier.told is not None
        and earlier.told + timedelta(days=NOTICE_DAYS) < offense.day
        and offense.month - earlier.month <= NOTICE_MONTHS
    )
