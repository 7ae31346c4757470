"""The answer to an advance declaration: what follows from the three layers of risk, who must do it, and by when. Pure.

The answers are those of the referral protocols of ICS2 (European Union) and ACAS (United States): the assessment is
complete, information is requested, screening is requested, or the parcel must not be loaded. The gravest that a reason
asks for is given. A color is only its picture.

The layers: hard rules, standing, and the learned model. Each says its part in points, of which 20 double the odds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log2

from apps.targeting.learning import DOUBLING, Reason
from apps.targeting.vocabulary import Addressee, Outcome


class Layer(StrEnum):
    """The layer of a reason."""

    RULE = "rule"
    STANDING = "standing"
    MODEL = "model"


class Color(StrEnum):
    """The picture of an answer."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


COLORS: dict[Outcome, Color] = {
    Outcome.COMPLETE: Color.GREEN,
    Outcome.REQUEST_INFORMATION: Color.YELLOW,
    Outcome.REQUEST_SCREENING: Color.YELLOW,
    Outcome.DO_NOT_LOAD: Color.RED,
}
# From the least grave answer to the gravest.
GRAVITY = (Outcome.COMPLETE, Outcome.REQUEST_INFORMATION, Outcome.REQUEST_SCREENING, Outcome.DO_NOT_LOAD)
# A rule says more than any model does, so that its points stand first.
RULE_POINTS = 100


@dataclass(frozen=True, slots=True)
class HardRule:
    """A hard rule: the code, the label, what it asks for, and whether an exam follows where the parcel arrives."""

    code: str
    label: str
    outcome: Outcome
    must_open: bool = True


RULES: dict[str, HardRule] = {
    rule.code: rule
    for rule in (
        HardRule("restricted_party", "A party is on a list, as an officer confirmed", Outcome.DO_NOT_LOAD),
        HardRule("list_candidate", "A party may be on a list, and nobody decided yet", Outcome.REQUEST_SCREENING),
        HardRule(
            "forced_labor_origin",
            "Goods of this origin are presumed to be made by forced labor",
            Outcome.REQUEST_INFORMATION,
        ),
        HardRule("agency_hold", "A partner agency holds the parcel", Outcome.COMPLETE),
    )
}


@dataclass(frozen=True, slots=True)
class Terms:
    """The numbers of the policy that an answer depends on.

    A parcel by air whose chance is at least `screening_chance` is screened before it is loaded.
    """

    screening_chance: float
    information_hours: int
    screening_hours: int


@dataclass(frozen=True, slots=True)
class LayeredReason:
    """A reason with its layer, code, label and points."""

    layer: Layer
    code: str
    label: str
    points: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer: the outcome, all reasons, and what is asked: of whom, for which reasons, within how many hours."""

    outcome: Outcome
    reasons: tuple[LayeredReason, ...]
    addressee: Addressee | None = None
    asked_for: tuple[str, ...] = ()
    hours: int | None = None
    must_open: bool = False

    @property
    def color(self) -> Color:
        """The picture of the answer."""
        return COLORS[self.outcome]


def answer_of(
    *,
    rules: Iterable[str],
    exam_rate: float,
    missing: Sequence[str],
    chance: float,
    reasons: Iterable[Reason],
    by_air: bool,
    can_ask_seller: bool,
    terms: Terms,
) -> Answer:
    """Return the answer to a declared parcel.

    `rules` are codes of `RULES`; `exam_rate` is the seller's promised multiple of the ordinary rate of exams, 1 without
    a promise; `missing` are the codes of what the declaration leaves out or says too vaguely. A seller that is no
    member can't be asked here, so the carrier is.
    """
    hard = [RULES[code] for code in rules]
    wanted = [rule.outcome for rule in hard]
    asked_for = [rule.code for rule in hard if rule.outcome is not Outcome.COMPLETE]
    if missing:
        wanted.append(Outcome.REQUEST_INFORMATION)
        asked_for += missing
    if by_air and chance >= terms.screening_chance:
        wanted.append(Outcome.REQUEST_SCREENING)
        asked_for.append("high_risk")
    outcome = max(wanted, key=GRAVITY.index, default=Outcome.COMPLETE)
    told = (
        *(LayeredReason(Layer.RULE, rule.code, rule.label, RULE_POINTS) for rule in hard),
        *_standing(exam_rate),
        *(LayeredReason(Layer.MODEL, each.code, each.label, each.points) for each in reasons),
    )
    must_open = any(rule.must_open for rule in hard)
    if outcome is Outcome.REQUEST_INFORMATION:
        addressee = Addressee.SELLER if can_ask_seller else Addressee.CARRIER
        return Answer(outcome, told, addressee, tuple(asked_for), terms.information_hours, must_open)
    if outcome is Outcome.REQUEST_SCREENING:
        return Answer(outcome, told, Addressee.CARRIER, tuple(asked_for), terms.screening_hours, must_open)
    return Answer(outcome, told, asked_for=tuple(asked_for), must_open=must_open)


def _standing(exam_rate: float) -> Iterable[LayeredReason]:
    """Yield the reason of a known shipper's benefit, which lowers the points as far as it lowers the rate of exams."""
    if 0 < exam_rate < 1:
        points = round(DOUBLING * log2(exam_rate))
        yield LayeredReason(Layer.STANDING, "known_shipper", "A known shipper, whose tier promises fewer exams", points)
