"""Tails of the binomial distribution and exact intervals, with nothing but the standard library. Pure.

A tail of the binomial distribution is a regularised incomplete beta function: P(X >= k) = I_p(k, n - k + 1) for X of n
trials with probability p (NIST Digital Library of Mathematical Functions, 8.17.5). The function is the continued
fraction of 8.17.22, evaluated by Lentz's method.
"""

from math import exp, lgamma, log, log1p

_PRECISION = 1e-12
_MAX_TERMS = 100_000
# Halvings of an interval from 0 to 1: the bound is exact to 12 digits.
_HALVINGS = 40


def tail_at_least(trials: int, successes: int, probability: float) -> float:
    """Return the probability of `successes` or more of `trials`, each of which succeeds with a probability."""
    if successes <= 0:
        return 1.0
    if successes > trials:
        return 0.0
    return incomplete_beta(probability, successes, trials - successes + 1)


def tail_at_most(trials: int, successes: int, probability: float) -> float:
    """Return the probability of `successes` or fewer of `trials`, each of which succeeds with a probability."""
    return tail_at_least(trials, trials - successes, 1 - probability)


def exact_interval(trials: int, successes: int, confidence: float) -> tuple[float, float]:
    """Return the two-sided interval of Clopper and Pearson of a probability; (0, 1) without trials.

    Each end is wrong with a probability of at most (1 - `confidence`) / 2, at every number of trials (C. J. Clopper and
    E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial", 1934).
    """
    alpha = (1 - confidence) / 2
    return _low(trials, successes, alpha), 1 - _low(trials, trials - successes, alpha)


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), for a and b above 0."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return min(1.0, front * _fraction(x, a, b) / a)
    return max(0.0, 1 - front * _fraction(1 - x, b, a) / b)


def _low(trials: int, successes: int, alpha: float) -> float:
    """Return the probability at which `successes` or more of `trials` are as unlikely as `alpha`."""
    if successes == 0:
        return 0.0
    low, high = 0.0, successes / trials
    for _halving in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if tail_at_least(trials, successes, middle) < alpha else (low, middle)
    return low


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _nonzero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _MAX_TERMS):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _nonzero(1 + numerator * d)
            c = _nonzero(1 + numerator / c)
            value *= c * d
        if abs(c * d - 1) < _PRECISION:
            break
    return value


def _nonzero(value: float) -> float:
    return value if abs(value) > 1e-300 else 1e-300
