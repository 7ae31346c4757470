"""A process that archives may be killed at any moment, and keeps no writer waiting."""

import os
import subprocess
import sys
import threading
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from apps.core import clock
from apps.core.database_rights import as_owner
from apps.ledger.models import ArchiveAct
from apps.ledger.services import archives
from apps.ledger.services.archives import months_archive
from apps.seals.models import ArchivedLeaves
from config.engines import PROJECT
from tests.databases import database_url
from tests.ledger.archives.winter import JANUARY, NOW, content, sent, tell, winter
from tests.ledger.killed_archive import STEPS
from tests.ledger.test_partitions import partitions
from tests.people import staff

pytestmark = pytest.mark.slow
BY = "su@staff.example"
PROGRAM = """
import sys, django
django.setup()
from tests.databases import database_url
from tests.ledger.killed_archive import archive_killed
archive_killed(*sys.argv[1:])
"""


def command(*arguments: str) -> str:
    out = StringIO()
    with clock.at(NOW):
        call_command(*arguments, "--by", BY, stdout=out)
    return out.getvalue()


def test_a_process_killed_at_any_step_leaves_the_month_in_the_database(live_db: str, tmp_path: Path) -> None:
    winter()
    staff("supervisor", email=BY)
    before = content()
    environment = os.environ | {"DATABASE_URL": live_db, "SEALS_FOLDER": str(tmp_path / "seals")}
    environment |= {"DATABASE_OWNER_URL": database_url(connection.settings_dict["NAME"], owner=True)}
    for step in STEPS:
        program = [sys.executable, "-c", PROGRAM, step, str(tmp_path), BY, NOW.isoformat()]
        killed = subprocess.run(program, env=environment, cwd=PROJECT, capture_output=True, text=True, check=False)
        assert killed.returncode == -9, (step, killed.stderr)
        assert "ledger_shipment_202501" in partitions(), step
        assert content() == before, step
        assert not ArchiveAct.objects.exists(), step
        assert not ArchivedLeaves.objects.exists(), step
    assert "6 entries" in command("ledger_archive", "--before", "2025-02", "--to", str(tmp_path))
    assert "ledger_shipment_202501" not in partitions()
    assert len(list(tmp_path.glob("shipments-*"))) == 1
    assert "restored" in command("ledger_restore", "2025-01", "--from", str(tmp_path))
    assert content() == before


def test_a_writer_of_a_month_that_is_being_archived_is_refused_at_once(
    live_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipper = winter()
    actor = staff("supervisor", email=BY)
    begun, told = threading.Event(), threading.Event()
    drop = archives._partition_drop

    def dropped_later(*arguments: object) -> None:
        begun.set()
        assert told.wait(180)
        drop(*arguments)

    monkeypatch.setattr(archives, "_partition_drop", dropped_later)
    failures: list[BaseException] = []

    def archive() -> None:
        try:
            with clock.at(NOW), as_owner():
                list(months_archive(before=JANUARY.replace(month=2), folder=tmp_path, actor=actor))
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    with clock.at(NOW):
        archiver = threading.Thread(target=archive)
        archiver.start()
        assert begun.wait(180)
        outcome = tell(
            sent(shipper, "NEW", "2025-01-20"), sent(shipper, "IN", "2025-01-10"), sent(shipper, "JULY", "2025-07-01")
        )
        told.set()
        archiver.join()
    assert failures == []
    assert (outcome.accepted, outcome.duplicates, len(outcome.rejected)) == (1, 1, 1)
    assert "ledger_shipment_202501" not in partitions()


def test_a_writer_of_the_month_is_waited_for(live_db: str, tmp_path: Path) -> None:
    shipper = winter()
    staff("supervisor", email=BY)
    wrote, go_on = threading.Event(), threading.Event()

    def write() -> None:
        with clock.at(NOW), transaction.atomic():
            tell(sent(shipper, "NEW", "2025-01-20"))
            wrote.set()
            assert go_on.wait(180)
        connection.close()

    writer = threading.Thread(target=write)
    with clock.at(NOW):
        writer.start()
        assert wrote.wait(180)
        threading.Timer(0.3, go_on.set).start()
        with pytest.raises(CommandError, match="not sealed yet"):
            command("ledger_archive", "--before", "2025-02", "--to", str(tmp_path))
        writer.join()
    assert "ledger_shipment_202501" in partitions()


def test_the_role_of_the_site_detaches_no_month() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_shipment_month('2025-01-01')")
    for statement in (
        "ALTER TABLE ledger_shipment DETACH PARTITION ledger_shipment_202501",
        "SELECT ledger_shipment_partition('2030-01-01')",
        "DELETE FROM ledger_archiveact",
    ):
        with (
            pytest.raises(DatabaseError, match=r"must be owner|permission denied|does not exist"),
            transaction.atomic(),
        ):
            connection.cursor().execute(statement)


def test_the_commands_say_what_is_wrong(tmp_path: Path) -> None:
    for arguments, why in (
        (["ledger_archive", "--before", "soon", "--to", str(tmp_path), "--by", BY], "2026-01"),
        (["ledger_archive", "--before", "2025-01", "--to", str(tmp_path), "--by", BY], "Nobody has"),
        (["ledger_restore", "2025-01", "--from", str(tmp_path), "--by", BY], "Nobody has"),
    ):
        with pytest.raises(CommandError, match=why):
            call_command(*arguments)
