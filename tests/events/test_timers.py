"""The event of a timer is recorded once, when its moment has come, however late the timers are fired."""

from datetime import timedelta

from apps.core import clock
from apps.events.kinds import declare
from apps.events.models import Event, Timer
from apps.events.timers import NewTimer, fire, timer_set, timers_clear, timers_clear_many, timers_set

declare(staff={"tests.limit": "Test: a limit", "tests.other": "Test: another"})
ONE, OTHER = ("tests", 1), ("tests", 2)


def in_days(days: float):
    return clock.now() + timedelta(days=days)


def fired() -> list[tuple[int, str]]:
    return [
        (event.subject_id, event.payload["step"]) for event in Event.objects.filter(kind="tests.limit").order_by("pk")
    ]


def test_the_event_of_a_timer_is_recorded_when_due_and_not_before():
    timer_set("tests.limit", subject=ONE, at=in_days(2), step="first", shipper_id=7)
    assert fire() == 0
    with clock.at(in_days(2)):
        assert fire() == 1
        assert fire() == 0
    event = Event.objects.get(kind="tests.limit")
    assert (event.subject_type, event.subject_id, event.shipper_id) == (*ONE, 7)
    assert not Timer.objects.exists()


def test_after_an_outage_each_event_is_recorded_once_in_the_order_of_due_moments():
    for days, step in ((3, "c"), (1, "a"), (2, "b")):
        timer_set("tests.limit", subject=ONE, at=in_days(days), step=step)
    with clock.at(in_days(30)):
        fire()
        fire()
    assert fired() == [(1, "a"), (1, "b"), (1, "c")]


def test_a_timer_that_is_set_again_is_moved():
    timer_set("tests.limit", subject=ONE, at=in_days(1))
    timer_set("tests.limit", subject=ONE, at=in_days(5))
    with clock.at(in_days(2)):
        assert fire() == 0
    with clock.at(in_days(5)):
        assert fire() == 1


def test_a_cleared_timer_never_fires_and_others_do():
    for subject in (ONE, OTHER):
        timer_set("tests.limit", subject=subject, at=in_days(1))
        timer_set("tests.other", subject=subject, at=in_days(1))
    timers_clear(subject=ONE, kinds=["tests.limit"])
    with clock.at(in_days(1)):
        fire()
    assert fired() == [(2, "")]
    assert Event.objects.filter(kind="tests.other").count() == 2
    timer_set("tests.limit", subject=ONE, at=in_days(1))
    timers_clear(subject=ONE)
    assert not Timer.objects.exists()


def test_timers_of_many_records_are_set_and_cleared_in_one_query_each(django_assert_num_queries):
    set_at = in_days(1)
    with django_assert_num_queries(1):
        timers_set([NewTimer("tests.limit", ("tests", number), set_at) for number in range(5)])
    with django_assert_num_queries(1):
        timers_clear_many(model="tests", ids=[0, 1, 2], kinds=["tests.limit"])
    with clock.at(set_at):
        assert fire() == 2
    assert sorted(fired()) == [(3, ""), (4, "")]
