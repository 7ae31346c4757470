"""Files on an S3 API: kept whole and for good, or refused as on a full disk."""

import random
from pathlib import Path

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from moto.server import ThreadedMotoServer
from pytest_django.fixtures import Settings

from apps.accounts.models import User
from apps.applications.models import Application, Evidence
from apps.core.checks import files_check
from apps.core.errors import Conflict
from apps.core.files import identify_file
from apps.core.room import RETRY_SECONDS, FilesAway, NoRoom
from apps.core.s3 import NameTaken, S3Files
from apps.core.uploads import atomic_with_files, upload_columns
from apps.core.verification import files as files_verified
from apps.correspondence.models import Thread
from apps.jobs.models import Job, JobState
from apps.jobs.services import MAX_TAKES, job_run
from apps.ledger.models import SellerUpload
from apps.partners.models import Import
from apps.partners.systems.services import partner_create
from apps.partners.tasks import clear_imports
from apps.shippers.models import Shipper
from config.backups.management.arguments import left_out_tell, places
from tests.applications import answers
from tests.live import Worker, eventually
from tests.object_store import bucket, dying_store, on_s3, store
from tests.partners.client import PartnerClient
from tests.partners.imports import content, create, part, recorded
from tests.partners.test_problems import assert_problem
from tests.portal.test_uploads import guessed, sent

__all__ = ["bucket", "dying_store", "on_s3", "store"]

LARGE = random.Random(1).randbytes(20 * 2**20)


def objects(bucket: str) -> list[str]:
    found = boto3.client("s3", region_name="us-east-1").list_objects_v2(Bucket=bucket)
    return [entry["Key"] for entry in found.get("Contents", [])]


class TestFiles:
    @pytest.mark.parametrize("data", [b"", b"a,b\n", LARGE], ids=["empty", "small", "in several parts"])
    def test_a_file_is_read_as_it_was_stored(self, on_s3: str, data: bytes) -> None:
        name = default_storage.save("uploads/2026/12/a.csv.gz", ContentFile(data))
        assert objects(on_s3) == [f"files/{name}"]
        with default_storage.open(name) as file:
            assert file.read() == data
        default_storage.delete(name)
        default_storage.delete(name)
        assert objects(on_s3) == []
        with pytest.raises(FileNotFoundError):
            default_storage.open(name)

    @pytest.mark.parametrize("data", [b"other", LARGE], ids=["small", "in several parts"])
    def test_a_file_is_never_replaced(self, on_s3: str, data: bytes) -> None:
        default_storage.save("a", ContentFile(b"first"))
        with pytest.raises(NameTaken):
            default_storage.save("a", ContentFile(data))
        with default_storage.open("a") as file:
            assert file.read() == b"first"

    def test_a_file_whose_content_fails_on_the_way_is_not_there(self, on_s3: str) -> None:
        class Broken(ContentFile):
            def read(self, size: int = -1) -> bytes:
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            default_storage.save("a", Broken(b""))
        assert objects(on_s3) == []

    @pytest.mark.parametrize("url", ["https://bucket/files", "bucket/files", "s3:///files"])
    def test_an_address_of_another_kind_is_refused(self, url: str) -> None:
        with pytest.raises(ImproperlyConfigured, match="s3://BUCKET/PREFIX"):
            S3Files(url)


class TestSite:
    def test_evidence_of_a_seller_is_read_by_an_officer(self, on_s3: str, desk: Client, ada: User) -> None:
        (file,) = answers.submitted(ada).evidence.all()
        assert objects(on_s3) == [f"files/{file.file.name}"]
        answer = desk.get(reverse("admin:applications_application_file", args=[file.pk]))
        assert b"".join(answer.streaming_content) == answers.PDF
        assert files_verified().differences == []
        default_storage.delete(file.file.name)
        assert len(files_verified().differences) == 1
        assert desk.get(reverse("admin:applications_application_file", args=[file.pk])).status_code == 404

    def test_files_of_a_transaction_that_failed_are_deleted(
        self, on_s3: str, ada: User, application: Application
    ) -> None:
        columns = upload_columns(identify_file("a.pdf", [answers.PDF]))

        @atomic_with_files()
        def fail() -> None:
            Evidence.objects.create(application=application, uploaded_by=ada, **columns)
            assert len(objects(on_s3)) == 1
            raise Conflict("No more.")

        with pytest.raises(Conflict):
            fail()
        assert objects(on_s3) == []

    @pytest.mark.shipper(months=0)
    def test_a_list_of_shipments_is_looked_at_and_recorded(self, on_s3: str, shipper: Shipper, portal: Client) -> None:
        upload = sent(portal, shipper)
        columns = reverse("portal:upload_columns", args=[shipper.pk, upload.pk])
        form = guessed(portal.get(columns).content.decode())
        portal.post(columns, form | {"same_issuer": "UPSN", "same_currency": "USD"})
        portal.post(reverse("portal:upload", args=[shipper.pk, upload.pk]))
        job_run(job_id=SellerUpload.objects.get().job_id)
        upload.refresh_from_db()
        assert upload.outcome == {"read": 2, "accepted": 1, "amended": 0, "duplicates": 0, "rejected": 1}
        refused = portal.get(reverse("portal:upload_rejects", args=[shipper.pk, upload.pk]))
        assert b"1Z2" in b"".join(refused.streaming_content)
        assert len(objects(on_s3)) == 2

    def test_an_import_in_parts_is_recorded(self, on_s3: str, partner: PartnerClient) -> None:
        data = content(40)
        where = create(partner, data[:99], **{"Upload-Complete": "?0"})["Location"]
        part(partner, where, 99, data[99:2000])
        part(partner, where, 2000, data[2000:], last=True)
        assert len(objects(on_s3)) == 3
        assert recorded(partner, where)["accepted"] == 40
        clear_imports()
        assert objects(on_s3) == []

    def test_backups_say_that_the_bucket_keeps_the_files(self, on_s3: str) -> None:
        told: list[str] = []
        left_out_tell(told.append)
        assert on_s3 in told[0]
        assert list(places(None)) == ["seals"]


