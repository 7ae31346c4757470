"""The order of reports: one that arrives late changes nothing, nor does a message that arrives twice."""

from typing import Any

import pytest

from apps.ledger import services
from apps.ledger.models import Case, Recording, Shipment, Violation
from apps.ledger.services import BatchCounts
from tests.ledger.conftest import assert_consistent, present, recording_of, report, reporter, shipment

MONDAY, TUESDAY, FRIDAY = "2026-03-16T09:00:00Z", "2026-03-17T09:00:00Z", "2026-03-20T09:00:00Z"


def disposition() -> str:
    return Shipment.objects.get(id=present().shipment_id).disposition


def codes(outcome: BatchCounts) -> list[tuple[int, str]]:
    return [(index, code) for index, code, _text in outcome.remarks]


def tell(fact: dict[str, Any], *, kind: str = "agency", recording: Recording | None = None) -> BatchCounts:
    raw = {"reference": "C1", "seller": "S1", "date": "2026-03-16", "category": "counterfeit"} | fact
    return services.violations_record(recording=recording or recording_of(reporter(kind)), facts=[(0, raw)])


def entry() -> Violation:
    return Violation.objects.get(pk=Case.objects.get().violation_id)


class TestParcel:
    def test_a_message_that_comes_twice_does_not_release_a_seized_parcel(self) -> None:
        report(shipment(disposition="released"))
        report(shipment(disposition="seized"))
        again = report(shipment(disposition="released"))
        assert (again.duplicates, again.amended, codes(again)) == (1, 0, [(0, "repeated")])
        assert "later reported_at" in again.remarks[0][2]
        assert disposition() == "seized"
        assert_consistent()

    def test_the_same_holds_within_one_batch(self) -> None:
        outcome = report(*(shipment(disposition=told) for told in ("released", "seized", "released")))
        assert (outcome.accepted, outcome.amended, outcome.duplicates, codes(outcome)) == (1, 1, 1, [(2, "repeated")])
        assert disposition() == "seized"

    def test_what_is_true_again_is_reported_with_a_later_time(self) -> None:
        report(shipment(disposition="released", reported_at=MONDAY))
        report(shipment(disposition="seized", reported_at=TUESDAY))
        assert report(shipment(disposition="released", reported_at=FRIDAY)).amended == 1
        assert disposition() == "released"
        assert_consistent()

    @pytest.mark.parametrize(
        ("first", "later"),
        [
            ({"reported_at": MONDAY}, {"reported_at": TUESDAY}),
            ({"version": 1}, {"version": "2"}),
            ({"version": 1, "reported_at": FRIDAY}, {"version": 2, "reported_at": MONDAY}),
        ],
        ids=["by-time", "by-version", "by-version-before-time"],
    )
    def test_an_older_report_that_arrives_late_is_stale(self, first, later) -> None:
        report(shipment(disposition="seized", **later))
        late = report(shipment(disposition="released", **first))
        assert (late.stale, late.amended, late.duplicates, codes(late)) == (1, 0, 0, [(0, "stale")])
        assert disposition() == "seized"
        assert_consistent()

    def test_a_report_that_says_what_stands_still_tells_when(self) -> None:
        report(shipment(disposition="seized", reported_at=MONDAY))
        assert report(shipment(disposition="seized", reported_at=FRIDAY)).duplicates == 1
        assert report(shipment(disposition="released", reported_at=TUESDAY)).stale == 1
        assert_consistent()

    def test_a_report_without_a_time_comes_after_the_one_before(self) -> None:
        report(shipment(disposition="held", reported_at=TUESDAY))
        assert report(shipment(disposition="seized")).amended == 1
        assert report(shipment(disposition="released", reported_at=MONDAY)).stale == 1

    def test_more_authority_counts_whenever_it_speaks(self) -> None:
        report(shipment(disposition="released", reported_at=FRIDAY))
        assert report(shipment(disposition="seized", reported_at=MONDAY), kind="agency").amended == 1
        assert report(shipment(disposition="held", reported_at=TUESDAY), kind="agency").amended == 1
        assert disposition() == "held"

    def test_a_report_that_was_taken_back_may_be_reported_again(self) -> None:
        report(shipment(disposition="released"))
        recording = recording_of(reporter())
        services.shipments_record(recording=recording, facts=[(0, shipment(disposition="seized"))])
        services.recording_reverse(recording_id=recording.pk, reporter=recording.reporter, reason="Another's.")
        assert disposition() == "released"
        assert report(shipment(disposition="seized")).amended == 1
        assert_consistent()

    def test_the_order_is_taken_back_with_its_report(self) -> None:
        report(shipment(disposition="released", version=1))
        recording = recording_of(reporter())
        services.shipments_record(recording=recording, facts=[(0, shipment(disposition="seized", version=9))])
        services.recording_reverse(recording_id=recording.pk, reporter=recording.reporter, reason="Another's.")
        assert report(shipment(disposition="held", version=2)).amended == 1

    @pytest.mark.parametrize(
        ("field", "value"),
        [("reported_at", "2099-01-01T00:00:00Z"), ("version", "1.5"), ("version", -1), ("version", "9" * 5_000)],
    )
    def test_an_order_that_can_not_be_is_an_error(self, field, value) -> None:
        ((_index, errors),) = report(shipment(**{field: value})).rejected
        assert set(errors) == {field}


class TestViolation:
    def test_a_message_that_comes_twice_does_not_undo_the_determination(self) -> None:
        tell({"determination": "sustained"})
        tell({"determination": "reversed"})
        again = tell({"determination": "sustained"})
        assert (again.duplicates, codes(again), again.rejected) == (1, [(0, "repeated")], [])
        assert entry().determination == "reversed"
        assert_consistent()

    @pytest.mark.parametrize(
        ("first", "later"), [({"reported_at": MONDAY}, {"reported_at": TUESDAY}), ({"version": 1}, {"version": 2})]
    )
    def test_an_older_report_that_arrives_late_is_stale(self, first, later) -> None:
        tell({"determination": "sustained", "penalty_assessed": "100", **later})
        late = tell({"determination": "sustained", "penalty_assessed": "900", **first})
        assert (late.stale, late.amended, codes(late)) == (1, 0, [(0, "stale")])
        assert entry().penalty_assessed == 100
        assert_consistent()

    def test_a_report_that_says_what_stands_still_tells_when(self) -> None:
        tell({"note": "One box.", "reported_at": MONDAY})
        assert tell({"note": "One box.", "reported_at": FRIDAY}).duplicates == 1
        assert tell({"note": "Two boxes.", "reported_at": TUESDAY}).stale == 1
        assert entry().note == "One box."

    def test_what_is_true_again_is_reported_with_a_later_time(self) -> None:
        for note, reported_at in [("One box.", MONDAY), ("Two boxes.", TUESDAY), ("One box.", FRIDAY)]:
            tell({"note": note, "reported_at": reported_at})
        assert entry().note == "One box."
        assert entry().revision == 3

    def test_a_report_that_was_taken_back_may_be_reported_again(self) -> None:
        tell({"note": "One box.", "version": 1})
        recording = recording_of(reporter("agency"))
        tell({"note": "Two boxes.", "version": 5}, recording=recording)
        services.recording_reverse(recording_id=recording.pk, reporter=recording.reporter, reason="Another's.")
        assert tell({"note": "Three boxes.", "version": 2}).amended == 1
        assert entry().note == "Three boxes."
        assert_consistent()
