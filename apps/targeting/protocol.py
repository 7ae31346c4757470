"""The answer to an advance declaration: what follows from the three layers of risk, who must do it, and by when. Pure.

The answers are those of the referral protocols of ICS2 (European Union) and ACAS (United States): the assessment is
complete, information is requested, screening is requested, or the parcel must not be loaded. The gravest that a reason
asks for is given.

The layers: hard rules, standing, and the learned model. Each says its part in points, of which 20 double the odds.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log2

from apps.policy.procedures import ParcelRisk
from apps.targeting.risk_model import DOUBLING, RiskReason
from apps.targeting.rules import RULES
from apps.targeting.vocabulary import Addressee, AnswerColor, Outcome


class Layer(StrEnum):
    """The layer of a reason."""

    RULE = "rule"
    STANDING = "standing"
    MODEL = "model"


# From the least grave answer to the gravest.
GRAVITY = (Outcome.COMPLETE, Outcome.REQUEST_INFORMATION, Outcome.REQUEST_SCREENING, Outcome.DO_NOT_LOAD)
# A rule says more than any model does, so that its points stand first.
RULE_POINTS = 100
SCREENING = "screening"
# Advice about the declaration for which the seller or the carrier is asked: what is missing, and what says too little.
# The other advice of the same checks may well be wrong, and is not worth a parcel's time.
MISSING = frozenset({"description_missing", "hs_missing", "value_missing", "origin_missing"})
VAGUE = frozenset({"description_vague", "hs_unknown", "origin_no_country"})


@dataclass(frozen=True, slots=True)
class LayeredReason:
    """A reason with its layer, code and points."""

    layer: Layer
    code: str
    points: int


@dataclass(frozen=True, slots=True)
class DeclarationAnswer:
    """The answer: the outcome, all reasons, and what is asked: of whom, for what (codes), within how many hours."""

    outcome: Outcome
    reasons: tuple[LayeredReason, ...]
    addressee: Addressee | None = None
    asked_for: tuple[str, ...] = ()
    hours: int | None = None
    must_open: bool = False

    @property
    def points(self) -> int:
        """The points of all layers."""
        return sum(reason.points for reason in self.reasons)


def answer_of(
    *,
    rules: Sequence[str],
    exam_rate: float,
    missing: Sequence[str],
    by_air: bool,
    can_ask_seller: bool,
    terms: ParcelRisk,
    chance: float = 0.0,
    reasons: Iterable[RiskReason] = (),
    answered: Collection[str] = (),
) -> DeclarationAnswer:
    """Return the answer to a declared parcel.

    `rules` are codes of `RULES`; `exam_rate` is the seller's promised multiple of the ordinary rate of exams, 1 without
    a promise; `missing` are the codes of what the declaration leaves out or says too vaguely; `answered` are codes that
    were asked for and answered in words. A seller that is no member can't be asked here, so the carrier is.
    """
    hard = [RULES[code] for code in rules]
    asking = [rule for rule in hard if rule.outcome is not Outcome.COMPLETE and rule.asks not in answered]
    wanted = {rule.outcome for rule in asking}
    asks = [(rule.outcome, rule.asks) for rule in asking]
    if missing:
        wanted.add(Outcome.REQUEST_INFORMATION)
        asks += [(Outcome.REQUEST_INFORMATION, code) for code in missing]
    if by_air and chance >= terms.screening_chance and SCREENING not in answered:
        wanted.add(Outcome.REQUEST_SCREENING)
        asks.append((Outcome.REQUEST_SCREENING, SCREENING))
    outcome = max(wanted, key=GRAVITY.index, default=Outcome.COMPLETE)
    # A parcel is asked for one thing at a time: what a lighter answer would ask for is asked once the graver is done.
    asked_for = tuple(dict.fromkeys(code for asking_outcome, code in asks if asking_outcome is outcome))
    told = (
        *(LayeredReason(Layer.RULE, rule.code, RULE_POINTS) for rule in hard),
        *_standing(exam_rate),
        *(LayeredReason(Layer.MODEL, each.code, each.points) for each in reasons),
    )
    must_open = any(rule.must_open for rule in hard)
    if outcome is Outcome.REQUEST_INFORMATION:
        addressee = Addressee.SELLER if can_ask_seller else Addressee.CARRIER
        return DeclarationAnswer(outcome, told, addressee, asked_for, terms.information_hours, must_open)
    if outcome is Outcome.REQUEST_SCREENING:
        return DeclarationAnswer(outcome, told, Addressee.CARRIER, asked_for, terms.screening_hours, must_open)
    return DeclarationAnswer(outcome, told, asked_for=asked_for, must_open=must_open)


def picture_of(outcome: str, *, must_open: bool) -> AnswerColor:
    """Return an answer as a color: red where the parcel must not be loaded or a hard rule opens it, yellow where
    something is asked, green else.
    """
    if must_open or outcome == Outcome.DO_NOT_LOAD:
        return AnswerColor.RED
    return AnswerColor.GREEN if outcome == Outcome.COMPLETE else AnswerColor.YELLOW


def _standing(exam_rate: float) -> Iterable[LayeredReason]:
    """Yield the reason of a known shipper's benefit, which lowers the points as far as it lowers the rate of exams."""
    if 0 < exam_rate < 1:
        yield LayeredReason(Layer.STANDING, "known_shipper", round(DOUBLING * log2(exam_rate)))
