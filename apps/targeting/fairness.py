"""Whether exams fall on groups of sellers as their parcels deserve: shares of groups, with intervals. Pure.

Only exams at random tell the share of wrong parcels in a group. Exams by risk find what they look for, so that a group
that is opened more often looks worse for that very reason.
"""

from dataclasses import dataclass
from enum import StrEnum

from apps.core.estimates import Estimate, share_of

# A group with fewer exams at random is shown without a share: its interval would say nothing.
MIN_DRAWN = 5
# The months, with the one that has begun, whose parcels say how large a business is.
MONTHS = 12


class Grouping(StrEnum):
    """The property by which sellers are grouped."""

    SIZE = "size"
    COUNTRY = "country"
    LANGUAGE = "language"
    ORIGIN = "origin"


@dataclass(frozen=True, slots=True)
class SellerGroup:
    """The parcels of a group of sellers in a period: how many others reported, how many were opened and found wrong,
    and how many of these exams were drawn at random. Parcels drawn after a wrong one are left out: nobody chose them,
    and the more of them a seller has, the more was found wrong. So are those drawn beyond the share that counts.
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
