"""The pages about the site: privacy, terms, help and accessibility."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from apps.correspondence.selectors import AnswerTimes
from apps.guidance.grades import grade, syllables
from tests.markup import assert_valid
from tests.portal.pages import at, page_text
from tests.reading import main_text

NAMES = ["privacy", "terms", "help", "accessibility"]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_linked_at_the_bottom_of_every_page_and_names_who_runs_the_site(
    client: Client, name: str, settings
) -> None:
    html = page_text(client, at(name))
    for other in NAMES:
        assert f'<a href="{reverse(f"portal:{other}")}">' in html[html.index("<footer") :]
    assert "This is a demonstration." in main_text(html)
    assert f"mailto:{settings.SITE['contact']}" in html[html.index("<main") : html.index("</main>")]
    settings.SITE = settings.SITE | {"operator": "Border Agency", "privacy": "https://agency.example/privacy"}
    html = page_text(client, at(name))
    assert "This site is run by Border Agency." in html
    assert ("https://agency.example/privacy" in html) == (name == "privacy")


def test_the_pages_are_valid_in_every_language(client: Client) -> None:
    read = {}
    for language, _name in settings.LANGUAGES:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        read |= {f"{name} ({language})": page_text(client, at(name)) for name in NAMES}
    assert_valid(read)


@pytest.mark.parametrize("name", NAMES)
def test_an_eighth_grader_can_read_the_page(client: Client, name: str) -> None:
    assert grade(main_text(page_text(client, at(name)))) <= 8


def test_the_links_of_the_help_lead_to_pages(client: Client) -> None:
    html = page_text(client, at("help"))
    main = html[html.index("<main") : html.index("</main>")]
    for address in set(re.findall(r'href="(/[^"]*)"', main)):
        assert client.get(address).status_code in (200, 302), address


def test_syllables_are_counted() -> None:
    words = {"the": 1, "made": 1, "table": 2, "application": 4, "examined": 3, "parcels": 2, "you": 1, "people": 2}
    assert {word: syllables(word) for word in words} == words
    assert grade("We keep a copy. You can see it.") < 3
    assert grade("Notwithstanding administrative considerations, jurisdictional determinations predominate.") > 15


def test_privacy_page_says_what_is_kept_of_a_browser_and_for_how_long(client: Client) -> None:
    text = main_text(page_text(client, at("privacy")))
    assert "random number that we put into a cookie" in text
    assert "for 400 days" in text
    assert "to know your browser when you sign in again" in text


def test_privacy_page_says_what_is_kept_of_a_survey(client: Client) -> None:
    assert "Your answers to a survey" in main_text(page_text(client, at("privacy")))


def test_help_page_names_the_desk_and_its_hours_and_tells_answer_times_once_there_are_enough(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = main_text(page_text(client, at("help")))
    assert "Help desk for sellers" in text
    assert "Hours: Monday to Friday" in text
    assert "in the last 90 days" not in text
    told = {
        (9, 1, 2): None,
        (10, 1, 2): "Half of the questions in the last 90 days were answered within 1 hour, and nine in ten",
        (10, 20, 100): "in the last 90 days were answered within 1 day, and nine in ten within 5 days.",
    }
    for (businesses, half, most), sentence in told.items():
        times = AnswerTimes(businesses, timedelta(hours=half), timedelta(hours=most))
        monkeypatch.setattr("apps.portal.site_pages.answer_times", lambda _since, times=times: times)
        assert (
            sentence in main_text(page_text(client, at("help")))
            if sentence
            else "last 90" not in page_text(client, at("help"))
        )
