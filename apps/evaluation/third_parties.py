"""The acts of third parties that a seller goes on using after notice. They weigh as its own. Pure.

A violation that was laid on a customs broker, a carrier or somebody else says to the seller what its third party does.
If the same kind of violation by the same kind of third party follows more than `NOTICE_DAYS` days after that was put on
record, and within `NOTICE_MONTHS` calendar months of the earlier act, the seller could have seen to it. Then both weigh
as the seller's own: the earlier act was excused because the seller would see to it. Which broker it was is not asked:
otherwise a new name would be a new excuse.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate

import msgspec

from apps.evaluation.record import Offense, month_number
from apps.ledger.vocabulary import Attribution

# Decisions of the program: as long as a seller has to answer a notice, and no longer than a record reaches back.
NOTICE_DAYS, NOTICE_MONTHS = 30, 12


def weighed_after_notice(offenses: Sequence[Offense]) -> list[Offense]:
    """Return the violations in their order, those that weigh as the seller's own attributed to the seller."""
    kinds = defaultdict[tuple[str, str], list[Offense]](list)
    for offense in offenses:
        if offense.told is not None:
            kinds[_kind(offense)].append(offense)
    repeated = {kind: _Acts(acts) for kind, acts in kinds.items() if len(acts) > 1}
    return [
        msgspec.structs.replace(offense, attribution=Attribution.SELLER.value)
        if (acts := repeated.get(_kind(offense))) and (acts.came_before(offense) or acts.came_after(offense))
        else offense
        for offense in offenses
    ]


def _kind(offense: Offense) -> tuple[str, str]:
    return offense.category, offense.attribution


def _seen_to(offense: Offense) -> date:
    """Return the day until which the seller had time to see to it that the third party does not do the same again."""
    assert offense.told is not None
    # Nobody has notice of an act to come.
    return max(offense.told, offense.day) + timedelta(days=NOTICE_DAYS)


class _Acts:
    """The acts of one kind by one kind of third party: by the day until which each could be seen to, with the month of
    the latest act of those until then; and by the day of each.
    """

    def __init__(self, acts: Sequence[Offense]) -> None:
        seen_to = sorted((_seen_to(each), each.month) for each in acts)
        self.ends = [end for end, _month in seen_to]
        self.latest = list(accumulate((month for _end, month in seen_to), max))
        self.days = sorted(each.day for each in acts)

    def came_before(self, offense: Offense) -> bool:
        """Return whether an earlier act gave notice, and time to see to it, before this one."""
        place = bisect_left(self.ends, offense.day)
        return place > 0 and offense.month - self.latest[place - 1] <= NOTICE_MONTHS

    def came_after(self, offense: Offense) -> bool:
        """Return whether another act followed although this one gave notice, and time to see to it."""
        place = bisect_right(self.days, _seen_to(offense))
        return place < len(self.days) and month_number(self.days[place]) - offense.month <= NOTICE_MONTHS
