"""The monthly count of parcels declared in time: by what others reported, once, and fair to those who could not."""

from collections.abc import Callable
from datetime import datetime

from apps.core import clock
from apps.evaluation.services import evaluate_due
from apps.jobs.models import Job, JobState
from apps.ledger.models import DeclaredMonth, Watch
from apps.ledger.services import DeclaredCount, declared_months_record
from apps.targeting.services import declared_count, declared_count_start
from tests.evaluation.ledger import report
from tests.partners.client import PartnerClient
from tests.standing.evaluations import enrolled
from tests.targeting.draws import PORT, declared, drawn


def sent(ksn: str, *references: str, **told: str) -> None:
    """Report parcels of today, as the carrier found them after they arrived."""
    way = {"mode": "air", "port": PORT} | told
    report([{"ksn": ksn, "issuer": "UPSN", "reference": each, "date": clock.today(), **way} for each in references])


def counted() -> dict[int, tuple[int, int, int]]:
    """Count the month of today, and return the counts by business."""
    declared_count(month=clock.month_of(clock.today()), report=lambda _done, _total: None)
    return {each.shipper_id: (each.parcels, each.could, each.declared) for each in DeclaredMonth.objects.all()}


def test_declared_months_count_what_others_reported_and_leave_out_what_nobody_could_declare(
    partner: PartnerClient,
) -> None:
    shop, other = enrolled(), enrolled()
    declared(partner, "1Z001", "1Z002", "GHOST", ksn=shop.ksn)
    drawn()
    sent(shop.ksn, "1Z001", "1Z002", "1Z003")
    sent(shop.ksn, "1Z004", mode="mail")
    sent(other.ksn, "1Z005")
    # What was declared and never came is no parcel. Nobody declared by mail, and others did by air.
    assert counted() == {shop.pk: (4, 3, 2), other.pk: (1, 1, 0)}


def test_declared_months_are_counted_once(partner: PartnerClient) -> None:
    shop = enrolled()
    declared(partner, "1Z001", ksn=shop.ksn)
    drawn()
    sent(shop.ksn, "1Z001")
    before = counted()
    sent(shop.ksn, "1Z002")
    assert counted() == before == {shop.pk: (1, 1, 1)}


def test_declared_months_hold_nothing_where_this_program_drew_nothing() -> None:
    shop = enrolled()
    sent(shop.ksn, "1Z001", "1Z002")
    assert counted() == {}


def test_declared_months_take_as_many_queries_for_many_members_as_for_one(
    partner: PartnerClient, django_assert_max_num_queries: Callable
) -> None:
    shops = [enrolled() for _number in range(4)]
    for number, shop in enumerate(shops):
        declared(partner, f"1Z{number}", ksn=shop.ksn)
        sent(shop.ksn, f"1Z{number}", f"1Y{number}")
    drawn()
    with django_assert_max_num_queries(25):
        assert counted() == {shop.pk: (2, 2, 1) for shop in shops}


def test_declared_months_make_due_only_those_of_whom_a_rule_may_say_something_else() -> None:
    good, bad = enrolled(), enrolled()
    evaluate_due(limit=10)
    month = clock.add_months(clock.month_of(clock.today()), -1)
    assert declared_months_record(
        month=month, counts=[DeclaredCount(good.pk, 900, 900, 900), DeclaredCount(bad.pk, 900, 900, 1)]
    )
    assert list(Watch.objects.exclude(due_since=None).values_list("pk", flat=True)) == [bad.pk]


def test_declared_months_start_to_be_counted_when_the_reports_are_there() -> None:
    for day, started in [(14, None), (15, "2026-10-01"), (28, None)]:
        with clock.at(datetime(2026, 11, day, 12, tzinfo=clock.PROGRAM_ZONE)):
            job = declared_count_start()
            assert (job and job.arguments["month"]) == started
    Job.objects.update(state=JobState.FAILED)
    with clock.at(datetime(2026, 11, 29, 12, tzinfo=clock.PROGRAM_ZONE)):
        assert declared_count_start()
