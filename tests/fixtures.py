"""People, businesses and clients that many tests ask for by name. Each is made only where a test asks for it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from apps.accounts.models import User
from apps.applications.models import Application
from apps.applications.services import application_start
from apps.shippers.models import Shipper
from apps.shippers.services import shipper_create
from tests.agencies.agencies import agency_officer
from tests.partners.client import PartnerClient, partner_client
from tests.people import seller, seller_known, signed_in, staff, staff_known
from tests.portal.members import member_of
from tests.standing.evaluations import enrolled
from tests.tariff.excerpt import excerpt_load
from tests.upkeep.profiles import member_by_application
from tests.validations.visits import officer_of_visits

# Sellers


@pytest.fixture
def ada(db: None) -> User:
    """A seller who has confirmed her address; the owner of the member, where a test asks for that."""
    return seller_known(name="Ada Park")


@pytest.fixture
def live_ada(live_db: str) -> User:
    """Ada in a database that a browser sees too."""
    return seller(name="Ada Park")


@pytest.fixture
def portal(ada: User) -> Client:
    """A client that is signed in as Ada."""
    return signed_in(ada)


@pytest.fixture
def shop(ada: User) -> Shipper:
    """A business that Ada has begun; it has applied for nothing."""
    return shipper_create(actor=ada)


@pytest.fixture
def application(ada: User) -> Application:
    """An empty draft of Ada's."""
    return application_start(actor=ada)


# Members of the program


@pytest.fixture(scope="module")
def shipper_id(request: pytest.FixtureRequest, lasting: Callable[..., Shipper]) -> int:
    """Make a member once for a module of tests, as `pytestmark = pytest.mark.shipper(months=3)` says.

    It has been a member for a month unless the mark says otherwise; `applied=True` makes it by an application of today.
    """
    mark = request.node.get_closest_marker("shipper")
    return lasting(lambda: _member(**(mark.kwargs if mark else {}))).pk


def _member(*, applied: bool = False, months: int = 1, **history: int) -> Shipper:
    ada = seller(name="Ada Park")
    return member_by_application(ada, staff("officer")) if applied else member_of(ada, months=months, **history)


@pytest.fixture
def shipper(shipper_id: int, db: None) -> Shipper:
    """The member of the module; Ada is its owner."""
    return Shipper.objects.get(pk=shipper_id)


@pytest.fixture
def newcomer(ada: User) -> Shipper:
    """A member since today, of Ada's, without a parcel."""
    return enrolled(owner=ada)


# Staff


@pytest.fixture
def officer(db: None) -> User:
    return staff_known("officer", email="officer@staff.example")


@pytest.fixture
def desk(officer: User) -> Client:
    """A client that is signed in as the officer."""
    return signed_in(officer)


@pytest.fixture
def second(db: None) -> User:
    """The officer who confirms what another has done."""
    return staff_known("officer", email="second@staff.example")


@pytest.fixture
def visitor(db: None) -> User:
    """The officer who leads the visits."""
    return officer_of_visits()


@pytest.fixture
def agent(db: None) -> User:
    """An officer of an agency."""
    return agency_officer()


@pytest.fixture
def supervisor(db: None) -> User:
    return staff("supervisor")


@pytest.fixture
def supervisor_desk(supervisor: User) -> Client:
    return signed_in(supervisor)


@pytest.fixture
def author(db: None) -> User:
    """The policy manager who writes policies, and asks for models."""
    return staff("policy manager", email="author@staff.example")


@pytest.fixture
def publisher(db: None) -> User:
    """The policy manager who publishes what the author wrote."""
    return staff("policy manager", email="publisher@staff.example")


# Partners, goods, and the machine


@pytest.fixture
def partner(db: None) -> PartnerClient:
    """A carrier's system with every scope that a system is let in with."""
    return partner_client()


@pytest.fixture
def tariff(db: None) -> None:
    """An excerpt of the tariff."""
    excerpt_load()


@pytest.fixture
def media(settings, tmp_path: Path) -> Path:
    """A folder of the test, and of no other, for the files that it uploads."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def fresh_limits() -> Iterator[None]:
    """Count none of what other tests did against the limits of a test, nor what it did against theirs."""
    cache.clear()
    yield
    cache.clear()
