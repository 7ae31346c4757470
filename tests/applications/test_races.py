"""Two people take an action at the same moment: one succeeds, the other is refused."""

import pytest

from apps.applications import services
from apps.core.errors import Conflict
from tests.applications import answers
from tests.people import seller, staff
from tests.races import at_once

pytestmark = pytest.mark.slow


def test_one_of_two_officers_takes_the_application(live_db):
    application = answers.submitted(seller())
    officers = [staff("officer", email=f"{name}@staff.example") for name in ("ann", "ben")]
    refused = at_once(
        *(
            lambda officer=officer: services.application_take(actor=officer, application_id=application.pk)
            for officer in officers
        )
    )
    assert sorted(refused, key=bool) == [None, Conflict]
    application.refresh_from_db()
    assert application.reviewer == officers[refused.index(None)]


def test_an_application_is_approved_or_withdrawn_and_never_both(live_db):
    ada, officer = seller(), answers.officer()
    application = answers.ready(officer, ada)
    refused = at_once(
        lambda: services.application_approve(actor=officer, application_id=application.pk),
        lambda: services.application_withdraw(actor=ada, application_id=application.pk),
    )
    assert sorted(refused, key=bool) == [None, Conflict]
    application.refresh_from_db()
    assert application.state == ["approved", "withdrawn"][refused.index(None)]
    assert bool(application.shipper.ksn) == (application.state == "approved")


def test_an_application_is_approved_or_denied_and_never_both(live_db):
    officers = [answers.officer(), answers.second()]
    application = answers.ready(officers[0])
    refused = at_once(
        lambda: services.application_approve(actor=officers[0], application_id=application.pk),
        lambda: services.application_deny(
            actor=officers[1],
            application_id=application.pk,
            reasons=["record"],
            text="Seizures.",
            explanation="The seizures came after the checklist was complete.",
        ),
    )
    assert sorted(refused, key=bool) == [None, Conflict]
    application.refresh_from_db()
    assert application.state == ["approved", "denial_proposed"][refused.index(None)]
    assert application.decisions.count() + application.denials_proposed.count() == 1


def test_a_denial_is_countersigned_or_the_application_is_withdrawn(live_db):
    ada = seller()
    application = answers.proposed(answers.officer(), ada)
    second = answers.second()
    refused = at_once(
        lambda: services.denial_countersign(actor=second, application_id=application.pk),
        lambda: services.application_withdraw(actor=ada, application_id=application.pk),
    )
    assert sorted(refused, key=bool) == [None, Conflict]
    application.refresh_from_db()
    assert application.state == ["denied", "withdrawn"][refused.index(None)]
    assert application.decisions.count() == (application.state == "denied")


def test_one_of_two_officers_who_check_a_criterion_is_refused(live_db):
    officers = [answers.officer(), answers.second()]
    application = answers.in_review(officers[0])
    refused = at_once(
        *(
            lambda officer=officer: services.checks_save(
                actor=officer,
                application_id=application.pk,
                version=1,
                verdicts=[services.CriterionVerdict("4.1", "met")],
            )
            for officer in officers
        )
    )
    assert sorted(refused, key=bool) == [None, Conflict]
    assert application.checks.get().by == officers[refused.index(None)]


def test_one_of_two_saves_of_a_section_is_refused(live_db):
    ada = seller()
    application = services.application_start(actor=ada)
    names = ("Blue", "Green")
    refused = at_once(
        *(lambda name=name: answers.save(ada, application, "business", {"name": name}, version=0) for name in names)
    )
    assert sorted(refused, key=bool) == [None, Conflict]
    assert application.sections.get().data == {"name": names[refused.index(None)]}


def test_two_starts_at_once_begin_one_draft(live_db):
    ada = seller()
    assert at_once(*[lambda: services.application_start(actor=ada)] * 2) == [None, None]
    assert ada.memberships.count() == 1


def test_a_second_appeal_and_a_new_application_do_not_both_open(live_db):
    """Refuse the second open application of a business, with a sentence instead of the constraint's error."""
    ada, officer = seller(), answers.officer()
    first = answers.denied(officer, ada)
    refused = at_once(
        lambda: services.application_appeal(actor=ada, application_id=first.pk, text="We do check."),
        lambda: services.application_start(actor=ada, shipper_id=first.shipper_id),
    )
    assert sorted(refused, key=bool) == [None, Conflict]
