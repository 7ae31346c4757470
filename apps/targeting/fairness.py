"""Whether exams fall on groups of sellers as their parcels deserve: shares of groups, with intervals. Pure.

What is wrong in a group is told by exams at random alone. Exams by risk find what they look for, so that a group that
is opened more often looks worse for that very reason.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from apps.targeting.estimates import Estimate, Z

# A group with fewer exams at random is shown without a share: its interval would say nothing.
MIN_DRAWN = 5


class Grouping(StrEnum):
    """By what sellers are grouped."""

    SIZE = "size"
    COUNTRY = "country"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Group:
    """The parcels of a group of sellers in a period: how many others reported, how many were opened and found wrong,
    and how many of these exams were drawn at random.
    """

    grouping: Grouping
    name: str
    sellers: int
    parcels: int
    examined: int
    discrepant: int
    drawn: int
    drawn_discrepant: int

    @property
    def chosen(self) -> int:
        """The exams that were not drawn at random."""
        return self.examined - self.drawn

    @property
    def selection(self) -> Estimate | None:
        """The share of parcels that were chosen for an exam, among those that were not drawn."""
        return share_of(self.chosen, self.parcels - self.drawn)

    @property
    def hits(self) -> Estimate | None:
        """The share of wrong parcels among those that were chosen for an exam."""
        return share_of(self.discrepant - self.drawn_discrepant, self.chosen)

    @property
    def wrong(self) -> Estimate | None:
        """The share of wrong parcels among those that were drawn at random; None where too few were."""
        return share_of(self.drawn_discrepant, self.drawn) if self.drawn >= MIN_DRAWN else None


def share_of(found: int, total: int) -> Estimate | None:
    """Return a share with its 95 % interval (Wilson, 1927); None where nothing was counted."""
    if total <= 0:
        return None
    share = found / total
    center = (share + Z * Z / (2 * total)) / (1 + Z * Z / total)
    half = Z * sqrt(share * (1 - share) / total + Z * Z / (4 * total * total)) / (1 + Z * Z / total)
    return Estimate(share, max(0.0, center - half), min(1.0, center + half), total)
