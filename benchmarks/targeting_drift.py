"""Drift planted into declarations: does the alarm ring, and only then?

Each line of the declarations is taken once. For each seed the lines are shuffled: the first are the past, the next the
present, so that nothing drifts but by chance. Then the value of some of the present lines is halved, as when sellers
begin to undervalue, and the features are compared again.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from apps.targeting.risk_model import FEATURES, PastParcel
from apps.targeting.risk_model.drift import drift_of, reference_of
from apps.targeting.risk_model.features import rows_of
from apps.targeting.risk_model.knowledge import knowledge_of

SEEDS = 50
PAST, PRESENT = 4_000, 1_000
# The share of the present lines that are declared at half their value.
PLANTED = 0.3
MAX_FALSE = 0.1


@dataclass(frozen=True, slots=True)
class DriftFound:
    """The shares of seeds with a false alarm, and with the alarm of the planted drift."""

    false: float
    planted: float


def drift_measured(examples: Sequence[PastParcel], seeds: int = SEEDS) -> DriftFound:
    """Return how often the alarm rings without a drift, and with the planted one."""
    lines = list({example.arrival.line: example for example in examples}.values())
    knowledge = knowledge_of(lines)
    rows = rows_of([line.arrival for line in lines], knowledge)
    halved = rows_of([replace(line.arrival, value=(line.arrival.value or 0) / 2) for line in lines], knowledge)
    past_count, present_count = (min(count, len(lines) * count // (PAST + PRESENT)) for count in (PAST, PRESENT))
    false = found = 0
    for seed in range(seeds):
        chance = random.Random(seed)  # noqa: S311 - the same samples in each run
        drawn = chance.sample(range(len(lines)), past_count + present_count)
        past, present = [rows[at] for at in drawn[:past_count]], [rows[at] for at in drawn[past_count:]]
        planted = [halved[at] if chance.random() < PLANTED else rows[at] for at in drawn[past_count:]]
        references = {feature.name: reference_of([row[at] for row in past]) for at, feature in enumerate(FEATURES)}
        false += any(each.is_alarm for each in drift_of(references, _columns(present)))
        found += any(each.is_alarm for each in drift_of(references, _columns(planted)))
    return DriftFound(false / seeds, found / seeds)


def _columns(rows: Sequence[Sequence[float | None]]) -> dict[str, list[float | None]]:
    return {feature.name: [row[at] for row in rows] for at, feature in enumerate(FEATURES)}
