"""The public pages of tips: sent without an account, opened by the receipt code, and silent about all else."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.allegations import services
from apps.allegations.models import Tip, TipFile
from tests.allegations.tips import received
from tests.core.test_redrawn_files import SECRETS, pdf, photo
from tests.markup import assert_valid
from tests.people import seller, signed_in, staff
from tests.reading import assert_readable

NEW, STATUS = "/allegations/new/", "/allegations/status/"
CODE = re.compile(r"([A-Z2-7]{5}-){3}[A-Z2-7]{5}")


@pytest.fixture(autouse=True)
def _counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def typed(**given: object) -> dict[str, object]:
    return {"group": "merchandise", "text": "Fake labels on toys.", "language": "en"} | given


def code_in(answer: HttpResponse) -> str:
    found = CODE.search(answer.content.decode())
    assert found, answer.content.decode()
    return found[0]


def test_addresses() -> None:
    assert (reverse("portal:tip_new"), reverse("portal:tip_status")) == (NEW, STATUS)


def test_form_is_linked_from_every_page(client: Client) -> None:
    page = client.get("/").content.decode()
    assert page.count(f'href="{NEW}"') == 2, "on the first page, and at the bottom"
    assert f'href="{NEW}"' in client.get("/help/").content.decode()


def test_a_tip_is_sent_without_an_account_and_its_code_is_shown_once(client: Client) -> None:
    answer = client.post(NEW, typed(company="Blue Kite"))
    code = code_in(answer)
    assert services.tip_write(code=code, text="More.", language="en").company == "Blue Kite"
    assert not client.session.keys()
    assert "no-store" in answer["Cache-Control"]
    assert code not in client.get(NEW).content.decode()


def test_form_that_is_sent_again_by_reloading_gives_the_same_code(client: Client) -> None:
    once = re.search(r'name="once" value="(\w+)"', client.get(NEW).content.decode())
    assert once
    codes = {code_in(client.post(NEW, typed(once=once[1]))) for _time in range(2)}
    assert (len(codes), Tip.objects.count()) == (1, 1)


def test_each_program_that_sends_no_number_of_a_form_gets_a_code_of_its_own(client: Client) -> None:
    assert code_in(client.post(NEW, typed(once="x"))) != code_in(client.post(NEW, typed(once="x")))


def test_what_was_typed_stays_beside_the_errors(client: Client) -> None:
    answer = client.post(NEW, {"company": "Blue Kite", "group": "", "text": "", "language": "en"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Blue Kite"' in page
    assert 'href="#id_text"' in page
    assert not Tip.objects.exists()


@pytest.mark.parametrize("reports", ["https://reports.example/", ""])
def test_form_leads_to_the_place_for_real_reports_where_there_is_another(client, settings, reports) -> None:
    settings.SITE = settings.SITE | {"reports": reports}
    page = client.get(NEW).content.decode()
    assert ("This site is a demonstration. No government" in page) == bool(reports)
    assert "Call 911" in page
    assert not reports or f'href="{reports}"' in page


def test_files_are_drawn_anew_and_lose_their_names(client: Client) -> None:
    files = [SimpleUploadedFile("quill.jpg", photo()), SimpleUploadedFile("quill.pdf", pdf())]
    assert client.post(NEW, typed(files=files)).status_code == 200
    kept = list(TipFile.objects.order_by("pk"))
    assert [file.name for file in kept] == ["file-1.png", "file-2.pdf"]
    for file in kept:
        content = file.file.read()
        assert not [secret for secret in SECRETS if secret in content]


@pytest.mark.parametrize(
    "content", [b"<script>alert(1)</script>", b"MZ\x90\x00", b"%PDF-1.4 <html> %%EOF", b"\x89PNG\r\n\x1a\nIEND", b""]
)
def test_hostile_files_are_refused_and_nothing_is_kept(client: Client, content: bytes) -> None:
    answer = client.post(NEW, typed(files=[SimpleUploadedFile("photo.png", content)]))
    assert answer.status_code == 422
    assert not Tip.objects.exists()


class TestStatus:
    def test_sender_sees_open_or_closed_and_nothing_else(self, client: Client) -> None:
        officer, receipt = staff("officer", email="grace.hopper@staff.example"), received()
        services.tip_ask(actor=officer, tip_id=receipt.tip.pk, text="Which month?", language="en")
        page = client.post(STATUS, {"code": receipt.code.lower().replace("-", " ")}).content.decode()
        assert "Which month?" in page
        assert ">Open</span>" in page
        services.tip_refer(actor=officer, tip_id=receipt.tip.pk, agency="Zorblax", reasons="Quince.")
        page = client.post(STATUS, {"code": receipt.code}).content.decode()
        assert ">Closed</span>" in page
        for hidden in ("grace", "Zorblax", "Quince", "eferred", "asked"):
            assert hidden not in page

    def test_sender_adds_a_message_and_files(self, client: Client) -> None:
        receipt = received()
        sent = {"code": receipt.code, "write": "1", "text": "In May.", "language": "es"}
        answer = client.post(STATUS, sent | {"files": [SimpleUploadedFile("q.jpg", photo())]})
        assert "Your message was added" in answer.content.decode()
        assert receipt.tip.posts.get().text == "In May."
        assert receipt.tip.files.count() == 1

    def test_message_without_a_text_is_refused_on_the_same_page(self, client: Client) -> None:
        receipt = received()
        answer = client.post(STATUS, {"code": receipt.code, "write": "1", "text": "", "language": "en"})
        assert answer.status_code == 422
        assert f'value="{receipt.code}"' in answer.content.decode()

    def test_code_in_an_address_opens_nothing(self, client: Client) -> None:
        page = client.get(STATUS, {"code": received().code}).content.decode()
        assert "Fake" not in page
        assert "labels" not in page

    def test_wrong_code_is_told_from_no_code(self, client: Client) -> None:
        assert "We know no report" in client.post(STATUS, {"code": "AAAAA"}).content.decode()
        assert "Enter the receipt code" in client.post(STATUS, {"code": ""}).content.decode()


class TestLimits:
    def test_a_network_is_told_when_to_come_back_and_keeps_what_it_typed(self, client: Client) -> None:
        for _number in range(6):
            assert client.post(NEW, typed()).status_code == 200
        answer = client.post(NEW, typed(text="The seventh."))
        page = answer.content.decode()
        assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
        assert "send it again in an hour" in page
        assert "The seventh." in page
        assert Tip.objects.count() == 6
        other = Client(REMOTE_ADDR="198.51.100.7")
        assert other.post(NEW, typed()).status_code == 200

    def test_the_site_takes_so_many_and_says_so(self, settings) -> None:
        settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"tips_sent": "2/h/key"}
        answers = [Client(REMOTE_ADDR=f"198.51.100.{number}").post(NEW, typed()) for number in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert "This one was not taken" in answers[-1].content.decode()

    def test_forms_with_errors_are_not_counted(self, client: Client) -> None:
        for _number in range(8):
            assert client.post(NEW, typed(text="")).status_code == 422
        assert client.post(NEW, typed()).status_code == 200

    def test_guessing_codes_is_slowed_down_and_the_right_code_of_others_works(self, client: Client) -> None:
        receipt = received()
        answers = [client.post(STATUS, {"code": f"AAAAA-AAAAA-AAAAA-AAAA{letter}"}) for letter in "ABCDEFGHIJKL"]
        assert [answer.status_code for answer in answers] == [422] * 10 + [429] * 2
        assert client.post(STATUS, {"code": receipt.code}).status_code == 429
        assert Client(REMOTE_ADDR="198.51.100.9").post(STATUS, {"code": receipt.code}).status_code == 200


@pytest.mark.slow
def test_pages_are_valid_and_read_easily_in_each_state() -> None:
    receipt, client = received(danger=True), signed_in(seller())
    officer = staff("officer")
    read = {
        "receipt": client.post(NEW, typed(danger="on")),
        "refused": client.post(NEW, {}),
        "no code": client.post(STATUS, {}),
        "open": client.post(STATUS, {"code": receipt.code}),
        "empty message": client.post(STATUS, {"code": receipt.code, "write": "1"}),
    }
    services.tip_ask(actor=officer, tip_id=receipt.tip.pk, text="Which month?", language="es")
    read["asked"] = client.post(STATUS, {"code": receipt.code})
    services.tip_reject(actor=officer, tip_id=receipt.tip.pk, reasons="Nothing.")
    read["closed"] = client.post(STATUS, {"code": receipt.code})
    pages = {name: answer.content.decode() for name, answer in read.items()}
    assert_valid(pages)
    assert_readable({name: page for name, page in pages.items() if name not in ("open", "asked", "closed")})
