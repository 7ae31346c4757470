"""Evidence files, which belong to the criteria of an application."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.applications.criteria import Criterion
from apps.applications.models import Evidence
from apps.applications.services.drafts import application_locked_for_change
from apps.applications.services.transitions import APPLICATIONS
from apps.core import clock
from apps.core.files import identify_file
from apps.core.rows import row_get
from apps.core.uploads import MAX_FILES, atomic_with_files, files_limit_check, upload_columns


def evidence_add(
    *, actor: User, application_id: int, criterion: Criterion, name: str, chunks: Iterable[bytes], check: str = ""
) -> Evidence:
    """Add a file to a criterion, or return the file of the criterion that has the same content.

    `check` is the name of the check of guidance that the file says was passed.

    Raises Invalid if the file is empty, too large, of a wrong type by its content, or if there are too many files;
    Conflict if the business has sent as much today as it may.
    """
    file = identify_file(name, chunks)
    with atomic_with_files():
        application = application_locked_for_change(actor=actor, application_id=application_id, keys=[criterion.key])
        present = application.evidence.filter(criterion=criterion.number, removed_at=None)
        if same := present.filter(sha256=file.sha256).first():
            return same
        files_limit_check(present.count() + 1, MAX_FILES)
        evidence = Evidence.objects.create(
            application=application,
            criterion=criterion.number,
            uploaded_by=actor,
            **upload_columns(file),
        )
        APPLICATIONS.record(
            application, "evidence_added", actor, evidence_id=evidence.pk, criterion=criterion.number, check=check
        )
    return evidence


@transaction.atomic
def evidence_remove(*, actor: User, application_id: int, criterion: Criterion, evidence_id: int) -> None:
    """Remove a file from the application. Submissions that contain the file keep the file."""
    application = application_locked_for_change(actor=actor, application_id=application_id, keys=[criterion.key])
    evidence = row_get(
        application.evidence, _("There is no such file."), pk=evidence_id, criterion=criterion.number, removed_at=None
    )
    evidence.removed_at = clock.now()
    evidence.save(update_fields=["removed_at"])
    APPLICATIONS.record(application, "evidence_removed", actor, evidence_id=evidence.pk, criterion=criterion.number)
