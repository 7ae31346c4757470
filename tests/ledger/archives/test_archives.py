"""A month that is archived leaves the database whole, guards its parcels as before, and comes back as it was."""

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core import clock
from apps.core.compression import zstd
from apps.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from apps.events.models import Event
from apps.ledger import services
from apps.ledger.archive_files import archive_head
from apps.ledger.archive_rows import columns_present, rows_of
from apps.ledger.archives import EntriesArchived
from apps.ledger.models import Parcel, Recording, Rejection, Shipment, Tally
from apps.ledger.selectors.archives import archives_opened, entry_shown
from apps.ledger.services.archives import month_archive, month_open_first, month_restore, months_archive
from apps.ledger.verification import cases, parcels, tallies
from apps.measures.facts import PeriodFacts
from apps.measures.periods import Period, PeriodKind
from apps.seals.services import seals_make
from apps.seals.verification import seals
from tests.evaluation.ledger import member
from tests.ledger.archives.winter import (
    JANUARY,
    NOW,
    archived,
    content,
    differences,
    moment,
    officer,
    restored,
    sent,
    supervisor,
    tell,
    winter,
)
from tests.ledger.test_partitions import partitions

pytestmark = pytest.mark.usefixtures("owner_db")


def made_of(table: str) -> set[str]:
    """Return the indexes, constraints and triggers of a partition, without its name."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %(table)s::regclass
            UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %(table)s::regclass
            UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %(table)s::regclass
            UNION ALL SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE oid = %(table)s::regclass
            UNION ALL SELECT attname || format_type(atttypid, atttypmod) || attnotnull || attnum FROM pg_attribute
            WHERE attrelid = %(table)s::regclass AND attnum > 0
            """,
            {"table": table},
        )
        return {text.replace(table, "month") for (text,) in cursor.fetchall()}


def test_a_month_leaves_for_a_file_and_comes_back_byte_for_byte(folder: Path) -> None:
    winter()
    before, made = content(), made_of("ledger_shipment_202501")
    (act,) = archived(folder)
    assert "ledger_shipment_202501" not in partitions()
    assert (act.month, act.kind, act.rows) == (JANUARY, "archived", 6)
    path = folder / act.file
    assert hashlib.sha256(path.read_bytes()).hexdigest() == act.sha256
    assert path.stat().st_size == act.size
    assert (clock.day_of(act.first_recorded), clock.day_of(act.last_recorded)) == (date(2025, 1, 15), date(2025, 2, 4))
    back = restored(folder)
    assert (back.kind, back.sha256, back.rows) == ("restored", act.sha256, 6)
    assert content() == before
    assert made_of("ledger_shipment_202501") == made
    assert path.is_file()
    assert list(
        Event.objects.filter(kind__startswith="ledger.month").order_by("pk").values_list("kind", flat=True)
    ) == [
        "ledger.month_archived",
        "ledger.month_restored",
    ]


def test_an_exam_after_a_wrong_one_is_counted_as_such_once_its_month_is_back(folder: Path) -> None:
    shipper = winter()
    exam = {"exam_basis": "follow_up", "exam_result": "discrepant"}
    with clock.at(moment(2, 20)):
        tell(sent(shipper, "IN", "2025-01-10", **exam), reporter="cbp", kind="agency")
    with clock.at(moment(2, 22)):
        seals_make()
    archived(folder)
    restored(folder)
    entry = Shipment.objects.get(parcel__reference="IN", revision=2)
    assert (entry.drawn, entry.followed) == (False, True)
    tally = Tally.objects.get(month=JANUARY, seller=entry.seller)
    assert (tally.drawn, tally.followed, tally.followed_discrepant) == (1, 1, 1)
    assert differences() == []


def test_the_same_rows_make_the_same_file(folder: Path, tmp_path: Path) -> None:
    winter()
    (first,) = archived(folder)
    restored(folder)
    (again,) = archived(tmp_path)
    assert (again.file, again.sha256, again.content_sha256) == (first.file, first.sha256, first.content_sha256)


