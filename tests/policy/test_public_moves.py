"""The public counts of who would move under a draft tell of no few members: small programs are attacked by solving."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.disclosure import COUNT_STEP, MIN_BUSINESSES
from apps.policy.public_moves import (
    DOWN,
    MEMBERS,
    UP,
    DraftOutcome,
    PublishedTrial,
    counts_public,
    rule_cell,
    tiers_cell,
)
from tests.measures.published import reduced
from tests.measures.test_disclosure import rank

TIERS = range(4)
# What becomes of a member of tier 2 or 1 under a draft.
OUTCOMES = {
    tier: [
        DraftOutcome(tier, tier),
        DraftOutcome(tier, tier, True),
        DraftOutcome(tier, tier + 1, False, ("months",)),
        DraftOutcome(tier, tier - 1, False, ("points",)),
        DraftOutcome(tier, tier - 1, True, ("points", "exams")),
    ]
    for tier in (1, 2)
}
# The members of a program by what becomes of them under each of three drafts, and how many they are.
PROGRAMS = st.lists(
    st.sampled_from([1, 2]).flatmap(
        lambda tier: st.tuples(st.tuples(*[st.sampled_from(OUTCOMES[tier])] * 3), st.integers(1, 24))
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda part: part[0],
)
type Program = Sequence[tuple[tuple[DraftOutcome, ...], int]]


def trials_of(program: Program, *, drafts: int = 3) -> list[PublishedTrial]:
    """Publish the counts of each draft after those of the drafts before."""
    ids, trials = count(1), []
    members = {next(ids): outcomes for outcomes, number in program for _each in range(number)}
    for draft in range(drafts):
        found = {member: outcomes[draft] for member, outcomes in members.items()}
        matrix = [[0] * len(TIERS) for _tier in TIERS]
        for outcome in found.values():
            matrix[outcome.before][outcome.after] += 1
        movers = {pk: each for pk, each in found.items() if each.before != each.after or each.suspends}
        trials.append(PublishedTrial(movers, counts_public(matrix, movers, trials)))
    return trials


def alone(*outcomes: tuple[DraftOutcome, int]) -> dict[str, int | None]:
    """Return the public counts of one draft."""
    (trial,) = trials_of([((outcome,), number) for outcome, number in outcomes], drafts=1)
    return dict(trial.counts)


@settings(max_examples=100, deadline=None)
@given(program=PROGRAMS)
def test_counts_of_several_drafts_together_are_of_no_few_members(program: Program) -> None:
    """Somebody knows every published count before it was rounded, and what parts of the members there are."""
    trials = trials_of(program)
    told, withheld = [], []
    for draft, trial in enumerate(trials):
        for cell, number in trial.counts.items():
            row = [Fraction(cell in outcomes[draft].cells()) for outcomes, _number in program]
            (withheld if number is None else told).append(row)
            behind = sum(number for (_part, number), factor in zip(program, row, strict=True) if factor)
            assert number is None or behind >= MIN_BUSINESSES
    few = [place for place, (_part, number) in enumerate(program) if number < MIN_BUSINESSES]
    rest = [place for place in range(len(program)) if place not in few]
    for row in reduced(told, [*rest, *few]):
        behind = sum(program[place][1] for place in few if row[place])
        assert any(row[place] for place in rest) or behind >= MIN_BUSINESSES
    for row in withheld:
        if sum(program[place][1] for place, factor in enumerate(row) if factor) < MIN_BUSINESSES:
            assert rank([*told, row]) > rank(told)


def test_counts_of_ten_are_told_rounded_and_those_of_nine_withheld() -> None:
    stays, falls = DraftOutcome(2, 2), DraftOutcome(2, 1, rules=("points",))
    ten = alone((stays, 33), (falls, 11))
    assert ten == {
        MEMBERS: 45,
        DOWN: 10,
        tiers_cell(2, 2): 35,
        tiers_cell(2, 1): 10,
        rule_cell(DOWN, "points"): 10,
    }
    assert all(number is None or number % COUNT_STEP == 0 for number in ten.values())
    nine = alone((stays, 33), (falls, 9))
    assert (nine[MEMBERS], nine[DOWN], nine[tiers_cell(2, 1)], nine[rule_cell(DOWN, "points")]) == (
        40,
        None,
        None,
        None,
    )
    assert nine[tiers_cell(2, 2)] is None, "all less those who stay are the nine"
    assert UP not in nine, "that nobody rises is no secret"


def test_second_draft_that_touches_one_member_more_is_not_told_from_the_first() -> None:
    stays, falls = DraftOutcome(2, 2), DraftOutcome(2, 1, rules=("points",))
    first, second = trials_of([((stays, stays), 40), ((falls, falls), 12), ((stays, falls), 1)], drafts=2)
    assert (first.counts[DOWN], first.counts[tiers_cell(2, 2)]) == (10, 40)
    assert (second.counts[MEMBERS], second.counts[DOWN], second.counts[tiers_cell(2, 2)]) == (55, None, None)
    _first, many = trials_of([((stays, stays), 40), ((falls, falls), 12), ((stays, falls), 10)], drafts=2)
    assert (many.counts[DOWN], many.counts[tiers_cell(2, 2)]) == (20, 40)


def test_members_that_no_draft_moves_are_counted_without_their_names() -> None:
    """A trial names those who move alone: the others are known by the sums."""
    moved = {1: DraftOutcome(1, 0, rules=("points",))}
    counts = counts_public([[0] * 4, [1, 500_000, 0, 0], [0] * 4, [0] * 4], moved, [])
    assert counts == {MEMBERS: 500_000, DOWN: None, tiers_cell(1, 1): None, tiers_cell(1, 0): None, "down points": None}
