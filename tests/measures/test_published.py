"""The list of everything that the program publishes of its facts is complete."""

from tests.addresses import Access, declared
from tests.measures.published import ADDRESSES


def test_numbers_of_every_public_address_are_in_the_inventory() -> None:
    """A new public address says which numbers of persons or parcels it tells, and thereby by which attack."""
    assert set(ADDRESSES) == set(declared(Access.PUBLIC))