def test_a_file_of_the_form_of_before_is_read_and_has_the_same_content(folder: Path, settings) -> None:
    winter()
    before = content()
    with connection.cursor() as cursor:
        rows = b"".join(rows_of(cursor, "ledger_shipment_202501", [*columns_present(cursor)]))
    (act,) = archived(folder)
    head = archive_head(folder / act.file)
    whole = json.dumps(head).encode() + b"\n" + rows
    assert hashlib.sha256(whole).hexdigest() == act.content_sha256
    (folder / "before.copy.zst").write_bytes(zstd.compress(whole))
    act.pk, act.file, act.sha256 = None, "before.copy.zst", hashlib.sha256(zstd.compress(whole)).hexdigest()
    act.save()
    settings.ARCHIVES_FOLDER = str(folder)
    with pytest.raises(EntriesArchived, match="2025-01"):
        _ = PeriodFacts(Period(JANUARY, PeriodKind.QUARTER), NOW).parcels
    restored(folder)
    assert content() == before
    (again,) = archived(folder)
    assert (again.file, again.content_sha256) == (
        f"shipments-2025-01-{act.content_sha256[:12]}.parquet",
        act.content_sha256,
    )


@pytest.mark.slow
@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40), min_size=1, max_size=6),
    values=st.lists(st.decimals(0, 10**13, places=2) | st.none(), min_size=6, max_size=6),
    days=st.lists(st.integers(1, 31), min_size=6, max_size=6),
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_rows_come_back_as_they_were(folder: Path, texts, values, days) -> None:
    # The seals of the example before: their database was rolled back.
    shutil.rmtree(folder.parent / "seals", ignore_errors=True)
    with transaction.atomic():
        with clock.at(moment(1, 31)):
            shipper = member(JANUARY)
            facts = [
                sent(shipper, f"N{n}", f"2025-01-{day:02d}", description=text, value=value and str(value))
                for n, (text, value, day) in enumerate(zip(texts, values, days, strict=False))
            ]
            assert tell(*facts).accepted == len(facts)
        with clock.at(moment(2, 1)):
            seals_make()
        before = content()
        archived(folder)
        assert not Shipment.objects.exists()
        restored(folder)
        assert content() == before
        transaction.set_rollback(True)


def refusal_of(outcome: services.BatchCounts) -> str:
    ((_index, errors),) = outcome.rejected
    return errors["fact"][0]


class TestTheGuard:
    """A parcel of an archived month counts once."""

    def test_the_same_report_again_is_a_duplicate(self, folder: Path) -> None:
        shipper = winter()
        archived(folder)
        before = list(Tally.objects.order_by("pk").values())
        again = [
            sent(shipper, "IN", "2025-01-10"),
            sent(shipper, "BACK", "2025-01-30"),
            sent(shipper, "TWICE", "2025-01-11", disposition="seized"),
            sent(shipper, "OUT", "2025-02-01"),
        ]
        with clock.at(NOW):
            outcome = tell(*again)
        assert (outcome.duplicates, outcome.rejected) == (4, [])
        assert list(Tally.objects.order_by("pk").values()) == before
        assert differences() == []

    @pytest.mark.parametrize(
        ("reference", "day", "more"),
        [
            ("IN", "2025-01-10", {"disposition": "seized"}),
            ("IN", "2025-03-01", {}),
            ("NEW", "2025-01-20", {}),
            ("STAYS", "2025-01-20", {}),
            ("OUT", "2025-02-01", {"disposition": "seized"}),
        ],
        ids=[
            "other content",
            "another date",
            "a new parcel",
            "a move into the month",
            "a parcel with an archived entry",
        ],
    )
    def test_a_report_that_would_change_what_is_archived_is_refused_with_the_month(
        self, folder: Path, reference: str, day: str, more: dict[str, object]
    ) -> None:
        shipper = winter()
        archived(folder)
        with clock.at(NOW):
            outcome = tell(sent(shipper, reference, day, **more), sent(shipper, "STAYS", "2025-02-02"))
        assert outcome.duplicates == 1
        assert "2025-01" in refusal_of(outcome)
        assert Rejection.objects.filter(reference=reference).count() == 1
        assert "ledger_shipment_202501" not in partitions()
        assert differences() == []

    def test_an_older_report_is_stale_as_before(self, folder: Path) -> None:
        shipper = winter()
        with clock.at(moment(2, 5)):
            tell(sent(shipper, "LATE", "2025-01-20", version=5))
        with clock.at(moment(2, 7)):
            seals_make()
        archived(folder)
        with clock.at(NOW):
            assert tell(sent(shipper, "LATE", "2025-01-20", version=4, disposition="held")).stale == 1

    def test_a_number_that_is_used_again_is_another_parcel(self, folder: Path) -> None:
        shipper = winter()
        archived(folder)
        with clock.at(NOW):
            assert tell(sent(shipper, "IN", "2025-07-01")).accepted == 1
        assert list(Parcel.objects.filter(reference="IN").order_by("reuse").values_list("reuse", flat=True)) == [0, 1]

    def test_a_report_counts_again_once_its_month_is_restored(self, folder: Path) -> None:
        shipper = winter()
        archived(folder)
        restored(folder)
        with clock.at(NOW):
            assert tell(sent(shipper, "IN", "2025-01-10", disposition="seized")).amended == 1
            assert tell(sent(shipper, "NEW", "2025-01-20")).accepted == 1
        assert differences() == []

    def test_a_recording_with_archived_entries_is_not_taken_back(self, folder: Path) -> None:
        shipper = winter()
        carrier = Recording.objects.get(pk=Shipment.objects.get(parcel__reference="IN").recording_id)
        later = Recording.objects.get(pk=Shipment.objects.get(parcel__reference="OUT", revision=2).recording_id)
        alone = Recording.objects.create(reporter=carrier.reporter, kind="api", started_at=NOW)
        with clock.at(NOW):
            services.shipments_record(recording=alone, facts=[(0, sent(shipper, "JULY", "2025-07-01"))])
        archived(folder)
        for one in (carrier, later):
            with clock.at(NOW), pytest.raises(EntriesArchived, match="2025-01"), transaction.atomic():
                services.recording_reverse(recording_id=one.pk, reason="wrong", reporter=one.reporter)
        with clock.at(NOW):
            services.recording_reverse(recording_id=alone.pk, reason="wrong", reporter=alone.reporter)
        assert differences(parcels, tallies, cases, seals) == []

    def test_an_archived_parcel_is_not_disowned(self, folder: Path) -> None:
        shipper = winter()
        archived(folder)
        parcel = Parcel.objects.get(reference="IN")
        with clock.at(NOW), pytest.raises(EntriesArchived, match="2025-01"), transaction.atomic():
            services.parcels_disown(actor=officer(), parcel_ids=[parcel.pk], shipper_id=shipper.pk)
        assert entry_shown(parcel) is None


