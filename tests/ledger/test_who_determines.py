"""Who may determine a violation, and the cases that several reporters share."""

import pytest

from apps.ledger import services
from apps.ledger.models import Case, FurtherReport, Recording, Remark, Seller, Violation
from apps.ledger.selectors import case_references, further_reports_of
from apps.ledger.services import BatchCounts
from apps.shippers.models import Shipper
from tests.evaluation.ledger import time_to_answer_over
from tests.ledger.conftest import assert_consistent, enrolled, recording_of, report, reporter, shipment
from tests.people import staff

SEIZURE = {"basis": "seizure", "shipment": "UPSN:1Z001"}
UNSAFE = {"code": "fda", "kind": "agency"}


def fact(shipper: Shipper | None, reference: str = "C1", **more: object) -> dict[str, object]:
    who = {"ksn": shipper.ksn} if shipper else {"seller": "S1"}
    return {"reference": reference, "date": "2026-03-16", "category": "counterfeit"} | who | more


def tell(
    *facts: dict[str, object], kind: str = "marketplace", code: str = "", by_operator: bool = False
) -> BatchCounts:
    return services.violations_record(
        recording=recording_of(reporter(kind, code)), facts=list(enumerate(facts)), by_operator=by_operator
    )


def officer_sustains(reference: str = "C1") -> None:
    case = Case.objects.get(reference=reference)
    services.violation_determine(
        actor=staff("officer"),
        case_id=time_to_answer_over(case).pk,
        fact={"determination": "sustained"},
        reason="The report of the exam shows it.",
    )


def latest(reference: str = "C1") -> Violation:
    return Violation.objects.get(pk=Case.objects.get(reference=reference).violation_id)


def codes(outcome: BatchCounts) -> list[tuple[int, str]]:
    return [(index, str(code)) for index, code, _text in outcome.remarks]


class TestWhoDetermines:
    @pytest.mark.parametrize("kind", ["marketplace", "carrier", "broker", "seller"])
    @pytest.mark.parametrize("said", ["sustained", "mitigated"])
    def test_report_of_anybody_but_an_agency_is_alleged_whatever_it_says(self, lin, kind, said):
        outcome = tell(fact(lin, determination=said), kind=kind)
        assert (outcome.accepted, codes(outcome)) == (1, [(0, "alleged")])
        time_to_answer_over(Case.objects.get())
        again = tell({"reference": "C1", "determination": said}, kind=kind)
        assert (again.duplicates, codes(again)) == (1, [(0, "alleged")])
        assert latest().determination == "alleged"
        assert Remark.objects.count() == 2

    def test_agency_determines_its_categories_alone_and_none_without_any(self, lin):
        fda, none = reporter("agency", "fda"), services.reporter_ensure(code="epa", kind="agency")
        services.reporter_limit(reporter=fda, competence=["unsafe_goods"])
        for who, category, expected in (
            (fda, "unsafe_goods", "sustained"),
            (fda, "counterfeit", "alleged"),
            (none, "unsafe_goods", "alleged"),
        ):
            sustained = fact(lin, f"{who.code}-{category}", category=category, determination="sustained")
            services.violations_record(recording=recording_of(who), facts=[(0, sustained)])
            assert latest(f"{who.code}-{category}").determination == expected

    def test_agency_does_not_move_its_finding_into_a_category_of_another(self, lin):
        fda = reporter("agency", "fda")
        services.reporter_limit(reporter=fda, competence=["unsafe_goods"])
        tell(fact(lin, category="unsafe_goods", determination="sustained"), **UNSAFE)
        outcome = tell({"reference": "C1", "category": "narcotics"}, **UNSAFE)
        assert codes(outcome) == [(0, "beside")]
        assert latest().category == "unsafe_goods"

    def test_outcome_of_a_file_of_the_operator_counts_as_a_finding_of_its_source(self, lin):
        outcome = tell(fact(lin, determination="sustained"), by_operator=True)
        assert (outcome.accepted, outcome.remarks) == (1, [])
        assert latest().determination == "sustained"

    def test_report_does_not_change_what_an_officer_determined_and_is_kept_beside_the_case(self, lin):
        tell(fact(lin))
        officer_sustains()
        worse = {"reference": "C1", "category": "narcotics", "culpability": "fraud", "basis": "seizure"}
        for said in (worse, {"reference": "C1", "determination": "reversed"}, {"reference": "C1", "note": "So."}):
            outcome = tell(said)
            assert (outcome.amended, codes(outcome)) == (1, [(0, "beside")])
            assert tell(said).duplicates == 1
        entry = latest()
        assert (entry.revision, entry.determination, entry.category) == (2, "sustained", "counterfeit")
        assert [kept.content for kept in further_reports_of(entry.case_id)][-1] == {
            "category": "narcotics",
            "culpability": "fraud",
            "basis": "seizure",
        }

    def test_reporter_takes_its_own_allegation_back(self, lin):
        tell(fact(lin))
        assert tell({"reference": "C1", "determination": "reversed"}).amended == 1

    def test_agency_reports_in_its_own_name_alone(self, lin):
        outcome = tell(fact(lin, agency="CBP"), fact(lin, "C2"), fact(lin, "C3", agency="Fda"), **UNSAFE)
        assert "in the name of another agency" in dict(outcome.rejected)[0]["agency"][0]
        assert (latest("C2").agency, latest("C3").agency) == ("FDA", "Fda")
        tell(fact(lin, "C4", agency="CBP"), kind="carrier")
        assert latest("C4").agency == "CBP", "a carrier says which agency acted"


