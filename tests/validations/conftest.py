from pathlib import Path
from typing import Any

import pytest

from apps.accounts.models import User
from apps.shippers.models import Shipper
from tests.people import seller
from tests.portal.members import member_of
from tests.validations.visits import officer_of_visits


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ada(db: None) -> User:
    return seller(name="Ada Park")


@pytest.fixture
def officer(db: None) -> User:
    return officer_of_visits()


@pytest.fixture
def shop(ada: User) -> Shipper:
    """Return a member of five months, certified and not validated."""
    return member_of(ada)
