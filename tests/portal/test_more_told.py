"""The criteria that are no condition of approval: asked of members, who may tell about them, and seen by officers."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.applications import selectors
from apps.applications.criteria import CRITERIA
from apps.applications.models import Application
from apps.applications.sections import SECTIONS
from apps.core.errors import Conflict
from tests.applications import answers

SHOULDS = ["criterion-6.2", "criterion-7.2", "criterion-8.1", "criterion-10.2"]


def more(application: Application) -> str:
    return reverse("portal:apply_page", args=[application.pk, "more"])


def test_an_application_asks_for_the_musts_of_the_policy_alone(ada: User):
    application = answers.submitted(ada)
    submission = application.submissions.get()
    assert submission.asked == sorted(selectors.musts(), key=lambda number: [int(part) for part in number.split(".")])
    assert not set(SHOULDS) & submission.content["sections"].keys()
    checklist = selectors.checklist_of(application)
    assert [checked.criterion.number for checked in checklist] == submission.asked
    assert all(checked.must for checked in checklist)


def test_a_submission_of_the_time_before_asked_for_every_criterion_and_stays_readable(portal: Client, ada: User):
    application = answers.submitted(ada)
    answers.long_form(application)
    assert [checked.criterion for checked in selectors.checklist_of(application)] == list(CRITERIA)
    copy = portal.get(reverse("portal:apply_copy", args=[application.pk])).content.decode()
    assert copy.count("We weigh each turnip.") >= len(CRITERIA)
    assert len(selectors.sections_of(application)) == len(SECTIONS)


def test_a_draft_takes_no_answer_to_a_criterion_that_is_asked_later(ada: User, application: Application):
    with pytest.raises(Conflict):
        answers.save(ada, application, SHOULDS[0], {"answer": "yes"}, version=0)


def test_a_member_tells_more_and_the_officer_sees_it(portal: Client, ada: User):
    application = answers.enrolled(answers.officer(), ada)
    page = portal.get(reverse("portal:application", args=[application.pk])).content.decode()
    assert more(application) in page
    text = portal.get(more(application)).content.decode()
    assert all(f'name="{key.replace(".", "-")}-answer"' in text for key in SHOULDS)
    sent = portal.post(more(application), {"version": ".".join("0000"), "criterion-8-1-answer": "yes"})
    assert sent.url == reverse("portal:application", args=[application.pk])
    (told,) = selectors.practice_told(application.shipper_id)
    assert (told.section.key, told.answers[0][0][1]) == ("criterion-8.1", "Yes")
    assert "There is a problem" not in portal.get(more(application)).content.decode()


def test_nothing_more_is_told_before_the_approval(portal: Client, ada: User):
    application = answers.submitted(ada)
    assert portal.get(more(application)).status_code == 404
    assert more(application) not in portal.get(reverse("portal:application", args=[application.pk])).content.decode()
    assert selectors.practice_told(application.shipper_id) == []
