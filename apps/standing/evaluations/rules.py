"""What follows from an evaluation for a standing. Pure: it takes facts and gives consequences.

Nothing is taken away here. A tier is lowered by an officer's decision only; what the program does by itself is to
promote, to propose, to drop a proposal that has lost its ground, and to suspend upon a critical finding with a
recorded basis that an officer or a competent agency stands for. Any other waits for an officer to confirm it.
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
    LIFT_SUSPENSION = auto()
    DROP_DEMOTION = auto()
    PROPOSE_DEMOTION = auto()
    PROMOTE = auto()


@dataclass(frozen=True, slots=True)
class Facts:
    """The standing held, what the evaluation allows, and what has been proposed or decided about it before.

    `grounds` are the critical findings that suspend at once, `unconfirmed` those of them for which neither an officer
    nor a competent agency stands. `judged` are those on which an officer has decided already, or for which a suspension
    lapsed; `asked` those that wait to be confirmed. `fallen`: none of the findings for which the member is suspended,
    or on conditions because nobody reviewed that, stands any more. `proposed` is the tier of an open demotion; `spared`
    the tier to which an officer declined to demote, as long as the record has not been good enough since.
    """

    status: str
    tier: int
    enter: int
    keep: int
    grounds: Cases = frozenset()
    unconfirmed: Cases = frozenset()
    judged: Cases = frozenset()
    asked: Cases = frozenset()
    suspension_open: bool = False
    fallen: bool = False
    proposed: int | None = None
    spared: int | None = None


def consequences(facts: Facts) -> list[Consequence]:
    """What to do, in order. Doing it and asking again gives nothing more."""
    found = []
    asked = facts.asked
    if asked and not asked & facts.grounds:
        found.append(Consequence.DROP_UNCONFIRMED)
        asked = frozenset()
    if facts.status in MEMBER:
        fresh = facts.grounds - facts.judged - asked
        if fresh - facts.unconfirmed:
            return [*found, Consequence.SUSPEND]
        if fresh and not asked:
            return [*found, Consequence.ASK_TO_CONFIRM]
        if asked:
            # What else follows waits as well: a member who may be suspended is not demoted beside it.
            return found
    if facts.fallen or (facts.suspension_open and not facts.grounds):
        found.append(Consequence.LIFT_SUSPENSION)
    elif facts.status not in MEMBER:
        return found
    if facts.proposed is not None and facts.proposed != facts.keep:
        found.append(Consequence.DROP_DEMOTION)
    declined = facts.spared is not None and facts.spared <= facts.keep
    if facts.keep < facts.tier and facts.proposed != facts.keep and not declined:
        found.append(Consequence.PROPOSE_DEMOTION)
    conditional = facts.status == Status.CONDITIONAL and Consequence.LIFT_SUSPENSION not in found
    if not conditional and facts.enter > facts.tier:
        found.append(Consequence.PROMOTE)
    return found
