"""Uploads of a business's own shipments: previewed, recorded for the business alone, and taken back whole."""

import csv
import gzip
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound
from apps.events.models import Event
from apps.jobs.models import Job, JobState
from apps.jobs.services import MAX_SILENCE, job_run, jobs_sweep
from apps.ledger import services
from apps.ledger.files.headings import columns_guess, unread_reason
from apps.ledger.files.notation import day_of, day_order_guess, decimal_sign_guess, number_of
from apps.ledger.files.previews import preview_of
from apps.ledger.models import Parcel, Recording, Reporter, SellerUpload, Shipment, Tally, UploadState
from apps.shippers.ksn import new_ksn
from apps.shippers.models import Shipper
from tests.ledger.conftest import assert_consistent, enrolled, present, report, shipment, tally
from tests.live import Worker, eventually
from tests.people import on_team, seller

pytestmark = pytest.mark.usefixtures("media")

HEADER = "Tracking,Ship date,Goods,Price"
MEANING = {"reference": "Tracking", "date": "Ship date", "description": "Goods", "value": "Price"}
SAME = {"issuer": "UPSN", "currency": "USD"}


@pytest.fixture
def shop() -> Shipper:
    return enrolled()


@pytest.fixture
def uploader(shop: Shipper) -> User:
    return on_team(shop, "owner")


def sent(user: User, shop: Shipper, *lines: str, name: str = "sent.csv", header: str = HEADER) -> SellerUpload:
    content = "".join(f"{line}\n" for line in (header, *lines)).encode()
    chunks = [gzip.compress(content, mtime=0)] if name.endswith(".gz") else [content[:10], content[10:]]
    return services.upload_add(actor=user, shipper_id=shop.pk, name=name, chunks=chunks)


def recorded(user: User, upload: SellerUpload, **meaning: Any) -> SellerUpload:
    keys = {"actor": user, "shipper_id": upload.shipper_id, "upload_id": upload.pk}
    services.upload_describe(**keys, **({"columns": MEANING, "constants": SAME} | meaning))
    upload = services.upload_record(**keys)
    job_run(job_id=upload.job_id)
    return SellerUpload.objects.get(pk=upload.pk)


def refused_lines(upload: SellerUpload) -> list[list[str]]:
    with upload.rejects.open() as file:
        return list(csv.reader(StringIO(file.read().decode("utf-8-sig"))))


def test_a_file_is_recorded_as_the_sellers_own_and_is_no_evidence(shop: Shipper, uploader: User) -> None:
    upload = recorded(
        uploader, sent(uploader, shop, "1Z1,2026-01-05,Scarf,9.50", "1Z2,2026-01-06,Mug,oops", ",2026-01-07,,")
    )
    assert upload.outcome == {"read": 3, "accepted": 1, "amended": 0, "duplicates": 0, "rejected": 2}
    assert upload.state == UploadState.DONE
    assert upload.job.state == JobState.DONE
    told = Shipment.objects.get()
    assert (told.seller.source, told.seller.code, told.seller.shipper) == ("ksn", shop.ksn, shop)
    assert told.evidence is False
    assert tally() == {"shipments": 1, "evidence": 0, "examined": 0, "discrepant": 0}
    recording = upload.recording
    assert (recording.kind, recording.actor, recording.reporter.kind) == (Recording.Kind.UPLOAD, uploader, "seller")
    assert shop.ksn not in recording.reporter.code, "whom others are told of in a conflict"
    head, mug, nothing = refused_lines(upload)
    assert head == ["Line", "What to change", "Tracking", "Ship date", "Goods", "Price"]
    assert (mug[0], mug[2:]) == ("3", ["1Z2", "2026-01-06", "Mug", "oops"])
    assert "Value: “oops” is not a number." in mug[1]
    assert "Tracking number: This is required." in nothing[1]
    event = Event.objects.get(kind="ledger.upload_recorded")
    assert (event.shipper_id, event.actor, event.payload["rejected"]) == (shop.pk, uploader, 2)
    report(shipment("1Z1", ksn=shop.ksn, seller="", date="2026-01-05"))
    assert tally()["evidence"] == 1, "confirmed by the carrier"
    assert_consistent()


