"""Proposed changes that may rest on false information at a visit."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.errors import InvalidInput
from apps.standing.adverse_actions import ADVERSE_ACTIONS
from apps.standing.models import AssuranceCall, ProposedChange
from apps.standing.selectors import FalseInformation
from apps.standing.services import change_propose
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
    the false statement, if a denial of revalidation rests on no visit that was held, or if `change_propose` finds no
    ground.
    """
    if ADVERSE_ACTIONS[kind].rests_on_visit and not cases and not any(parcels):
        _visit_require(shipper_id)
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


def _visit_require(shipper_id: int) -> None:
    if not visits_of(shipper_id).filter(held_on__isnull=False).exists():
        message = _("No visit of this business was held. Name the violations or the parcels on which it rests.")
        raise InvalidInput(message, fields={"cases": [message]})


def _false_information(shipper_id: int, false_case: int | None, visit_id: int | None) -> FalseInformation | None:
    if false_case is None and visit_id is None:
        return None
    visit = visits_of(shipper_id).filter(pk=visit_id, held_on__isnull=False).first()
    if visit is None or visit.held_on is None:
        message = _("Choose the visit at which the false information was given.")
        raise InvalidInput(message, fields={"visit_id": [message]})
    if false_case is None:
        message = _("Choose the false statement that was made at this visit.")
        raise InvalidInput(message, fields={"false_case": [message]})
    return FalseInformation(false_case, visit.held_on)
