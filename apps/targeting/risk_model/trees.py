"""The learned model: many small trees by gradient boosting (Ke and others, "LightGBM", 2017), of the extra `learning`.

Two ways to grow them are averaged: by the best cut of each feature, and by the best of cuts drawn at random (Geurts
and others, "Extremely randomized trees", 2006), which err in different places. The library is loaded when a model is
trained or read, since a site may go without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import Any

from apps.targeting.risk_model.features import FEATURES

# Small trees that see few features each: the keys are many, and what they say is weak. Threads of the library wait for
# each other in a loop, so that where other work has the processors a second in one thread is minutes in two.
PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "num_leaves": 7,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 20.0,
    "verbosity": -1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
}
WAYS: tuple[dict[str, Any], ...] = (
    {"learning_rate": 0.03},
    {"learning_rate": 0.05, "extra_trees": True},
)
ROUNDS = 200
# So many parts of a score are told, the largest first; people are shown fewer.
MAX_PARTS = 8

type Rows = Sequence[Sequence[float | None]]


def is_available() -> bool:
    """Return whether the library is installed."""
    return find_spec("lightgbm") is not None


@dataclass
class TreesModel:
    """Trees of each of the `WAYS`, as the texts that the library writes and reads."""

    texts: list[str]

    @cached_property
    def boosters(self) -> list[Any]:
        """The trees in memory."""
        import lightgbm

        return [lightgbm.Booster(model_str=text) for text in self.texts]

    def scores(self, rows: Rows) -> list[float]:
        """Return the log odds of each row."""
        import numpy

        if not rows:
            return []
        matrix = matrix_of(rows)
        told = [booster.predict(matrix, raw_score=True, num_threads=1) for booster in self.boosters]
        return numpy.mean(told, axis=0).tolist()

    def parts(self, rows: Rows) -> list[list[tuple[str, float]]]:
        """Return by row the features that add most to the log odds or take most away, each with its part.

        A feature's part is what its cuts changed on the way of the row to its leaves (Saabas, "Interpreting random
        forests", 2014). The parts of all features add up to the score.
        """
        import numpy

        if not rows:
            return []
        matrix = matrix_of(rows)
        told = self.parts_of_all(matrix)
        largest = numpy.argsort(-abs(told), axis=1, kind="stable")[:, :MAX_PARTS]
        parts = numpy.take_along_axis(told, largest, axis=1)
        return [
            [(FEATURES[at].name, part) for at, part in zip(names, row, strict=True)]
            for names, row in zip(largest.tolist(), parts.tolist(), strict=True)
        ]

    def parts_of_all(self, matrix: Any) -> Any:
        """Return by row of a matrix the part of each feature."""
        import numpy
        from scipy.sparse import csr_array

        total = numpy.zeros(matrix.shape)
        for booster, (firsts, steps) in zip(self.boosters, self.paths, strict=True):
            leaves = booster.predict(matrix, pred_leaf=True, num_threads=1) + firsts
            ends = numpy.arange(0, leaves.size + 1, leaves.shape[1])
            reached = csr_array((numpy.ones(leaves.size), leaves.ravel(), ends), shape=(len(leaves), len(steps)))
            total += reached @ steps
        return total / len(self.texts)

    @cached_property
    def paths(self) -> list[tuple[Any, Any]]:
        """The number of each tree's first leaf, by way of growing, and the changes of each feature on the way to each
        leaf.
        """
        import numpy

        told = []
        for booster in self.boosters:
            firsts, steps = list[int](), list[list[float]]()
            for tree in booster.dump_model()["tree_info"]:
                firsts.append(len(steps))
                steps += [[0.0] * len(FEATURES) for _leaf in range(tree["num_leaves"])]
                _steps_add(steps, firsts[-1], tree["tree_structure"], {})
            told.append((numpy.array(firsts), numpy.array(steps)))
        return told

    def dump(self) -> dict[str, Any]:
        """Return the model as values of JSON."""
        return {"kind": "trees", "texts": self.texts}


def trees_train(rows: Rows, wrong: Sequence[bool], weights: Sequence[float], *, seed: int) -> TreesModel:
    """Return trees of rows whose rates were learned without them. The same seed and rows give the same trees."""
    import lightgbm

    matrix, labels = matrix_of(rows), [float(each) for each in wrong]
    texts = list[str]()
    for way in WAYS:
        data = lightgbm.Dataset(matrix, label=labels, weight=list(weights))
        booster = lightgbm.train(PARAMETERS | way | {"seed": seed}, data, num_boost_round=ROUNDS)
        texts.append(booster.model_to_string())
    return TreesModel(texts)


def matrix_of(rows: Rows) -> Any:
    """Return rows as a matrix, in which a missing number is NaN."""
    import numpy

    return numpy.array(rows, dtype=float)


def _steps_add(steps: list[list[float]], first: int, node: dict[str, Any], before: dict[int, float]) -> None:
    """Note for each leaf below a node what each feature changed on the way to the leaf."""
    if "split_feature" not in node:
        for feature, change in before.items():
            steps[first + node.get("leaf_index", 0)][feature] = change
        return
    for child in (node["left_child"], node["right_child"]):
        change = child.get("internal_value", child.get("leaf_value", 0.0)) - node["internal_value"]
        feature = node["split_feature"]
        _steps_add(steps, first, child, before | {feature: before.get(feature, 0.0) + change})
