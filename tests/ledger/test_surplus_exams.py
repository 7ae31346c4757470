"""Exams at random beyond the share that counts are tallied apart: no promise of fewer exams is broken by them."""

from apps.ledger import services
from apps.ledger.models import Recording
from apps.shippers.models import Shipper
from tests.ledger.conftest import assert_consistent, report, shipment, tally

COUNTS = ("examined", "discrepant", "drawn", "surplus", "surplus_discrepant")


def exam(basis: str, result: str = "clean", reference: str = "1Z001") -> dict[str, object]:
    return shipment(reference, examined=True, exam_basis=basis, exam_result=result)


def test_surplus_exam_is_tallied_apart_and_follows_each_report(lin: Shipper) -> None:
    report(exam("surplus"), exam("risk", reference="1Z002"), kind="agency")
    assert tally(*COUNTS) == {"examined": 2, "discrepant": 0, "drawn": 0, "surplus": 1, "surplus_discrepant": 0}
    report(exam("surplus", "discrepant"), kind="agency")
    assert tally(*COUNTS) == {"examined": 2, "discrepant": 1, "drawn": 0, "surplus": 1, "surplus_discrepant": 1}
    assert_consistent()
    report(exam("random", "discrepant"), exam("surplus", reference="1Z002"), kind="agency")
    assert tally(*COUNTS) == {"examined": 2, "discrepant": 1, "drawn": 1, "surplus": 1, "surplus_discrepant": 0}
    assert_consistent()


def test_surplus_exam_that_is_taken_back_is_counted_no_more(lin: Shipper) -> None:
    report(exam("risk"), kind="agency")
    report(exam("surplus"), kind="agency")
    last = Recording.objects.exclude(kind=Recording.Kind.PROGRAM).latest("pk")
    services.recording_reverse(recording_id=last.pk, reason="sent by mistake", reporter=last.reporter)
    assert tally(*COUNTS) == {"examined": 1, "discrepant": 0, "drawn": 0, "surplus": 0, "surplus_discrepant": 0}
    assert_consistent()
