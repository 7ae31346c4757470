"""The register of reasons in public, and the certificate of a member."""

import csv
import json
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from apps.core import clock
from apps.core.shares import percent
from apps.measures.reasons.columns import COLUMNS
from apps.portal.certificate import qr_code
from apps.standing.models import Standing
from tests.markup import assert_valid
from tests.measures.registered import register_made
from tests.measures.world import noon
from tests.portal.members import member_of
from tests.portal.pages import page_text
from tests.reading import assert_readable

PAGE = "/performance/reasons/"


@pytest.fixture
def today():
    with clock.at(noon(date(2026, 10, 5))):
        yield


def test_page_says_that_the_register_is_empty(client: Client) -> None:
    page = client.get(PAGE).content.decode()
    assert_valid({PAGE: page})
    assert_readable({PAGE: page})
    assert "The register has no decision yet" in page


def test_page_shows_groups_of_rows_and_filters_them(client: Client) -> None:
    register_made()
    pages = {query: client.get(PAGE + query).content.decode() for query in ("", "?action=demotion", "?action=removal")}
    assert_valid(pages)
    assert_readable(pages)
    assert "12 decisions" in pages[""]
    assert "Kind withheld: Withheld" in pages[""]
    assert "12 decisions" in pages["?action=demotion"]
    assert "10 decisions" not in pages["?action=demotion"]
    assert "No decision in the register fits" in pages["?action=removal"]


def test_page_says_how_much_of_the_register_is_told(client: Client, today: None) -> None:
    register_made()
    rows = json.loads(client.get(reverse("portal:performance_reasons_json")).content)
    told = [row[column] is not None for row in rows for column in COLUMNS]
    assert 0 < sum(told) < len(told), "some of it is withheld"
    page = client.get(PAGE).content.decode()
    assert f"{percent(sum(told) / len(told))} of all values are shown" in page
    of_actions = sum(row["action"] is not None for row in rows) / len(rows)
    assert f"<dt>Action</dt><dd>{percent(of_actions)}</dd>" in page


def test_wrong_filter_shows_the_whole_register(client: Client) -> None:
    register_made()
    page = client.get(f"{PAGE}?action=nothing&page=x").content.decode()
    assert "12 decisions" in page


@pytest.mark.parametrize(("language", "title"), [("es", "Registro de motivos"), ("zh-hans", "理由登记册")])
def test_page_speaks_the_readers_language(client: Client, language: str, title: str) -> None:
    assert f"<h1>{title}</h1>" in client.get(PAGE, headers={"accept-language": language}).content.decode()


def test_files_have_the_rows_of_all_days_or_of_one(client: Client, today: None) -> None:
    part = register_made()
    rows = json.loads(client.get(reverse("portal:performance_reasons_json")).content)
    assert len(rows) == 22
    assert rows[0]["decided_from"] == "2026-01"
    assert {row["action"] for row in rows} == {"demotion", None}
    day = client.get(reverse("portal:performance_reasons_day_json", args=[part.day.isoformat()]))
    assert json.loads(day.content) == rows
    table = b"".join(client.get(reverse("portal:performance_reasons_day_csv", args=[part.day.isoformat()])))
    assert len(list(csv.DictReader(table.decode("utf-8-sig").splitlines()))) == 22
    assert json.loads(client.get("/performance/reasons/2026-09-02.json").content) == []


@pytest.mark.parametrize("day", ["2026-08-31", "2026-10-06", "yesterday"])
def test_day_outside_of_the_register_is_not_found(client: Client, today: None, day: str) -> None:
    register_made()
    assert client.get(f"/performance/reasons/{day}.json").status_code == 404


def test_catalog_lists_the_register(client: Client) -> None:
    register_made()
    (dataset,) = [
        each for each in json.loads(client.get("/data.json").content)["dataset"] if "reasons" in each["identifier"]
    ]
    urls = [file["downloadURL"].removeprefix("http://localhost:8000") for file in dataset["distribution"]]
    assert len(urls) == 4
    with clock.at(noon(date(2026, 10, 5))):
        assert all(client.get(url).status_code == 200 for url in urls)
    assert client.get(reverse("portal:performance_reasons_schema")).status_code == 200


def test_anybody_reads_the_register_by_the_api(client: Client) -> None:
    register_made()
    first = client.get("/api/v1/reasons?limit=12").json()
    assert [row["ground"] for row in first["results"]] == ["rules"] * 12
    rest = client.get(f"/api/v1/reasons?after={first['next']}").json()
    assert [row["ground"] for row in rest["results"]] == [None] * 10
    assert client.get("/api/v1/reasons?action=removal").json()["results"] == []
    assert client.get("/api/v1/reasons?action=nothing").status_code == 422


class TestCertificate:
    def test_the_certificate_names_the_business_and_its_code_leads_to_the_proof(self, portal, ada, settings):
        settings.SITE = {**settings.SITE, "url": "https://known-shipper.example"}
        shipper = member_of(ada, months=5)
        page = page_text(portal, reverse("portal:certificate", args=[shipper.pk]))
        assert f"https://known-shipper.example/verify/?ksn={shipper.ksn}" in page
        assert shipper.name in page
        assert f"QR code of the page that shows the present standing of number {shipper.ksn}." in page
        assert "style=" not in page.split("<main", 1)[1].split("</main", 1)[0]
        assert reverse("portal:certificate", args=[shipper.pk]) in page_text(portal)

    def test_who_is_promised_none_is_sent_back_and_told(self, portal, ada):
        shipper = member_of(ada, months=0)
        address = reverse("portal:certificate", args=[shipper.pk])
        assert address not in page_text(portal)
        answer = portal.get(address, follow=True)
        assert answer.redirect_chain == [(reverse("portal:shipper", args=[shipper.pk]), 302)]
        assert "Yours has none at present." in answer.content.decode()

    def test_a_suspended_member_has_none(self, portal, ada):
        shipper = member_of(ada, months=5)
        Standing.objects.filter(shipper=shipper).update(status="suspended")
        assert portal.get(reverse("portal:certificate", args=[shipper.pk])).status_code == 302

    def test_the_code_equals_that_of_the_library(self):
        code = qr_code("https://known-shipper.example/verify/?ksn=KS1")
        assert code.path.count("M") == sum(map(sum, code_matrix("https://known-shipper.example/verify/?ksn=KS1")))
        assert all(0 <= int(x) < code.size for x in re.findall(r"M(\d+) ", code.path))


def code_matrix(text: str) -> list[list[bool]]:
    code = QRCode(error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    return code.get_matrix()
