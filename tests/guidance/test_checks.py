"""Short checks: they explain, count without a name, and speak for a criterion of an application."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from apps.accounts.models import User
from apps.applications.models import Application, ApplicationState, Evidence
from apps.applications.services import application_start
from apps.events.models import Event
from apps.guidance.checks import KnowledgeCheck, checks
from apps.guidance.faults import faults_of_checks
from apps.guidance.library import ENGLISH, pages
from apps.guidance.models import CheckResult
from apps.guidance.selectors import checks_success
from tests.markup import assert_valid
from tests.people import seller, signed_in
from tests.reading import assert_readable

LANGUAGES = [code for code, _name in settings.LANGUAGES]
VALUE = "/guidance/checks/value/"


def answers(check: KnowledgeCheck, *, wrong: int = 0) -> dict[str, object]:
    """Return a form with answers to all questions, of which the first ones are wrong."""
    given: dict[str, object] = {"attempt": uuid4(), "after": False}
    for at, question in enumerate(check.questions, start=1):
        others = [number for number in range(1, len(question.choices) + 1) if number != question.right]
        given[f"q{at}"] = others[0] if at <= wrong else question.right
    return given


@pytest.fixture
def value() -> KnowledgeCheck:
    return checks(ENGLISH)["value"]


def test_checks_have_no_fault() -> None:
    assert faults_of_checks() == []
    assert 5 <= len(checks(ENGLISH)) <= 8
    for check in checks(ENGLISH).values():
        assert 3 <= len(check.questions) <= 5
        assert check.page in pages(ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES)
def test_checks_are_valid_pages_in_every_language(client: Client, language: str) -> None:
    read = {}
    for key, check in checks(language).items():
        path, spoken = f"/guidance/checks/{key}/", {"accept-language": language}
        read[key] = client.get(path, headers=spoken).content.decode()
        assert check.title in read[key]
        done = client.post(path, answers(check, wrong=1), headers=spoken)
        assert done.status_code == 200
        read[f"{key}, done"] = done.content.decode()
    assert_valid(read)
    if language == ENGLISH:
        assert_readable(read)


def test_a_wrong_answer_is_explained(client: Client, value: KnowledgeCheck) -> None:
    page = client.post(VALUE, answers(value, wrong=1)).content.decode()
    assert "2 of 3 answers are right." in page
    assert "Right would be: $40" in page
    assert value.questions[0].because in page
    assert pages(ENGLISH)["value"].address in page


def test_a_question_without_an_answer_is_asked_again_and_not_counted(client: Client, value: KnowledgeCheck) -> None:
    given = answers(value)
    del given["q2"]
    for form in (given, {}, {**answers(value), "q1": "9"}, {**answers(value), "attempt": "x"}):
        assert client.post(VALUE, form).status_code == 422
    assert not CheckResult.objects.exists()
    assert client.get("/guidance/checks/none/").status_code == 404


def test_answers_are_counted_once_before_and_once_after_reading_without_a_name(
    value: KnowledgeCheck, portal: Client
) -> None:
    before = answers(value, wrong=2)
    page = portal.post(VALUE, before).content.decode()
    portal.post(VALUE, before)
    assert f"?attempt={before['attempt']}" in page
    again = portal.get(f"{VALUE}?attempt={before['attempt']}").content.decode()
    assert str(before["attempt"]) in again
    after = answers(value) | {"attempt": before["attempt"], "after": True}
    assert "?attempt=" not in portal.post(VALUE, after).content.decode()
    first, second = CheckResult.objects.order_by("pk")
    assert (first.right, first.is_after, second.right, second.is_after) == (1, False, 3, True)
    assert first.attempt == second.attempt
    assert {field.name for field in CheckResult._meta.fields} == {
        *("id", "check_key", "version", "language", "attempt", "is_after", "right", "questions", "day")
    }
    row = next(each for each in checks_success() if each.key == "value")
    assert (row.before, row.right_before, row.after, row.right_after) == (1, 1 / 3, 1, 1.0)


def test_success_is_printed_for_each_check(
    value: KnowledgeCheck, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    client.post(VALUE, answers(value, wrong=3))
    call_command("guidance_success")
    said = capsys.readouterr().out
    assert "value: 1 before reading, 0% right; 0 after reading, - right" in said
    assert said.count("\n") == len(checks(ENGLISH))


def test_a_passed_check_becomes_evidence_of_its_criterion(value: KnowledgeCheck, ada: User, portal: Client) -> None:
    application = application_start(actor=ada, shipper_id=None, answered={})
    assert 'name="passed"' not in portal.post(VALUE, answers(value, wrong=1)).content.decode()
    page = portal.post(VALUE, answers(value)).content.decode()
    passed = page.split('name="passed" value="')[1].split('"')[0]
    given = {"passed": passed, "application": application.pk}
    answer = portal.post(f"{VALUE}evidence/", given)
    assert answer.status_code == 302
    assert "criterion-4.2" in answer["Location"]
    file = Evidence.objects.get(application=application)
    assert (file.criterion, file.name) == ("4.2", "check-value.csv")
    # By this event a study finds the businesses that passed a check.
    added = Event.objects.get(kind="application.evidence_added")
    assert (added.payload["check"], added.shipper_id) == ("value", application.shipper_id)
    with file.file.open() as content:
        assert b"Check yourself: value,1," in content.read()


def test_nobody_adds_a_check_that_was_not_passed_or_to_an_application_of_others(value: KnowledgeCheck) -> None:
    ada, ben = seller(), seller("ben@shop.example")
    other = application_start(actor=ben, shipper_id=None, answered={})
    own = application_start(actor=ada, shipper_id=None, answered={})
    client = signed_in(ada)
    page = client.post(VALUE, answers(value)).content.decode()
    passed = page.split('name="passed" value="')[1].split('"')[0]
    assert str(other.pk) not in page.split('name="application" value="')[1].split('"')[0].split(str(own.pk))
    client.post(f"{VALUE}evidence/", {"passed": passed, "application": other.pk})
    client.post(f"{VALUE}evidence/", {"passed": "made up", "application": own.pk})
    client.post("/guidance/checks/origin/evidence/", {"passed": passed, "application": own.pk})
    client.post("/guidance/checks/brands/evidence/", {"passed": passed, "application": own.pk})
    client.post(f"{VALUE}evidence/", {"passed": passed, "application": "none"})
    assert not Evidence.objects.exists()
    assert Application.objects.filter(state=ApplicationState.DRAFT).count() == 2
