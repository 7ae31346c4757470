"""Who answers, discloses and disowns, and who decides."""

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
