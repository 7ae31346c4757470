"""The consequences of an evaluation for a standing. Pure: facts in, consequences out.

Nothing is taken away here. Only an officer's decision lowers a tier. The program by itself promotes, proposes (after a
call to the member, where one is owed), drops a proposal that no longer fits the record, and suspends upon a critical
finding with a recorded basis that an officer or a competent agency has confirmed. Any other critical finding waits for
an officer to confirm it.
"""

from dataclasses import dataclass
from enum import Enum, auto

from apps.standing.members.models import Status
from apps.standing.members.states import MEMBER

type Cases = frozenset[int]


class Consequence(Enum):
    SUSPEND = auto()
    ASK_TO_CONFIRM = auto()
    DROP_UNCONFIRMED = auto()
    DROP_SUSPENSION = auto()
    LIFT_SUSPENSION = auto()
    DROP_DEMOTION = auto()
    OPEN_CALL = auto()
    DROP_CALL = auto()
    PROPOSE_DEMOTION = auto()
    PROMOTE = auto()


@dataclass(frozen=True, slots=True)
class StandingFacts:
    """The present standing, what the evaluation allows, and what was proposed or decided before.

    `grounds`: the cases that suspend at once. `unconfirmed`: those of the grounds that neither an officer nor a
    competent agency has confirmed. `decided`: the cases for which an officer has decided a suspension, or for which a
    suspension was lifted or lapsed. `to_confirm`: the cases that wait to be confirmed. `grounds_reversed`: none of the
    violations is established any more for which the member is suspended, or on conditions because nobody reviewed the
    suspension. `lifted_reversed`: the same, of the violations behind a suspension that was lifted until its decision.
    `proposed_tier`: the tier of an open demotion. `declined_tier`: the tier to which the last demotion was not made, as
    long as the record has not been good enough since. `call_owed`: the member must be called, or have had its time,
    before a demotion is proposed. `call_runs`: a call about a demotion has not ended.
    """

    status: str
    tier: int
    enter: int
    keep: int
    grounds: Cases = frozenset()
    unconfirmed: Cases = frozenset()
    decided: Cases = frozenset()
    to_confirm: Cases = frozenset()
    suspension_open: bool = False
    grounds_reversed: bool = False
    lifted_reversed: bool = False
    proposed_tier: int | None = None
    declined_tier: int | None = None
    call_owed: bool = False
    call_runs: bool = False


def consequences(facts: StandingFacts) -> list[Consequence]:
    """Return what the program must do, in order. After that, the same question has no further consequence."""
    found = []
    waiting = facts.to_confirm
    if waiting and not waiting & facts.grounds:
        found.append(Consequence.DROP_UNCONFIRMED)
        waiting = frozenset()
    if facts.lifted_reversed:
        found.append(Consequence.DROP_SUSPENSION)
    if facts.status in MEMBER:
        fresh = facts.grounds - facts.decided - waiting
        if fresh - facts.unconfirmed:
            return [*found, Consequence.SUSPEND]
        if fresh and not waiting:
            return [*found, Consequence.ASK_TO_CONFIRM]
        if waiting:
            # All other consequences wait: no demotion is proposed to a member who may be suspended.
            return found
    if facts.grounds_reversed or (facts.suspension_open and not facts.grounds):
        found.append(Consequence.LIFT_SUSPENSION)
    elif facts.status not in MEMBER:
        return found
    if facts.proposed_tier is not None and facts.proposed_tier != facts.keep:
        found.append(Consequence.DROP_DEMOTION)
    declined = facts.declined_tier is not None and facts.declined_tier <= facts.keep
    if facts.keep < facts.tier and facts.proposed_tier != facts.keep and not declined:
        if not facts.call_owed:
            found.append(Consequence.PROPOSE_DEMOTION)
        elif not facts.call_runs:
            found.append(Consequence.OPEN_CALL)
    elif facts.call_runs:
        found.append(Consequence.DROP_CALL)
    conditional = facts.status == Status.CONDITIONAL and Consequence.LIFT_SUSPENSION not in found
    if not conditional and facts.enter > facts.tier:
        found.append(Consequence.PROMOTE)
    return found
