"""The steps of a simulated seller in the program: the application, validation, reviews. Pure."""

from dataclasses import dataclass

from apps.ledger.vocabulary import ProgramEntryKind
from config.simulation.numbers.sellers import Seller, stream

# The actions are those of the application's transition table; `begin` starts the draft, `propose` denies it without
# the second officer that `deny` includes.
CAREERS: dict[str, tuple[str, ...]] = {
    "draft": ("begin",),
    "submitted": ("begin", "submit"),
    "in_review": ("begin", "submit", "take"),
    "info_requested": ("begin", "submit", "take", "ask"),
    "replied": ("begin", "submit", "take", "ask", "reply"),
    "denial_proposed": ("begin", "submit", "take", "propose"),
    "appealed": ("begin", "submit", "take", "deny", "appeal"),
    "withdrawn": ("begin", "submit", "withdraw"),
    "denied": ("begin", "submit", "take", "deny"),
    "granted": ("begin", "submit", "take", "deny", "appeal", "grant"),
    "approved": ("begin", "submit", "take", "approve"),
    "asked_approved": ("begin", "submit", "take", "ask", "reply", "approve"),
}
ENROLLING = frozenset({"approve", "grant"})
VALIDATED_AFTER = (90, 330)  # days from enrolment to the visit
PLANNED_BEFORE = 40  # days from the plan to the visit
# The outcomes of a visit, with the steps of each and the days from the visit to each step.
VISITS: dict[str, tuple[tuple[int, str], ...]] = {
    "clean": ((0, "visit"), (2, "validate")),
    "actions": (
        *((0, "visit_with_actions"), (15, "answer_action"), (20, "answer_action")),
        *((35, "accept_action"), (36, "validate")),
    ),
}
# A member that is not validated at the end of the simulation has a visit under way: the steps, by days before the end.
UNDER_WAY: tuple[tuple[tuple[int, str], ...], ...] = (
    ((12, "plan_visit"),),
    ((PLANNED_BEFORE + 12, "plan_visit"), (12, "visit_with_actions"), (4, "answer_action")),
)
ACTIONS_SHARE = 0.35
VALIDATED_SHARE, REVIEWED_SHARE = 0.85, 0.92
# Of the other sellers that were enrolled with their history, the share that is validated when a year is nearly over.
LATE_SHARE, VALIDATED_LATE = 0.9, (331, 375)
# The share of visited members that tell about good practice when the visit is planned.
TELLS_MORE_SHARE = 0.3
YEAR = 365


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """`number` is the seller's, `place` the step's among its own: so the steps of all sort into the order of taking."""

    day: int
    number: int
    place: int
    action: str


def steps(seller: Seller, *, days: int, seed: int) -> list[Step]:
    """Return the steps of a seller, in order."""
    dice = stream(seed, "career", seller.number)
    actions = CAREERS[seller.outcome]
    span = seller.closes - seller.applies
    taken = [
        (seller.applies + round(span * index / max(1, len(actions) - 1)), action)
        for index, action in enumerate(actions)
    ]
    if actions[-1] in ENROLLING:
        visit = seller.closes + dice.randint(*VALIDATED_AFTER)
        if dice.random() < VALIDATED_SHARE:
            ends = "actions" if stream(seed, "visit", seller.number).random() < ACTIONS_SHARE else "clean"
            taken.append((visit - PLANNED_BEFORE, "plan_visit"))
            if stream(seed, "practice", seller.number).random() < TELLS_MORE_SHARE:
                taken.append((visit - PLANNED_BEFORE, "tell_more"))
            taken += [(visit + after, action) for after, action in VISITS[ends]]
        else:
            under_way = UNDER_WAY[seller.number % len(UNDER_WAY)]
            if days - under_way[0][0] > seller.closes + VALIDATED_AFTER[0]:
                taken += [(days - before, action) for before, action in under_way]
        taken += [
            (day, "annual_review")
            for day in range(seller.closes + YEAR - 20, days, YEAR)
            if dice.random() < REVIEWED_SHARE
        ]
    return [
        Step(day, seller.number, place, action)
        for place, (day, action) in enumerate(sorted(taken, key=_day))
        if day < days
    ]


def entries(seller: Seller, *, days: int, seed: int) -> list[tuple[int, ProgramEntryKind]]:
    """Return the acts of the program on a seller that was enrolled with its history, each with its day: a validation,
    and a review each year.
    """
    dice, late = stream(seed, "career", seller.number), stream(seed, "late", seller.number)
    done = []
    if dice.random() < VALIDATED_SHARE:
        done.append((seller.closes + dice.randint(*VALIDATED_AFTER), ProgramEntryKind.VALIDATED))
    elif late.random() < LATE_SHARE:
        done.append((seller.closes + late.randint(*VALIDATED_LATE), ProgramEntryKind.VALIDATED))
    reviewed = range(seller.closes + YEAR - 20, days, YEAR)
    done += [(day, ProgramEntryKind.ANNUAL_REVIEW) for day in reviewed if dice.random() < REVIEWED_SHARE]
    return [each for each in done if each[0] < days]


def _day(taken: tuple[int, str]) -> int:
    return taken[0]
