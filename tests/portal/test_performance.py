"""The public pages of the measures, and the files beside them."""

import csv
import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from apps.core import clock
from apps.measures.headline import MEASURES
from apps.measures.models import Edition
from apps.measures.periods import Period, PeriodKind
from apps.measures.selectors import edition_codes
from apps.measures.services import edition_release, releases_plan
from tests.evaluation.ledger import parcels
from tests.markup import assert_valid
from tests.measures.applicants import JOINED, answered, applicants, checked, violators
from tests.measures.test_promises import members_of, strangers
from tests.measures.world import FULL, IN_QUARTER, QUARTER, YEAR, members, noon
from tests.measures.world import release as announced
from tests.reading import assert_readable

LANGUAGES = ("en", "es", "zh-hans")


def released(period=QUARTER, number: int = 1) -> Edition:
    row = announced(period, number)
    with clock.at(row.due_at):
        return edition_release(release_id=row.pk)


@pytest.fixture
def editions() -> list[Edition]:
    """Return three editions of a quarter, its revision, and a year."""
    shippers = members(12)
    with clock.at(noon(IN_QUARTER)):
        parcels(shippers[0], IN_QUARTER, 2, drawn="clean")
    first = released()
    with clock.at(noon(date(2026, 6, 1))):
        for shipper in shippers:
            parcels(shipper, IN_QUARTER, 5)
    return [first, released(number=2), released(YEAR)]


def paths() -> list[str]:
    measures = [reverse("portal:performance_measure", args=[code]) for code in MEASURES]
    named = [
        reverse(f"portal:performance{name}") for name in ("", "_calendar", "_membership", "_guidance", "_promises")
    ]
    pages = [reverse("portal:performance_edition", args=[code]) for code in edition_codes()]
    return [*named, *measures, *pages]


def test_pages_are_there_before_the_first_edition(client: Client) -> None:
    pages = {path: client.get(path).content.decode() for path in paths()}
    assert_valid(pages)
    assert_readable(pages)
    assert all("No figures were released yet" in page for path, page in pages.items() if "calendar" not in path)


def test_pages_show_the_figures_of_the_latest_edition(client: Client, editions: list[Edition]) -> None:
    with clock.at(noon(date(2026, 12, 1))):
        releases_plan()
    pages = {path: client.get(path).content.decode() for path in paths()}
    assert_valid(pages)
    assert_readable(pages)
    index = pages[reverse("portal:performance")]
    assert "Withheld: it could tell of few businesses" in index
    page = pages[reverse("portal:performance_measure", args=["completeness"])]
    assert "at least 98%" in page
    assert "Missed" in page
    assert "Was 100% at first" in page
    assert "quarter-2026-01-2" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_speak_the_readers_language(client: Client, editions: list[Edition], language: str) -> None:
    page = client.get(reverse("portal:performance"), headers={"accept-language": language}).content.decode()
    title = {"en": "How the program performs", "es": "Resultados del programa", "zh-hans": "本计划的成效"}[language]
    assert f"<h1>{title}</h1>" in page


def test_file_of_an_edition_is_what_was_published(client: Client, editions: list[Edition]) -> None:
    first = editions[0]
    answer = client.get(reverse("portal:performance_json", args=[first.code]))
    assert answer.content == first.document.encode()
    assert answer["ETag"] == f'"{first.digest}"'
    table = b"".join(client.get(reverse("portal:performance_csv", args=[first.code]))).decode("utf-8-sig")
    rows = list(csv.DictReader(table.splitlines()))
    lines = [line for measure in json.loads(first.document)["measures"] for line in measure["lines"]]
    assert [row["value"] for row in rows] == [line["value"] or "" for line in lines]
    assert {row["withheld"] for row in rows} == {"true", "false"}


def test_table_by_port_is_in_the_files_and_its_largest_ports_on_the_page(client: Client) -> None:
    members(12, port="2704", mode="sea")
    members(15, port="4701")
    members(4, port="1401", mode="sea")
    edition = released()
    page = client.get(reverse("portal:performance_measure", args=["low-value"])).content.decode()
    assert_valid({"page": page})
    assert "All ports (CSV)" in page
    assert '<th scope="row" class="ks-rows__title">4701</th>' in page
    assert "2704" not in page
    assert "1401" not in page
    table = b"".join(client.get(reverse("portal:performance_ports_csv", args=[edition.code]))).decode("utf-8-sig")
    rows = [(row["port"], row["mode"], row["parcels"]) for row in csv.DictReader(table.splitlines())]
    # By sea four businesses came by another port, so that of the twelve would tell of these.
    assert rows == [("4701", "air", "75"), ("4701", "all", "75")]
    year = b"".join(client.get(reverse("portal:performance_ports_csv", args=[released(YEAR).code]))).decode("utf-8-sig")
    assert len(year.splitlines()) == 1


