"""The log of who asked for which number: by month, never rewritten, and deleted by command alone."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from apps.core import clock
from apps.core.errors import InvalidInput, NotAllowed
from apps.events.models import Event
from apps.partners.models import Look
from apps.partners.questions.services import MIN_MONTHS_KEPT, MONTHS_AHEAD, looks_delete, shippers_ask
from apps.partners.tasks import make_look_months
from tests.people import staff

KSN = "KS23456789AN"


def parts() -> dict[str, datetime | None]:
    """Return the partitions of the table, each with the time at which it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT part, until FROM partners_look_parts()")
        return dict(cursor.fetchall())


def part_of(look: Look) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM partners_look WHERE id = %s", [look.pk])
        return cursor.fetchone()[0]


def looked(at: datetime, ksn: str = KSN) -> Look:
    with clock.at(at):
        shippers_ask(partner_id=1, ksns=[ksn])
    return Look.objects.latest("pk")


def month_ahead(count: int) -> date:
    return clock.add_months(clock.month_of(clock.today()), count)


class TestMonths:
    def test_the_next_months_are_there_and_more_are_made_as_time_goes_on(self):
        with clock.at(clock.start_of(month_ahead(12))):
            make_look_months()
            make_look_months()

        names = {f"partners_look_{month_ahead(count):%Y%m}" for count in range(12, 12 + MONTHS_AHEAD + 1)}
        assert names <= parts().keys()

    def test_a_month_begins_at_midnight_in_new_york(self):
        begin = clock.start_of(month_ahead(2))

        assert part_of(looked(begin)) == f"partners_look_{month_ahead(2):%Y%m}"
        assert part_of(looked(begin - timedelta(microseconds=1))) == f"partners_look_{month_ahead(1):%Y%m}"

    def test_a_look_of_a_month_without_a_partition_is_kept_all_the_same(self):
        far = clock.start_of(month_ahead(60))

        assert part_of(looked(far)) == "partners_look_rest"
        with clock.at(far):
            make_look_months()
        assert f"partners_look_{month_ahead(60):%Y%m}" not in parts()
        assert f"partners_look_{month_ahead(61):%Y%m}" in parts()
        assert part_of(looked(far)) == "partners_look_rest"

    @pytest.mark.parametrize("columns", [["ksn", "at"], ["partner_id", "at"]])
    def test_each_partition_is_found_by_shipper_and_by_partner(self, columns):
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT count(*) FROM pg_inherits JOIN pg_index ON indrelid = inhrelid
                WHERE inhparent = 'partners_look'::regclass AND (
                    SELECT array_agg(attname::text ORDER BY place) FROM pg_attribute
                    JOIN unnest(indkey) WITH ORDINALITY AS key (number, place) ON number = attnum
                    WHERE attrelid = indrelid
                ) = %s
                """,
                [columns],
            )
            assert cursor.fetchone()[0] == len(parts())


@pytest.mark.usefixtures("owner_db")
class TestKept:
    @pytest.mark.parametrize("table", ["partners_look", "partners_look_first", "partners_look_rest", "its month"])
    @pytest.mark.parametrize("statement", ["UPDATE {} SET ksn = ''", "DELETE FROM {}", "TRUNCATE {}"])
    def test_not_even_the_owner_rewrites_a_look(self, table, statement):
        looked(clock.now())
        looked(clock.start_of(month_ahead(1)))
        looked(clock.start_of(month_ahead(60)))
        table = f"partners_look_{month_ahead(1):%Y%m}" if table == "its month" else table

        with pytest.raises(DatabaseError, match="Cannot change or delete"), transaction.atomic():
            connection.cursor().execute(statement.format(table))

    def test_months_are_deleted_whole_and_the_deletion_is_recorded(self):
        actor = staff("supervisor")
        looked(clock.now())
        looked(clock.start_of(month_ahead(1)))
        kept, before = looked(clock.start_of(month_ahead(2))), month_ahead(2)
        with clock.at(clock.start_of(month_ahead(MIN_MONTHS_KEPT + 2))):
            deleted = looks_delete(before=before, actor=actor)

        assert deleted == {"partners_look_first": 1, f"partners_look_{month_ahead(1):%Y%m}": 1}
        assert list(Look.objects.all()) == [kept]
        assert not deleted.keys() & parts().keys()
        event = Event.objects.get(kind="looks.deleted")
        assert (event.actor, event.payload) == (actor, {"before": f"{month_ahead(2):%Y-%m}", "looks": deleted})

    def test_what_lies_outside_of_all_months_is_deleted_once_all_of_it_is_older(self):
        actor = staff("supervisor")
        looked(clock.start_of(month_ahead(60)))
        last, before, after = looked(clock.start_of(month_ahead(61))), month_ahead(61), month_ahead(62)

        with clock.at(clock.start_of(month_ahead(70))):
            looks_delete(before=before, actor=actor)
            assert Look.objects.contains(last)
            looks_delete(before=after, actor=actor)

        assert not Look.objects.exists()
        assert part_of(looked(clock.start_of(month_ahead(62)))) == "partners_look_rest"

    def test_the_last_months_are_kept_and_who_deletes_runs_operations(self):
        with pytest.raises(InvalidInput, match="6 months"):
            looks_delete(before=month_ahead(1 - MIN_MONTHS_KEPT), actor=staff("supervisor"))
        with pytest.raises(NotAllowed):
            looks_delete(before=date(2020, 1, 1), actor=staff("officer"))


def test_the_role_of_the_site_drops_no_month():
    for statement in ("DROP TABLE partners_look_first", "SELECT partners_look_attach('partners_look_rest', 'DEFAULT')"):
        with pytest.raises(DatabaseError, match=r"must be owner|permission denied"), transaction.atomic():
            connection.cursor().execute(statement)


def test_the_command_says_what_is_wrong():
    for arguments, why in (
        (["--before", "soon", "--by", "a@staff.example"], "2026-01"),
        (["--before", "2020-01", "--by", "nobody@staff.example"], "Nobody has"),
    ):
        with pytest.raises(CommandError, match=why):
            call_command("looks_delete", *arguments)


@pytest.mark.slow
def test_the_command_deletes_as_the_owner(live_db, capsys):
    staff("supervisor", email="su@staff.example")
    looked(clock.now())

    before = month_ahead(1)
    with clock.at(clock.start_of(month_ahead(MIN_MONTHS_KEPT + 2))):
        call_command("looks_delete", "--before", f"{before:%Y-%m}", "--by", "su@staff.example")

    assert "1 looks of before" in capsys.readouterr().out
    assert not Look.objects.exists()
