"""The rest of a checklist in one go, for an officer who has had every answer open."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.applications import selectors
from apps.applications.models import Application, Check, Submission
from apps.applications.services.checklist import CriterionVerdict, checks_save
from apps.applications.services.transitions import application_locked
from apps.audit.selectors import was_viewed
from apps.audit.services import view_record
from apps.core.errors import Conflict


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
    application = application_locked(application_id)
    submission = application.submissions.filter(version=version).first()
    if submission is None or not was_viewed(_answers_of(submission), by=actor):
        raise Conflict(_("Open every answer of this version first, then say that the rest is met."), code="unread")
    rest = selectors.rest_of(
        submission, selectors.submission_sections(submission), selectors.checklist_of(application), actor
    )
    if not rest.met:
        message = _("Nothing is left that can be met together. Look at these alone: %(left)s.")
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