def test_the_same_file_again_changes_nothing(shop: Shipper, uploader: User) -> None:
    lines = ["1Z1,2026-01-05,Scarf,9.50", "1Z2,2026-01-06,Mug,oops"]
    first = recorded(uploader, sent(uploader, shop, *lines))
    again = recorded(uploader, sent(uploader, shop, *lines, name="again.csv.gz"))
    assert again.outcome == {"read": 2, "accepted": 0, "amended": 0, "duplicates": 1, "rejected": 1}
    assert refused_lines(again) == refused_lines(first)
    mended = recorded(
        uploader, sent(uploader, shop, "1Z1,2026-01-05,Scarf,9.50", "1Z2,2026-01-06,Mug,4", "1Z3,2026-01-06,Cup,1")
    )
    assert mended.outcome == {"read": 3, "accepted": 2, "amended": 0, "duplicates": 1, "rejected": 0}
    assert not mended.rejects
    assert Shipment.objects.count() == 3
    assert Reporter.objects.filter(kind="seller").count() == 1


def test_a_file_reports_neither_other_sellers_nor_acts_of_officers(shop: Shipper, uploader: User) -> None:
    other = Shipper.objects.create(ksn=new_ksn(), name="Other")
    header = "Tracking,Ship date,ksn,Seller,exam_result,Disposition"
    upload = sent(uploader, shop, f"1Z1,2026-01-05,{other.ksn},S9,clean,released", header=header)
    assert [heading.name for heading in preview_of(upload).headings if heading.never] == [
        *("ksn", "Seller", "exam_result", "Disposition")
    ]
    base = {"reference": "Tracking", "date": "Ship date"}
    keys = {"actor": uploader, "shipper_id": shop.pk, "upload_id": upload.pk, "constants": SAME}
    for columns in (
        {"ksn": "ksn"},
        {"seller": "Seller"},
        {"examined": "Disposition"},
        {"description": "ksn"},
        {"exam_result": "exam_result"},
    ):
        with pytest.raises(InvalidInput):
            services.upload_describe(**keys, columns=base | columns)
    with pytest.raises(InvalidInput):
        services.upload_describe(**keys | {"constants": SAME | {"ksn": other.ksn}}, columns=base)
    recorded(uploader, upload, columns=base)
    told = Shipment.objects.get()
    assert (told.seller.shipper, told.examined, told.disposition) == (shop, False, "")


def test_a_file_does_not_overrule_other_reporters(shop: Shipper, uploader: User) -> None:
    report(shipment("1Z1", ksn=shop.ksn, seller="", date="2026-01-05", value="9.50", currency="USD"))
    upload = recorded(uploader, sent(uploader, shop, "1Z1,2026-01-05,,9.50", "1Z1,2026-01-05,,1.00"))
    assert (upload.outcome["duplicates"], upload.outcome["rejected"]) == (1, 1)
    assert "has more authority" in refused_lines(upload)[1][1]
    assert str(present("1Z1").value) == "9.50"


