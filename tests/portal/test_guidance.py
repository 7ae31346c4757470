"""The pages of guidance on the site: whole in each language, light, and with the reader's own figures."""

import re
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from apps.core import clock
from apps.guidance.library import ENGLISH, pages
from tests.markup import assert_valid
from tests.people import seller, signed_in
from tests.portal.members import member_of, settle, violation
from tests.reading import assert_readable

LANGUAGES = [code for code, _name in settings.LANGUAGES]
MAX_BYTES = 250_000
MAX_QUERIES = 12
INDEX, SEARCH = "/guidance/", "/guidance/search/"


def read(client: Client, path: str, language: str = ENGLISH) -> str:
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_whole_valid_and_light(client: Client, language: str) -> None:
    found = {}
    for page in pages(language).values():
        html = found[page.slug] = read(client, page.address, language)
        assert f"<h1>{escape(page.title)}</h1>" in html
        assert f'<meta name="description" content="{escape(page.summary)}">' in html
        cited = set(re.findall(r'href="#(source-\d+)"', html))
        assert cited <= set(re.findall(r'<li id="(source-\d+)">', html))
        assert "{" not in html[html.index("<article>") : html.index("</article>")]
        assert len(html.encode()) < MAX_BYTES
    found["index"], found["search"] = read(client, INDEX, language), read(client, f"{SEARCH}?q=CBP", language)
    assert_valid({f"{name} ({language})": html for name, html in found.items()})
    if language == ENGLISH:
        assert_readable(found)


def test_the_list_leads_to_every_page_and_every_page_of_the_site_to_the_list(client: Client) -> None:
    html = read(client, INDEX)
    assert all(f'href="{page.address}"' in html for page in pages(ENGLISH).values())
    assert read(client, "/").count(f'href="{INDEX}"') == 2


def test_links_of_the_texts_lead_to_pages(client: Client) -> None:
    targets = {target for page in pages(ENGLISH).values() for target in re.findall(r"\]\((/[^)]*)\)", page.text)}
    assert {target for target in targets if client.get(target).status_code != 200} == set()


def test_an_unknown_page_is_not_found(client: Client) -> None:
    assert client.get("/guidance/nowhere/").status_code == 404


def test_pages_need_few_queries(client: Client) -> None:
    ada = signed_in(seller())
    costly = {}
    for who in (client, ada):
        for path in (INDEX, f"{SEARCH}?q=value", *(page.address for page in pages(ENGLISH).values())):
            read(who, path)
            with CaptureQueriesContext(connection) as asked:
                read(who, path)
            if len(asked) > MAX_QUERIES:
                costly[path] = len(asked)
    assert not costly


def test_numbers_of_the_policy_are_those_of_today(client: Client) -> None:
    assert "You get a decision within 90 days." in read(client, "/guidance/program/")


def test_classification_finds_codes(client: Client) -> None:
    address = pages(ENGLISH)["classification"].address
    assert "6109.10" not in read(client, address)
    html = read(client, f"{address}?q=cotton+t-shirt")
    assert "6109.10" in html
    assert 'value="cotton t-shirt"' in html
    assert "Nothing was found." in read(client, f"{address}?q=qqqqzzzz")
    assert_valid({"codes": html})


def test_penalties_show_the_readers_own_figures_and_nobody_elses(client: Client) -> None:
    ada, ben = seller(), seller("ben@shop.example")
    shipper = member_of(ada, months=3)
    member_of(ben, months=1)
    for loss, determination in (("12.50", "sustained"), ("7.50", "sustained"), ("1000.00", "alleged")):
        violation(shipper, clock.today(), category="classification", revenue_loss=loss, determination=determination)
    settle()
    address = pages(ENGLISH)["penalties"].address
    assert "Your own figures" not in read(client, address)
    assert "No violation counts against your business." in read(signed_in(ben), address)
    html = read(signed_in(ada), address)
    assert "2 violations count against you. Amounts are in USD." in html
    assert "<dt>Duty that was lost</dt><dd>20.00</dd>" in html
    assert_valid({"penalties": html})


def test_the_sitemap_names_public_pages_alone(client: Client) -> None:
    answer = client.get(reverse("portal:sitemap"))
    assert answer["Content-Type"] == "application/xml"
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    root = ElementTree.fromstring(answer.content)  # noqa: S314 (our own answer)
    found = [each.text for each in root.findall("s:url/s:loc", names)]
    assert len(found) == len(set(found))
    paths = [address.removeprefix(settings.SITE["url"]) for address in found]
    assert {page.address for page in pages(ENGLISH).values()} <= set(paths)
    assert {path for path in paths if client.get(path).status_code != 200} == set()
