"""Every page of the public and of sellers in a real browser, in English in each of its states, and once in one of the
other languages, or in each of them by `make soak`: it fits each screen, axe finds nothing on it, and the keyboard
reaches all of it.
"""

from collections.abc import Callable, Iterable

import pytest
from django.conf import settings as configured
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.applications.sections import SECTIONS
from tests.addresses import Access, reachable
from tests.browser.look import assert_accessible, assert_short, is_unlike, look_around, sign_in
from tests.browsers import follow
from tests.people import seller, signed_in
from tests.portal import worlds

type Look = Callable[[Page, str], None]

# The other machine-readable answers of these kinds are no pages; the demonstration's own are English.
NO_PAGES = ("/api", "/oauth", "/demo", "/healthz", "/readyz", "/metrics", "/robots", "/.well-known")
OTHERS = [code for code, _name in configured.LANGUAGES if code != configured.LANGUAGE_CODE]
_POST = """path => {
    const form = Object.assign(document.createElement('form'), {method: 'post', action: path});
    form.append(document.querySelector('[name=csrfmiddlewaretoken]').cloneNode());
    document.body.append(form);
    form.submit();
}"""


@pytest.fixture
def by_person(page: Page, site: LiveServer) -> Callable[[User | None], Page]:
    """Return the page of the browser, signed in as a person."""

    def signed(user: User | None) -> Page:
        page.context.clear_cookies()
        if user:
            sign_in(page.context, user, site.url)
        return page

    return signed


def look_at_all(page: Page, paths: Iterable[str], look: Look = look_around) -> None:
    """Check each address that is a page, and not like an earlier one; others redirect, are a file, or take a POST."""
    for path in paths:
        answer = page.context.request.get(path, max_redirects=0)
        is_page = answer.status in (200, 404) and answer.headers.get("content-type", "").startswith("text/html")
        if is_page and is_unlike(answer.text()):
            page.goto(path)
            look(page, path)


def look_at_refusals(page: Page, client: Client, paths: Iterable[str]) -> None:
    """Check the pages that answer a form without content, each sent from the page before it."""
    page.goto("/home/")
    for path in paths:
        answer = client.post(path)
        is_page = answer.status_code == 422 and answer["Content-Type"].startswith("text/html")
        if is_page and is_unlike(answer.content.decode()):
            with page.expect_navigation():
                page.evaluate(_POST, path)
            look_around(page, f"{path} (refused)")


def public() -> list[str]:
    paths = [*reachable(Access.PUBLIC), *reachable(Access.SIGNING_IN), "/verify/?ksn=KS123", "/no/such/page"]
    return [path for path in paths if not path.startswith(NO_PAGES)]


@pytest.mark.slow
def test_public_pages(by_person: Callable[..., Page]) -> None:
    look_at_all(by_person(None), public())


@pytest.mark.slow
def test_pages_of_the_policy(by_person: Callable[..., Page]) -> None:
    """A draft that is open for comment, with a comment and its answer, and the form for another comment."""
    ada = seller(name="Ada Park")
    worlds.pages_of_new_member(ada)
    draft = worlds.draft_commented(ada)
    paths = [f"/policy/drafts/{draft.version}/", f"/policy/drafts/{draft.version}/comment/", "/policy/1/"]
    look_at_all(by_person(ada), paths)
    look_at_refusals(by_person(ada), signed_in(ada), paths[1:2])


@pytest.mark.slow(seconds=60)
def test_pages_of_a_member(by_person: Callable[..., Page]) -> None:
    ada = seller(name="Ada Park")
    paths = worlds.pages_of_member(ada)
    look_at_all(by_person(ada), paths)
    look_at_refusals(by_person(ada), signed_in(ada), paths)


@pytest.mark.slow
def test_pages_of_a_new_member(by_person: Callable[..., Page]) -> None:
    ada = seller()
    look_at_all(by_person(ada), worlds.pages_of_new_member(ada))


@pytest.mark.slow
def test_pages_of_somebody_who_has_nothing_yet(by_person: Callable[..., Page]) -> None:
    ada = seller()
    paths = reachable(Access.SIGNED_IN)
    look_at_all(by_person(ada), paths)
    look_at_refusals(by_person(ada), signed_in(ada), paths)


@pytest.mark.slow
@pytest.mark.parametrize("situation", worlds.SITUATIONS)
def test_pages_of_an_applicant(by_person: Callable[..., Page], situation: str) -> None:
    user, application = worlds.applicant(situation)
    # Every criterion has its page in one situation; elsewhere one page stands for those that are alike.
    sections = SECTIONS if situation == "filled" else worlds.sections_unlike()
    paths = worlds.pages_of_applicant(application, sections)
    look_at_all(by_person(user), paths)
    look_at_refusals(by_person(user), signed_in(user), paths)


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(len(OTHERS)), ids=OTHERS)
def test_pages_in_the_other_languages_by_turns(by_person: Callable[..., Page], turn: int) -> None:
    look_at_language(by_person, OTHERS[turn], slice(turn, None, len(OTHERS)))


@pytest.mark.soak
@pytest.mark.parametrize("language", OTHERS)
def test_all_pages_in_the_other_languages(by_person: Callable[..., Page], language: str) -> None:
    look_at_language(by_person, language, slice(None))


def look_at_language(by_person: Callable[..., Page], language: str, chosen: slice) -> None:
    """Check the chosen ones of all pages in a language."""

    def look(page: Page, path: str) -> None:
        assert page.locator("html").get_attribute("lang") == language
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, f"{path} is wider than 360 px"
        assert_short(page, path)
        assert_accessible(page, path)

    member = seller(name="Ada Park", language=language)
    of_member = worlds.pages_of_member(member)
    applicant, application = worlds.applicant("filled", language=language)
    for user, paths in [(member, of_member), (applicant, worlds.pages_of_applicant(application)), (None, public())]:
        page = by_person(user)
        page.set_viewport_size({"width": 360, "height": 800})
        if user is None:
            page.goto("/")
            follow(page.locator(f"button[name=language][value={language}]").first)
        look_at_all(page, paths[chosen], look)
