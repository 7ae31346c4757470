"""Who may report what: by the kind of the reporter, or as staff decided for one partner."""

import json

import pytest

from apps.core import clock
from apps.core.errors import Invalid, NotAllowed
from apps.events.models import Event
from apps.jobs.services import job_run
from apps.ledger.facts import parse_shipment, parse_violation
from apps.ledger.models import Parcel
from apps.ledger.vocabulary import ReporterKind
from apps.partners.models import Import, ReportingRights
from apps.partners.reports.models import Right
from apps.partners.reports.rights import DEFAULT, RIGHTS, Reporting
from apps.partners.reports.services import reporting_rights_set
from tests.partners.client import PartnerClient, partner_client
from tests.people import staff, staff_known

SHIPMENTS, VIOLATIONS = "/api/v1/shipments", "/api/v1/violations"
OWN = "bpl"
EXAM = {"exam_basis": "random", "exam_result": "clean"}


def who() -> dict[str, str]:
    return {"reference": "A1", "seller": "S1", "date": clock.today().isoformat()}


def shipment_refused(kind: str, codes: tuple[str, ...] = (), **fields: str) -> bool:
    fact = parse_shipment(who() | fields, source=OWN, today=clock.today())
    assert not isinstance(fact, dict)
    return RIGHTS in Reporting(rights=DEFAULT[kind], reporter=OWN, codes=codes).refusal(fact)


def violation_refused(kind: str, **fields: object) -> bool:
    fact = parse_violation(who() | fields, source=OWN, today=clock.today())
    assert not isinstance(fact, dict)
    return RIGHTS in Reporting(rights=DEFAULT[kind], reporter=OWN).refusal(fact)


@pytest.mark.parametrize("kind", ReporterKind.values)
def test_everybody_reports_shipments(kind):
    assert not shipment_refused(kind)
    assert not shipment_refused(kind, disposition="released", released_at="2026-01-01T10:00:00-05:00")


@pytest.mark.parametrize(
    ("fields", "codes", "is_refused"),
    [
        ({}, (), False),
        ({"issuer": "UPSN"}, (), False),
        ({"issuer": "UPSN", "carrier": "BPL"}, (), False),
        ({"carrier": "UPSN"}, (), False),
        ({"issuer": "UPSN", "carrier": "UPSN"}, (), True),
        ({"issuer": "BPLX"}, ("bplx",), False),
        ({"issuer": "UPSN", "carrier": "BPLX"}, ("bplx",), False),
        ({"issuer": "UPSN"}, ("bplx",), True),
    ],
    ids=["issued", "carried", "carried-by-name", "issued-for-another", "anothers", "code", "code-carried", "strict"],
)
def test_a_carrier_reports_what_it_issued_or_carried(fields, codes, is_refused):
    assert shipment_refused("carrier", codes, **fields) == is_refused
    assert not shipment_refused("broker", codes, **fields)


@pytest.mark.parametrize("kind", ReporterKind.values)
def test_exams_are_reported_by_those_who_see_them(kind):
    sees = kind in ("agency", "carrier", "broker")
    assert shipment_refused(kind, **EXAM) != sees
    assert shipment_refused(kind, disposition="examined") != sees


@pytest.mark.parametrize("kind", ReporterKind.values)
def test_a_seller_reports_what_it_discloses_and_everybody_else_any_violation(kind):
    assert violation_refused(kind, category="origin") == (kind == "seller")
    assert not violation_refused(kind, category="origin", self_disclosed=True)
    assert not violation_refused(kind, determination="reversed")


@pytest.mark.django_db
class TestReports:
    def test_a_fact_that_is_not_ones_own_is_rejected_alone_with_its_code(self, partner):
        told = partner.send(SHIPMENTS, [who(), who() | {"reference": "A2", "issuer": "X", "carrier": "X"}, {}]).json()
        assert told["accepted"] == 1
        assert [(each["index"], each["reference"], each["code"]) for each in told["rejected"]] == [
            (1, "A2", "not_allowed"),
            (2, "", "invalid"),
        ]
        assert "issued or carried" in told["rejected"][0]["errors"]["rights"][0]

    def test_a_kind_of_facts_that_is_not_ones_own_is_refused_whole(self, partner):
        decide(partner, [Right.OWN_SHIPMENTS])
        answer = partner.send(VIOLATIONS, [who() | {"category": "origin"}])
        assert (answer.status_code, answer.json()["code"]) == (403, "facts_not_allowed")
        imported = partner.post("/api/v1/imports?facts=violations", json.dumps(who()), "application/x-ndjson")
        assert (imported.status_code, Import.objects.exists()) == (403, False)
        assert partner.send(SHIPMENTS, [who()]).json()["accepted"] == 1

    def test_an_import_keeps_to_the_same_rights(self):
        partner = partner_client(reporter_kind="marketplace")
        lines = "\n".join(json.dumps(who() | more) for more in ({}, EXAM | {"reference": "A2"}))
        where = partner.post("/api/v1/imports?facts=shipments", lines, "application/x-ndjson")["Location"]
        job_run(job_id=Import.objects.get().job_id)
        (told,) = partner.get(f"{where}/rejections").json()["results"]
        assert (told["line"], told["code"], Parcel.objects.count()) == (2, "not_allowed", 1)


@pytest.mark.django_db
class TestDecisions:
    def test_staff_decide_for_one_partner_and_the_decision_is_on_record(self, partner):
        decide(partner, [Right.SHIPMENTS], codes=["BPLX", " "])
        event = Event.objects.get(kind="partners.rights_set")
        assert event.payload["before"] == sorted(DEFAULT["carrier"])
        assert (event.payload["after"], event.payload["codes"]) == (["shipments"], ["BPLX"])
        other = partner_client()
        assert other.send(VIOLATIONS, [who() | {"category": "origin"}]).status_code == 200
        decide(partner, sorted(DEFAULT["carrier"]))
        assert ReportingRights.objects.get().reason == "A trial."

    def test_only_those_who_manage_partners_decide_and_they_say_why(self, partner):
        pk = partner.credentials.partner.pk
        with pytest.raises(NotAllowed):
            reporting_rights_set(actor=staff("officer"), partner_id=pk, rights=[], codes=[], reason="Why not.")
        with pytest.raises(Invalid):
            decide(partner, [], reason=" ")


def decide(partner: PartnerClient, rights: list[str], *, codes: tuple[str, ...] | list[str] = (), reason="A trial."):
    manager = staff_known("supervisor", email="manager@staff.example")
    pk = partner.credentials.partner.pk
    return reporting_rights_set(actor=manager, partner_id=pk, rights=rights, codes=codes, reason=reason)
