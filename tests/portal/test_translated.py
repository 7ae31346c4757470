"""Every text of the public pages and of sellers' pages can be translated."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from apps.applications.services import application_start
from apps.core import clock
from apps.guidance.library import pages as guidance
from apps.ledger.models import Shipment, Violation
from apps.shippers.zones import zone_names
from tests.addresses import Access, reachable
from tests.people import on_team, seller, signed_in, staff
from tests.portal import due_process
from tests.portal.members import member_of, settle, violation
from tests.portal.worlds import pages_of_applicant
from tests.pseudo import LANGUAGE, pseudo_language, unmarked

# Said the same in every language.
EVERYWHERE = (
    "python parcel_proof.py proof.json keys.json",
    *(settings.SITE["name"], settings.SITE["contact"], settings.SITE["url"], "English", "Español"),
    *(name.replace("_", " ") for name in zone_names()),
)


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


@pytest.mark.slow
def test_public_pages(client: Client) -> None:
    pages = [*reachable(Access.PUBLIC), *reachable(Access.SIGNING_IN), "/verify/?ksn=KS123"]
    pages = [page for page in pages if not page.startswith(("/api/", "/demo/"))]
    # The texts of guidance are files in each language, whose titles and summaries name agencies.
    texts = [text for page in guidance(LANGUAGE).values() for text in (page.title, page.summary)]
    assert not said_in_english(client, pages, settings.SITE["reports"], *texts)


@pytest.mark.slow
def test_pages_of_a_member() -> None:
    ada = seller(language=LANGUAGE)
    shipper = member_of(ada, months=14)
    violation(shipper, clock.today(), category="counterfeit", culpability="gross_negligence")
    settle()
    records = {"parcel_id": Shipment.objects.first().parcel_id, "case_id": Violation.objects.first().case_id}
    pages = [*reachable(Access.SIGNED_IN), *reachable(Access.OWNERS, shipper_id=shipper.pk, **records)]
    data = (ada.email, shipper.name, shipper.ksn, "/verify/?ksn=", "Cotton scarf", "usps", "USPS", "CBP")
    assert not said_in_english(signed_in(ada), pages, *data)


@pytest.mark.slow
def test_pages_of_due_process() -> None:
    ada, officer = seller(language=LANGUAGE), staff("officer")
    notice, suspended = due_process.propose_demotion(), due_process.suspend_at_once()
    for proposal in (notice, suspended):
        on_team(proposal.shipper, "owner", ada)
    client = signed_in(ada)
    ksns = (notice.shipper.ksn, suspended.shipper.ksn)
    data = (ada.email, "@shop.example", "owner", notice.shipper.name, *ksns, "/verify/?ksn=", "usps", "USPS")
    for proposal in (notice, suspended):
        own = {"shipper_id": proposal.shipper_id, "change_id": proposal.pk}
        assert not said_in_english(client, reachable(Access.OWNERS, **own), *data)
    appeal = due_process.appeal_validation(notice.shipper, officer, ada)
    item = due_process.answer_plan_item(notice.shipper, officer, ada).item
    own = {"change_id": appeal.proposal_id, "plan_id": item.plan_id, "item_id": item.pk}
    written = (
        *("Nobody was there.", "We were on holiday.", "It was announced.", "It was not.", "Know what is packed."),
        *("Train the packers.", "Lock the packing room.", "Ada Park, owner", "All were trained."),
        *("proof.pdf", "letter.pdf", "list.pdf"),
    )
    pages = reachable(Access.OWNERS, shipper_id=notice.shipper_id, **own)
    assert not said_in_english(client, pages, *data, *written)


@pytest.mark.slow
def test_pages_of_an_application() -> None:
    ada = seller(language=LANGUAGE)
    application = application_start(actor=ada)
    pages = pages_of_applicant(application)
    assert not said_in_english(signed_in(ada), pages, ada.email, "hts.usitc.gov")
