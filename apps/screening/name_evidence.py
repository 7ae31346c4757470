"""The weight of the evidence that lies in two names. Pure functions.

How alike two names are does not say how many people bear a name that is as alike: a short name has more namesakes than
a long one, three first letters more than three words. So the weight is a line through a few facts of the comparison. It
was fitted by logistic regression on generated people, who are on no list, and on names of a list that were misspelt on
purpose (ADR 0091). In natural logarithms of odds.
"""

from dataclasses import astuple, dataclass

from apps.matching.names import Kind, Likeness, Name, Part

# How many letters count as shared, and as borne by one name only, at most: beyond that, more says no more.
MAX_SHARED, MAX_LEFT = 24, 20
LEFT_OVER = frozenset({Part.ONLY_ONE, Part.DIFFERENT})
CONTRADICTIONS = frozenset({Part.OTHER_NUMBER, Part.OTHER_FORM})
# Each contradiction counts as so many letters that only one name has.
CONTRADICTION_LETTERS = 2


@dataclass(frozen=True, slots=True)
class NameFacts:
    """The facts of a comparison from which the weight follows. `shared` and `left` are in tens of letters,
    those of words that agree and of words that only one name has. The last three are 1 or 0."""

    likeness: float
    shared: float
    left: float
    abbreviated: float
    firm: float
    same_words: float


# The weight before any fact, and that of each fact.
BASE = -9.7
WEIGHTS = NameFacts(likeness=8.2, shared=6.0, left=-1.5, abbreviated=-6.5, firm=2.6, same_words=5.0)


def name_weight(facts: NameFacts) -> float:
    """Return the weight of the evidence that lies in two names."""
    return BASE + sum(weight * fact for weight, fact in zip(astuple(WEIGHTS), astuple(facts), strict=True))


def name_facts(left: Name, right: Name, likeness: Likeness) -> NameFacts:
    """Return the facts of a comparison of two names."""
    shared = left_over = 0.0
    parts = {reason.part for reason in likeness.reasons}
    for reason in likeness.reasons:
        letters = len(reason.left.replace(" ", "")) + len(reason.right.replace(" ", ""))
        if reason.part in LEFT_OVER:
            left_over += letters
        elif reason.part in CONTRADICTIONS:
            left_over += CONTRADICTION_LETTERS
        elif reason.part not in (Part.INITIAL, Part.ABBREVIATION):
            shared += letters / 2
    kinds = {left.kind, right.kind}
    return NameFacts(
        likeness=likeness.score,
        shared=min(shared, MAX_SHARED) / 10,
        left=min(left_over, MAX_LEFT) / 10,
        abbreviated=float(Part.ABBREVIATION in parts),
        firm=float(Kind.ORGANIZATION in kinds and Kind.PERSON not in kinds),
        same_words=float(parts == {Part.SAME}),
    )
