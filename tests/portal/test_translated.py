"""No page of the public or of a seller says anything that could not be said in another language."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from apps.applications.services import application_start
from apps.core import clock
from apps.ledger.models import Shipment, Violation
from tests.addresses import Access, reachable
from tests.people import seller, signed_in
from tests.portal.members import member_of, settle, violation
from tests.portal.worlds import pages_of_applicant
from tests.pseudo import LANGUAGE, pseudo_language, unmarked

pytestmark = pytest.mark.django_db

# Said the same in every language.
EVERYWHERE = (settings.SITE["name"], settings.SITE["contact"], settings.SITE["url"], "English", "Español")


@pytest.fixture(scope="module", autouse=True)
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pseudo_language(tmp_path_factory.mktemp("locale")):
        yield


def said_in_english(client: Client, paths: list[str], *data: str) -> dict[str, list[str]]:
    said = {}
    for path in paths:
        answer = client.get(path, headers={"accept-language": LANGUAGE})
        if answer.status_code in (200, 422) and answer["Content-Type"].startswith("text/html"):
            said[path] = unmarked(answer.content.decode(), *EVERYWHERE, *data)
    assert said
    return {path: texts for path, texts in said.items() if texts}


def test_public_pages(client: Client) -> None:
    pages = [*reachable(Access.PUBLIC), *reachable(Access.SIGNING_IN), "/verify/?ksn=KS123"]
    assert not said_in_english(client, [page for page in pages if not page.startswith(("/api/", "/demo/"))])


def test_pages_of_a_member() -> None:
    ada = seller(language=LANGUAGE)
    shipper = member_of(ada, months=14)
    violation(shipper, clock.today(), category="counterfeit", culpability="gross_negligence")
    settle()
    records = {"parcel_id": Shipment.objects.first().parcel_id, "case_id": Violation.objects.first().case_id}
    pages = [*reachable(Access.SIGNED_IN), *reachable(Access.OWNERS, shipper_id=shipper.pk, **records)]
    data = (ada.email, shipper.name, shipper.ksn, "/verify/?ksn=", "Cotton scarf", "usps")
    assert not said_in_english(signed_in(ada), pages, *data)


@pytest.mark.slow
def test_pages_of_an_application() -> None:
    ada = seller(language=LANGUAGE)
    application = application_start(actor=ada)
    pages = pages_of_applicant(application)
    assert not said_in_english(signed_in(ada), pages, ada.email, "hts.usitc.gov")