class TestAway:
    """The server of the store has stopped."""

    def test_whoever_sends_a_file_is_told_to_wait_and_nothing_is_kept(
        self, dying_store: ThreadedMotoServer, portal: Client, shop: Shipper
    ) -> None:
        dying_store.stop()
        asked = {"subject": "A label", "text": "Which label?", "language": "en"}
        asked["files"] = [SimpleUploadedFile("a.pdf", answers.PDF)]
        answer = portal.post(reverse("portal:questions", args=[shop.pk]), asked)
        assert (answer.status_code, answer["Retry-After"]) == (503, str(RETRY_SECONDS))
        page = answer.content.decode()
        assert "We can&#x27;t take files right now" in page
        assert "Which label?" in page
        assert not Thread.objects.exists()

    def test_a_part_is_refused_and_the_import_goes_on_where_it_was(
        self, dying_store: ThreadedMotoServer, partner: PartnerClient
    ) -> None:
        where = create(partner, content(1), **{"Upload-Complete": "?0"})["Location"]
        dying_store.stop()
        answer = part(partner, where, len(content(1)), b"x")
        assert_problem(answer, 503, "no-room")
        assert answer["Retry-After"] == str(RETRY_SECONDS)
        assert_problem(create(partner, content(2)), 503, "no-room")
        (kept,) = Import.objects.all()
        assert (len(kept.parts), kept.received) == (1, len(content(1)))

    def test_a_job_waits_for_the_store_however_long(
        self, dying_store: ThreadedMotoServer, partner: PartnerClient
    ) -> None:
        create(partner, content(2))
        dying_store.stop()
        for _turn in range(MAX_TAKES + 1):
            Job.objects.update(beat_at=None)
            job_run(job_id=Import.objects.get().job_id)
        assert Job.objects.get().state == JobState.RUNNING

    def test_whoever_reads_a_file_is_told_that_a_part_of_the_site_is_away(
        self, dying_store: ThreadedMotoServer, desk: Client, ada: User
    ) -> None:
        (file,) = answers.submitted(ada).evidence.all()
        dying_store.stop()
        desk.raise_request_exception = False
        for name in ("file", "preview"):
            answer = desk.get(reverse(f"admin:applications_application_{name}", args=[file.pk]))
            assert answer.status_code == 503
            assert answer["Retry-After"]

    def test_a_deployment_is_told_what_to_set(self, dying_store: ThreadedMotoServer) -> None:
        assert files_check(None) == []
        dying_store.stop()
        (said,) = files_check(None)
        assert said.id == "known_shipper.E011"
        assert "AWS_ENDPOINT_URL_S3" in (said.hint or "")


def test_a_bucket_that_is_missing_is_told(store: ThreadedMotoServer, tmp_path: Path, settings: Settings) -> None:
    settings.FILES_URL = "s3://no-such-bucket/files"
    (said,) = files_check(None)
    assert settings.FILES_URL in said.msg
    missing = S3Files("s3://no-such-bucket/files")
    with pytest.raises(NoRoom):
        missing.save("a", ContentFile(b"a"))
    with pytest.raises(FilesAway):
        missing.listdir("")


@pytest.mark.slow
def test_a_worker_records_an_import_of_which_another_process_stored_the_parts(
    on_s3: str, worker: Worker, settings: Settings
) -> None:
    partner = PartnerClient(
        partner_create(name="Blue", scopes=["ledger:write"], reporter_code="bpl", reporter_kind="carrier")
    )
    worker.environment["FILES_URL"] = settings.FILES_URL
    worker.start()
    data = content(40)
    where = create(partner, data[:99], **{"Upload-Complete": "?0"})["Location"]
    part(partner, where, 99, data[99:], last=True)
    eventually(lambda: partner.get(where).json()["state"] == "finished")
    assert partner.get(where).json()["accepted"] == 40
