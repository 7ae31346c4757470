"""A business that sends files without end fills neither the disk nor the processors of the site."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import redis
from django.core.cache.backends.locmem import LocMemCache

from apps.accounts.models import User
from apps.core import clock, quotas
from apps.core.errors import Conflict, InvalidInput
from apps.core.files import identify_file
from apps.correspondence.models import Attachment
from apps.correspondence.services import question_answer, question_ask
from apps.jobs.models import Job, JobState
from apps.jobs.services import job_run
from apps.ledger import services
from apps.ledger.files.rows import MAX_SAMPLE_LENGTH
from apps.ledger.models import Recording, SellerUpload
from apps.shippers.models import Shipper
from tests.applications.answers import PDF
from tests.ledger.conftest import enrolled
from tests.ledger.test_uploads import MEANING, SAME
from tests.people import on_team, staff

HEAD = b"Tracking,Ship date,Goods,Price\n"
LINE = b"1Z1,2026-01-05,Scarf,9.50\n"
numbers = count(1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.UPLOAD_FILES_PER_DAY, settings.UPLOAD_BYTES_PER_DAY = 3, 1000
    monkeypatch.setattr(quotas, "cache", LocMemCache(str(tmp_path), {}))
    return settings.MEDIA_ROOT


@pytest.fixture
def shop() -> Shipper:
    return enrolled()


@pytest.fixture
def uploader(shop: Shipper) -> User:
    return on_team(shop, "owner")


def ask(actor: User, shop: Shipper, content: bytes = PDF) -> None:
    """Ask one more question, with a file: one that was asked before is taken for the same."""
    question_ask(
        actor=actor,
        shipper_id=shop.pk,
        subject="Labels",
        text=f"Which of parcel {next(numbers)}?",
        language="en",
        files=[identify_file("a.pdf", [content])],
    )


def send(actor: User, shop: Shipper, content: bytes = HEAD + LINE, name: str = "sent.csv") -> SellerUpload:
    return services.upload_add(actor=actor, shipper_id=shop.pk, name=name, chunks=[content])


def kept(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.parametrize("add", [ask, send])
def test_a_business_sends_so_many_files_in_a_day_wherever_it_sends_them(
    uploader: User, shop: Shipper, media: Path, add: Callable[[User, Shipper], object]
):
    ask(uploader, shop)
    send(uploader, shop)
    ask(uploader, shop)
    with pytest.raises(Conflict, match=r"3, or 0 MB in all\. Send the others tomorrow") as refused:
        add(uploader, shop)
    assert refused.value.code == "upload_quota"
    assert len(kept(media)) == Attachment.objects.count() + SellerUpload.objects.count() == 3
    with clock.at(clock.now() + timedelta(days=1)):
        add(uploader, shop)


def test_a_business_sends_so_many_bytes_in_a_day(uploader: User, shop: Shipper, settings, media: Path):
    settings.UPLOAD_FILES_PER_DAY = 100
    ask(uploader, shop, PDF.replace(b"\n%%EOF", b"\n%" + b"a" * 600 + b"\n%%EOF"))
    with pytest.raises(Conflict):
        ask(uploader, shop, PDF.replace(b"\n%%EOF", b"\n%" + b"a" * 600 + b"\n%%EOF"))
    assert len(kept(media)) == 1


def test_the_quota_of_one_business_is_not_that_of_another_nor_of_staff(uploader: User, shop: Shipper):
    for _time in range(3):
        ask(uploader, shop)
    other = enrolled()
    ask(on_team(other, "preparer"), other)
    officer = staff("officer")
    thread = Attachment.objects.filter(uploaded_by=uploader).first().post.thread
    for _time in range(4):
        question_answer(
            actor=officer,
            thread_id=thread.pk,
            text="See there.",
            language="en",
            files=[identify_file("a.pdf", [PDF])],
        )


def test_a_day_of_the_quota_is_a_day_of_the_program(uploader: User, shop: Shipper):
    """Midnight is that of New York, five hours after that of UTC in winter."""
    late = datetime(2026, 1, 6, 4, 59, tzinfo=UTC)
    with clock.at(late):
        for _time in range(3):
            ask(uploader, shop)
        with pytest.raises(Conflict):
            ask(uploader, shop)
    with clock.at(late + timedelta(minutes=1)):
        ask(uploader, shop)


def test_a_business_past_its_quota_costs_no_work(uploader: User, shop: Shipper, monkeypatch: pytest.MonkeyPatch):
    for _time in range(3):
        send(uploader, shop)
    monkeypatch.setattr("apps.ledger.services.uploads.HistoryFile", None)
    with pytest.raises(Conflict):
        send(uploader, shop)


def test_files_are_taken_while_the_counts_are_out_of_reach(
    uploader: User, shop: Shipper, media: Path, monkeypatch: pytest.MonkeyPatch
):
    class Away:
        def get(self, *_asked: object) -> None:
            raise redis.ConnectionError

        add = incr = get

    monkeypatch.setattr(quotas, "cache", Away())
    for _time in range(4):
        send(uploader, shop)
    assert len(kept(media)) == 4


def lying(content: bytes) -> bytes:
    """Return content, gzipped, that declares a size of ten bytes."""
    return gzip.compress(content, mtime=0)[:-4] + (10).to_bytes(4, "little")


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list to which the size of each block is added that is unpacked."""
    sizes: list[int] = []
    read = gzip._GzipReader.read

    def counted(reader: gzip._GzipReader, size: int = -1) -> bytes:
        block = read(reader, size)
        sizes.append(len(block))
        return block

    monkeypatch.setattr(gzip._GzipReader, "read", counted)
    return sizes


