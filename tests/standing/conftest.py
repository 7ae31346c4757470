"""The officer of due process, the author and the publisher of policies, and a folder for files."""

import pytest

from apps.accounts.models import User
from tests.people import staff


@pytest.fixture
def officer() -> User:
    return staff("officer")


@pytest.fixture
def author() -> User:
    return staff("policy manager", email="author@staff.example")


@pytest.fixture
def publisher() -> User:
    return staff("policy manager", email="publisher@staff.example")
