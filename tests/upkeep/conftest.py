import pytest

from apps.accounts.models import User
from apps.shippers.models import Shipper
from tests.applications import answers
from tests.people import seller
from tests.upkeep.profiles import member_by_application


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ada(db) -> User:
    return seller(name="Ada Park")


@pytest.fixture
def officer(db) -> User:
    return answers.officer()


@pytest.fixture
def shop(ada: User, officer: User) -> Shipper:
    """Return a member whose application was approved today."""
    return member_by_application(ada, officer)