def test_a_request_unpacks_a_sample_of_a_list_and_the_job_the_rest(
    uploader: User, shop: Shipper, settings, unpacked: list[int]
):
    settings.UPLOAD_BYTES_PER_DAY = 2**30
    whole = HEAD + b"".join(b"1Z%d,2026-01-05,%s,9.50\n" % (number, b"Scarf" * 4_000) for number in range(1_500))
    assert len(whole) > 7 * MAX_SAMPLE_LENGTH
    upload = send(uploader, shop, lying(whole), "sent.csv.gz")
    assert sum(unpacked) < 1.1 * MAX_SAMPLE_LENGTH
    assert upload.file.name.endswith(".csv.gz")


def test_a_list_that_unpacks_to_more_than_it_says_is_refused_by_the_job_before_anything_is_recorded(
    uploader: User, shop: Shipper, settings
):
    settings.UPLOAD_BYTES_PER_DAY = 2**30
    settings.HISTORY_UPLOAD_MAX_BYTES = 2**20
    upload = send(uploader, shop, lying(HEAD + LINE * 100_000), "sent.csv.gz")
    keys = {"actor": uploader, "shipper_id": shop.pk, "upload_id": upload.pk}
    services.upload_describe(**keys, columns=MEANING, constants=SAME)
    job_id = services.upload_record(**keys).job_id
    job_run(job_id=job_id)
    job = Job.objects.get(pk=job_id)
    assert (job.state, job.error) == (JobState.FAILED, "“sent.csv.gz” is larger than 1 MB. Send it in parts.")
    assert not Recording.objects.filter(kind=Recording.Kind.UPLOAD).exists()


def test_a_list_that_says_that_it_is_too_large_is_refused_at_once(
    uploader: User, shop: Shipper, settings, unpacked: list[int]
):
    settings.HISTORY_UPLOAD_MAX_BYTES = 2**20
    with pytest.raises(InvalidInput, match="larger than 1 MB"):
        send(uploader, shop, gzip.compress(HEAD + LINE * 100_000, mtime=0), "sent.csv.gz")
    assert sum(unpacked) < 2**20
