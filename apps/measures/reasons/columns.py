"""The columns of the register, and the adverse actions from which rows are made. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from apps.measures.reasons.vocabulary import (
    DENIAL,
    NO_RULE,
    VIOLATION,
    WATCH,
    WATCHED,
    ActorType,
    EffectTiming,
    ObjectionUse,
)
from apps.standing.adverse_actions import ADVERSE_ACTIONS, Cause

# What others may see of a business: its status and tier, since when, and the policy in force.
OBSERVED = ("action", "outcome", "at_once", "policy")
# What a row may not tell of a business that is known to have had an action.
SENSITIVE = ("ground", "rule", "response", "appeal", "days")
# What tells of the program alone: who acted.
PROCEDURE = ("begun_by", "decided_by")
COLUMNS = (*OBSERVED, *SENSITIVE, *PROCEDURE)
_FOLLOWS: dict[str, dict[str, str]] = {
    DENIAL: {
        "at_once": EffectTiming.NO,
        "response": ObjectionUse.NOT_OPEN,
        "rule": NO_RULE,
        "begun_by": ActorType.PERSON,
    },
    VIOLATION: {"at_once": EffectTiming.NO, "appeal": ObjectionUse.NOT_OPEN, "rule": NO_RULE},
    WATCH: {
        "at_once": EffectTiming.YES,
        "ground": WATCHED,
        "response": ObjectionUse.NOT_OPEN,
        "appeal": ObjectionUse.NOT_OPEN,
        "rule": NO_RULE,
        "begun_by": ActorType.PERSON,
        "decided_by": ActorType.TWO_PERSONS,
    },
}


def values_given(action: str) -> dict[str, str]:
    """Return what follows from the kind of action by the procedure alone, and so tells nothing of a business."""
    adverse = ADVERSE_ACTIONS.get(action)
    if adverse is None:
        return _FOLLOWS.get(action, {})
    given: dict[str, str] = {}
    if Cause.CRITICAL_FINDING not in adverse.causes:
        given["at_once"] = EffectTiming.NO
    if adverse.offer is None:
        given["begun_by"] = ActorType.PROGRAM
    return given


@dataclass(frozen=True, slots=True)
class FinalAction:
    """An adverse action that is final: the record that it comes from, its business, and the value of each column.

    `decided_at` is when the action was decided, and `final_at` when nothing could change the decision any more.
    """

    kind: str
    record: int
    business: int
    decided_at: datetime
    final_at: datetime
    values: Mapping[str, str]
