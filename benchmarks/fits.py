"""A logistic regression, which fits the weights of names and the points of firms."""

from typing import Any

import numpy

MAX_STEPS = 200
STEP_LEFT = 1e-6


def logistic_fitted(rows: Any, labels: Any, *, known: Any, held: Any, given: Any = 0.0) -> Any:
    """Return the weights of a logistic regression by Newton's method, begun with and held to the known weights.

    `held` says how firmly each weight is held; `given` is what each row adds by weights that are not fitted.
    """
    weights = numpy.array(known, dtype=float)
    for _step in range(MAX_STEPS):
        shares = 1 / (1 + numpy.exp(-numpy.clip(rows @ weights + given, -30, 30)))
        slope = rows.T @ (labels - shares) - held * (weights - known)
        curve = (rows * (shares * (1 - shares))[:, None]).T @ rows + numpy.diag(held)
        step = numpy.linalg.solve(curve, slope)
        # A longer step may lead to where every share is 0 or 1 and no slope leads back.
        weights += step / max(1.0, abs(step).max())
        if abs(step).max() < STEP_LEFT:
            break
    return weights
