"""Who may declare a parcel: a declaration is a statement about a parcel, and goes as far as a report may go."""

import pytest

from apps.core import clock
from apps.ledger.models import Reporter
from apps.partners.reports.models import Right
from apps.partners.reports.services import reporting_rights_set
from apps.shippers.models import Shipper
from apps.targeting.models import Assessment
from tests.ledger.conftest import report, shipment
from tests.partners.client import PartnerClient, partner_client
from tests.people import staff
from tests.standing.evaluations import enrolled
from tests.targeting.declarations import ADDRESS, declaration


@pytest.fixture
def own() -> Shipper:
    return enrolled()


@pytest.fixture
def rival() -> Shipper:
    return enrolled()


def told(partner: PartnerClient, *declarations: dict[str, object]) -> list[str]:
    """Declare parcels; return for each how it was taken: the outcome, or the code of the rejection."""
    answer = partner.send(ADDRESS, list(declarations)).json()
    taken = {each["index"]: "assessed" for each in answer["results"]}
    taken |= {each["index"]: each["code"] for each in answer["rejected"]}
    return [taken[index] for index in sorted(taken)]


def code_of(partner: PartnerClient) -> str:
    return partner.credentials.partner.reporter.code


def test_declarations_of_a_seller_are_of_its_own_business(own, rival):
    partner = partner_client("risk:assess", reporter_kind="seller", ksn=own.ksn)
    sent = [declaration("A", ksn=own.ksn), declaration("B", ksn=rival.ksn), declaration("C", seller="rival")]
    assert told(partner, *sent) == ["assessed", "not_allowed", "not_allowed"]
    assert {row.shipper for row in Assessment.objects.all()} == {own}


def test_declarations_of_a_seller_without_a_business_are_refused_whole():
    credentials = partner_client("risk:assess").credentials
    Reporter.objects.filter(partners=credentials.partner).update(kind="seller")
    answer = PartnerClient(credentials).send(ADDRESS, [declaration()])
    assert (answer.status_code, answer.json()["code"]) == (403, "no_business")
    assert answer["Content-Type"] == "application/problem+json"


def test_declarations_of_a_partner_that_reports_no_shipments_are_refused_whole():
    partner = partner_client("risk:assess")
    decided = {"partner_id": partner.credentials.partner.pk, "codes": [], "reason": "A trial."}
    reporting_rights_set(actor=staff("supervisor"), rights=[Right.VIOLATIONS], **decided)
    answer = partner.send(ADDRESS, [declaration()])
    assert (answer.status_code, answer.json()["code"]) == (403, "facts_not_allowed")


def test_declarations_of_a_carrier_are_of_what_it_issues_or_carries(rival):
    carrier = partner_client("risk:assess")
    sent = [
        declaration("A", ksn=rival.ksn),
        declaration("B", issuer="OTHER", carrier="OTHER"),
        declaration("C", issuer="OTHER", carrier=code_of(carrier)),
    ]
    assert told(carrier, *sent) == ["assessed", "not_allowed", "assessed"]


@pytest.mark.parametrize("kind", ["carrier", "marketplace", "broker"])
def test_declarations_of_guests_move_no_parcel_from_one_business_to_another(own, rival, kind):
    home, guest = partner_client("risk:assess"), partner_client("risk:assess", reporter_kind=kind)
    parcel = {"issuer": code_of(home), "carrier": code_of(guest)}
    assert told(home, declaration("A", ksn=rival.ksn)) == ["assessed"]
    sent = [declaration("A", ksn=own.ksn, **parcel), declaration("a ", ksn=own.ksn, **parcel)]
    assert [told(guest, each) for each in sent] == [["not_allowed"]] * 2
    assert told(guest, declaration("A", ksn=rival.ksn, **parcel)) == ["assessed"]
    assert told(guest, declaration("B", ksn=own.ksn, **parcel)) == ["assessed"]
    assert told(home, declaration("B", ksn=rival.ksn)) == ["assessed"]


def test_declarations_move_no_parcel_that_is_on_record(own, rival):
    day = clock.today()
    report(shipment("1Z001", ksn=rival.ksn, seller="", issuer="UPSN", date=day), kind="carrier")
    seller = partner_client("risk:assess", reporter_kind="seller", ksn=own.ksn)
    assert told(seller, declaration("1Z001", ksn=own.ksn, issuer="UPSN")) == ["not_allowed"]
    agency = partner_client("risk:assess", reporter_kind="agency")
    assert told(agency, declaration("1Z001", ksn=own.ksn, issuer="UPSN")) == ["assessed"]
