"""Models of risk: trained from examples, and asked about arrivals. Pure but for the library of trees.

Everything that a training row knows of other parcels was learned without the row's line: the lines are dealt to folds,
and the rates, usual values and counts of each fold come from the other folds. Otherwise a rare key would tell the
outcome of its own parcel, and the model would trust rare keys. The calibration rests on scores of models that did not
see the line either.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from apps.targeting.risk_model.arrivals import DeclaredParcel, PastParcel
from apps.targeting.risk_model.calibration import Calibration, calibration_of
from apps.targeting.risk_model.features import FEATURES, KNOWN, rows_of
from apps.targeting.risk_model.knowledge import (
    PeerKnowledge,
    knowledge_dump,
    knowledge_load,
    knowledge_of,
    line_weights,
    log_odds,
    novelty_of,
    repeated_chance,
)
from apps.targeting.risk_model.points import PointsModel, points_load, points_train
from apps.targeting.risk_model.trees import Rows, TreesModel, is_available, trees_train

FOLDS = 5
# The lines are dealt to folds so many times, and a row of each deal trains: chance matters less.
DEALS = 3
# A scale of credit scoring: so many points double the odds.
DOUBLING = 20
MAX_REASONS = 5
REPEAT = "repeat"
# The reasons of a risk in words, by code.
REASONS = {feature.name: feature.label for feature in FEATURES} | {
    REPEAT: "The same code, weight and value, opened before"
}


@dataclass(frozen=True, slots=True)
class RiskReason:
    """A reason of a risk: its code among `REASONS`, and its points; below 0 where it speaks for the parcel."""

    code: str
    points: int


@dataclass(frozen=True, slots=True)
class LearnedRisk:
    """The chance of a parcel to be wrong, and the reasons, the gravest first.

    `novelty` is from 0 (seen often) to 1 (never seen), and `was_opened` tells whether a parcel of the same line was.
    """

    chance: float
    reasons: tuple[RiskReason, ...]
    novelty: float
    was_opened: bool


@dataclass(slots=True)
class Model:
    """A trained model: what it knows of past parcels, what scores, and the calibration.

    `digest` names the data and the seed: the same digest gives the same model.
    """

    knowledge: PeerKnowledge
    scorer: PointsModel | TreesModel
    calibration: Calibration
    digest: str
    seed: int

    @property
    def base(self) -> float:
        """The share of wrong parcels among all that the model learned from."""
        return self.knowledge.base

    def chances(self, arrivals: Sequence[DeclaredParcel]) -> list[float]:
        """Return the chance of each parcel to be wrong."""
        rows = rows_of(arrivals, self.knowledge)
        chances = [self.calibration.chance(score) for score in _scores(self.scorer, rows)]
        lines = self.knowledge.lines
        return [
            repeated_chance(chance, lines.get(arrival.line)) for chance, arrival in zip(chances, arrivals, strict=True)
        ]

    def scores(self, arrivals: Sequence[DeclaredParcel]) -> list[float]:
        """Return the log odds of each parcel before calibration, which order parcels more finely than chances do."""
        return _scores(self.scorer, rows_of(arrivals, self.knowledge))

    def risks(self, arrivals: Sequence[DeclaredParcel]) -> list[LearnedRisk]:
        """Return the risk of each parcel, with its reasons."""
        rows = rows_of(arrivals, self.knowledge)
        if isinstance(self.scorer, TreesModel):
            scores, parts = self.scorer.scores(rows), self.scorer.parts(rows)
        else:
            scores, parts = [self.scorer.score(row) for row in rows], [self.scorer.parts(row) for row in rows]
        return list(map(self._risk, arrivals, rows, scores, parts))

    def _risk(
        self,
        arrival: DeclaredParcel,
        row: Sequence[float | None],
        score: float,
        parts: Iterable[tuple[str, float]],
    ) -> LearnedRisk:
        chance = self.calibration.chance(score)
        opened = self.knowledge.lines.get(arrival.line)
        told = list(parts)
        if opened:
            repeated = repeated_chance(chance, opened)
            told.append((REPEAT, log_odds(repeated) - log_odds(chance)))
            chance = repeated
        reasons = sorted(((points_of(part), code) for code, part in told), key=lambda each: -abs(each[0]))
        return LearnedRisk(
            chance,
            tuple(RiskReason(code, points) for points, code in reasons[:MAX_REASONS] if points),
            novelty_of([known or 0.0 for known in row[KNOWN]]),
            was_opened=bool(opened),
        )

    def dump(self) -> dict[str, Any]:
        """Return the model as values of JSON."""
        return {
            "knowledge": knowledge_dump(self.knowledge),
            "scorer": self.scorer.dump(),
            "calibration": [self.calibration.scores, self.calibration.chances],
            "digest": self.digest,
            "seed": self.seed,
        }


def model_train(examples: Sequence[PastParcel], *, seed: int, trees: bool | None = None) -> Model:
    """Return a model of examples: of trees where the library is there, unless `trees` says otherwise."""
    trees = is_available() if trees is None else trees
    count, deals = len(examples), DEALS if trees else 1
    rows = [row for deal in range(deals) for row in rows_out_of_fold(examples, seed + deal)]
    wrong = [example.wrong for example in examples]
    weights = line_weights(examples)
    outcomes, shares = wrong * deals, [weight / deals for weight in weights] * deals

    def scorer_of(which: Sequence[int]) -> PointsModel | TreesModel:
        chosen = [rows[at] for at in which], [outcomes[at] for at in which], [shares[at] for at in which]
        return trees_train(*chosen, seed=seed) if trees else points_train(*chosen)

    folds = [fold_of(example.arrival.line, seed) for example in examples]
    scores = [0.0] * count
    for fold in range(FOLDS):
        held = [at for at, each in enumerate(folds) if each == fold]
        scorer = scorer_of([at for at, each in enumerate(folds * deals) if each != fold])
        for at, score in zip(held, _scores(scorer, [rows[at] for at in held]), strict=True):
            scores[at] = score
    scorer = scorer_of(range(count * deals))
    calibration = calibration_of(scores, wrong, weights)
    return Model(knowledge_of(examples), scorer, calibration, digest_of(examples, seed), seed)


def model_load(told: dict[str, Any]) -> Model:
    """Return a model from values of JSON."""
    scorer = told["scorer"]
    return Model(
        knowledge_load(told["knowledge"]),
        TreesModel(scorer["texts"]) if scorer["kind"] == "trees" else points_load(scorer),
        Calibration(*map(tuple, told["calibration"])),
        told["digest"],
        told["seed"],
    )


def rows_out_of_fold(examples: Sequence[PastParcel], seed: int) -> list[list[float | None]]:
    """Return the features of each example, from what the folds without its line tell."""
    return rows_by_folds(_arrivals(examples), examples, seed, lambda arrival: arrival.line)


def rows_by_folds(
    arrivals: Sequence[DeclaredParcel],
    examples: Sequence[PastParcel],
    seed: int,
    dealt_by: Callable[[DeclaredParcel], str],
) -> list[list[float | None]]:
    """Return the features of each arrival, from what the examples of the other folds tell. `dealt_by` returns the text
    by which a parcel is dealt to a fold: parcels with the same text tell nothing of each other.
    """
    known_in, folds = ([fold_of(dealt_by(each), seed) for each in side] for side in (_arrivals(examples), arrivals))
    rows: list[list[float | None]] = [[]] * len(arrivals)
    for fold in range(FOLDS):
        others = knowledge_of([example for example, each in zip(examples, known_in, strict=True) if each != fold])
        held = [at for at, each in enumerate(folds) if each == fold]
        for at, row in zip(held, rows_of([arrivals[at] for at in held], others), strict=True):
            rows[at] = row
    return rows


def fold_of(text: str, seed: int) -> int:
    """Return the fold of a text, the same for all parcels that are dealt by the text."""
    told = hashlib.blake2b(f"{seed}|{text}".encode(), digest_size=8).digest()
    return int.from_bytes(told) % FOLDS


def digest_of(examples: Sequence[PastParcel], seed: int) -> str:
    """Return a digest of the data and the seed of a model."""
    told = hashlib.sha256(str(seed).encode())
    for example in examples:
        told.update(json.dumps([str(example.arrival), example.wrong]).encode())
    return told.hexdigest()


def points_of(part: float) -> int:
    """Return log odds as points."""
    return round(part / log(2) * DOUBLING)


def _arrivals(examples: Sequence[PastParcel]) -> list[DeclaredParcel]:
    return [example.arrival for example in examples]


def _scores(scorer: PointsModel | TreesModel, rows: Rows) -> list[float]:
    return scorer.scores(rows) if isinstance(scorer, TreesModel) else [scorer.score(row) for row in rows]