def test_a_missing_field_is_refused_before_anything_is_recorded(shop: Shipper, uploader: User) -> None:
    upload = sent(uploader, shop, "1Z1,2026-01-05,Scarf,9.50")
    keys = {"actor": uploader, "shipper_id": shop.pk, "upload_id": upload.pk}
    with pytest.raises(Conflict, match="First say what the columns"):
        services.upload_record(**keys)
    with pytest.raises(InvalidInput) as refusal:
        services.upload_describe(**keys, columns={"date": "Ship date"}, constants={})
    assert refusal.value.fields.keys() == {"reference", "issuer"}
    services.upload_describe(**keys, columns=MEANING, constants=SAME)
    assert not Recording.objects.filter(kind=Recording.Kind.UPLOAD).exists()
    services.upload_record(**keys)
    for act in (services.upload_record, services.upload_discard):
        with pytest.raises(Conflict):
            act(**keys)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "is empty"),
        ("head.csv", b"Tracking,Date\n", "has no lines"),
        ("book.xlsx", b"PK\x03\x04\0\0", "is not a text file"),
        ("wide.csv", b",".join(b"c%d" % n for n in range(101)) + b"\n1\n", "more than 100 columns"),
        ("large.csv", b"Tracking,Date\n" + b"1Z1,2026-01-05\n" * 500, "is larger than"),
        ("bomb.csv.gz", gzip.compress(b"Tracking,Date\n" + b"1Z1,2026-01-05\n" * 500, mtime=0), "is larger than"),
        ("broken.csv.gz", gzip.compress(b"Tracking,Date\n1Z1,2026-01-05\n", mtime=0)[:-9], "is damaged"),
        ("line.csv", b"Tracking,Date\n" + b"x" * 5_000, "a line of more than"),
    ],
)
def test_a_file_that_is_no_list_is_refused_and_not_kept(
    shop: Shipper,
    uploader: User,
    media: Path,
    settings,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    content: bytes,
    words: str,
) -> None:
    settings.HISTORY_UPLOAD_MAX_BYTES = 6_000
    monkeypatch.setattr("apps.ledger.files.rows.MAX_LINE_LENGTH", 4_000)
    with pytest.raises(InvalidInput, match=words) as refusal:
        services.upload_add(actor=uploader, shipper_id=shop.pk, name=name, chunks=[content])
    assert name in refusal.value.message
    assert "/" not in refusal.value.message, "no path of ours"
    assert not SellerUpload.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_columns_are_guessed_in_several_languages_and_spellings(shop: Shipper, uploader: User) -> None:
    assert columns_guess(["Tracking No.", "SHIP_DATE", "Item name", "Qty", "Weather", "tracking id"]) == {
        "reference": "Tracking No.",
        "date": "SHIP_DATE",
        "description": "Item name",
        "quantity": "Qty",
    }
    assert columns_guess(["Número de seguimiento", "Fecha de envío", "País de origen"]).keys() == {
        "reference",
        "date",
        "origin",
    }
    assert columns_guess(["运单号", "发货日期", "原产国", "申报价值"]).keys() == {
        "reference",
        "date",
        "origin",
        "value",
    }
    assert unread_reason("Seller-ID")
    assert not unread_reason("Goods")
    upload = sent(uploader, shop, '1Z1;05.01.2026;"Scarf; red"', header="Guía;Fecha;Descripción")
    preview = preview_of(upload)
    assert [heading.name for heading in preview.headings] == ["Guía", "Fecha", "Descripción"]
    assert preview.headings[2].samples == ["Scarf; red"]


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-01-31", "ymd", "2026-01-31"),
        ("2026/1/31 14:05", "dmy", "2026-01-31"),
        ("2026年1月31日", "mdy", "2026-01-31"),
        ("31/01/2026", "dmy", "2026-01-31"),
        ("31.1.2026 9:00", "dmy", "2026-01-31"),
        ("1/31/2026", "mdy", "2026-01-31"),
        ("31/01/2026", "ymd", "31/01/2026"),
        ("31/01/26", "dmy", "31/01/26"),
        ("soon", "dmy", "soon"),
    ],
)
def test_days_are_read_in_the_given_order(text: str, order: str, day: str) -> None:
    assert day_of(text, order) == day


@pytest.mark.parametrize(
    ("text", "sign", "number"),
    [
        ("1234.5", ".", "1234.5"),
        ("1,234.50", ".", "1234.50"),
        ("1,234", ".", "1234"),
        ("8,20", ".", "8,20"),
        ("8,20", ",", "8.20"),
        ("1.234,50", ",", "1234.50"),
        ("1.234", ",", "1234"),
        ("12.50", ",", "12.50"),
        ("free", ",", "free"),
    ],
)
def test_numbers_are_read_with_the_given_decimal_sign(text: str, sign: str, number: str) -> None:
    assert number_of(text, sign) == number


def test_a_notation_is_guessed_only_where_it_is_certain() -> None:
    assert day_order_guess(["01/02/2026", "31/01/2026"]) == "dmy"
    assert day_order_guess(["01/02/2026", "01/31/2026"]) == "mdy"
    for days in (["01/02/2026"], ["31/01/2026", "01/31/2026"], ["2026-01-31"], []):
        assert day_order_guess(days) == "ymd", "else a day would be taken for a month"
    assert decimal_sign_guess(["1.234,50", "7"]) == ","
    for numbers in (["8.20", "1,5"], ["1,234"], ["7"], []):
        assert decimal_sign_guess(numbers) == "."


def test_a_file_is_read_in_the_notation_of_its_country(shop: Shipper, uploader: User) -> None:
    upload = sent(
        uploader, shop, "1Z1;05/01/2026;Taza;1.008,20", "1Z2;25/01/2026;Taza;3,5", header=HEADER.replace(",", ";")
    )
    assert preview_of(upload).notation_guess() == ("dmy", ",")
    upload = recorded(uploader, upload, day_order="dmy", decimal_sign=",")
    assert upload.outcome["accepted"] == 2
    assert (present("1Z1").date, str(present("1Z1").value)) == (date(2026, 1, 5), "1008.20")


