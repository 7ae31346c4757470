import psycopg
import pytest

from apps.core import clock
from apps.evaluation.selectors import evaluation_latest
from apps.evaluation.services import evaluate_due
from apps.events.services import drain
from apps.ledger.models import Watch
from tests.evaluation.ledger import member, parcels, violation


@pytest.mark.django_db
def test_recording_a_violation_leads_to_an_evaluation_with_nobody_asking():
    shipper = member(clock.add_months(clock.today(), -6))
    parcels(shipper, clock.today(), 30, examined=True)
    drain()
    assert evaluation_latest(shipper.pk).enter == 1

    violation(shipper, clock.today(), category="narcotics", basis="seizure")
    drain()

    evaluation = evaluation_latest(shipper.pk)
    assert (evaluation.enter, evaluation.suspend) == (0, True)
    assert Watch.objects.get(pk=shipper.pk).due_since is None


def test_what_another_worker_has_taken_is_left_to_it(live_db: str):
    members = [member(clock.today()) for _number in range(3)]

    with psycopg.connect(live_db) as other:
        other.execute("SELECT FROM ledger_watch WHERE shipper_id = %s FOR UPDATE", [members[0].pk])
        assert evaluate_due(limit=10) == 2
        other.rollback()

    assert evaluate_due(limit=10) == 1
