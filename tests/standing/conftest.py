"""The officer of due process, and a folder for files."""

import pytest

from apps.accounts.models import User
from tests.people import staff


@pytest.fixture
def officer() -> User:
    return staff("officer")
