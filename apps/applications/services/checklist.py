"""The checklist of an application, as officers fill it in, one criterion at a time or the rest in one go."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.permissions import require
from apps.applications import selectors
from apps.applications.models import Application, Check, Submission
from apps.applications.services.transitions import APPLICATIONS
from apps.applications.states import CHECKLIST_STATES
from apps.audit.selectors import was_viewed
from apps.audit.services import view_record
from apps.core import clock
from apps.core.errors import Conflict, InvalidInput
from apps.shippers.selectors import require_impartial


@dataclass(frozen=True, slots=True)
class CriterionVerdict:
    """The finding of an officer about a criterion, which is named by its number.

    `seen` is the revision of the check that the officer's page showed, 0 if the criterion had no check.
    """

    criterion: str
    outcome: str
    note: str = ""
    seen: int = 0


@transaction.atomic
def checks_save(
    *, actor: User, application_id: int, version: int, verdicts: Collection[CriterionVerdict]
) -> list[Check]:
    """Save the findings about some or all criteria, by an officer who has read that version; return the changed checks.

    Raises Invalid if a note is missing or a criterion must apply, and Conflict if another officer has saved one of
    these checks meanwhile or the application is not being reviewed. Nothing is saved then. `fields` of the errors have
    the numbers of the criteria.
    """
    require(actor, "review_applications")
    application = APPLICATIONS.lock(application_id)
    require_impartial(actor, application.shipper_id)
    if application.state not in CHECKLIST_STATES:
        raise Conflict(_("The checklist is filled in while the application is reviewed."), code="wrong_state")
    if not application.submissions.filter(version=version).exists():
        raise InvalidInput(_("There is no such version of the application."))
    _verdicts_validate(verdicts, selectors.checklist_of(application))
    checks = {check.criterion: check for check in application.checks.select_related("by")}
    _overwriting_refuse(verdicts, checks)
    changed = [
        Check(
            pk=check and check.pk,
            application=application,
            criterion=verdict.criterion,
            outcome=verdict.outcome,
            note=verdict.note.strip(),
            version=version,
            revision=check.revision + 1 if check else 1,
            by=actor,
            at=clock.now(),
        )
        for verdict in verdicts
        for check in [checks.get(verdict.criterion)]
        if check is None or _check_differs(check, verdict, version)
    ]
    _checks_store(changed)
    if changed:
        APPLICATIONS.record(
            application, "checked", actor, criteria=[check.criterion for check in changed], version=version
        )
    return changed


def _check_differs(check: Check, verdict: CriterionVerdict, version: int) -> bool:
    return (check.outcome, check.note, check.version) != (verdict.outcome, verdict.note.strip(), version)


def _checks_store(checks: list[Check]) -> None:
    Check.objects.bulk_create(check for check in checks if check.pk is None)
    Check.objects.bulk_update(
        [check for check in checks if check.revision > 1], ["outcome", "note", "version", "revision", "by", "at"]
    )


def _verdicts_validate(
    verdicts: Collection[CriterionVerdict], checklist: Collection[selectors.CheckedCriterion]
) -> None:
    criteria = {checked.criterion.number: checked for checked in checklist}
    errors = {}
    for verdict in verdicts:
        checked = criteria.get(verdict.criterion)
        if checked is None or verdict.outcome not in Check.Outcome:
            errors[verdict.criterion] = [_("Choose what you found.")]
        elif verdict.outcome == Check.Outcome.NOT_APPLICABLE and not checked.may_be_inapplicable:
            errors[verdict.criterion] = [_("This criterion applies to every business.")]
        elif verdict.outcome != Check.Outcome.MET and not verdict.note.strip():
            errors[verdict.criterion] = [_("Write a note: what did you find?")]
    if errors:
        raise InvalidInput(_("Some checks are not complete."), fields=errors)


def _overwriting_refuse(verdicts: Collection[CriterionVerdict], checks: dict[str, Check]) -> None:
    errors = {
        verdict.criterion: [
            _("%(name)s has saved this check since you opened the page: %(outcome)s. %(note)s")
            % {"name": check.by, "outcome": check.get_outcome_display(), "note": check.note}
        ]
        for verdict in verdicts
        for check in [checks.get(verdict.criterion)]
        if check is not None and check.revision != verdict.seen
    }
    if errors:
        raise Conflict(
            _("Another officer has saved some of these checks. Compare them with yours; save again to replace them."),
            code="changed_meanwhile",
            fields=errors,
        )


def answers_view_record(*, actor: User, submission: Submission, application: Application) -> None:
    """Record that a member of staff had every answer of a version open on one page."""
    view_record(actor=actor, subject=_answers_of(submission), shipper_id=application.shipper_id)


@transaction.atomic
def checks_meet_rest(*, actor: User, application_id: int, version: int) -> list[Check]:
    """Save “met” for every criterion without a finding, or met before its answer changed, that was answered plainly yes
    and whose files the actor has opened (`selectors.rest_of`); return the checks.

    Raises Conflict if the actor has not had every answer of that version open, or if nothing can be met together; the
    message names what is left.
    """
    application = APPLICATIONS.lock(application_id)
    submission = application.submissions.filter(version=version).first()
    if submission is None or not was_viewed(_answers_of(submission), by=actor):
        raise Conflict(_("Open every answer of this version first, then say that the rest is met."), code="unread")
    rest = selectors.rest_of(
        submission, selectors.submission_sections(submission), selectors.checklist_of(application), actor
    )
    if not rest.met:
        message = _("Nothing is left that can be met together. Look at these one by one: %(left)s.")
        raise Conflict(message % {"left": rest.left_text or _("none")}, code="nothing_left")
    verdicts = [
        CriterionVerdict(
            checked.criterion.number, Check.Outcome.MET, "", checked.check.revision if checked.check else 0
        )
        for checked in rest.met
    ]
    return checks_save(actor=actor, application_id=application_id, version=version, verdicts=verdicts)


def _answers_of(submission: Submission) -> tuple[str, int]:
    """Return the name by which the audit refers to all answers of a version."""
    return ("submission", submission.pk)
