"""The tier that a scorecard earns, and the quarter of its peers in which it stands. Pure."""

from collections.abc import Sequence

from apps.partners.scorecards.models import PartnerTier, Scorecard
from apps.policy.procedures import PartnerTerms

# With fewer peers, the quarter would tell of single ones. A decision of the program.
MIN_PEERS = 5
QUARTERS = 4


def tier_earned(card: Scorecard, terms: PartnerTerms) -> PartnerTier | None:
    """Return the tier that a scorecard earns; None where the month has too few parcels to tell.

    The worse of the shares of complete and of timely reports decides.
    """
    if card.parcels < terms.parcels_least:
        return None
    worse = min(card.complete, card.timely)
    if worse >= terms.better_share * card.parcels:
        return PartnerTier.BETTER
    return PartnerTier.LIMITED if worse < terms.least_share * card.parcels else PartnerTier.ORDINARY


def quarter_of(own: float, peers: Sequence[float]) -> int | None:
    """Return the quarter of a share among those of all peers, 1 the best; None where there are fewer than `MIN_PEERS`.

    `peers` are the others alone.
    """
    if len(peers) < MIN_PEERS:
        return None
    return 1 + QUARTERS * sum(peer > own for peer in peers) // (len(peers) + 1)
