"""What follows from an evaluation for a standing. Pure: it takes facts and gives consequences.

Nothing is taken away here. A tier is lowered by an officer's decision only; what the program does by itself is to
promote, to propose, to drop a proposal that has lost its ground, and to suspend upon a critical finding with a
recorded basis.
"""

from dataclasses import dataclass
from enum import Enum, auto

from apps.standing.models import Status

MEMBER = frozenset({Status.ACTIVE, Status.CONDITIONAL})


class Consequence(Enum):
    SUSPEND = auto()
    LIFT_SUSPENSION = auto()
    DROP_DEMOTION = auto()
    PROPOSE_DEMOTION = auto()
    PROMOTE = auto()


@dataclass(frozen=True, slots=True)
class Facts:
    """The standing held, what the evaluation allows, and what has been proposed or decided about it before.

    `grounds` are the critical findings that suspend at once, `judged` those on which an officer has decided already.
    `proposed` is the tier of an open demotion; `spared` the tier to which an officer declined to demote, as long as
    the record has not been good enough since.
    """

    status: str
    tier: int
    enter: int
    keep: int
    grounds: frozenset[int] = frozenset()
    judged: frozenset[int] = frozenset()
    suspension_open: bool = False
    proposed: int | None = None
    spared: int | None = None


def consequences(facts: Facts) -> list[Consequence]:
    """What to do, in order. Doing it and asking again gives nothing more."""
    if facts.status in MEMBER and facts.grounds - facts.judged:
        return [Consequence.SUSPEND]
    found = []
    if facts.suspension_open and not facts.grounds:
        found.append(Consequence.LIFT_SUSPENSION)
    elif facts.status not in MEMBER:
        return []
    if facts.proposed is not None and facts.proposed != facts.keep:
        found.append(Consequence.DROP_DEMOTION)
    declined = facts.spared is not None and facts.spared <= facts.keep
    if facts.keep < facts.tier and facts.proposed != facts.keep and not declined:
        found.append(Consequence.PROPOSE_DEMOTION)
    if facts.status != Status.CONDITIONAL and facts.enter > facts.tier:
        found.append(Consequence.PROMOTE)
    return found
