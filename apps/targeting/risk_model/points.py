"""The points model: past rates of keys and of bands of amounts, added up. Documented whole, and it needs no library.

Each key of `SHARES` adds the logarithm of the odds of its completed rate over those of its parent, times its share;
each band of `BANDED` that of its own rate over the rate of all. 20 points double the odds. The keys are the rows of the
table `KEYS`; a band is a fifth of the past values of a feature. Pure.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.targeting.risk_model.features import FEATURES
from apps.targeting.risk_model.keys import KEYS
from apps.targeting.risk_model.knowledge import PARENTS, STRENGTH, log_odds

# The share of a key's log odds that is added. Keys of one parcel tell partly the same, so that their sum would be too
# sure; the shares were chosen on 2020's first half (ADR 0098).
SHARES: dict[str, float] = {
    "chapter": 0.8,
    "heading": 0.8,
    "hs": 0.8,
    "price": 0.5,
    "origin": 0.3,
    "heading_origin": 0.8,
    "hs_origin": 0.8,
    "route": 0.5,
    "mode": 0.3,
    "port": 0.3,
    "entry_type": 0.3,
    "declarant": 0.5,
    "broker": 0.5,
    "carrier": 0.5,
}
BANDED: dict[str, float] = {
    "price_heading": 0.5,
    "value_heading": 0.5,
    "weight_heading": 0.5,
    "value": 0.5,
    "weight": 0.5,
    "round_value": 0.5,
    "round_weight": 0.5,
}
BANDS = 5

_AT = {feature.name: at for at, feature in enumerate(FEATURES)}
_SHARED = tuple((at, PARENTS[at], SHARES[key.name]) for at, key in enumerate(KEYS) if key.name in SHARES)


@dataclass(slots=True)
class PointsModel:
    """The learned parts of the points model: the log odds of all, and the cuts and log odds of the bands by feature."""

    base: float
    cuts: dict[str, list[float]] = field(default_factory=dict)
    bands: dict[str, list[float]] = field(default_factory=dict)

    def score(self, row: Sequence[float | None]) -> float:
        """Return the log odds of a row of features."""
        return self.base + sum(part for _feature, part in self.parts(row))

    def parts(self, row: Sequence[float | None]) -> list[tuple[str, float]]:
        """Return what each feature adds to the log odds of a row."""
        told = list[tuple[str, float]]()
        for at, parent, share in _SHARED:
            own, above = row[at], self.base if parent is None else row[parent]
            assert own is not None
            assert above is not None
            told.append((FEATURES[at].name, share * (own - above)))
        for name, share in BANDED.items():
            value = row[_AT[name]]
            if value is not None and name in self.bands:
                told.append((name, share * (self.bands[name][bisect_right(self.cuts[name], value)] - self.base)))
        return told

    def dump(self) -> dict[str, Any]:
        """Return the model as values of JSON."""
        return {"kind": "points", "base": self.base, "cuts": self.cuts, "bands": self.bands}


def points_train(
    rows: Sequence[Sequence[float | None]], wrong: Sequence[bool], weights: Sequence[float]
) -> PointsModel:
    """Return the points model of rows whose rates were learned without them."""
    total, found = sum(weights), sum(weight for weight, is_wrong in zip(weights, wrong, strict=True) if is_wrong)
    rate = (found + 1) / (total + 2)
    model = PointsModel(log_odds(rate))
    for name in BANDED:
        at = _AT[name]
        known = sorted(value for row in rows if (value := row[at]) is not None)
        if not known:
            continue
        cuts = sorted({known[part * len(known) // BANDS] for part in range(1, BANDS)})
        sums = [[0.0, 0.0] for _band in range(len(cuts) + 1)]
        for row, is_wrong, weight in zip(rows, wrong, weights, strict=True):
            if (value := row[at]) is not None:
                band = sums[bisect_right(cuts, value)]
                band[0] += weight
                band[1] += weight * is_wrong
        model.cuts[name] = cuts
        model.bands[name] = [log_odds((bad + STRENGTH * rate) / (parcels + STRENGTH)) for parcels, bad in sums]
    return model


def points_load(told: dict[str, Any]) -> PointsModel:
    """Return a points model from values of JSON."""
    return PointsModel(told["base"], told["cuts"], told["bands"])