class TestSharedCases:
    @pytest.fixture(autouse=True)
    def parcel(self, lin: Shipper) -> None:
        report(shipment(ksn=lin.ksn, seller=""), shipment("1Z002", ksn=lin.ksn, seller=""))

    @pytest.mark.parametrize(
        ("first", "second"),
        [("agency", "marketplace"), ("marketplace", "agency"), ("carrier", "marketplace")],
    )
    def test_two_reports_of_one_seizure_are_one_case(self, lin, first, second):
        determination = {"agency": "sustained"}
        for number, kind in enumerate((first, second)):
            seizure = fact(
                lin, f"R{number}", **SEIZURE, category="narcotics", determination=determination.get(kind, "alleged")
            )
            outcome = tell(seizure, kind=kind)
            assert outcome.accepted == 1
        assert codes(outcome) == [(0, "joined")]
        assert "counts once" in outcome.remarks[0][2]
        entry = latest("R0")
        assert Case.objects.count() == 1
        assert entry.determination == ("sustained" if "agency" in (first, second) else "alleged")
        assert [(str(kept.reporter), kept.reference) for kept in further_reports_of(entry.case_id)] == [
            (f"the-{second}", "R1")
        ]
        assert_consistent()

    @pytest.mark.parametrize(
        ("more", "joins"),
        [
            ({"category": "counterfeit", "basis": "finding"}, True),
            ({"category": "unsafe_goods"}, True),
            ({"category": "unsafe_goods", "basis": "finding"}, False),
            ({"shipment": "UPSN:1Z002"}, False),
            ({"shipment": ""}, False),
        ],
        ids=["same category", "same seizure", "another category and basis", "another parcel", "no parcel"],
    )
    def test_same_matter_is_the_same_parcel_in_the_same_category_or_by_the_same_act(self, lin, more, joins):
        tell(fact(lin, **SEIZURE))
        tell(fact(lin, "R1", **(SEIZURE | more)), kind="carrier")
        assert Case.objects.count() == (1 if joins else 2)

    def test_reporter_has_as_many_cases_of_one_parcel_as_it_reports(self, lin):
        tell(fact(lin, **SEIZURE), fact(lin, "R1", **SEIZURE))
        assert Case.objects.count() == 2

    def test_parcel_of_another_business_is_another_matter(self, lin):
        tell(fact(lin, **SEIZURE))
        tell(fact(enrolled(), "R1", **SEIZURE), kind="carrier")
        assert Case.objects.count() == 2

    def test_identities_that_may_be_one_seller_never_count_twice_once_they_are_linked(self, lin):
        tell(fact(None, **SEIZURE, determination="sustained"), kind="agency")
        outcome = tell(fact(None, "R1", **SEIZURE), kind="agency", code="fda")
        assert codes(outcome) == [(0, "joined")]
        for seller in Seller.objects.filter(shipper=None):
            services.seller_link(seller_id=seller.pk, shipper_id=lin.pk)
        assert Case.objects.filter(seller__shipper=lin).count() == 1

    def test_agency_that_joins_an_allegation_sustains_it_after_service_and_answer(self, lin):
        tell(fact(lin, **SEIZURE))
        outcome = tell(fact(lin, "R1", **SEIZURE, determination="sustained"), kind="agency")
        assert codes(outcome) == [(0, "joined"), (0, "alleged")]
        assert "not served" in outcome.remarks[1][2]
        time_to_answer_over(Case.objects.get())
        assert tell({"reference": "R1", "determination": "sustained"}, kind="agency").amended == 1
        assert (latest().determination, latest().recording.reporter.kind) == ("sustained", "agency")

    def test_reporter_that_joined_changes_nothing_later(self, lin):
        tell(fact(lin, **SEIZURE), kind="agency")
        tell(fact(lin, "R1", **SEIZURE))
        outcome = tell({"reference": "R1", "culpability": "fraud"}, {"reference": "R1", "determination": "reversed"})
        assert codes(outcome) == [(0, "beside"), (1, "beside")]
        assert (latest().culpability, latest().determination) == ("negligence", "alleged")
        assert FurtherReport.objects.count() == 3

    def test_each_reporter_knows_a_case_by_its_own_reference(self, lin, django_assert_num_queries):
        tell(fact(lin, **SEIZURE), kind="agency")
        tell(fact(lin, "R1", **SEIZURE))
        tell(fact(lin, "C2", date="2026-01-05"), kind="agency")
        cases = list(Case.objects.order_by("pk"))
        joined = FurtherReport.objects.latest("pk").reporter_id
        assert case_references(cases, cases[0].reporter_id) == {cases[0].pk: "C1", cases[1].pk: "C2"}
        with django_assert_num_queries(1):
            assert case_references(cases, joined) == {cases[0].pk: "R1", cases[1].pk: "C2"}

    def test_agency_does_not_change_what_another_agency_determined(self, lin):
        tell(fact(lin, **SEIZURE, determination="sustained"), kind="agency")
        tell(fact(lin, "R1", **SEIZURE), **UNSAFE)
        assert codes(tell({"reference": "R1", "determination": "reversed"}, **UNSAFE)) == [(0, "beside")]
        assert latest().determination == "sustained"

    @pytest.mark.parametrize("change", [{"shipment": "UPSN:1Z001"}, {"category": "counterfeit"}])
    def test_case_is_not_changed_into_the_matter_of_another(self, lin, change):
        tell(fact(lin, **SEIZURE))
        other = {"category": "origin"} if "category" in change else {"category": "counterfeit", "shipment": ""}
        tell(fact(lin, "R1", **({"shipment": "UPSN:1Z001"} | other)), kind="carrier")
        outcome = tell({"reference": "R1"} | change, kind="carrier")
        assert "must not count twice" in outcome.rejected[0][1]["shipment"][0]

    def test_report_that_is_taken_back_joins_no_longer(self, lin):
        tell(fact(lin, **SEIZURE))
        tell(fact(lin, "R1", **SEIZURE), kind="carrier")
        last = Recording.objects.latest("pk")
        services.recording_reverse(recording_id=last.pk, reason="It was another.", reporter=last.reporter)
        assert not further_reports_of(Case.objects.get().pk)
        assert tell(fact(lin, "R1", shipment="UPSN:1Z002"), kind="carrier").accepted == 1
        assert Case.objects.count() == 2

    def test_case_whose_first_report_is_taken_back_goes_on_with_the_next_report_of_the_other(self, lin):
        tell(fact(lin, **SEIZURE))
        first = Recording.objects.latest("pk")
        tell(fact(lin, "R1", **SEIZURE), kind="carrier")
        services.recording_reverse(recording_id=first.pk, reason="It was another.", reporter=first.reporter)
        assert tell(fact(lin, "R1", **SEIZURE), kind="carrier").accepted == 1
        assert (Case.objects.count(), latest().voided) == (1, False)
        assert_consistent()
