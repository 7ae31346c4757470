"""The groups of businesses that are judged together."""

import pytest
from django.db import IntegrityError, transaction

from apps.core.errors import Conflict, NotFound
from apps.events.models import Event
from apps.ledger import services
from apps.ledger.models import LateBatch, ProgramEntry, Watch
from apps.ledger.selectors import control_of, controlled_with
from apps.shippers.models import Shipper
from tests.evaluation.ledger import taken_back_by_two
from tests.ledger.conftest import TODAY, enrolled, report, rest, shipment


@pytest.fixture
def numbers() -> list[Shipper]:
    """Return four enrolled shippers, of which the first two are bound to one number; none is due."""
    found = [enrolled() for _each in range(4)]
    services.control_bind(shipper_ids=[found[1].pk, found[0].pk], control=7)
    for each in found:
        each.watch.refresh_from_db()
        rest(each)
    return found


def due(shippers: list[Shipper]) -> list[bool]:
    return [Watch.objects.get(pk=each.pk).due_since is not None for each in shippers]


def drawn(shipper: Shipper, reference: str, result: str = "clean") -> None:
    fact = {"ksn": shipper.ksn, "seller": "", "exam_basis": "random", "exam_result": result}
    report(shipment(reference, **fact), kind="agency")


def test_bound_businesses_are_judged_with_each_other_and_others_alone(numbers, django_assert_num_queries) -> None:
    one, two, three, four = (each.pk for each in numbers)
    with django_assert_num_queries(1):
        assert controlled_with([two, one, three]) == {one: (one, two), two: (one, two), three: (three,)}
    services.control_bind(shipper_ids=[four], control=7)
    assert controlled_with([two]) == {two: (one, two, four)}
    assert [(entry.kind, entry.control, entry.date) for entry in ProgramEntry.objects.filter(shipper=four)[1:]] == [
        ("control_bound", 7, TODAY)
    ]


def test_a_bound_business_is_bound_to_nothing_else_until_it_is_freed(numbers) -> None:
    one, two, three, _four = (each.pk for each in numbers)
    with pytest.raises(Conflict):
        services.control_bind(shipper_ids=[three, two], control=8)
    with pytest.raises(Conflict):
        services.control_free(shipper_id=three)
    with pytest.raises(NotFound):
        services.control_bind(shipper_ids=[0], control=8)
    assert control_of([one, two, three]).keys() == {one, two}
    services.control_free(shipper_id=two)
    with pytest.raises(Conflict):
        services.control_free(shipper_id=two)
    services.control_bind(shipper_ids=[three, two], control=8)
    assert controlled_with([one, two, three]) == {one: (one,), two: (two, three), three: (two, three)}


def test_a_number_of_a_group_stands_with_entries_about_control_alone(numbers) -> None:
    entry = ProgramEntry.objects.filter(kind="control_bound").first()
    for kind, control in (("control_bound", None), ("enrolled", 7)):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProgramEntry.objects.create(
                shipper=entry.shipper,
                recording=entry.recording,
                recorded_at=entry.recorded_at,
                kind=kind,
                date=TODAY,
                control=control,
            )


def test_binding_and_freeing_make_the_whole_group_due_and_are_told(numbers) -> None:
    services.control_bind(shipper_ids=[numbers[2].pk], control=7)
    assert due(numbers) == [True, True, True, False]
    for each in numbers:
        each.watch.refresh_from_db()
        rest(each)
    services.control_free(shipper_id=numbers[0].pk)
    assert due(numbers) == [True, True, True, False]
    told = Event.objects.filter(kind="ledger.program_entered").order_by("pk").values_list("shipper_id", flat=True)
    assert list(told) == [each.pk for each in (*numbers[:3], numbers[0])]


def test_a_wrong_parcel_of_one_makes_all_of_its_group_due_and_urgent(numbers) -> None:
    drawn(numbers[0], "1Z1", "discrepant")
    assert due(numbers) == [True, True, False, False]
    assert Watch.objects.get(pk=numbers[1].pk).urgency == Watch.URGENT


def test_clean_exams_of_one_are_counted_for_all_of_its_group(numbers) -> None:
    rest(numbers[1], clean_left=2)
    drawn(numbers[0], "1Z1")
    left = [Watch.objects.get(pk=each.pk).clean_left for each in numbers]
    assert (left, due(numbers)) == ([99, 1, 100, 100], [False] * 4)
    drawn(numbers[1], "1Z2")
    left = [Watch.objects.get(pk=each.pk).clean_left for each in numbers]
    assert (left, due(numbers)) == ([98, 0, 100, 100], [False, True, False, False])


def test_an_evaluation_of_another_number_that_overtook_a_batch_is_known_to_have_missed_it(numbers) -> None:
    Watch.objects.filter(pk=numbers[1].pk).update(known_at="2099-01-01T00:00Z")
    drawn(numbers[0], "1Z1")
    assert [late.shipper_id for late in LateBatch.objects.all()] == [numbers[1].pk]


def test_bound_watches_are_not_before_the_latest_batch_of_any_of_them(numbers) -> None:
    Watch.objects.filter(pk=numbers[2].pk).update(recorded_at="2099-01-01T00:00Z")
    services.control_bind(shipper_ids=[numbers[2].pk], control=7)
    known = set(Watch.objects.filter(pk__in=[each.pk for each in numbers[:3]]).values_list("recorded_at", flat=True))
    assert [moment.year for moment in known] == [2099]


def test_taking_back_a_binding_makes_those_due_that_it_joined(numbers) -> None:
    bound = ProgramEntry.objects.filter(kind="control_bound").first()
    services.control_bind(shipper_ids=[numbers[3].pk], control=7)
    for each in numbers:
        each.watch.refresh_from_db()
        rest(each)
    taken_back_by_two(bound.recording_id)
    assert due(numbers) == [True, True, False, True]
    assert controlled_with([numbers[0].pk, numbers[3].pk]) == {pk.pk: (pk.pk,) for pk in (numbers[0], numbers[3])}
    assert set(ProgramEntry.objects.filter(takes_back__isnull=False).values_list("control", flat=True)) == {7}


def test_the_group_of_a_record_goes_with_its_identities_to_another_record(numbers) -> None:
    one, two, three, four = (each.pk for each in numbers)
    services.sellers_move(from_shipper_id=two, to_shipper_id=three)
    assert controlled_with([one, two]) == {one: (one, three), two: (two,)}
    services.control_bind(shipper_ids=[four], control=8)
    with pytest.raises(Conflict):
        services.sellers_move(from_shipper_id=three, to_shipper_id=four)
