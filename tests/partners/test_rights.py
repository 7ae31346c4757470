"""Who may report what: by the kind of the reporter, or as staff decided for one partner."""

import json

import pytest
from django.core.management import CommandError, call_command

from apps.core import clock
from apps.core.errors import InvalidInput, NotAllowed
from apps.events.models import Event
from apps.jobs.services import job_run
from apps.ledger.facts import parse_shipment, parse_violation
from apps.ledger.models import Parcel, Reporter, Violation
from apps.ledger.selectors import further_reports_of
from apps.ledger.vocabulary import ReporterKind
from apps.partners.models import Import, ReportingRights
from apps.partners.reports.models import Right
from apps.partners.reports.selectors import DEFAULT, RIGHTS, Reporting
from apps.partners.reports.services import reporting_rights_set
from apps.shippers.models import Shipper
from apps.shippers.services import consent_give
from tests.partners.client import PartnerClient, partner_client
from tests.people import seller, staff, staff_known
from tests.portal.members import member_of

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
        with pytest.raises(InvalidInput):
            decide(partner, [], reason=" ")


class TestDisclosures:
    """A violation is self-disclosed by the word of the business, or of a partner with its consent."""

    @pytest.fixture
    def rival(self) -> Shipper:
        return member_of(seller("rival@shop.example"), months=1)

    def told(self, business: Shipper, **more: object) -> dict[str, object]:
        day = clock.today().isoformat()
        return {"reference": "D1", "ksn": business.ksn, "date": day, "category": "narcotics"} | more

    def test_a_seller_confesses_for_nobody_else(self, rival):
        own = member_of(seller(), months=1)
        partner = partner_client(reporter_kind="seller", ksn=own.ksn)
        confession = {"self_disclosed": True, "culpability": "fraud"}
        facts = [self.told(rival, **confession), self.told(own, reference="D2", **confession)]
        (refused,) = partner.send(VIOLATIONS, facts).json()["rejected"]
        assert (refused["index"], refused["code"]) == (0, "not_allowed")
        assert "your own business alone" in refused["errors"]["rights"][0]
        (entry,) = Violation.objects.all()
        assert (entry.seller.shipper, entry.self_disclosed, entry.determination) == (own, True, "alleged")

    @pytest.mark.parametrize("path", [SHIPMENTS, "/api/v1/shipments/validate"])
    def test_a_seller_reports_parcels_of_nobody_else(self, rival, path):
        own = member_of(seller(), months=1)
        partner = partner_client(reporter_kind="seller", ksn=own.ksn)
        parcels = [who() | {"seller": ""} | {"ksn": business.ksn} for business in (rival, own)] + [who()]
        rejected = partner.send(path, parcels).json()["rejected"]
        assert [(line["index"], line["code"]) for line in rejected] == [(0, "not_allowed"), (2, "not_allowed")]

    def test_an_import_of_a_seller_keeps_to_its_business(self, rival):
        own = member_of(seller(), months=1)
        partner = partner_client(reporter_kind="seller", ksn=own.ksn)
        lines = "\n".join(
            json.dumps(self.told(business, reference=f"D{place}", self_disclosed=True))
            for place, business in enumerate((rival, own))
        )
        partner.post("/api/v1/imports?facts=violations", lines, "application/x-ndjson")
        job_run(job_id=Import.objects.get().job_id)
        assert [entry.seller.shipper for entry in Violation.objects.all()] == [own]

    def test_a_seller_that_is_bound_to_no_business_reports_nothing(self):
        credentials = partner_client().credentials
        Reporter.objects.filter(partners=credentials.partner).update(kind="seller")
        answer = PartnerClient(credentials).send(SHIPMENTS, [who()])
        assert (answer.status_code, answer.json()["code"]) == (403, "no_business")
        with pytest.raises(InvalidInput, match="Known Shipper Number"):
            partner_client(reporter_kind="seller")
        with pytest.raises(InvalidInput, match="Leave out the other"):
            partner_client(reporter_kind="carrier", ksn=member_of(seller(), months=1).ksn)

    def test_the_command_lets_a_seller_in_as_its_business(self, rival, capsys):
        call_command("partner_create", "Own shop", "--kind", "seller", "--ksn", rival.ksn, "--scope", "ledger:write")
        made = json.loads(capsys.readouterr().out)
        assert Reporter.objects.get(partners__client__client_id=made["client_id"]).shipper == rival
        with pytest.raises(CommandError, match="Known Shipper Number"):
            call_command("partner_create", "Other", "--kind", "seller", "--scope", "ledger:write")

    def test_a_partner_discloses_only_with_consent_and_is_told(self, rival):
        partner = partner_client(reporter_kind="marketplace")
        answer = partner.send(VIOLATIONS, [self.told(rival, self_disclosed=True)]).json()
        assert [(remark["index"], remark["code"]) for remark in answer["remarks"]] == [(0, "claim")]
        assert "self_disclosed" in answer["remarks"][0]["detail"]
        entry = Violation.objects.get()
        assert not entry.self_disclosed
        assert [kept.content["self_disclosed"] for kept in further_reports_of(entry.case_id)] == [True]
        signer = rival.team.get().user
        consent_give(
            actor=signer,
            shipper_id=rival.pk,
            scope="disclose",
            audience="partner",
            partner_id=partner.credentials.partner.pk,
        )
        answer = partner.send(VIOLATIONS, [self.told(rival, reference="D2", self_disclosed=True)]).json()
        assert answer["remarks"] == []
        assert Violation.objects.get(case__reference="D2").self_disclosed
        other = partner_client(reporter_kind="marketplace")
        other.send(VIOLATIONS, [self.told(rival, reference="D3", self_disclosed=True)])
        assert not Violation.objects.get(case__reference="D3").self_disclosed

    def test_a_consent_to_disclose_names_one_partner(self, rival):
        with pytest.raises(InvalidInput) as refused:
            consent_give(actor=rival.team.get().user, shipper_id=rival.pk, scope="disclose", audience="marketplace")
        assert set(refused.value.fields) == {"who"}

    @pytest.mark.parametrize(
        ("kind", "claim"),
        [
            ("marketplace", {"culpability": "fraud"}),
            ("marketplace", {"basis": "laboratory"}),
            ("marketplace", {"agency": "FDA"}),
            ("marketplace", {"attribution": "carrier"}),
            ("marketplace", {"penalty_assessed": "500"}),
            ("carrier", {"culpability": "gross_negligence"}),
            ("carrier", {"basis": "list_match"}),
            ("carrier", {"attribution": "broker"}),
            ("broker", {"attribution": "carrier"}),
        ],
    )
    def test_findings_are_not_claimed_by_those_who_report(self, rival, kind, claim):
        partner = partner_client(reporter_kind=kind)
        answer = partner.send(VIOLATIONS, [self.told(rival, **claim)]).json()
        ((name, said),) = claim.items()
        assert (answer["accepted"], [remark["code"] for remark in answer["remarks"]]) == (1, ["claim"])
        entry = Violation.objects.get()
        assert str(getattr(entry, name)) != str(said)
        (kept,) = further_reports_of(entry.case_id)
        assert str(kept.content[name]).startswith(str(said))

    def test_an_agency_in_its_competence_says_all(self, rival):
        agency = partner_client(reporter_kind="agency", competence=["narcotics"])
        said = {"culpability": "fraud", "basis": "laboratory", "self_disclosed": True}
        assert agency.send(VIOLATIONS, [self.told(rival, **said)]).json()["remarks"] == []
        beyond = agency.send(VIOLATIONS, [self.told(rival, reference="D2", category="origin", **said)]).json()
        assert "self_disclosed" in beyond["remarks"][0]["detail"]


def decide(partner: PartnerClient, rights: list[str], *, codes: tuple[str, ...] | list[str] = (), reason="A trial."):
    manager = staff_known("supervisor", email="manager@staff.example")
    pk = partner.credentials.partner.pk
    return reporting_rights_set(actor=manager, partner_id=pk, rights=rights, codes=codes, reason=reason)
