"""The histories under which reporters knew a seller before it was a member, linked by an officer."""

from collections import defaultdict
from collections.abc import Mapping

from apps.accounts.models import User
from apps.ledger.models import Seller
from apps.ledger.selectors import identities_reported, identities_unlinked
from apps.upkeep.services import histories_link
from config.simulation.numbers import catalog
from config.simulation.people.acts import Turn

GROUNDS = "The reports name the seller ID of a storefront of the business, as its application gives it."
SOURCES = [
    party.code
    for party in (
        *(*catalog.MARKETPLACES, *catalog.CARRIERS, catalog.BROKER, catalog.AGENCY),
        *catalog.PARTNER_AGENCIES.values(),
    )
]


def histories_link_found(*, turn: Turn, actor: User) -> None:
    """Link the histories that were reported under the codes or the name of an applicant, before its application is
    approved.
    """
    shipper = turn.member.application.shipper
    if found := [one.pk for one in identities_unlinked(identities_reported(shipper))]:
        histories_link(actor=actor, shipper_id=shipper.pk, seller_ids=found, grounds=GROUNDS)


def histories_link_late(*, shippers: Mapping[str, int], officer: User) -> None:
    """Link late reports about days on which a member was no member yet. `shippers` gives the id by the code."""
    found: dict[str, list[int]] = defaultdict(list)
    for seller in Seller.objects.filter(shipper=None, code__in=shippers, source__in=SOURCES).order_by("pk"):
        found[seller.code].append(seller.pk)
    for code, seller_ids in found.items():
        histories_link(actor=officer, shipper_id=shippers[code], seller_ids=seller_ids, grounds=GROUNDS)
