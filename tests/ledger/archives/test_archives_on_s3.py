"""Archived months on an S3 API: what holds for a folder holds for a bucket."""

import io
from pathlib import Path

import boto3
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from moto.server import ThreadedMotoServer

from apps.core import clock
from apps.core.checks import files_check
from apps.core.errors import InvalidInput, NotFound
from apps.core.room import FilesAway, NoRoom
from apps.ledger.models import Shipment
from apps.ledger.selectors.archives import archives_opened
from apps.measures.facts import PeriodFacts
from apps.measures.periods import Period, PeriodKind
from tests.ledger.archives.winter import (
    CHECKS,
    JANUARY,
    NOW,
    archived,
    content,
    differences,
    restored,
    supervisor,
    winter,
)
from tests.object_store import bucket, dying_store, store

__all__ = ["bucket", "dying_store", "store"]

pytestmark = pytest.mark.usefixtures("owner_db")
QUARTER = Period(JANUARY, PeriodKind.QUARTER)


@pytest.fixture(autouse=True)
def local(settings, tmp_path: Path) -> Path:
    """A folder of this machine for the copies of what was read."""
    settings.LOCAL_DIR = tmp_path / "local"
    return settings.LOCAL_DIR


@pytest.fixture
def place(bucket: str, settings) -> str:
    settings.ARCHIVES_FOLDER = f"s3://{bucket}/archives"
    return settings.ARCHIVES_FOLDER


def key_of(place: str, name: str) -> dict[str, str]:
    return {"Bucket": place.removeprefix("s3://").partition("/")[0], "Key": f"archives/{name}"}


def alter(place: str, name: str) -> None:
    client = boto3.client("s3", region_name="us-east-1")
    whole = client.get_object(**key_of(place, name))["Body"].read()
    client.put_object(**key_of(place, name), Body=whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])


def figures() -> object:
    facts = PeriodFacts(QUARTER, NOW)
    return facts.parcels, facts.random_exams, facts.wrong_parcels


def test_a_month_leaves_for_a_bucket_and_comes_back_byte_for_byte(place: str) -> None:
    winter()
    before = content()
    (act,) = archived(place)
    assert content() != before
    client = boto3.client("s3", region_name="us-east-1")
    assert client.head_object(**key_of(place, act.file))["ContentLength"] == act.size
    restored(place)
    assert content() == before
    (again,) = archived(place)
    assert (again.file, again.sha256) == (act.file, act.sha256), "the file of before has the name, and is the same"


def test_commands_take_a_bucket_as_they_take_a_folder(place: str, settings) -> None:
    # The tests of this module are the owner already.
    settings.DATABASE_OWNER = None
    winter()
    before, by = content(), supervisor().email

    def command(*arguments: str) -> str:
        out = io.StringIO()
        with clock.at(NOW):
            call_command(*arguments, stdout=out)
        return out.getvalue()

    assert "6 entries" in command("ledger_archive", "--before", "2025-02", "--to", place, "--by", by)
    assert "0 differences" in command("verify", "--archives", place)
    assert "restored" in command("ledger_restore", "2025-01", "--from", place, "--by", by)
    assert content() == before


def test_figures_and_checks_over_a_bucket_are_those_of_before(place: str, local: Path) -> None:
    winter()
    before = figures()
    with clock.at(NOW):
        whole = [check().compared for check in CHECKS]
    archived(place)
    assert figures() == before
    (copy,) = (local / "archives").iterdir()
    copy.write_bytes(b"altered")
    assert figures() == before, "a copy that was altered or deleted is fetched anew"
    with clock.at(NOW), archives_opened(place):
        assert [check().compared for check in CHECKS] == whole
    assert differences() == []


def test_an_object_that_was_altered_or_is_gone_is_told(place: str, local: Path) -> None:
    winter()
    (act,) = archived(place)
    (local / "archives" / act.file).unlink()
    alter(place, act.file)
    with pytest.raises(InvalidInput, match=r"s3://.*SHA-256"):
        figures()
    boto3.client("s3", region_name="us-east-1").delete_object(**key_of(place, act.file))
    with pytest.raises(NotFound, match="s3://"):
        figures()
    assert list((local / "archives").iterdir()) == []


def test_a_month_stays_where_another_object_has_its_name(place: str, local: Path) -> None:
    winter()
    before = content()
    (act,) = archived(place)
    restored(place)
    (local / "archives" / act.file).unlink()
    alter(place, act.file)
    with pytest.raises(InvalidInput, match="SHA-256"):
        archived(place)
    assert content() == before


def test_a_month_stays_while_the_store_is_away(dying_store: ThreadedMotoServer, settings) -> None:
    winter()
    before = content()
    place = settings.FILES_URL
    dying_store.stop()
    with pytest.raises((NoRoom, FilesAway)):
        archived(place)
    assert content() == before
    assert Shipment.objects.filter(date__lt=JANUARY.replace(month=2)).exists()


def test_place_without_a_bucket_is_refused() -> None:
    winter()
    with pytest.raises(InvalidInput, match="Write s3://BUCKET/PREFIX"):
        archived("s3://")


def test_month_that_the_store_does_not_give_is_told_by_each_command(
    dying_store: ThreadedMotoServer, settings, local: Path
) -> None:
    settings.DATABASE_OWNER = None
    shipper, place = winter(), settings.FILES_URL
    (act,) = archived(place)
    (local / "archives" / act.file).unlink()
    dying_store.stop()
    for command in (
        ("ledger_restore", "2025-01", f"--from={place}", f"--by={supervisor().email}"),
        ("verify", f"--archives={place}"),
        ("tier_at", shipper.ksn, "--as-of=2025-02-06", f"--archives={place}"),
        ("facts_export", shipper.ksn, f"--archives={place}"),
        ("parcel_proof", "UPSN", "IN", f"--archives={place}"),
    ):
        with pytest.raises(CommandError, match="The store of files does not answer"):
            call_command(*command)


def test_a_deployment_is_told_that_archived_months_are_away(dying_store: ThreadedMotoServer, settings) -> None:
    settings.ARCHIVES_FOLDER, settings.FILES_URL = settings.FILES_URL, ""
    assert files_check(None) == []
    dying_store.stop()
    (said,) = files_check(None)
    assert settings.ARCHIVES_FOLDER in said.msg
