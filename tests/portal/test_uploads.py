"""Uploads of shipments: the columns, the check before recording, and the result."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.core.errors import Conflict
from apps.jobs.services import job_run
from apps.ledger.files.rows import HistoryFile
from apps.ledger.models import Parcel, Recording, SellerUpload
from apps.ledger.services import history
from apps.shippers.models import Shipper
from tests.browser.look import faults
from tests.browsers import follow
from tests.live import Worker
from tests.markup import assert_valid
from tests.people import on_team, seller, signed_in
from tests.portal.members import member_of
from tests.portal.pages import at

pytestmark = [pytest.mark.usefixtures("media"), pytest.mark.shipper(months=0)]

LINES = "Tracking No,Ship date,Product,Price,Seller,Notes\n1Z1,2026-01-05,Scarf <b>,9.50,Me,ok\n1Z2,soon,Mug,1,Me,\n"


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


def test_a_file_goes_from_its_columns_over_a_look_to_its_outcome(shipper: Shipper, portal: Client) -> None:
    pages = {"none": portal.get(at("uploads", shipper)).content.decode()}
    upload = sent(portal, shipper)
    columns, status = at("upload_columns", shipper, upload.pk), at("upload", shipper, upload.pk)
    assert portal.get(status).url == columns, "first things first"
    pages["columns"] = html = portal.get(columns).content.decode()
    form = guessed(html)
    assert list(form.values())[:5] == ["reference", "date", "description", "value", ""]
    assert "Your file is only about your own shipments" in html
    assert "For example: 1Z1 · 1Z2" in html
    assert "Scarf &amp;lt;b&amp;gt;" not in html
    assert "Scarf &lt;b&gt;" in html

    answer = portal.post(columns, form)
    assert answer.status_code == 422
    pages["missing"] = html = answer.content.decode()
    assert 'href="#id_same_issuer"' in html, "the summary leads to the field"
    assert "Every shipment needs this." in html

    answer = portal.post(columns, form | {"column_5": "date", "same_issuer": "UPSN", "same_currency": "dollars"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "You chose “Date of shipment” for “Ship date” already." in html
    assert "UPSN" in html, "what was typed is kept"

    assert portal.post(columns, form | {"same_issuer": "UPSN", "same_currency": "USD"}).url == status
    pages["look"] = html = portal.get(status).content.decode()
    assert "1 of these lines would be refused" in html
    assert "“soon” is not a date." in html
    assert "Nothing is recorded yet." in html
    assert "is not evidence" in html
    assert not Recording.objects.filter(kind=Recording.Kind.UPLOAD).exists()

    assert portal.post(status).url == status
    pages["progress"] = html = portal.get(status).content.decode()
    assert "<progress" in html
    assert "Look again" in html
    job_run(job_id=SellerUpload.objects.get().job_id)
    pages["outcome"] = html = portal.get(status).content.decode()
    assert "<progress" not in html
    assert "Download the refused lines" in html
    assert "is not evidence" in html
    rejected = b"".join(portal.get(at("upload_rejects", shipper, upload.pk)).streaming_content).decode("utf-8-sig")
    assert rejected.splitlines()[1].startswith("3,")
    pages["files"] = html = portal.get(at("uploads", shipper)).content.decode()
    assert "sent.csv" in html

    back = at("upload_take_back", shipper, upload.pk)
    assert portal.post(back, {"reason": " "}).status_code == 422
    assert portal.post(back, {"reason": "The wrong year"}).url == status
    assert "taken back on" in portal.get(status).content.decode()
    assert Parcel.objects.get().voided
    assert_valid(pages)


def test_a_file_without_lines_is_refused_at_the_field(shipper: Shipper, portal: Client) -> None:
    for file, words in ((None, "Choose a file."), (SimpleUploadedFile("a.csv", b"Tracking,Date\n"), "has no lines")):
        answer = portal.post(at("uploads", shipper), {"file": file} if file else {})
        assert answer.status_code == 422
        html = answer.content.decode()
        assert words in html
        assert 'href="#id_file"' in html


def test_a_stopped_upload_says_so_and_can_go_on(shipper: Shipper, portal: Client) -> None:
    upload = sent(portal, shipper)
    form = guessed(portal.get(at("upload_columns", shipper, upload.pk)).content.decode())
    portal.post(at("upload_columns", shipper, upload.pk), form | {"same_issuer": "UPSN"})
    status = at("upload", shipper, upload.pk)
    portal.post(status)
    Path(SellerUpload.objects.get().file.path).rename(Path(upload.file.path).with_suffix(".gone"))
    job_run(job_id=SellerUpload.objects.get().job_id)
    Path(upload.file.path).with_suffix(".gone").rename(upload.file.path)
    html = portal.get(status).content.decode()
    assert "Recording this file stopped" in html
    assert "There is no file sent.csv." in html
    portal.post(status)
    job_run(job_id=SellerUpload.objects.get().job_id)
    assert SellerUpload.objects.get().outcome["accepted"] == 1


def test_the_look_tells_before_shipping_what_customs_will_ask_about(shipper: Shipper, portal: Client) -> None:
    goods = ["gift"] * 7 + ["Women's knitted cotton sweater"]
    lines = [f"1Z{number},2026-01-05,{each},9.50,UK\n" for number, each in enumerate(goods)]
    upload = sent(portal, shipper, "Tracking,Date,Description,Price,Origin\n" + "".join(lines))
    columns, status = at("upload_columns", shipper, upload.pk), at("upload", shipper, upload.pk)
    portal.post(
        columns, guessed(portal.get(columns).content.decode()) | {"same_issuer": "UPSN", "same_currency": "USD"}
    )

    html = portal.get(status).content.decode()

    advice = html[html.index('id="advice"') : html.index("</section>", html.index('id="advice"'))]
    assert "2, 3, 4, 5, 6 and 2 more" in " ".join(advice.split())
    assert "“gift” fits almost any parcel." in advice
    assert "Write GB." in advice
    assert "sweater” fits" not in advice
    assert_valid({"look": html})


def test_an_upload_can_be_discarded_before_recording(shipper: Shipper, portal: Client) -> None:
    upload = sent(portal, shipper)
    assert portal.post(at("upload", shipper, upload.pk), {"discard": "1"}).url == at("uploads", shipper)
    assert "You have not sent a file yet." in portal.get(at("uploads", shipper)).content.decode()


def test_who_may_only_read_sees_files_and_sends_none(shipper: Shipper, portal: Client) -> None:
    upload = sent(portal, shipper)
    client = signed_in(on_team(shipper))
    html = client.get(at("uploads", shipper)).content.decode()
    assert "sent.csv" in html
    assert 'type="file"' not in html
    for address in (at("uploads", shipper), at("upload", shipper, upload.pk), at("upload_columns", shipper, upload.pk)):
        assert client.post(address).status_code == 403


@pytest.mark.slow
def test_the_template_is_understood_when_it_comes_back(shipper: Shipper, portal: Client) -> None:
    template = b"".join(portal.get(at("uploads_template", shipper)).streaming_content).decode("utf-8-sig").strip()
    cells = ",".join("1" for _heading in template.split(","))
    upload = sent(portal, shipper, f"{template}\n{cells}\n")
    form = guessed(portal.get(at("upload_columns", shipper, upload.pk)).content.decode())
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
    expect(page.get_by_text("What became of its lines")).to_be_visible()
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


def test_a_file_in_windows_1252_is_refused_with_what_to_do(portal: Client, shipper: Shipper) -> None:
    file = SimpleUploadedFile("m\xfcnchen.csv", LINES.replace("Mug", "T\xfcrschild").encode("cp1252"))
    answer = portal.post(at("uploads", shipper), {"file": file})
    assert answer.status_code == 422
    assert "is not in UTF-8" in answer.content.decode()
    assert not SellerUpload.objects.exists()


def test_a_line_that_is_not_utf_8_far_below_is_shown_and_refused_alone(
    portal: Client, shipper: Shipper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of before the first look at its encoding is looked at and thrown away as any other."""
    monkeypatch.setattr(HistoryFile, "check_sample", lambda _file: None)
    file = SimpleUploadedFile("sent.csv", LINES.replace("Mug", "T\xfcrschild").encode("cp1252"))
    portal.post(at("uploads", shipper), {"file": file})
    upload = SellerUpload.objects.get()
    page = portal.get(at("upload_columns", shipper, upload.pk))
    assert page.status_code == 200
    assert "T\ufffdrschild" in page.content.decode()
    form = guessed(page.content.decode()) | {"same_issuer": "UPSN"}
    assert portal.post(at("upload_columns", shipper, upload.pk), form).status_code == 302
    assert "not in UTF-8" in portal.get(at("upload", shipper, upload.pk)).content.decode()
    portal.post(at("upload", shipper, upload.pk), {"discard": "1"})
    assert not SellerUpload.objects.exists()


