"""Proposed changes that may rest on false information at a visit."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.errors import Invalid
from apps.standing.models import AssuranceCall, ProposedChange
from apps.standing.selectors import FalseInformation
from apps.standing.services import change_propose, findings_require, parcels_require
from apps.validations.selectors import visits_of


@transaction.atomic
def visit_change_propose(
    *,
    actor: User,
    shipper_id: int,
    kind: str,
    reasons: str,
    language: str = "",
    cases: Sequence[int] = (),
    parcels: Sequence[str] = (),
    false_case: int | None = None,
    visit_id: int | None = None,
) -> ProposedChange | AssuranceCall:
    """Propose a change of a member by an officer, as `change_propose` does. `false_case` is the false statement that
    the business knowingly made at the visit `visit_id`; without both, the notice names no such finding.

    Raise Invalid if only one of the two is given, if the visit of the business was not held, if no officer has found
    the false statement, if the reasons speak of parcels and neither parcels nor violations are named, or if a
    suspension or a removal names nothing that was found. A denial of revalidation rests on the visit.
    """
    parcels_require(reasons, cases=cases, parcels=parcels)
    if kind != ProposedChange.Kind.VALIDATION and false_case is None and visit_id is None:
        findings_require(cases=cases, parcels=parcels)
    return change_propose(
        actor=actor,
        shipper_id=shipper_id,
        kind=kind,
        reasons=reasons,
        language=language,
        cases=cases,
        parcels=parcels,
        false_information=_false_information(shipper_id, false_case, visit_id),
    )


def _false_information(shipper_id: int, false_case: int | None, visit_id: int | None) -> FalseInformation | None:
    if false_case is None and visit_id is None:
        return None
    visit = visits_of(shipper_id).filter(pk=visit_id, held_on__isnull=False).first()
    if visit is None or visit.held_on is None:
        message = _("Choose the visit at which the false information was given.")
        raise Invalid(message, fields={"visit_id": [message]})
    if false_case is None:
        message = _("Choose the false statement that was made at this visit.")
        raise Invalid(message, fields={"false_case": [message]})
    return FalseInformation(false_case, visit.held_on)
