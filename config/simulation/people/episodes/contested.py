"""A carrier and a marketplace contradict each other about parcels under the numbers of the marketplace."""

from functools import partial

from apps.core import clock
from apps.ledger.services import shipments_record
from config.simulation.numbers import catalog
from config.simulation.numbers.reports import facts_record
from config.simulation.people.cast import Cast, Scenes

MARKETPLACE, CARRIER = catalog.MARKETPLACES[0], catalog.CARRIERS[0]
# Among the members: whose the parcels are, and whom the carrier names.
OWNER, NAMED = 0, 1
HELD, STOOD = "Q00001", "Q00002"


def _tell(reference: str, party: catalog.Party, place: int, goods: catalog.Product, cast: Cast) -> None:
    """Have a party report a parcel under a number of the marketplace as that of a member."""
    parcel = {"issuer": MARKETPLACE.code, "reference": reference, "date": clock.today().isoformat()}
    content = {"description": goods.description, "hs": goods.hs, "origin": "CN"}
    facts_record(shipments_record, party, parcel | content | {"ksn": cast.numbered[place].ksn})


SCENES: Scenes = (
    (5, partial(_tell, HELD, MARKETPLACE, OWNER, catalog.PRODUCTS[4])),
    (4, partial(_tell, HELD, CARRIER, NAMED, catalog.PRODUCTS[4])),
    (4, partial(_tell, STOOD, CARRIER, NAMED, catalog.PRODUCTS[9])),
    (3, partial(_tell, STOOD, MARKETPLACE, OWNER, catalog.PRODUCTS[2])),
)
