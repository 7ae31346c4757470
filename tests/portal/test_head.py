"""The head of a page: what search engines show of the page, and what a browser fetches first."""

import re

from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

DESCRIPTION = re.compile(r'<meta name="description"\s+content="([^"]+)">')
PUBLIC = [
    *("landing", "eligibility", "verify", "policy", "privacy", "terms", "help", "accessibility"),
    *("guidance", "guidance_search"),
    *("performance", "performance_calendar", "performance_membership", "performance_guidance", "performance_promises"),
]


def description(client: Client, path: str, language: str = "en") -> str:
    return DESCRIPTION.findall(client.get(path, headers={"accept-language": language}).content.decode())[0]


def test_each_public_page_describes_itself_in_the_readers_language(client: Client) -> None:
    paths = [reverse(f"portal:{name}") for name in PUBLIC]
    read = {language: [description(client, path, language) for path in paths] for language in ("en", "es", "zh-hans")}
    assert len({text for texts in read.values() for text in texts}) == 3 * len(PUBLIC)


def test_a_page_without_a_description_of_its_own_has_that_of_the_program(client: Client) -> None:
    assert description(client, reverse("account_login")) == description(client, "/")


def test_the_letters_that_are_fetched_first_are_those_of_the_style_sheet(client: Client) -> None:
    """Assert that a font is not fetched twice: once for the head, and once under another name for the style sheet."""
    fetched = re.findall(
        r'<link rel="preload" href="/static/vendor/uswds/([^"]+)" as="font"', client.get("/").content.decode()
    )
    assert len(fetched) == 3
    with open(finders.find("vendor/uswds/css/uswds.min.css")) as sheet:
        named = set(re.findall(r"url\(\.\./([^)]+)\)", sheet.read()))
    assert set(fetched) <= named
