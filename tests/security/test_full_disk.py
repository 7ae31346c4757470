"""A full disk is told as 503, with the time to wait; what was typed is kept, and the disk gets back what was cut."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.core.room import RETRY_SECONDS, LostBody
from apps.correspondence.models import Thread
from apps.shippers.models import ExternalCheck, Shipper
from config import asgi, wsgi
from tests.applications.answers import PDF
from tests.desk.pages import page_of
from tests.disks import CUT, room_for_small_files
from tests.partners.client import PartnerClient
from tests.partners.imports import NDJSON, content, create, digest, kept, part, recorded
from tests.partners.test_problems import assert_problem
from tests.security.test_slow_bodies import exchange, piece

LINES = 1_000
FORM = b"application/x-www-form-urlencoded"


def large_pdf(size: int = 2 * CUT) -> SimpleUploadedFile:
    return SimpleUploadedFile("large.pdf", PDF.replace(b"endobj", b"endobj\n%" + b"x" * size + b"\n"))


def assert_no_room(answer: HttpResponse) -> None:
    assert (answer.status_code, answer["Retry-After"]) == (503, str(RETRY_SECONDS))


def size_on_disk() -> int:
    """Return the bytes of all imports in the storage."""
    return sum(path.stat().st_size for path in Path(default_storage.path("imports")).glob("*"))


def test_a_new_import_without_room_is_told_so_and_nothing_of_it_is_kept(partner: PartnerClient) -> None:
    before = kept()
    with room_for_small_files():
        answer = create(partner, content(LINES))
    assert_problem(answer, 503, "no-room")
    assert_no_room(answer)
    assert kept() == before


def test_a_part_without_room_gives_its_bytes_back_and_the_import_goes_on_where_it_was(partner: PartnerClient) -> None:
    data, before = content(LINES), size_on_disk()
    where = create(partner, data[:1000], **{"Upload-Complete": "?0"})["Location"]
    with room_for_small_files():
        answer = part(partner, where, 1000, data[1000:], last=True)
    assert_problem(answer, 503, "no-room")
    assert_no_room(answer)
    assert size_on_disk() - before == 1000
    assert partner.head(where)["Upload-Offset"] == "1000"
    assert part(partner, where, 1000, data[1000:], last=True).status_code == 200
    assert recorded(partner, where)["accepted"] == LINES


def test_a_part_with_another_digest_than_promised_gives_its_bytes_back(partner: PartnerClient) -> None:
    data, before = content(LINES), size_on_disk()
    where = create(partner, data[:1000], **{"Upload-Complete": "?0"})["Location"]
    promised = {"Content-Digest": digest(hashlib.sha256, b"other")}
    assert part(partner, where, 1000, data[1000:], **promised).status_code == 400
    assert size_on_disk() - before == 1000


def test_a_form_of_a_seller_without_room_keeps_what_was_typed(portal: Client, shop: Shipper) -> None:
    asked = {"subject": "A label", "text": "Which label?", "language": "en", "files": [large_pdf()]}
    with room_for_small_files():
        answer = portal.post(reverse("portal:questions", args=[shop.pk]), asked)
    assert_no_room(answer)
    page = answer.content.decode()
    assert "We can&#x27;t take files right now" in page
    assert "Which label?" in page
    assert not Thread.objects.exists()


def test_a_list_of_shipments_without_room_is_refused_beside_its_field(portal: Client, shipper: Shipper) -> None:
    file = SimpleUploadedFile("shipments.csv", b"reference,date\n" + b"1Z1,2026-01-01\n" * 10_000)
    with room_for_small_files():
        answer = portal.post(reverse("portal:uploads", args=[shipper.pk]), {"file": file})
    assert_no_room(answer)
    assert 'href="#id_file"' in answer.content.decode()


def test_an_act_of_an_officer_without_room_keeps_what_was_typed(desk: Client, shipper: Shipper) -> None:
    given = {
        "record_check-kind": "register",
        "record_check-result": "unclear",
        "record_check-date": clock.today(),
        "record_check-note": "A look at the register.",
        "record_check-files": [large_pdf()],
    }
    with room_for_small_files():
        answer = desk.post(page_of(shipper, "vetting"), {"act": "record_check"} | given)
    assert_no_room(answer)
    assert "A look at the register." in answer.content.decode()
    assert not ExternalCheck.objects.exists()


def test_a_form_that_is_too_large_for_the_room_says_that_nothing_was_saved(portal: Client, shop: Shipper) -> None:
    """Django writes a file of more than 2.5 MB to the disk before any view has the form."""
    portal.raise_request_exception = False
    asked = {"subject": "A label", "text": "Which label?", "language": "en", "files": [large_pdf(3 * 2**20)]}
    with room_for_small_files():
        answer = portal.post(reverse("portal:questions", args=[shop.pk]), asked)
    assert_no_room(answer)
    assert "This could not be saved" in answer.content.decode()


def test_a_body_for_which_the_server_has_no_room_is_refused_by_a_page() -> None:
    # With the cookie of a form, so that Django reads the body.
    headers = [(b"host", b"localhost"), (b"cookie", b"csrftoken=" + b"a" * 32), (b"content-type", FORM)]
    pieces = [piece(b"x" * CUT) for _number in range(2 * asgi.BYTES_IN_MEMORY // CUT)]
    with room_for_small_files():
        _server, (start, body) = exchange(pieces, *headers, site=wsgi.application, path=b"/accounts/login/")
    assert start["status"] == 503
    assert (b"Retry-After", str(RETRY_SECONDS).encode()) in start["headers"]
    assert b"This could not be saved" in body["body"]


@pytest.mark.parametrize("path", ["/api/v1/imports?facts=shipments", "/api/v1/shipments"])
def test_a_body_for_which_the_server_has_no_room_is_refused_by_a_problem(partner: PartnerClient, path: str) -> None:
    lost = {"wsgi.input": LostBody(), "CONTENT_LENGTH": "9", "CONTENT_TYPE": NDJSON}
    answer = partner.generic("POST", path, **lost)
    assert_problem(answer, 503, "no-room")
    assert_no_room(answer)
