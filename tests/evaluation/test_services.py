from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import clock
from apps.core.errors import InvalidInput
from apps.evaluation.models import Evaluation
from apps.evaluation.selectors import evaluation_latest
from apps.evaluation.services import evaluate_due, evaluate_shippers, quiet_until_bring_forward
from apps.events.models import Delivery, Event
from apps.ledger.models import Watch
from tests.evaluation.ledger import member, parcels, violation


@pytest.fixture
def since() -> date:
    """Return the first day of the month six months ago."""
    return clock.add_months(clock.today(), -6)


def changes() -> list[Event]:
    return list(Event.objects.filter(kind="evaluation.changed").order_by("id"))


def test_a_new_member_is_evaluated_once(since):
    shipper = member(since)

    assert evaluate_due(limit=10) == 1
    assert evaluate_due(limit=10) == 0

    evaluation = evaluation_latest(shipper.pk)
    watch = Watch.objects.get(pk=shipper.pk)
    assert (evaluation.enter, evaluation.keep, evaluation.suspend) == (0, 0, False)
    assert (watch.due_since, watch.quiet_until, watch.clean_left) == (
        None,
        evaluation.quiet_until,
        evaluation.clean_left,
    )
    assert [(event.shipper_id, event.payload["enter"]) for event in changes()] == [(shipper.pk, 0)]


def test_clean_parcels_are_counted_down_and_evaluated_when_they_suffice(since):
    shipper = member(since)
    evaluate_due(limit=10)
    left = Watch.objects.get(pk=shipper.pk).clean_left

    parcels(shipper, clock.today(), left - 1, drawn="clean")
    assert evaluate_due(limit=10) == 0
    parcels(shipper, clock.today(), 1, drawn="clean")
    assert evaluate_due(limit=10) == 1

    evaluation = evaluation_latest(shipper.pk)
    assert (evaluation.enter, evaluation.keep) == (0, 1)


def test_a_critical_violation_with_a_seizure_suspends_in_the_urgent_lane(since):
    shipper = member(since)
    parcels(shipper, since, 20, drawn="clean")
    evaluate_due(limit=10)

    violation(shipper, clock.today(), category="narcotics", basis="seizure")
    evaluate_due(limit=10)

    assert evaluation_latest(shipper.pk).suspend
    event = changes()[-1]
    assert event.payload["suspend"] is True
    assert set(Delivery.objects.filter(event=event).values_list("lane", flat=True)) == {"urgent"}


def test_an_allegation_changes_nothing(since):
    shipper = member(since)
    parcels(shipper, since, 20, drawn="clean")
    evaluate_due(limit=10)
    events_before = len(changes())

    violation(shipper, clock.today(), category="narcotics", basis="seizure", determination="alleged")
    evaluate_due(limit=10)

    assert evaluation_latest(shipper.pk).enter == 1
    assert len(changes()) == events_before


def test_the_urgent_are_evaluated_first(since):
    members = [member(since) for _number in range(3)]
    evaluate_due(limit=10)
    Watch.objects.filter(pk__in=[members[0].pk, members[1].pk]).update(due_since=clock.now())
    violation(members[2], clock.today(), category="narcotics")

    assert evaluate_due(limit=1) == 1

    assert Watch.objects.get(pk=members[2].pk).due_since is None
    assert Watch.objects.filter(due_since__isnull=False).count() == 2


def test_an_evaluation_due_by_the_calendar_uses_the_slowest_lane(since):
    shipper = member(since)
    parcels(shipper, since, 20, drawn="clean")
    evaluate_due(limit=10)
    assert evaluation_latest(shipper.pk).enter == 1
    later = clock.anniversary(clock.today(), 36)

    with clock.at(clock.start_of(later)):
        assert evaluate_due(limit=10) == 1
        assert evaluation_latest(shipper.pk).enter == 0
        lanes = set(Delivery.objects.filter(event=changes()[-1]).values_list("lane", flat=True))

    assert lanes == {"bulk"}


def test_a_retrospective_evaluation_is_kept_and_changes_nothing(since):
    shipper = member(since)
    parcels(shipper, since, 20, drawn="clean")
    evaluate_due(limit=10)
    watch = Watch.objects.values().get(pk=shipper.pk)
    events_before = len(changes())

    day = clock.add_months(since, 4)
    assert evaluate_shippers(shipper_ids=[shipper.pk], as_of=day) == 1

    evaluation = Evaluation.objects.get(retrospective=True)
    assert (evaluation.as_of, evaluation.enter) == (day, 1)
    assert evaluation_latest(shipper.pk) != evaluation
    # Only its own time is noted, so that entries that are recorded meanwhile are known to come after it.
    assert Watch.objects.values().get(pk=shipper.pk) == watch | {"known_at": evaluation.known_at}
    assert len(changes()) == events_before


def test_a_day_before_the_entries_has_no_tier(since):
    shipper = member(since)
    parcels(shipper, clock.add_months(since, 2), 20, drawn="clean")

    evaluate_shippers(shipper_ids=[shipper.pk], as_of=clock.add_months(since, 1))

    assert Evaluation.objects.get().enter == 0


def test_a_future_day_is_refused(since):
    with pytest.raises(InvalidInput, match="has not come yet"):
        evaluate_shippers(shipper_ids=[], as_of=clock.add_days(clock.today(), 1))


def test_a_new_policy_makes_all_members_due_on_its_first_day(since):
    shipper = member(since)
    evaluate_due(limit=10)
    day = clock.add_days(clock.today(), 1)

    quiet_until_bring_forward(day=day)

    assert Watch.objects.get(pk=shipper.pk).quiet_until == day


def test_the_number_of_statements_does_not_grow_with_members_or_parcels(since):
    def statements(members: int) -> int:
        for _number in range(members):
            parcels(member(since), since, members, drawn="clean")
        with CaptureQueriesContext(connection) as captured:
            assert evaluate_due(limit=members) == members
        assert not any("ledger_shipment" in query["sql"] for query in captured)
        return len(captured)

    assert statements(1) == statements(8)
