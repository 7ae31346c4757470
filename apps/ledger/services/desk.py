"""Violations that officers enter themselves. They take the same path as all others."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.accounts import permissions
from apps.accounts.models import User
from apps.core.errors import Invalid, NotFound
from apps.ledger.models import Case, Recording, Reporter, Violation
from apps.ledger.services.recordings import recording_finish, recording_open, reporter_ensure
from apps.ledger.services.violations import violations_record
from apps.ledger.vocabulary import ReporterKind
from apps.shippers.selectors import require_impartial

DESK = "cbp"


@transaction.atomic
def violation_record(*, actor: User, fact: Mapping[str, Any]) -> Case:
    """Record a violation as the desk's own.

    Raises NotAllowed, Conflict for one of a business of the officer's own, Invalid with the errors of the fields.
    """
    permissions.require(actor, "record_violations")
    return _record(actor, reporter_ensure(code=DESK, kind=ReporterKind.AGENCY), fact)


@transaction.atomic
def violation_determine(*, actor: User, case_id: int, fact: Mapping[str, Any]) -> Case:
    """Record a further entry of a case, whoever reported it: what the officer determined.

    Raises NotAllowed, NotFound, Conflict for one of a business of the officer's own, Invalid where the determination
    may not follow the present one.
    """
    permissions.require(actor, "record_violations")
    case = Case.objects.select_related("reporter").filter(pk=case_id).first()
    if case is None:
        raise NotFound(_("There is no such violation."))
    return _record(actor, case.reporter, {**fact, "reference": case.reference})


def _record(actor: User, reporter: Reporter, fact: Mapping[str, Any]) -> Case:
    # Before and after: nobody moves a violation away from a business of their own either.
    _require_impartial(actor, reporter, fact)
    recording = recording_open(reporter=reporter, kind=Recording.Kind.DESK, actor=actor)
    outcome = violations_record(recording=recording, facts=[(0, fact)])
    recording_finish(recording=recording)
    if outcome.rejected:
        errors = outcome.rejected[0][1]
        raise Invalid(" ".join(message for messages in errors.values() for message in messages), fields=errors)
    if outcome.duplicates:
        raise Invalid(_("This says nothing that is not recorded already. Change something, or leave the page."))
    _require_impartial(actor, reporter, fact)
    return Case.objects.get(reporter=reporter, reference=fact["reference"])


def _require_impartial(actor: User, reporter: Reporter, fact: Mapping[str, Any]) -> None:
    present = Violation.objects.filter(
        case__reporter=reporter, case__reference=fact.get("reference", ""), pk=F("case__violation_id")
    )
    require_impartial(actor, present.values_list("seller__shipper", flat=True).first())
