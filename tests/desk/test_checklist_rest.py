"""The rest of a checklist in one go: only for an officer who had every answer open."""

import pytest
from django.http import HttpResponse
from django.test import Client

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.models import Application, Check, Submission
from tests.applications import answers
from tests.desk.pages import page_of
from tests.people import seller, signed_in, staff


@pytest.fixture
def application(officer: User) -> Application:
    return answers.in_review(officer, seller())


def meet_rest(client: Client, application: Application) -> Client:
    return client.post(page_of(application), {"act": "rest"}, follow=True)


def open_files(client: Client, application: Application) -> None:
    """Open every file of the application in the viewer."""
    for file in selectors.evidence_of(application):
        client.get(f"{page_of(application)}?evidence={file.pk}")


def answer(application: Application, number: str, **typed: str) -> None:
    """Let the application have another answer to a criterion in its latest version."""
    submission = Submission.objects.get(application=application)
    content = submission.content
    content["sections"][f"criterion-{number}"] = {"answer": "yes", "explanation": ""} | typed
    submission.pk, submission.version, submission.content = None, 2, content
    submission.save(force_insert=True)


def left_by(page: HttpResponse) -> str:
    """Return what the page says is to be looked at alone."""
    return next(action.effect for name, action, _form in page.context["actions"] if name == "rest")


def test_rest_leaves_out_what_was_not_answered_plainly_yes_and_names_it(desk: Client, application: Application):
    number = selectors.checklist_of(application)[-1].criterion.number
    answer(application, number, answer="partly", explanation="We do not know.")
    open_files(desk, application)
    page = desk.get(f"{page_of(application)}?open=all")
    assert f"Look at these one by one: {number}: answered “Partly”." in left_by(page)
    meet_rest(desk, application)
    assert application.checks.exists()
    assert not application.checks.filter(criterion=number).exists()
    assert "Look at these one by one" in meet_rest(desk, application).content.decode()


def test_rest_leaves_out_a_yes_with_words_beside_it(desk: Client, application: Application):
    number = selectors.checklist_of(application)[-1].criterion.number
    answer(application, number, explanation="Mostly, on weekdays.")
    open_files(desk, application)
    desk.get(f"{page_of(application)}?open=all")
    meet_rest(desk, application)
    assert not application.checks.filter(criterion=number).exists()


def test_rest_leaves_out_a_criterion_whose_files_this_officer_did_not_open(desk: Client, application: Application):
    proved = {file.criterion for file in selectors.evidence_of(application)}
    assert proved
    open_files(signed_in(staff("officer", email="mate@staff.example")), application)
    page = desk.get(f"{page_of(application)}?open=all&section=business")
    assert "1 file not opened" in left_by(page)
    meet_rest(desk, application)
    assert not proved & set(application.checks.values_list("criterion", flat=True))
    open_files(desk, application)
    meet_rest(desk, application)
    assert proved <= set(application.checks.values_list("criterion", flat=True))


def outcomes(application: Application) -> set[str]:
    return set(application.checks.values_list("outcome", flat=True))


def test_rest_is_refused_before_every_answer_was_open(desk: Client, application: Application):
    desk.get(page_of(application))
    assert "The rest is met" not in desk.get(page_of(application)).content.decode()
    assert "Open every answer of this version first" in meet_rest(desk, application).content.decode()
    assert not application.checks.exists()


def test_answers_that_a_colleague_opened_do_not_count(desk: Client, application: Application):
    signed_in(staff("officer", email="mate@staff.example")).get(f"{page_of(application)}?open=all")
    meet_rest(desk, application)
    assert not application.checks.exists()


def test_rest_is_met_once_every_answer_was_open(desk: Client, application: Application, officer: User):
    [first, *rest] = selectors.checklist_of(application)
    failed = services.CriterionVerdict(first.criterion.number, Check.Outcome.NOT_MET, "Expired.")
    services.checks_save(actor=officer, application_id=application.pk, version=1, verdicts=[failed])
    open_files(desk, application)
    assert "The rest is met" in desk.get(f"{page_of(application)}?open=all").content.decode()
    meet_rest(desk, application)
    checks = {check.criterion: check for check in application.checks.all()}
    assert checks[first.criterion.number].outcome == Check.Outcome.NOT_MET, "what was found stays"
    assert {checks[each.criterion.number].outcome for each in rest} == {Check.Outcome.MET}
    assert {check.by for check in checks.values()} == {officer}
    assert "The rest is met" not in desk.get(f"{page_of(application)}?open=all").content.decode()


def test_criterion_that_failed_and_was_changed_since_is_looked_at_alone(
    desk: Client, application: Application, officer: User
):
    number = next(one.criterion.number for one in selectors.checklist_of(application) if one.criterion.key)
    answers.checked(officer, application, unmet=[number])
    submission = Submission.objects.get(application=application)
    submission.pk, submission.version, submission.changed = None, 2, [f"criterion-{number}"]
    submission.save()
    desk.get(f"{page_of(application)}?open=all")
    meet_rest(desk, application)
    assert application.checks.get(criterion=number).outcome == Check.Outcome.NOT_MET
