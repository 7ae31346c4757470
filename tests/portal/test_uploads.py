"""Uploads of shipments: the columns, the check before recording, and the result."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.core.errors import Conflict
from apps.jobs.services import job_run
from apps.ledger.files.rows import HistoryFile
from apps.ledger.models import Parcel, Recording, SellerUpload
from apps.ledger.services import history
from apps.shippers.models import Membership, Shipper
from tests.browser.look import faults
from tests.browsers import follow
from tests.live import Worker
from tests.markup import assert_valid
from tests.people import seller, signed_in
from tests.portal.members import member_of

LINES = "Tracking No,Ship date,Product,Price,Seller,Notes\n1Z1,2026-01-05,Scarf <b>,9.50,Me,ok\n1Z2,soon,Mug,1,Me,\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def shop(db: None) -> Shipper:
    return member_of(seller(), months=0)


@pytest.fixture
def ada(shop: Shipper) -> Client:
    return signed_in(shop.team.get().user)


def at(name: str, shop: Shipper, *keys: int) -> str:
    return reverse(f"portal:{name}", args=[shop.pk, *keys])


def sent(client: Client, shop: Shipper, content: str = LINES) -> SellerUpload:
    file = SimpleUploadedFile("sent.csv", content.encode())
    answer = client.post(at("uploads", shop), {"file": file})
    upload = SellerUpload.objects.latest("pk")
    assert answer.url == at("upload_columns", shop, upload.pk)
    return upload


def guessed(html: str) -> dict[str, str]:
    """Return the form as it is shown, ready to be sent."""
    fields = {}
    names = r"column_\d+|same_\w+|day_order|decimal_sign"
    for name, options in re.findall(rf'<select name="({names})".*?>(.*?)</select>', html, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


def test_a_file_goes_from_its_columns_over_a_look_to_its_outcome(shop: Shipper, ada: Client) -> None:
    pages = {"none": ada.get(at("uploads", shop)).content.decode()}
    upload = sent(ada, shop)
    columns, status = at("upload_columns", shop, upload.pk), at("upload", shop, upload.pk)
    assert ada.get(status).url == columns, "first things first"
    pages["columns"] = html = ada.get(columns).content.decode()
    form = guessed(html)
    assert list(form.values())[:5] == ["reference", "date", "description", "value", ""]
    assert "Your file is only about your own shipments" in html
    assert "For example: 1Z1 · 1Z2" in html
    assert "Scarf &amp;lt;b&amp;gt;" not in html
    assert "Scarf &lt;b&gt;" in html

    answer = ada.post(columns, form)
    assert answer.status_code == 422
    pages["missing"] = html = answer.content.decode()
    assert 'href="#id_same_issuer"' in html, "the summary leads to the field"
    assert "Every shipment needs this." in html

    answer = ada.post(columns, form | {"column_5": "date", "same_issuer": "UPSN", "same_currency": "dollars"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "You chose “Date of shipment” for “Ship date” already." in html
    assert "UPSN" in html, "what was typed is kept"

    assert ada.post(columns, form | {"same_issuer": "UPSN", "same_currency": "USD"}).url == status
    pages["look"] = html = ada.get(status).content.decode()
    assert "1 of these lines would be refused" in html
    assert "“soon” is not a date." in html
    assert "Nothing is recorded yet." in html
    assert "is no evidence" in html
    assert not Recording.objects.filter(kind=Recording.Kind.UPLOAD).exists()

    assert ada.post(status).url == status
    pages["progress"] = html = ada.get(status).content.decode()
    assert "<progress" in html
    assert "Look again" in html
    job_run(job_id=SellerUpload.objects.get().job_id)
    pages["outcome"] = html = ada.get(status).content.decode()
    assert "<progress" not in html
    assert "Download the refused lines" in html
    assert "is no evidence" in html
    rejected = b"".join(ada.get(at("upload_rejects", shop, upload.pk)).streaming_content).decode("utf-8-sig")
    assert rejected.splitlines()[1].startswith("3,")
    pages["files"] = html = ada.get(at("uploads", shop)).content.decode()
    assert "sent.csv" in html

    back = at("upload_take_back", shop, upload.pk)
    assert ada.post(back, {"reason": " "}).status_code == 422
    assert ada.post(back, {"reason": "The wrong year"}).url == status
    assert "taken back on" in ada.get(status).content.decode()
    assert Parcel.objects.get().voided
    assert_valid(pages)


def test_a_file_without_lines_is_refused_at_the_field(shop: Shipper, ada: Client) -> None:
    for file, words in ((None, "Choose a file."), (SimpleUploadedFile("a.csv", b"Tracking,Date\n"), "has no lines")):
        answer = ada.post(at("uploads", shop), {"file": file} if file else {})
        assert answer.status_code == 422
        html = answer.content.decode()
        assert words in html
        assert 'href="#id_file"' in html


def test_a_stopped_upload_says_so_and_can_go_on(shop: Shipper, ada: Client) -> None:
    upload = sent(ada, shop)
    form = guessed(ada.get(at("upload_columns", shop, upload.pk)).content.decode())
    ada.post(at("upload_columns", shop, upload.pk), form | {"same_issuer": "UPSN"})
    status = at("upload", shop, upload.pk)
    ada.post(status)
    Path(SellerUpload.objects.get().file.path).rename(Path(upload.file.path).with_suffix(".gone"))
    job_run(job_id=SellerUpload.objects.get().job_id)
    Path(upload.file.path).with_suffix(".gone").rename(upload.file.path)
    html = ada.get(status).content.decode()
    assert "Recording this file stopped" in html
    assert "There is no file sent.csv." in html
    ada.post(status)
    job_run(job_id=SellerUpload.objects.get().job_id)
    assert SellerUpload.objects.get().outcome["accepted"] == 1


def test_the_look_tells_before_shipping_what_customs_will_ask_about(shop: Shipper, ada: Client) -> None:
    goods = ["gift"] * 7 + ["Women's knitted cotton sweater"]
    lines = [f"1Z{number},2026-01-05,{each},9.50,UK\n" for number, each in enumerate(goods)]
    upload = sent(ada, shop, "Tracking,Date,Description,Price,Origin\n" + "".join(lines))
    columns, status = at("upload_columns", shop, upload.pk), at("upload", shop, upload.pk)
    ada.post(columns, guessed(ada.get(columns).content.decode()) | {"same_issuer": "UPSN", "same_currency": "USD"})

    html = ada.get(status).content.decode()

    advice = html[html.index('id="advice"') : html.index("</section>", html.index('id="advice"'))]
    assert "2, 3, 4, 5, 6 and 2 more" in " ".join(advice.split())
    assert "“gift” fits almost any parcel." in advice
    assert "Write GB." in advice
    assert "sweater” fits" not in advice
    assert_valid({"look": html})


def test_an_upload_can_be_discarded_before_recording(shop: Shipper, ada: Client) -> None:
    upload = sent(ada, shop)
    assert ada.post(at("upload", shop, upload.pk), {"discard": "1"}).url == at("uploads", shop)
    assert "You have not sent a file yet." in ada.get(at("uploads", shop)).content.decode()


def test_who_may_only_read_sees_files_and_sends_none(shop: Shipper, ada: Client) -> None:
    upload = sent(ada, shop)
    viewer = seller("viewer@shop.example")
    Membership.objects.create(shipper=shop, user=viewer, role=Membership.Role.VIEWER)
    client = signed_in(viewer)
    html = client.get(at("uploads", shop)).content.decode()
    assert "sent.csv" in html
    assert 'type="file"' not in html
    for address in (at("uploads", shop), at("upload", shop, upload.pk), at("upload_columns", shop, upload.pk)):
        assert client.post(address).status_code == 403
    other = member_of(seller("other@shop.example"), months=0)
    assert signed_in(other.team.get().user).get(at("upload", other, upload.pk)).status_code == 404


@pytest.mark.slow
def test_the_template_is_understood_when_it_comes_back(shop: Shipper, ada: Client) -> None:
    template = b"".join(ada.get(at("uploads_template", shop)).streaming_content).decode("utf-8-sig").strip()
    cells = ",".join("1" for _heading in template.split(","))
    upload = sent(ada, shop, f"{template}\n{cells}\n")
    form = guessed(ada.get(at("upload_columns", shop, upload.pk)).content.decode())
    assert all(field for name, field in form.items() if name.startswith("column_"))


@pytest.mark.slow
def test_the_page_follows_the_worker_by_itself(worker: Worker, site: LiveServer, page: Page, tmp_path: Path) -> None:
    worker.environment["KNOWN_SHIPPER_LOCAL"] = str(tmp_path)
    user = seller()
    shop = member_of(user, months=0)
    (tmp_path / "sent.csv").write_text(LINES)
    session = signed_in(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
    page.goto(at("uploads", shop))
    page.get_by_label("File of shipments").set_input_files(tmp_path / "sent.csv")
    follow(page.get_by_role("button", name="Send and choose columns"))
    assert not faults(page, page.url)
    page.get_by_label("Carrier or filer that issued the number").fill("UPSN")
    follow(page.get_by_role("button", name="See how it will be read"))
    assert not faults(page, page.url)
    follow(page.get_by_role("button", name="Record these shipments"))
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert not faults(page, page.url)
    worker.start(beat=True)
    expect(page.get_by_text("What became of its lines")).to_be_visible(timeout=90_000)
    expect(page.get_by_role("link", name="Download the refused lines (CSV)")).to_be_visible()
    assert not faults(page, page.url)
    for address in (
        at("uploads", shop),
        at("shipments", shop),
        at("shipments", shop) + "?since=x&examined=no",
        at("shipment", shop, Parcel.objects.get().pk),
        at("violations", shop),
    ):
        page.goto(address)
        assert not faults(page, address)


def test_a_file_in_windows_1252_is_refused_with_what_to_do(ada: Client, shop: Shipper) -> None:
    file = SimpleUploadedFile("m\xfcnchen.csv", LINES.replace("Mug", "T\xfcrschild").encode("cp1252"))
    answer = ada.post(at("uploads", shop), {"file": file})
    assert answer.status_code == 422
    assert "is not in UTF-8" in answer.content.decode()
    assert not SellerUpload.objects.exists()


def test_a_line_that_is_not_utf_8_far_below_is_shown_and_refused_alone(
    ada: Client, shop: Shipper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of before the first look at its encoding is looked at and thrown away as any other."""
    monkeypatch.setattr(HistoryFile, "check_sample", lambda _file: None)
    file = SimpleUploadedFile("sent.csv", LINES.replace("Mug", "T\xfcrschild").encode("cp1252"))
    ada.post(at("uploads", shop), {"file": file})
    upload = SellerUpload.objects.get()
    page = ada.get(at("upload_columns", shop, upload.pk))
    assert page.status_code == 200
    assert "T\ufffdrschild" in page.content.decode()
    form = guessed(page.content.decode()) | {"same_issuer": "UPSN"}
    assert ada.post(at("upload_columns", shop, upload.pk), form).status_code == 302
    assert "not in UTF-8" in ada.get(at("upload", shop, upload.pk)).content.decode()
    ada.post(at("upload", shop, upload.pk), {"discard": "1"})
    assert not SellerUpload.objects.exists()


