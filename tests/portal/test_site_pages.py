"""The pages about the site, and the frame, the head and the static files of every page."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.http import HttpResponse
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse
from whitenoise.middleware import WhiteNoiseMiddleware

from apps.correspondence.selectors import AnswerTimes
from apps.guidance.grades import grade, syllables
from apps.shippers.models import Membership
from tests.markup import assert_valid
from tests.people import seller, signed_in, staff
from tests.portal.members import member_of
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


def test_who_acts_for_several_businesses_goes_from_one_to_the_same_page_of_another() -> None:
    agent = seller("agent@broker.example")
    first, second = (member_of(agent, months=1, role=Membership.Role.PREPARER) for _number in range(2))
    page = signed_in(agent).get(reverse("portal:questions", args=[first.pk])).content.decode()
    assert f"<strong>{first}</strong>" in page
    assert first.ksn in page
    assert "Active" in page
    assert f'<a href="{reverse("portal:questions", args=[second.pk])}">{second}</a>' in page
    current = f'<a href="{reverse("portal:questions", args=[first.pk])}" aria-current="page">'
    assert current in page


def test_who_has_one_business_is_not_asked_which() -> None:
    ada = seller()
    shipper = member_of(ada, months=0)
    assert "Another business" not in signed_in(ada).get(reverse("portal:questions", args=[shipper.pk])).content.decode()


def test_only_staff_are_led_to_the_desk() -> None:
    desk = f'href="{reverse("admin:index")}"'
    assert desk in signed_in(staff("officer")).get("/").content.decode()
    assert desk not in signed_in(seller()).get("/").content.decode()
    assert desk not in Client().get("/").content.decode()


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


SHEET = "vendor/uswds/css/uswds.min.css"
NAMED = re.compile(r"""\{% static ["']([^"']+)["'] %\}""")


def test_every_file_that_a_template_names_is_there():
    folders = [settings.BASE_DIR / "templates", *(settings.BASE_DIR / "apps").glob("*/templates")]
    named = {name for folder in folders for page in folder.rglob("*.html") for name in NAMED.findall(page.read_text())}
    assert SHEET in named
    assert {name for name in named if finders.find(name) is None} == set()


def test_every_file_that_the_style_sheet_names_is_there():
    sheet = Path(finders.find(SHEET))
    named = set(re.findall(r"url\(\.\./([^)]+)\)", sheet.read_text()))
    assert named
    assert {name for name in named if not (sheet.parent.parent / name).exists()} == set()


def test_a_client_of_a_test_reads_no_collected_file() -> None:
    """Thousands of clients would read them."""
    assert not WhiteNoiseMiddleware(lambda _request: HttpResponse()).files


@pytest.mark.slow
def test_static_files_are_collected_as_in_production(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert re.fullmatch(r"/static/css/site\.[0-9a-f]{12}\.css", static("css/site.css"))
