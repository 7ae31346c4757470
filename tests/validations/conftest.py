"""A member of the program, made once for each module of tests, and an officer who visits."""

from collections.abc import Callable

import pytest

from apps.accounts.models import User
from apps.shippers.models import Shipper
from tests.people import seller
from tests.portal.members import member_of
from tests.validations.visits import officer_of_visits


@pytest.fixture(scope="module")
def member_id(lasting: Callable[..., Shipper]) -> int:
    """Make a member of five months once for a module of tests."""
    return lasting(lambda: member_of(seller(name="Ada Park"))).pk


@pytest.fixture
def shop(member_id: int, db: None) -> Shipper:
    """Return a member of five months, certified and not validated."""
    return Shipper.objects.get(pk=member_id)


@pytest.fixture
def ada(shop: Shipper) -> User:
    return shop.team.get().user


@pytest.fixture
def officer(db: None) -> User:
    return officer_of_visits()