class TestWhatIsRefused:
    def test_a_month_that_is_open(self, folder: Path) -> None:
        winter()
        with clock.at(NOW), pytest.raises(InvalidInput, match="before 2025-04"):
            list(months_archive(before=date(2025, 5, 1), folder=folder, actor=supervisor()))
        with clock.at(NOW):
            assert month_open_first() == date(2025, 4, 1)

    def test_a_month_whose_days_are_not_sealed(self, folder: Path) -> None:
        winter(sealed=False)
        with pytest.raises(Conflict, match="2025-01-15"):
            archived(folder)
        assert "ledger_shipment_202501" in partitions()

    def test_a_month_that_was_altered(self, folder: Path) -> None:
        winter()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE ledger_shipment_202501 DISABLE TRIGGER USER")
            cursor.execute("UPDATE ledger_shipment_202501 SET value = 1 WHERE revision = 2")
        with pytest.raises(Conflict, match="2025-02-03"):
            archived(folder)
        assert "ledger_shipment_202501" in partitions()

    def test_staff_without_the_permission(self, folder: Path) -> None:
        winter()
        with clock.at(NOW), pytest.raises(NotAllowed):
            list(months_archive(before=JANUARY, folder=folder, actor=officer()))
        with clock.at(NOW), pytest.raises(NotAllowed):
            month_restore(month=JANUARY, folder=folder, actor=officer())

    def test_a_file_that_was_altered_or_is_gone(self, folder: Path) -> None:
        winter()
        (act,) = archived(folder)
        path = folder / act.file
        whole = path.read_bytes()
        path.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
        with pytest.raises(InvalidInput, match="SHA-256"):
            restored(folder)
        with pytest.raises(InvalidInput, match="SHA-256"), archives_opened(folder):
            pass
        path.unlink()
        with pytest.raises(NotFound):
            restored(folder)
        path.write_bytes(whole)
        restored(folder)
        with pytest.raises(Conflict, match="not archived"):
            restored(folder)

    def test_a_month_without_entries_stays(self, folder: Path) -> None:
        winter()
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger_shipment_month('2024-11-05')")
        assert [act.month for act in archived(folder)] == [JANUARY]
        assert "ledger_shipment_202411" in partitions()
        with clock.at(NOW):
            assert month_archive(month=date(2024, 11, 1), folder=folder, actor=supervisor()) is None
