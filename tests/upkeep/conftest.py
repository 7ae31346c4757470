"""A member of the program, made once for each module of tests."""

from collections.abc import Callable

import pytest

from apps.accounts.models import User
from apps.shippers.models import Shipper
from tests.applications import answers
from tests.people import seller
from tests.upkeep.profiles import member_by_application


@pytest.fixture(scope="module")
def member_id(lasting: Callable[..., Shipper]) -> int:
    return lasting(lambda: member_by_application(seller(name="Ada Park"), answers.officer())).pk


@pytest.fixture
def shop(member_id: int, db: None) -> Shipper:
    """Return a member whose application was approved today."""
    return Shipper.objects.get(pk=member_id)


@pytest.fixture
def ada(shop: Shipper) -> User:
    """Return the owner of the member."""
    return shop.team.get().user


@pytest.fixture
def officer(member_id: int, db: None) -> User:
    return User.objects.get(email="officer@staff.example")
