"""Each malformed request is answered by a page that says what to do, and changes nothing."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from apps.applications import selectors
from apps.applications.models import Application
from apps.applications.selectors import evidence_of
from tests.applications import answers
from tests.people import seller
from tests.portal.malformed import ADDING, SAVING, Sent, World, contents, file, rows, section
from tests.portal.malformed_cases import FILES, OVERRIDE, PRODUCT, PROOF, REFUSED, TYPED, changed

pytestmark = pytest.mark.slow

HUGE = "9" * 30


@pytest.fixture(scope="module")
def draft_id(lasting: Callable[..., int]) -> int:
    return lasting(lambda: answers.filled(seller()).pk)


@pytest.fixture
def world(draft_id: int) -> World:
    return World(Application.objects.get(pk=draft_id))


def words_of(answer: object) -> str:
    """Return the text of a page, and assert that the page has the frame of the site and no trace of an error."""
    text = answer.content.decode()
    assert '<main id="main"' in text
    assert configured.SITE["name"] in text
    assert "Traceback" not in text
    assert "<script>alert" not in text
    return unescape(text)


def differing(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def test_the_tables_are_long_enough():
    assert len(TYPED) + len(FILES) + len(REFUSED) >= 50


@pytest.mark.parametrize("case", TYPED)
def test_wrong_input_is_kept_and_marked(world: World, case: str):
    key, fields, says = TYPED[case]
    place = section(key)(world)
    others = {state.section.key: state.typed for state in selectors.section_states(world.draft)}
    before = contents()
    answer = Sent(section(key), fields).to(world)
    assert (answer.status_code, answer.headers.get("Location")) == (302, place)
    assert differing(before, contents()) <= SAVING
    text = words_of(world.client.get(place))
    assert "There is a problem" in text
    assert says in text
    saved = {state.section.key: state.typed for state in selectors.section_states(world.draft)}
    assert {name for name in saved if saved[name] != others[name]} == {key}
    good = answers.ANSWERS[key]
    kept = saved[key]["rows"][0] if "rows" in good else saved[key]
    wanted = {name.removeprefix("row-0-"): value for name, value in fields.items()}
    assert kept == {name: wanted[name] for name in kept}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_refused_is_named_and_the_answers_are_kept(world: World, case: str):
    name, content, says = FILES[case]
    place, before = section(PROOF)(world), contents()
    files = [file(name, content), file("good.csv", answers.CSV)]
    answer = world.client.post(place, changed(PROOF, explanation="Since 2019.", files=files))
    assert answer.status_code == 422
    assert says in words_of(answer)
    assert differing(before, contents()) <= ADDING
    assert [kept.name for kept in evidence_of(world.draft)] == ["license.pdf", "good.csv"]
    assert world.draft.sections.get(key=PROOF).data["explanation"] == "Since 2019."


@pytest.mark.parametrize("case", REFUSED)
def test_a_malformed_request_is_answered_on_a_page_and_changes_nothing(world: World, case: str):
    sent, status, says = REFUSED[case]
    sent.place(world)  # what it is about is there before
    before = contents()
    answer = sent.to(world)
    assert answer.status_code == status
    assert says in words_of(answer)
    assert differing(before, contents()) == set()


def test_more_than_the_memory_holds_is_answered_on_a_page(world: World, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
    place, before = section(PROOF)(world), contents()
    for content_type in ("application/x-www-form-urlencoded", None):
        fields = changed(PROOF, explanation="x" * 200_000)
        body = "&".join(f"{name}={value}" for name, value in fields.items())
        answer = world.client.post(place, *((body, content_type) if content_type else (fields,)))
        assert answer.status_code == 413
        assert "You sent more than the site accepts at once" in words_of(answer)
    assert differing(before, contents()) == set()


def test_a_request_too_large_as_a_whole_is_answered_before_it_is_read(world: World, settings):
    settings.REQUEST_MAX_BYTES = 1000
    answer = world.client.post(section(PROOF)(world), changed(PROOF, files=[file("a.pdf", answers.PDF * 20)]))
    assert answer.status_code == 413
    assert "a file may have up to 10 MB" in words_of(answer)
    assert evidence_of(world.draft).count() == 1


def test_a_form_without_its_token_is_answered_on_a_page(world: World):
    """Assert this for a form of another type too, whose token can't be read."""
    place = section(PROOF)(world)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = world.client.cookies
    for body, content_type in ((b"{}", "application/json"), (b"\xff", "text/plain"), (b"--", "multipart/mixed")):
        answer = strict.generic("POST", place, body, content_type=content_type)
        assert answer.status_code == 403
        assert "This form has expired" in words_of(answer)
    assert world.draft.sections.get(key=PROOF).data == answers.ANSWERS[PROOF]


def test_digits_of_other_keyboards_are_good_digits(world: World):
    for key, fields in {
        "volumes": changed("volumes", monthly_parcels="٣٠٠", busiest_month="９００"),
        "products": rows(PRODUCT | {"hs": "٩٥٠٣٠٠"}, version=1),
        "identifiers": changed("identifiers", ein="４２-1103331"),
    }.items():
        Sent(section(key), fields).to(world)
    clean = selectors.clean_answers(selectors.section_states(world.draft))
    assert clean["volumes"]["monthly_parcels"] == 300
    assert clean["products"][0]["hs"] == "950300"
    assert clean["identifiers"]["ein"] == "421103331"


def test_input_is_never_run_as_a_script(world: World):
    name = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    Sent(section("business"), changed("business", name=name)).to(world)
    for place in (section("business")(world), reverse("portal:apply_review", args=[world.draft.pk])):
        text = world.client.get(place).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert not re.search(r"<script>|<img src=x", text)


@pytest.mark.parametrize("number", ["abc", "9999", "-1", HUGE, "1e400", "٣"])
def test_a_page_number_that_does_not_exist_shows_a_page(world: World, number: str):
    assert world.client.get("/inbox/", {"page": number}).status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"language": "xx\0", "next": "/verify/"},
        {"language": "es", "next": "https://evil.example/"},
        {"language": "es", "next": "javascript:alert(1)"},
        {"language": "es", "next": "/\r\nSet-Cookie: a=b"},
        {"language": "es", "next": "//evil.example"},
    ],
)
def test_choosing_a_language_leads_nowhere_else(world: World, fields: dict[str, str]):
    answer = world.client.post("/i18n/setlang/", fields)
    assert answer.status_code == 302
    assert re.fullmatch(r"/|/verify/|/%0D%0ASet-Cookie:%20a=b", answer.headers["Location"])


@pytest.mark.parametrize(
    "email", ["a\0@b.example", "a@b.example\nBcc: x@y.example", "x" * 10_000 + "@b.example", OVERRIDE]
)
def test_signing_up_says_what_is_wrong_with_an_address(world: World, email: str):
    before = contents()
    fields = {"email": email, "password1": "a long and plain sentence", "password2": "a long and plain sentence"}
    assert "There is a problem" in words_of(Client().post("/accounts/signup/", fields))
    assert differing(before, contents()) == set()
