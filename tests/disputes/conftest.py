"""The seller and the officer of the tests, and a folder for files."""

import pytest

from apps.accounts.models import User
from tests.people import seller, staff


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ada() -> User:
    return seller()


@pytest.fixture
def officer() -> User:
    return staff("officer")
