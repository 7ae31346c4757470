"""The rest of a checklist in one go, for an officer who has had every answer open."""

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.applications import selectors
from apps.applications.models import Application, Check, Submission
from apps.applications.selectors import CheckedCriterion
from apps.applications.services.checklist import Verdict, checks_save
from apps.applications.services.transitions import application_locked
from apps.audit.selectors import was_viewed
from apps.audit.services import view_record
from apps.core.errors import Conflict


def answers_view_record(*, actor: User, submission: Submission, application: Application) -> None:
    """Record that a member of staff had every answer of a version open on one page."""
    view_record(actor=actor, subject=_answers_of(submission), shipper_id=application.shipper_id)


@transaction.atomic
def checks_meet_rest(*, actor: User, application_id: int, version: int) -> list[Check]:
    """Save “met” for every criterion that has no finding, or was met before its answer changed; return the checks.

    A criterion that was found not met keeps its finding until an officer looks at it alone. Raises Conflict if the
    actor has not had every answer of that version open, or if nothing is left.
    """
    application = application_locked(application_id)
    submission = application.submissions.filter(version=version).first()
    if submission is None or not was_viewed(_answers_of(submission), by=actor):
        raise Conflict(_("Open every answer of this version first, then say that the rest is met."), code="unread")
    rest = [checked for checked in selectors.checklist_of(application) if _is_rest(checked)]
    if not rest:
        raise Conflict(_("Every criterion has a finding already, or must be looked at alone."), code="nothing_left")
    verdicts = [
        Verdict(checked.criterion.number, Check.Outcome.MET, "", checked.check.revision if checked.check else 0)
        for checked in rest
    ]
    return checks_save(actor=actor, application_id=application_id, version=version, verdicts=verdicts)


def _answers_of(submission: Submission) -> tuple[str, int]:
    """Return the name by which the audit refers to all answers of a version."""
    return ("submission", submission.pk)


def _is_rest(checked: CheckedCriterion) -> bool:
    return checked.check is None or (checked.outdated and checked.check.outcome == Check.Outcome.MET)
