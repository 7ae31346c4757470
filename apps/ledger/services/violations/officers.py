"""Entries of violations by officers, recorded as all others are, each with the officer's reason."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core.errors import Conflict, InvalidInput
from apps.core.files import IdentifiedFile
from apps.core.languages import language_of_text
from apps.core.rows import row_get
from apps.core.text import text_required
from apps.core.uploads import MAX_FILES_AT_ONCE, atomic_with_files, files_limit_check, upload_columns
from apps.ledger.allegers import determiner_barred, is_record_attached
from apps.ledger.models import Case, Grounds, GroundsFile, Recording, Reporter, Violation
from apps.ledger.selectors import suspends_at_once
from apps.ledger.services.notices.officers import service_delay
from apps.ledger.services.notices.service import case_admit
from apps.ledger.services.recordings import recording_finish, recording_open, reporter_ensure
from apps.ledger.services.violations.entries import violations_record
from apps.ledger.vocabulary import COUNTING, Determination, ReporterKind
from apps.shippers.selectors import require_impartial

DESK = "cbp"


@atomic_with_files()
def violation_allege(
    *,
    actor: User,
    fact: Mapping[str, Any],
    reason: str,
    language: str = "",
    told: bool = False,
    files: Sequence[IdentifiedFile] = (),
    delay_until: datetime | None = None,
    delay_reason: str = "",
) -> Case:
    """Enter a violation as an allegation of the desk, which does not count until it is sustained.

    The business is notified at once, unless a supervisor delays the notice until a moment, with a reason. `told`: the
    business may read the officer's reason. Raises NotAllowed, Conflict for a business on whose team the officer is and
    for a case number that is taken, Invalid with the errors of the fields.
    """
    permissions.require(actor, "record_violations")
    reporter = reporter_ensure(code=DESK, kind=ReporterKind.AGENCY)
    if _present(reporter, str(fact.get("reference", "")).strip()).filter(voided=False).exists():
        message = _("A violation with this case number is on record already. Open it, or give another number.")
        raise Conflict(message, code="case_known", fields={"reference": [message]})
    case = _record(actor, reporter, {**fact, "determination": Determination.ALLEGED})
    _grounds_add(actor, case, reason=reason, language=language, told=told, files=files)
    if delay_until or delay_reason.strip():
        service_delay(actor=actor, case_id=case.pk, delay_until=delay_until, delay_reason=delay_reason)
    return case


@transaction.atomic
def violation_admit(*, actor: User, fact: Mapping[str, Any], reason: str, language: str = "") -> Case:
    """Enter a violation that the business disclosed itself. It counts at once, as disclosed, and no notice is served.

    The business reads the reason. Raises NotAllowed, Conflict for a business on whose team the officer is, Invalid with
    the errors of the fields.
    """
    permissions.require(actor, "record_violations")
    reporter = reporter_ensure(code=DESK, kind=ReporterKind.AGENCY)
    admitted = {"determination": Determination.SUSTAINED, "self_disclosed": True}
    case = _record(actor, reporter, {**fact, **admitted})
    _grounds_add(actor, case, reason=reason, language=language, told=True, files=())
    case_admit(case)
    return case


@atomic_with_files()
def violation_determine(
    *,
    actor: User,
    case_id: int,
    fact: Mapping[str, Any],
    reason: str,
    language: str = "",
    told: bool = False,
    files: Sequence[IdentifiedFile] = (),
) -> Case:
    """Record a further entry of a case of any reporter: the officer's determination and the reason.

    `told`: the business may read the reason; otherwise only staff may.

    Raises NotAllowed, NotFound, Conflict for a business on whose team the officer is and for an officer who alleged the
    violation (`allegers.py`), Invalid without a reason, for a determination that may not follow the present one, and
    for a finding that would suspend at once without its record.
    """
    permissions.require(actor, "record_violations")
    case = row_get(Case.objects.select_related("reporter"), _("There is no such violation."), pk=case_id)
    if fact.get("determination") in COUNTING and (barred := determiner_barred(actor, case_id)):
        raise Conflict(barred, code="blocked")
    before = _present(case.reporter, case.reference).get()
    _require_mitigation(before, fact)
    case = _record(actor, case.reporter, {**fact, "reference": case.reference})
    _grounds_add(actor, case, reason=reason, language=language, told=told, files=files)
    if before.determination == Determination.ALLEGED and fact.get("determination") in COUNTING:
        _require_record(case)
    return case


def _record(actor: User, reporter: Reporter, fact: Mapping[str, Any]) -> Case:
    # Checked before and after: an officer may not move a violation away from their own business either.
    _require_impartial(actor, reporter, fact)
    recording = recording_open(reporter=reporter, kind=Recording.Kind.DESK, actor=actor)
    outcome = violations_record(recording=recording, facts=[(0, fact)])
    recording_finish(recording=recording)
    if outcome.rejected:
        errors = outcome.rejected[0][1]
        raise InvalidInput(" ".join(message for messages in errors.values() for message in messages), fields=errors)
    if outcome.duplicates:
        raise InvalidInput(_("This entry changes nothing. Change something, or leave the page."))
    _require_impartial(actor, reporter, fact)
    return Case.objects.get(reporter=reporter, reference=fact["reference"])


def _present(reporter: Reporter, reference: str) -> QuerySet[Violation]:
    """Return the present entry of a case, if the case exists."""
    return Violation.objects.filter(case__reporter=reporter, case__reference=reference, pk=F("case__violation_id"))


def _require_impartial(actor: User, reporter: Reporter, fact: Mapping[str, Any]) -> None:
    present = _present(reporter, fact.get("reference", ""))
    require_impartial(actor, present.values_list("seller__shipper", flat=True).first())


def _require_mitigation(present: Violation, fact: Mapping[str, Any]) -> None:
    """Raise Invalid for a penalty that is mitigated to more than the penalty assessed."""
    assessed = fact.get("penalty_assessed") or present.penalty_assessed
    mitigated = fact.get("penalty_mitigated")
    if assessed is not None and mitigated is not None and Decimal(mitigated) > Decimal(assessed):
        message = _("This is more than the penalty assessed, %(assessed)s.") % {"assessed": assessed}
        raise InvalidInput(message, fields={"penalty_mitigated": [message]})


def _require_record(case: Case) -> None:
    """Raise Invalid for a violation that suspends at once by the word of officers alone."""
    if suspends_at_once(Violation.objects.get(pk=case.violation_id)) and not is_record_attached(case.pk):
        message = _(
            "This finding suspends at once. Attach its record first: the report of the seizure, the laboratory's "
            "result, or the entry of the list."
        )
        raise InvalidInput(message, fields={"files": [message]})


def _grounds_add(
    actor: User, case: Case, *, reason: str, language: str, told: bool, files: Sequence[IdentifiedFile]
) -> None:
    """Keep the reason and the evidence for the present entry of a case."""
    reason = text_required(reason, "reason")
    files_limit_check(len(files), MAX_FILES_AT_ONCE)
    grounds = Grounds.objects.create(
        violation_id=case.violation_id,
        text=reason,
        language=language_of_text(language, actor.language),
        told=told,
    )
    for file in files:
        GroundsFile.objects.create(grounds=grounds, uploaded_by=actor, **upload_columns(file))
