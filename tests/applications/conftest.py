"""People and settings for the tests of applications."""

import pytest

from apps.accounts.models import User
from tests.applications import answers
from tests.people import seller


@pytest.fixture
def ada(db) -> User:
    return seller()


@pytest.fixture
def officer(db) -> User:
    return answers.officer()


@pytest.fixture
def supervisor(db) -> User:
    return answers.supervisor()
