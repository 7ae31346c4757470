from collections.abc import Callable

import pytest

from tests.partners.client import PartnerClient, partner_client


@pytest.fixture
def partner(db: None) -> PartnerClient:
    """A carrier's system with every scope that a system is let in with."""
    return partner_client()


@pytest.fixture
def partner_with(db: None) -> Callable[..., PartnerClient]:
    """Makes a carrier's system with these scopes."""
    return lambda *scopes: partner_client(*scopes)
