"""The checklist of an application: saving checks, outdated checks, and what blocks a decision."""

import pytest

from apps.accounts.models import User
from apps.applications import selectors, services
from apps.applications.criteria import CRITERIA
from apps.applications.models import Application, Check
from apps.applications.services import CriterionVerdict
from apps.core.errors import Conflict, NotAllowed
from apps.events.models import Event
from tests.applications import answers
from tests.people import on_team, staff
from tests.refusals import refused

MUST, OTHER, OPTIONAL = "4.1", "5.1", "3.1"


def save(actor: User, application: Application, *verdicts: CriterionVerdict, version: int = 1) -> list[Check]:
    return services.checks_save(actor=actor, application_id=application.pk, version=version, verdicts=verdicts)


def blocked(application: Application, actor: User) -> list[tuple[str, str]]:
    facts = selectors.facts_of(application, actor)
    return [(blocker.criterion, str(blocker.text)) for blocker in selectors.blockers(application.state, facts)]


def test_checks_are_saved_part_by_part_and_only_if_they_changed(ada: User, officer: User):
    application = answers.in_review(officer, ada)
    assert (
        len(save(officer, application, CriterionVerdict(MUST, "met"), CriterionVerdict(OTHER, "not_met", "No locks.")))
        == 2
    )
    other = staff("officer", email="other@staff.example")
    (changed,) = save(
        other, application, CriterionVerdict(MUST, "met", seen=1), CriterionVerdict(OTHER, "met", "Seen.", seen=1)
    )
    assert (changed.criterion, changed.by, changed.revision) == (OTHER, other, 2)
    assert application.checks.get(criterion=MUST).by == officer
    assert not save(other, application, CriterionVerdict(MUST, "met", seen=1))
    assert Event.objects.filter(kind="application.checked").count() == 2


def test_the_revision_is_counted_and_not_taken_from_the_page(ada: User, officer: User):
    application = answers.in_review(officer, ada)
    (check,) = save(officer, application, CriterionVerdict(MUST, "met", seen=10**12))
    assert check.revision == 1


@pytest.mark.parametrize(
    "verdict",
    [
        CriterionVerdict(MUST, "not_met"),
        CriterionVerdict(OTHER, "not_applicable", "  "),
        CriterionVerdict(MUST, "not_applicable", "It does not matter here."),
        CriterionVerdict(MUST, "perhaps", "Hm."),
        CriterionVerdict("99.9", "met"),
    ],
)
def test_an_invalid_check_is_refused_beside_its_criterion(verdict: CriterionVerdict, ada, officer):
    application = answers.in_review(officer, ada)
    with refused(verdict.criterion):
        save(officer, application, CriterionVerdict("1.1", "met"), verdict)
    assert not application.checks.exists()


def test_optional_criteria_can_be_not_applicable(ada: User, officer: User):
    application = answers.in_review(officer, ada)
    verdicts = [CriterionVerdict(number, "not_applicable", "Sells no brands.") for number in (OTHER, OPTIONAL)]
    assert len(save(officer, application, *verdicts)) == 2


def test_a_criterion_that_is_no_must_can_be_not_applicable():
    criterion = next(criterion for criterion in CRITERIA if not criterion.optional)
    assert selectors.CheckedCriterion(criterion, must=False).may_be_inapplicable
    assert not selectors.CheckedCriterion(criterion, must=True).may_be_inapplicable


def test_a_check_that_another_officer_saved_meanwhile_is_shown_and_kept(ada: User, officer: User):
    application = answers.in_review(officer, ada)
    save(officer, application, CriterionVerdict(MUST, "not_met", "No reasons on record."))
    with pytest.raises(Conflict) as refused:
        save(staff("officer", email="other@staff.example"), application, CriterionVerdict(MUST, "met"))
    assert "No reasons on record." in refused.value.fields[MUST][0]
    assert application.checks.get().outcome == "not_met"


def test_a_reply_that_changes_an_answer_makes_its_check_outdated(ada: User, officer: User):
    application = answers.ready(officer, ada)
    answers.ask(officer, application, "criterion-6.1:explanation", "criterion-7.1:explanation", text="How?")
    answers.save(ada, application, "criterion-6.1", {"answer": "yes", "explanation": "By hand."})
    answers.reply(ada, application, "So.")
    application.refresh_from_db()
    outdated = [checked.criterion.number for checked in selectors.checklist_of(application) if checked.outdated]
    assert outdated == ["6.1"], "what was asked about and left as it was needs no second look"
    with pytest.raises(Conflict, match=r"6\.1"):
        services.application_approve(actor=officer, application_id=application.pk)
    save(officer, application, CriterionVerdict("6.1", "met", seen=1), version=2)
    assert blocked(application, officer) == []


def test_a_check_of_the_version_before_the_reply_is_outdated(ada: User, officer: User):
    application = answers.in_review(officer, ada)
    answers.ask(officer, application, "criterion-6.1:explanation", text="How?")
    answers.save(ada, application, "criterion-6.1", {"answer": "no", "explanation": "Never."})
    answers.reply(ada, application, "So.")
    save(officer, application, CriterionVerdict("6.1", "met"), version=1)
    assert next(c for c in selectors.checklist_of(application) if c.criterion.number == "6.1").outdated


def test_a_new_file_for_a_criterion_makes_its_check_outdated(ada: User, officer: User):
    application = answers.ready(officer, ada)
    answers.ask(officer, application, "criterion-2.1:explanation", text="Which?")
    criterion = next(criterion for criterion in CRITERIA if criterion.number == "2.1")
    services.evidence_add(
        actor=ada, application_id=application.pk, criterion=criterion, name="list.pdf", chunks=[answers.PDF]
    )
    answers.reply(ada, application, "So.")
    assert [c.criterion.number for c in selectors.checklist_of(application) if c.outdated] == ["2.1"]


def test_only_reviewers_save_checks_and_only_during_the_review(ada: User, officer: User):
    application = answers.submitted(ada)
    with pytest.raises(Conflict, match="while the application is reviewed"):
        save(officer, application, CriterionVerdict(MUST, "met"))
    services.application_take(actor=officer, application_id=application.pk)
    for other in (ada, staff("auditor")):
        with pytest.raises(NotAllowed):
            save(other, application, CriterionVerdict(MUST, "met"))
    on_team(application.shipper, "viewer", officer)
    with pytest.raises(Conflict, match="on this business's team"):
        save(officer, application, CriterionVerdict(MUST, "met"))


def test_every_blocker_of_a_decision_is_listed(ada: User, officer: User):
    application = answers.submitted(ada)
    assert blocked(application, officer) == [("", "Nobody has taken the application for review.")]
    application = services.application_take(actor=officer, application_id=application.pk)
    assert (MUST, f"Criterion {MUST} has not been checked.") in blocked(application, officer)
    answers.checked(officer, application, unmet=[MUST])
    assert blocked(application, officer) == [
        (MUST, f"A criterion marked must is not met: {MUST}. The application can't be approved.")
    ]
    with pytest.raises(Conflict, match=f"A criterion marked must is not met: {MUST}"):
        services.application_approve(actor=officer, application_id=application.pk)
    assert (
        services.application_deny(actor=officer, application_id=application.pk, reasons=["criteria"], text="No.").state
        == "denial_proposed"
    )


def test_an_unmet_should_does_not_block_approval(ada: User, officer: User):
    application = answers.in_review(officer, ada)
    answers.long_form(application)
    answers.checked(officer, application, unmet=["6.2"])
    assert services.application_approve(actor=officer, application_id=application.pk).state == "approved"
