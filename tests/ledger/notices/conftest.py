from datetime import date

import pytest

from apps.accounts.models import User
from apps.core import clock
from apps.shippers.models import Shipper
from tests.ledger.notices.allegations import with_team


@pytest.fixture(autouse=True)
def today() -> date:
    """Return the real day: here days and moments agree, as they don't in the other tests of the ledger."""
    return clock.today()


@pytest.fixture
def veteran(ada: User) -> Shipper:
    return with_team(ada)
