"""The validation of a way to train by rolling origin: each month is scored by a model of earlier months alone. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from typing import Any

from apps.targeting.risk_model.arrivals import PastParcel
from apps.targeting.risk_model.calibration import calibration_error
from apps.targeting.risk_model.learning import model_train

# So many of the last months are scored.
MONTHS = 3
MIN_EXAMPLES = 200


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """The figures of a month: parcels, the share that was wrong, that of the tenth that was ranked first, and the
    calibration error; the same of the parcels whose line was new.
    """

    month: str
    parcels: int
    wrong: float
    first_tenth: float
    calibration: float
    new: int
    new_wrong: float
    new_first_tenth: float


def rolling_validation(examples: Sequence[PastParcel], *, seed: int, trees: bool | None = None) -> list[dict[str, Any]]:
    """Return the figures of the last months that have enough parcels before them, as values of JSON."""
    months = [(first, list(group)) for first, group in groupby(examples, key=_month)]
    told = list[dict[str, Any]]()
    for first, held in months[-MONTHS:]:
        before = [example for example in examples if example.arrival.day < first]
        if len(before) >= MIN_EXAMPLES:
            told.append(asdict(_figures(first, before, held, seed, trees)))
    return told


def _figures(
    first: date, before: Sequence[PastParcel], held: Sequence[PastParcel], seed: int, trees: bool | None
) -> MonthFigures:
    model = model_train(before, seed=seed, trees=trees)
    arrivals = [example.arrival for example in held]
    chances = model.chances(arrivals)
    wrong = [example.wrong for example in held]
    fresh = [at for at, arrival in enumerate(arrivals) if arrival.line not in model.knowledge.lines]
    fresh_wrong = [wrong[at] for at in fresh]
    return MonthFigures(
        f"{first:%Y-%m}",
        len(held),
        sum(wrong) / len(held),
        _first_tenth(chances, wrong),
        calibration_error(chances, wrong),
        len(fresh),
        sum(fresh_wrong) / max(1, len(fresh)),
        _first_tenth([chances[at] for at in fresh], fresh_wrong),
    )


def _first_tenth(chances: Sequence[float], wrong: Sequence[bool]) -> float:
    order = sorted(range(len(chances)), key=lambda at: -chances[at])[: max(1, len(chances) // 10)]
    return sum(wrong[at] for at in order) / len(order) if order else 0.0


def _month(example: PastParcel) -> date:
    return example.arrival.day.replace(day=1)