@pytest.mark.parametrize("begun", [False, True], ids=["before-the-first-line", "on-the-way"])
def test_a_file_whose_recording_stopped_can_be_thrown_away(
    ada: Client, shop: Shipper, monkeypatch: pytest.MonkeyPatch, begun: bool
) -> None:
    upload = sent(ada, shop)
    columns = at("upload_columns", shop, upload.pk)
    ada.post(columns, guessed(ada.get(columns).content.decode()) | {"same_issuer": "UPSN"})
    stop = Conflict("It stopped.")

    def fail(*_args: object, **_more: object) -> None:
        raise stop

    if begun:
        monkeypatch.setattr(history, "recording_finish", fail)
    else:
        monkeypatch.setattr(HistoryFile, "check_size", fail)
    ada.post(at("upload", shop, upload.pk))
    upload.refresh_from_db()
    job_run(job_id=upload.job_id)
    assert Parcel.objects.count() == begun
    page = ada.get(at("upload", shop, upload.pk)).content.decode()
    assert "It stopped." in page
    assert "Throw this file away" in page
    ada.post(at("upload", shop, upload.pk), {"discard": "1"})
    assert SellerUpload.objects.count() == begun
    if begun:
        assert SellerUpload.objects.get().state == "taken_back"
        assert Parcel.objects.get().voided
        assert "were taken back" in ada.get(at("upload", shop, upload.pk)).content.decode()