def test_ndjson_is_read_too(shop: Shipper, uploader: User) -> None:
    lines = ['{"tracking": "1Z1", "date": "2026-01-05"}', "{broken"]
    upload = sent(uploader, shop, *lines[1:], name="sent.ndjson", header=lines[0])
    assert preview_of(upload).guess_columns() == {"reference": "tracking", "date": "date"}
    upload = recorded(uploader, upload, columns={"reference": "tracking", "date": "date"})
    assert (upload.outcome["accepted"], upload.outcome["rejected"]) == (1, 1)
    assert refused_lines(upload)[1][0] == "2"


def test_a_file_is_taken_back_whole_and_may_be_sent_again(shop: Shipper, uploader: User) -> None:
    upload = recorded(uploader, sent(uploader, shop, "1Z1,2026-01-05,Scarf,9.50"))
    keys = {"actor": uploader, "shipper_id": shop.pk, "upload_id": upload.pk}
    with pytest.raises(InvalidInput, match="Say why"):
        services.upload_take_back(**keys, reason="")
    services.upload_take_back(**keys, reason="The wrong year")
    assert SellerUpload.objects.get().state == UploadState.TAKEN_BACK
    assert tally()["shipments"] == 0
    with pytest.raises(Conflict):
        services.upload_take_back(**keys, reason="Again")
    again = recorded(uploader, sent(uploader, shop, "1Z1,2026-01-05,Scarf,9.50"))
    assert again.outcome["accepted"] == 1
    assert_consistent()


def test_a_file_that_was_not_recorded_is_deleted(
    shop: Shipper, uploader: User, media: Path, django_capture_on_commit_callbacks
) -> None:
    upload = sent(uploader, shop, "1Z1,2026-01-05,Scarf,9.50")
    with django_capture_on_commit_callbacks(execute=True):
        services.upload_discard(actor=uploader, shipper_id=shop.pk, upload_id=upload.pk)
    assert not SellerUpload.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_only_those_who_may_prepare_for_the_business_send_files(shop: Shipper, uploader: User) -> None:
    viewer = on_team(shop, "viewer")
    upload = sent(uploader, shop, "1Z1,2026-01-05,Scarf,9.50")
    keys = {"shipper_id": shop.pk, "upload_id": upload.pk}
    for user, error in ((viewer, NotAllowed), (seller("stranger@shop.example"), NotFound)):
        with pytest.raises(error):
            sent(user, shop, "1Z1,2026-01-05,Scarf,9.50")
        for act, more in (
            (services.upload_describe, {"columns": MEANING, "constants": SAME}),
            (services.upload_record, {}),
            (services.upload_discard, {}),
            (services.upload_take_back, {"reason": "No"}),
        ):
            with pytest.raises(error):
                act(actor=user, **keys, **more)
    applicant = Shipper.objects.create(name="Not approved yet")
    on_team(applicant, "owner", uploader)
    with pytest.raises(Conflict, match="when you are approved"):
        sent(uploader, applicant, "1Z1,2026-01-05,Scarf,9.50")
    with pytest.raises(DomainError):
        services.upload_record(actor=uploader, shipper_id=applicant.pk, upload_id=upload.pk)


@pytest.mark.slow
def test_another_worker_goes_on_where_a_killed_one_stopped(worker: Worker, media: Path, tmp_path: Path) -> None:
    worker.environment["KNOWN_SHIPPER_LOCAL"] = str(tmp_path)
    shop = enrolled()
    ada = on_team(shop, "owner")
    count = 30_000
    upload = sent(
        ada, shop, *(f"1Z{number},2026-01-{number % 28 + 1:02},Scarf,{number % 90}" for number in range(count))
    )
    keys = {"actor": ada, "shipper_id": shop.pk, "upload_id": upload.pk}
    services.upload_describe(**keys, columns=MEANING, constants=SAME)
    with transaction.atomic():
        job_id = services.upload_record(**keys).job_id
    worker.start()
    jobs_sweep()
    eventually(lambda: Recording.objects.filter(kind=Recording.Kind.UPLOAD, position__gt=0).exists())
    worker.kill()
    assert Recording.objects.get(kind=Recording.Kind.UPLOAD).finished_at is None
    Job.objects.filter(pk=job_id).update(beat_at=clock.now() - 2 * MAX_SILENCE)
    worker.start()
    jobs_sweep()
    eventually(lambda: Job.objects.filter(pk=job_id, state=JobState.DONE).exists())
    assert SellerUpload.objects.get().outcome == {
        "read": count,
        "accepted": count,
        "amended": 0,
        "duplicates": 0,
        "rejected": 0,
    }
    assert Parcel.objects.count() == Shipment.objects.count() == count
    assert sum(Tally.objects.values_list("shipments", flat=True)) == count
