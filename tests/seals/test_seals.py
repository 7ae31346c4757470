"""Each recorded day is sealed once it is over, chained to the day before, and published."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import Access
from apps.audit.models import View
from apps.core import clock
from apps.events.models import Event
from apps.ledger.models import ClosedDay, ProgramEntry, SellerLink, Shipment, Violation
from apps.ledger.services import day_close
from apps.seals import selectors, tasks
from apps.seals.models import Seal
from apps.seals.services import seal_make, seals_make, seals_publish
from apps.seals.signed_statements import statement_digest, statement_read
from apps.seals.trees import EMPTY_ROOT
from tests.evaluation.ledger import report
from tests.seals.days import FIRST, MORNING, noon, sent, three_days


def test_every_day_is_sealed_in_order_also_one_without_entries() -> None:
    three_days()
    with clock.at(MORNING):
        made = seals_make()
        assert seals_make() == []
    assert [seal.day for seal in made] == [clock.add_days(FIRST, number) for number in range(3)]
    sealed = Shipment.objects.count() + Violation.objects.count() + ProgramEntry.objects.count()
    linked = SellerLink.objects.exclude(recording=None).count()
    assert linked == 1
    # The acts of a day are sealed with the next day: those of the last day are not sealed yet.
    before_last = {"at__lt": clock.start_of(clock.add_days(FIRST, 2))}
    acts = [model.objects.filter(**before_last).count() for model in (Event, View, Access)]
    assert all(acts)
    assert sum(seal.entries for seal in made) == sealed + linked + sum(acts)
    assert made[1].entries == sum(acts)


def test_a_day_without_entries_is_sealed_by_the_root_of_an_empty_tree() -> None:
    three_days()
    with clock.at(noon(clock.add_days(FIRST, 7))):
        *_first, last = seals_make()
    assert (last.entries, bytes(last.root)) == (0, EMPTY_ROOT)


def test_each_seal_is_signed_and_names_the_one_before() -> None:
    three_days()
    with clock.at(MORNING):
        seals_make()
    seals = list(Seal.objects.order_by("day"))
    said = [statement_read(seal.statement) for seal in seals]
    assert said[0]["previous"] is None
    assert [each["previous"] for each in said[1:]] == [statement_digest(seal.statement).hex() for seal in seals[:-1]]
    assert [each["root"] for each in said] == [seal.root_text for seal in seals]
    assert {key["kid"] for key in selectors.seal_keys()} == {seal.kid for seal in seals}


def test_seals_are_published_once(folder: Path) -> None:
    three_days()
    with clock.at(MORNING):
        seals_make()
        assert seals_publish() == 0
    files = sorted(folder.iterdir())
    assert [path.stem for path in files] == [f"{seal.day}" for seal in Seal.objects.order_by("day")]
    assert json.loads(files[0].read_text())["statement"] == Seal.objects.earliest("day").statement


def test_a_file_that_was_cut_short_is_completed_and_any_other_is_kept(folder: Path) -> None:
    three_days()
    folder.mkdir()
    (folder / f"{FIRST}.json").write_text("{\n")
    (folder / f"{clock.add_days(FIRST, 1)}.json").write_text("something else")
    with clock.at(MORNING), pytest.raises(FileExistsError):
        seals_make()
    assert json.loads((folder / f"{FIRST}.json").read_text())["day"] == f"{FIRST}"
    assert (folder / f"{clock.add_days(FIRST, 1)}.json").read_text() == "something else"
    # The days are sealed all the same, and wait to be published.
    assert Seal.objects.count() == 3
    assert selectors.seals_unpublished().count() == 2
    with clock.at(MORNING):
        assert selectors.seals_behind() == (0, 2)


def test_a_day_is_sealed_when_it_is_over() -> None:
    three_days()
    midnight = clock.start_of(clock.add_days(FIRST, 1))
    with clock.at(midnight + timedelta(minutes=9)):
        assert seals_make() == []
        with pytest.raises(ValueError, match="has not ended"):
            day_close(day=FIRST)
    with clock.at(midnight + timedelta(minutes=10)):
        assert [seal.day for seal in seals_make()] == [FIRST]
        assert selectors.seals_behind() == (0, 0)
    with clock.at(midnight + timedelta(days=2, hours=6)):
        assert selectors.seals_behind() == (2, 0)


def test_a_day_is_one_in_new_york_when_the_clocks_change() -> None:
    with clock.at(datetime(2026, 3, 8, 4, 59, tzinfo=UTC)):
        report([{"seller": "S1", "date": "2026-03-07", "reference": "BEFORE"}])
    with clock.at(datetime(2026, 3, 9, 3, 59, tzinfo=UTC)):
        report([{"seller": "S1", "date": "2026-03-07", "reference": "THAT-DAY"}])
    with clock.at(datetime(2026, 3, 9, 4, 0, tzinfo=UTC)):
        report([{"seller": "S1", "date": "2026-03-07", "reference": "AFTER"}])
    with clock.at(datetime(2026, 3, 10, 12, tzinfo=UTC)):
        assert [(f"{seal.day}", seal.entries) for seal in seals_make()] == [
            ("2026-03-07", 1),
            ("2026-03-08", 1),
            ("2026-03-09", 1),
        ]


def test_what_is_recorded_by_a_clock_that_is_behind_bears_the_first_open_day() -> None:
    shipper = three_days()
    with clock.at(MORNING):
        seals_make()
    opened = clock.start_of(clock.add_days(FIRST, 3))
    with clock.at(noon(FIRST)):
        late = report([sent(shipper, "1Z777")])
    assert Shipment.objects.get(parcel__reference="1Z777").recorded_at == opened
    late.refresh_from_db()
    assert late.recorded_at == opened


def test_days_are_closed_once_and_without_a_gap() -> None:
    three_days()
    with clock.at(MORNING):
        assert day_close(day=FIRST)
        assert day_close(day=FIRST)
        assert ClosedDay.objects.count() == 1
        seals_make()
        with pytest.raises(ValueError, match="is sealed next"), clock.at(MORNING + timedelta(days=5)):
            seal_make(day=clock.add_days(FIRST, 5))
        assert seal_make(day=FIRST) == Seal.objects.get(day=FIRST)


def test_the_command_says_what_it_sealed_and_what_waits(folder: Path) -> None:
    three_days()
    with clock.at(MORNING):
        text, answer = StringIO(), StringIO()
        call_command("seal", stdout=text)
        call_command("seal", "--json", stdout=answer)
        assert "3 days sealed" in text.getvalue()
        assert json.loads(answer.getvalue()) == {"sealed": [], "waiting": None, "unpublished": 0}
    with clock.at(noon(date(2026, 3, 20))):
        (folder / "2026-03-19.json").write_text("something else")
        with pytest.raises(CommandError, match="with other content"):
            call_command("seal")


def test_the_task_seals_some_days_at_a_time_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    three_days()
    monkeypatch.setattr(tasks, "DAYS_AT_ONCE", 2)
    with clock.at(MORNING):
        with django_capture_on_commit_callbacks() as woken:
            tasks.seal()
        assert (Seal.objects.count(), again(woken)) == (2, 1)
        with django_capture_on_commit_callbacks() as woken:
            tasks.seal()
        assert (Seal.objects.count(), again(woken)) == (3, 0)


def again(woken: list) -> int:
    """Count the calls by which the task wakes itself."""
    return [call.task for call in woken].count("seals.seal")
