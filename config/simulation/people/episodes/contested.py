"""A carrier and a marketplace contradict each other about parcels under the numbers of the marketplace."""

from apps.core import clock
from apps.ledger.services import shipments_record
from config.simulation.numbers import catalog
from config.simulation.numbers.reports import facts_record
from config.simulation.people.acts import NOBODY, Act, Story, Turn, officer

MARKETPLACE, CARRIER = catalog.MARKETPLACES[0], catalog.CARRIERS[0]
# Among the members: whose the parcels are, and whom the carrier names.
OWNER, NAMED = 0, 1
HELD, STOOD = "Q00001", "Q00002"


def parcel_report(*, turn: Turn, reference: str, party: catalog.Party, place: int, goods: catalog.Product) -> None:
    """Have a party report a parcel under a number of the marketplace as that of a member."""
    parcel = {"issuer": MARKETPLACE.code, "reference": reference, "date": clock.today().isoformat()}
    content = {"description": goods.description, "hs": goods.hs, "origin": "CN"}
    facts_record(shipments_record, party, parcel | content | {"ksn": turn.cast.numbered[place].ksn})


def _told(before: int, reference: str, party: catalog.Party, place: int, goods: int) -> Act:
    return officer(before, parcel_report, reference=reference, party=party, place=place, goods=catalog.PRODUCTS[goods])


STORIES = (
    Story(
        NOBODY,
        _told(5, HELD, MARKETPLACE, OWNER, 4),
        _told(4, HELD, CARRIER, NAMED, 4),
        _told(4, STOOD, CARRIER, NAMED, 9),
        _told(3, STOOD, MARKETPLACE, OWNER, 2),
    ),
)
