"""The recording of violations: each determination is a further entry of its case."""

from typing import Any

import pytest

from apps.events.models import Event
from apps.ledger import services
from apps.ledger.models import Case, Violation, Watch
from apps.ledger.services import BatchCounts
from apps.ledger.states import may_follow
from apps.ledger.vocabulary import Determination
from apps.shippers.models import Shipper
from tests.evaluation.ledger import time_to_answer_over
from tests.ledger.conftest import assert_consistent, recording_of, report, reporter, shipment


def violation(reference: str = "C1", **more: Any) -> dict[str, Any]:
    return {"reference": reference, "seller": "S1", "date": "2026-03-16", "category": "counterfeit"} | more


def tell(*facts: dict[str, Any], kind: str = "agency") -> BatchCounts:
    return services.violations_record(recording=recording_of(reporter(kind)), facts=list(enumerate(facts)))


def latest(reference: str = "C1") -> Violation:
    return Violation.objects.get(pk=Case.objects.get(reference=reference).violation_id)


def test_a_violation_is_alleged_unless_said_otherwise() -> None:
    assert tell(violation()).accepted == 1
    entry = latest()
    assert (entry.determination, entry.culpability, entry.attribution) == ("alleged", "negligence", "seller")


def test_a_determination_is_a_further_entry_and_needs_only_the_reference() -> None:
    tell(violation(penalty_assessed="5000"))
    assert tell({"reference": "C1", "determination": "reversed"}).amended == 1
    assert [v.determination for v in Violation.objects.order_by("revision")] == ["alleged", "reversed"]
    assert latest().penalty_assessed == 5000
    assert_consistent()


def test_several_reports_of_one_case_in_one_batch_follow_one_another() -> None:
    outcome = tell(violation(), violation(), violation(determination="reversed"), {"reference": "C1", "note": "seen"})
    assert (outcome.accepted, outcome.amended, outcome.duplicates) == (1, 2, 1)
    assert (latest().determination, latest().note, latest().revision) == ("reversed", "seen", 3)
    assert_consistent()


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("alleged", "sustained", True),
        ("alleged", "mitigated", True),
        ("alleged", "reversed", True),
        ("sustained", "mitigated", True),
        ("sustained", "reversed", True),
        ("mitigated", "reversed", True),
        ("sustained", "alleged", False),
        ("mitigated", "sustained", False),
        ("reversed", "sustained", False),
        ("reversed", "alleged", False),
    ],
)
def test_determinations_change_only_as_the_table_allows(before: str, after: str, allowed: bool, lin: Shipper) -> None:
    assert may_follow(before, after) is allowed
    tell(violation(determination=before, seller="", ksn=lin.ksn))
    time_to_answer_over(Case.objects.get())
    outcome = tell({"reference": "C1", "determination": after})
    assert (outcome.amended == 1) is allowed
    assert (latest().determination == after) is allowed
    if not allowed:
        assert "can't become" in outcome.rejected[0][1]["determination"][0]


def test_every_determination_is_in_the_table() -> None:
    assert all(may_follow(state, state) for state in Determination.values)


def test_each_reporter_has_cases_of_its_own() -> None:
    tell(violation())
    tell(violation(), kind="marketplace")
    assert Case.objects.filter(reference="C1").count() == 2


def test_a_violation_names_its_shipment() -> None:
    report(shipment())
    assert tell(violation(shipment="UPSN:1Z001")).accepted == 1
    assert latest().parcel.reference == "1Z001"
    outcome = tell(violation("C2", shipment="UPSN:1Z999"))
    assert "Report it first" in outcome.rejected[0][1]["shipment"][0]


def test_a_reference_alone_is_the_reporters_own_number() -> None:
    report(shipment("A:1", issuer=""), kind="agency")
    assert tell(violation(shipment="A:1")).accepted == 1


@pytest.mark.parametrize("field", ["seller", "date", "category"])
def test_a_new_case_needs_all_that_is_required(field: str) -> None:
    outcome = tell(violation(**{field: ""}))
    assert list(outcome.rejected[0][1]) == [field]
    assert Case.objects.count() == 0


def test_a_violation_makes_its_shipper_due_at_once_and_records_an_event(lin: Shipper) -> None:
    tell(violation(ksn=lin.ksn, seller="", determination="sustained"))
    watch = Watch.objects.get(shipper=lin)
    assert watch.due_since is not None
    assert watch.urgency == Watch.URGENT
    event = Event.objects.get(kind="ledger.violation_recorded")
    assert (event.shipper_id, event.payload) == (
        lin.pk,
        {"violation_id": latest().pk, "determination": "sustained"},
    )


def test_a_duplicate_records_no_event(lin: Shipper) -> None:
    for _ in range(2):
        outcome = tell(violation(ksn=lin.ksn, seller=""))
    assert outcome.duplicates == 1
    assert Event.objects.filter(kind="ledger.violation_recorded").count() == 1


def test_statements_do_not_grow_with_the_batch(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(25):
        tell(*(violation(f"C{number}", seller=f"S{number}") for number in range(200)))


def test_what_was_found_is_a_country_and_a_code_or_is_refused() -> None:
    tell(violation(category="origin"), violation("C2", category="origin", found_origin="vn", found_hs="6110.30"))
    assert (latest().found_origin, latest().found_hs) == ("", "")
    assert (latest("C2").found_origin, latest("C2").found_hs) == ("VN", "611030")
    for wrong, said in ({"found_origin": "ZZ"}, "is not a country"), ({"found_hs": "61103"}, "is not an HS code"):
        ((_index, errors),) = tell(violation("C3", category="origin", **wrong)).rejected
        ((field, (text,)),) = errors.items()
        assert {field} == wrong.keys()
        assert said in text


def test_what_was_found_is_said_later_by_the_reporter_of_the_case() -> None:
    tell(violation(category="origin"))
    tell({"reference": "C1", "found_origin": "VN"})
    assert (latest().revision, latest().found_origin) == (2, "VN")
