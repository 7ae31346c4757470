"""The learned model: many small trees by gradient boosting (Ke and others, "LightGBM", 2017), of the extra `learning`.

The library is loaded when a model is trained or read, since a site may go without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import Any

from apps.targeting.features import FEATURES

# Small trees that see few features each: the keys are many, and what they say is weak.
PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.03,
    "num_leaves": 7,
    "min_data_in_leaf": 180,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 20.0,
    "verbosity": -1,
    "deterministic": True,
    "force_row_wise": True,
}
ROUNDS = 150


def is_available() -> bool:
    """Return whether the library is installed."""
    return find_spec("lightgbm") is not None


@dataclass
class TreesModel:
    """Trees, as the text that the library writes and reads."""

    text: str

    @cached_property
    def booster(self) -> Any:
        """The trees in memory."""
        import lightgbm

        return lightgbm.Booster(model_str=self.text)

    def scores(self, rows: Sequence[Sequence[float | None]]) -> list[float]:
        """Return the log odds of each row."""
        return self.booster.predict(matrix_of(rows), raw_score=True).tolist() if rows else []

    def parts(self, rows: Sequence[Sequence[float | None]]) -> list[list[tuple[str, float]]]:
        """Return by row what each feature adds to the log odds (SHAP values of trees: Lundberg and others, 2020)."""
        if not rows:
            return []
        told = self.booster.predict(matrix_of(rows), pred_contrib=True)
        names = [feature.name for feature in FEATURES]
        return [list(zip(names, parts[:-1].tolist(), strict=True)) for parts in told]

    def dump(self) -> dict[str, Any]:
        """Return the model as values of JSON."""
        return {"kind": "trees", "text": self.text}


def trees_train(
    rows: Sequence[Sequence[float | None]],
    wrong: Sequence[bool],
    weights: Sequence[float],
    *,
    seed: int,
    parameters: dict[str, Any] | None = None,
    rounds: int = ROUNDS,
) -> TreesModel:
    """Return trees of rows whose rates were learned without them. The same seed and rows give the same trees."""
    import lightgbm

    data = lightgbm.Dataset(
        matrix_of(rows), label=[float(each) for each in wrong], weight=list(weights), free_raw_data=True
    )
    booster = lightgbm.train(PARAMETERS | (parameters or {}) | {"seed": seed}, data, num_boost_round=rounds)
    return TreesModel(booster.model_to_string())


def matrix_of(rows: Sequence[Sequence[float | None]]) -> Any:
    """Return rows as a matrix, in which a missing number is NaN."""
    import numpy

    return numpy.array(rows, dtype=float)