def test_page_of_an_edition_has_what_was_published_then(client: Client, editions: list[Edition]) -> None:
    first, second, _year = editions
    path = reverse("portal:performance_edition", args=[first.code])
    page = client.get(path).content.decode()
    assert first.digest in page
    assert "May 16, 2026" in page, "reports count until the beginning of the day of the release"
    assert reverse("portal:performance_json", args=[first.code]) in page
    assert reverse("portal:performance_edition", args=[second.code]) in page
    assert "Edition before" not in page, "a first edition revises nothing"
    revised = client.get(reverse("portal:performance_edition", args=[second.code])).content.decode()
    assert "−50.00%" in revised
    assert "Reports came late." in revised
    assert path in client.get("/sitemap.xml").content.decode()
    assert path in client.get(reverse("portal:performance_calendar")).content.decode()


def test_page_of_an_edition_keeps_what_the_program_no_longer_measures(
    client: Client, editions: list[Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    left = {code: measure for code, measure in MEASURES.items() if code != "completeness"}
    monkeypatch.setattr("apps.portal.performance.editions.MEASURES", left)
    path = reverse("portal:performance_edition", args=[editions[0].code])
    page = client.get(path, headers={"accept-language": "es"}).content.decode()
    assert '<span lang="en">Parcels with complete data</span>' in page
    assert reverse("portal:performance_measure", args=["completeness"]) not in page


def test_catalog_names_every_file(client: Client, editions: list[Edition]) -> None:
    """Assert what DCAT-US 3.0 requires: title, description, publisher and contact, and a file with its media type."""
    catalog = json.loads(client.get("/data.json").content)
    assert catalog["@type"] == "Catalog"
    assert catalog["modified"] == "2026-12-30"
    assert {"title", "description", "publisher", "dataset"} <= catalog.keys()
    urls = set()
    for dataset in catalog["dataset"]:
        assert {"title", "description", "publisher", "contactPoint", "identifier"} <= dataset.keys()
        assert dataset["contactPoint"]["hasEmail"].startswith("mailto:")
        for file in dataset["distribution"]:
            assert file["mediaType"] in ("application/json", "text/csv")
            urls.add(file["downloadURL"].removeprefix("http://localhost:8000"))
    assert len(urls) == 2 * len(editions) + 2 + 2, "each edition, the register, and the ports of two quarters"
    assert all(client.get(url).status_code == 200 for url in urls)


@pytest.fixture
def quarters() -> list[Edition]:
    """Return the editions of two quarters, in the second of which half of the parcels come without complete data."""
    shippers = members(12, monthly=20, day=date(2025, 11, 10))
    with clock.at(noon(IN_QUARTER)):
        for shipper in shippers:
            parcels(shipper, IN_QUARTER, 10, **FULL)
            parcels(shipper, IN_QUARTER, 10)
    return [released(Period(date(2025, 10, 1), PeriodKind.QUARTER)), released()]


def test_page_of_the_figures_opens_with_the_one_that_moved_most_clearly(
    client: Client, quarters: list[Edition]
) -> None:
    index = client.get(reverse("portal:performance")).content.decode()
    assert_valid(index)
    assert_readable({"index": index})
    opened = index[index.index('class="ks-moved"') : index.index('<ul class="ks-links">')]
    assert "Parcels with complete data" in opened
    assert '<p class="ks-moved__figure">50%</p>' in opened
    assert "October 2025 to December 2025: 100%" in opened
    assert "Worse" in opened
    assert "<svg" in opened
    assert index.index("ks-moved") < index.index("ks-trends")
    assert "ks-moved" not in Client().get(reverse("portal:performance_measure", args=["completeness"])).content.decode()


def test_file_of_a_measure_has_its_lines_in_every_edition(client: Client, editions: list[Edition]) -> None:
    answer = client.get(reverse("portal:performance_measure_csv", args=["completeness"]))
    rows = list(csv.DictReader(b"".join(answer).decode("utf-8-sig").splitlines()))
    assert {row["measure"] for row in rows} == {"completeness"}
    assert [row["edition"] for row in rows] == [edition.code for edition in editions[:2]]
    page = client.get(reverse("portal:performance_measure", args=["completeness"])).content.decode()
    assert 'href="/performance/completeness.csv"' in page


def test_file_of_the_effect_of_membership_has_what_the_editions_published(
    client: Client, editions: list[Edition]
) -> None:
    answer = client.get(reverse("portal:performance_membership_csv"))
    rows = list(csv.DictReader(b"".join(answer).decode("utf-8-sig").splitlines()))
    published = [study for study in editions[2].published["studies"] if study["code"] in ("membership", "deterrence")]
    assert [row["line"] for row in rows] == [line["code"] for study in published for line in study["lines"]]
    assert {row["edition"] for row in rows} == {editions[2].code}


def test_unknown_measure_and_edition_are_not_found(client: Client) -> None:
    assert client.get("/performance/nothing/").status_code == 404
    assert client.get("/performance/nothing.csv").status_code == 404
    assert client.get("/performance/editions/nothing/").status_code == 404
    assert client.get("/performance/editions/nothing.json").status_code == 404
    assert client.get("/performance/editions/nothing.csv").status_code == 404


def test_pages_name_no_business(client: Client, editions: list[Edition]) -> None:
    said = "".join(client.get(path).content.decode() for path in paths()) + editions[0].document
    assert "Lotus Trading" not in said


def test_report_on_a_year_has_every_measure_with_its_trend(client: Client, editions: list[Edition]) -> None:
    path = reverse("portal:performance_report", args=[2026])
    page = client.get(path).content.decode()
    assert_valid({path: page})
    assert_readable({path: page})
    assert all(str(measure.question) in page for measure in MEASURES.values())
    assert "Reports came late" in page
    assert "year-2025-10-1" in page
    trends = page.split('<table class="usa-table usa-table--borderless usa-table--compact ks-rows"')[1:]
    assert trends
    assert all("<td" in trend.partition("</tbody>")[0] for trend in trends)
    assert path in client.get(reverse("portal:performance")).content.decode()
    assert path in client.get("/sitemap.xml").content.decode()


def test_report_takes_few_queries_whatever_the_number_of_measures(
    client: Client, editions: list[Edition], django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(12):
        client.get(reverse("portal:performance_report", args=[2026]))


def test_year_without_figures_has_no_report(client: Client, editions: list[Edition]) -> None:
    assert client.get("/performance/reports/2025/").status_code == 404


def test_page_of_a_measure_says_why_its_figures_were_revised(client: Client, editions: list[Edition]) -> None:
    page = client.get(reverse("portal:performance_measure", args=["completeness"])).content.decode()
    assert "Was 100% at first. Reports came late." in page


def test_page_of_the_studies_says_where_too_little_is_known(client: Client, editions: list[Edition]) -> None:
    page = client.get(reverse("portal:performance_membership")).content.decode()
    assert "Too few exams to tell" in page
    assert "Nothing to count" in page


def test_page_of_the_studies_tells_the_effect_and_the_shares(client: Client) -> None:
    applicants(20, joined=JOINED, wrong_then=1)
    applicants(20, joined=None, wrong_then=2)
    violators(24, tier=1)
    violators(24)
    released(YEAR)
    path = reverse("portal:performance_membership")
    page = client.get(path).content.decode()
    assert_valid({path: page})
    assert_readable({path: page})
    assert "% fewer" in page
    assert "Members sent fewer wrong parcels than they would have sent without the program." in page
    assert "<figcaption>Not members</figcaption>" in page
    assert "75%" in page


def test_page_of_guidance_tells_what_changed_after_checks_and_the_answers(client: Client) -> None:
    for shipper in applicants(20, joined=None, wrong_then=1):
        checked(shipper, JOINED)
    applicants(20, joined=None, wrong_then=2)
    with clock.at(noon(JOINED)):
        for number in range(12):
            answered("value", right=1 + number % 2, of=4)
            answered("value", right=4, of=4, is_after=True)
        answered("brands", right=4, of=4)
    released(YEAR)
    path = reverse("portal:performance_guidance")
    page = client.get(path).content.decode()
    assert_valid({path: page})
    assert_readable({path: page})
    assert "50% fewer" in page
    assert "Businesses sent fewer wrong parcels after a passed check than before, compared with others." in page
    assert '"Before reading">37%</td>' in page.replace("38%", "37%")
    assert '"After reading">100%</td>' in page
    assert '"Before reading">Withheld</td>' in page, "only one person finished the check on brands"
    assert path in client.get("/guidance/").content.decode()


def test_page_of_the_promises_tells_what_was_promised_and_received(client: Client) -> None:
    strangers(12, parcels_each=200, examined=40)
    members_of(1, 11, parcels_each=100, examined=1, hours=10)
    members_of(2, 12, parcels_each=100, examined=40, hours=1)
    members_of(3, 5, parcels_each=10, examined=1)
    released(YEAR)
    path = reverse("portal:performance_promises")
    page = client.get(path).content.decode()
    assert_valid({path: page})
    assert_readable({path: page})
    assert "2.00×" in page, "40 of 100 where others have 40 of 200"
    assert "Broken" in page
    assert "Front of the line" in page
    assert "Withheld" in page
    spanish = client.get(path, headers={"accept-language": "es"}).content.decode()
    assert "Nivel 1" in spanish


def test_page_of_the_studies_speaks_the_readers_language(client: Client, editions: list[Edition]) -> None:
    page = client.get(reverse("portal:performance_membership"), headers={"accept-language": "es"}).content.decode()
    assert "Nivel 1" in page
    assert "Tier 1" not in page
