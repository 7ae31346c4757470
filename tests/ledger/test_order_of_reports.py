"""The order of reports: one that arrives late changes nothing, nor does a message that arrives twice."""

from collections.abc import Callable
from typing import Any

import pytest

from apps.ledger import services
from apps.ledger.models import Case, Recording, Shipment, Violation
from apps.ledger.services import BatchCounts
from tests.ledger.conftest import assert_consistent, present, recording_of, report, reporter, shipment

MONDAY, TUESDAY, FRIDAY = "2026-03-16T09:00:00Z", "2026-03-17T09:00:00Z", "2026-03-20T09:00:00Z"


def codes(outcome: BatchCounts) -> list[tuple[int, str]]:
    return [(index, code) for index, code, _text in outcome.remarks]


def disposition() -> str:
    return Shipment.objects.get(id=present().shipment_id).disposition


def entry() -> Violation:
    return Violation.objects.get(pk=Case.objects.get().violation_id)


def say_disposition(word: str, recording: Recording | None = None, **order: Any) -> BatchCounts:
    recording = recording or recording_of(reporter())
    return services.shipments_record(recording=recording, facts=[(0, shipment(disposition=word, **order))])


def say_of_violation(fact: dict[str, Any], recording: Recording | None = None) -> BatchCounts:
    raw = {"reference": "C1", "seller": "S1", "date": "2026-03-16", "category": "counterfeit"} | fact
    return services.violations_record(recording=recording or recording_of(reporter("agency")), facts=[(0, raw)])


def say_note(word: str, recording: Recording | None = None, **order: Any) -> BatchCounts:
    return say_of_violation({"note": word, **order}, recording)


@pytest.mark.parametrize(
    ("say", "stands"), [(say_disposition, disposition), (say_note, lambda: entry().note)], ids=["parcel", "violation"]
)
class TestEitherReport:
    """A parcel reported with its disposition, and a violation with its note."""

    def test_a_message_that_comes_twice_does_not_undo_the_one_between(self, say: Callable, stands: Callable) -> None:
        say("released")
        say("seized")
        again = say("released")
        assert (again.duplicates, again.amended, again.rejected, codes(again)) == (1, 0, [], [(0, "repeated")])
        assert "later reported_at" in again.remarks[0][2]
        assert stands() == "seized"
        assert_consistent()

    def test_what_is_true_again_is_reported_with_a_later_time(self, say: Callable, stands: Callable) -> None:
        say("released", reported_at=MONDAY)
        say("seized", reported_at=TUESDAY)
        assert say("released", reported_at=FRIDAY).amended == 1
        assert stands() == "released"
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
    def test_an_older_report_that_arrives_late_is_stale(self, say: Callable, stands: Callable, first, later) -> None:
        say("seized", **later)
        late = say("released", **first)
        assert (late.stale, late.amended, late.duplicates, codes(late)) == (1, 0, 0, [(0, "stale")])
        assert stands() == "seized"
        assert_consistent()

    def test_a_report_that_says_what_stands_still_tells_when(self, say: Callable, stands: Callable) -> None:
        say("seized", reported_at=MONDAY)
        assert say("seized", reported_at=FRIDAY).duplicates == 1
        assert say("released", reported_at=TUESDAY).stale == 1
        assert stands() == "seized"
        assert_consistent()

    def test_a_report_without_a_time_comes_after_the_one_before(self, say: Callable, stands: Callable) -> None:
        say("held", reported_at=TUESDAY)
        assert say("seized").amended == 1
        assert say("released", reported_at=MONDAY).stale == 1
        assert stands() == "seized"

    def test_a_report_that_was_taken_back_may_be_reported_again_and_its_order_goes_with_it(
        self, say: Callable, stands: Callable
    ) -> None:
        say("released", version=1)
        recording = recording_of(reporter("carrier" if say is say_disposition else "agency"))
        say("seized", recording, version=9)
        services.recording_reverse(recording_id=recording.pk, reporter=recording.reporter, reason="Another's.")
        assert stands() == "released"
        assert say("seized", version=2).amended == 1
        assert stands() == "seized"
        assert_consistent()


def test_a_message_that_comes_twice_in_one_batch_does_not_undo_the_one_between() -> None:
    outcome = report(*(shipment(disposition=told) for told in ("released", "seized", "released")))
    assert (outcome.accepted, outcome.amended, outcome.duplicates, codes(outcome)) == (1, 1, 1, [(2, "repeated")])
    assert disposition() == "seized"


def test_more_authority_counts_whenever_it_speaks() -> None:
    report(shipment(disposition="released", reported_at=FRIDAY))
    assert report(shipment(disposition="seized", reported_at=MONDAY), kind="agency").amended == 1
    assert report(shipment(disposition="held", reported_at=TUESDAY), kind="agency").amended == 1
    assert disposition() == "held"


@pytest.mark.parametrize(
    ("field", "value"),
    [("reported_at", "2099-01-01T00:00:00Z"), ("version", "1.5"), ("version", -1), ("version", "9" * 5_000)],
)
def test_an_order_that_can_not_be_is_an_error(field, value) -> None:
    ((_index, errors),) = report(shipment(**{field: value})).rejected
    assert set(errors) == {field}


def test_a_message_that_comes_twice_does_not_undo_the_determination() -> None:
    for determination in ("sustained", "reversed"):
        say_of_violation({"determination": determination})
    again = say_of_violation({"determination": "sustained"})
    assert (again.duplicates, codes(again), again.rejected) == (1, [(0, "repeated")], [])
    assert entry().determination == "reversed"
