"""The officer of due process, and a folder for files."""

import pytest

from apps.accounts.models import User
from tests.people import staff


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer() -> User:
    return staff("officer")