@pytest.mark.parametrize("begun", [False, True], ids=["before-the-first-line", "on-the-way"])
def test_a_file_whose_recording_stopped_can_be_thrown_away(
    portal: Client, shipper: Shipper, monkeypatch: pytest.MonkeyPatch, begun: bool
) -> None:
    upload = sent(portal, shipper)
    columns = at("upload_columns", shipper, upload.pk)
    portal.post(columns, guessed(portal.get(columns).content.decode()) | {"same_issuer": "UPSN"})
    stop = Conflict("It stopped.")

    def fail(*_args: object, **_more: object) -> None:
        raise stop

    if begun:
        monkeypatch.setattr(history, "recording_finish", fail)
    else:
        monkeypatch.setattr(HistoryFile, "check_size", fail)
    portal.post(at("upload", shipper, upload.pk))
    upload.refresh_from_db()
    job_run(job_id=upload.job_id)
    assert Parcel.objects.count() == begun
    page = portal.get(at("upload", shipper, upload.pk)).content.decode()
    assert "It stopped." in page
    assert "Throw this file away" in page
    portal.post(at("upload", shipper, upload.pk), {"discard": "1"})
    assert SellerUpload.objects.count() == begun
    if begun:
        assert SellerUpload.objects.get().state == "taken_back"
        assert Parcel.objects.get().voided
        assert "were taken back" in portal.get(at("upload", shipper, upload.pk)).content.decode()
