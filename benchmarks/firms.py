"""The quality of telling firms apart by name and address alone.

`python -m benchmarks firms [--json] [--fit]` matches the firms of the FDA's file of import refusals with copies of them
that are written otherwise (`firm_samples`). The FDA's number tells which records are of one firm; firms with the same
name at other addresses are different ones. The points of the engine are fitted to one half of the firms, and all
figures are of the other half: precision at a recall of 0.90, at the probability from which records count as one, and
B-cubed precision and recall of the records joined by it, beside records that are equal and `token_sort_ratio` of name
and address together, each at its best threshold.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy
from rapidfuzz.fuzz import token_sort_ratio
from rapidfuzz.utils import default_process

from apps.matching import RecordAgreement, prepare_firm
from apps.matching.firms import PROBABLE, Firm, candidates, compare_firms
from benchmarks.firm_samples import REFUSALS, Record, refused_firms, written_otherwise
from benchmarks.fits import logistic_fitted
from benchmarks.tables import is_missing, parser_of, told_write

RECALL = 0.90
# So small a share of the squared points keeps the fit from running away where a feature separates all.
RIDGE = 1e-3

type Pair = tuple[int, int]
type Rated = list[tuple[float, Pair]]


def main(arguments: Sequence[str]) -> int:
    """Print the table; return the exit status: 1 where the data folder is missing."""
    parser = parser_of("firms")
    parser.add_argument("--fit", action="store_true", help="print the points that fit best")
    options = parser.parse_args(arguments)
    if is_missing(REFUSALS):
        return 1
    result = firms_measured(refused_firms(), fit=options.fit)
    told_write(result, _lines(result), as_json=options.json)
    return 0


def _lines(told: dict[str, Any]) -> Iterator[str]:
    yield (
        f"{told['firms']:,} firms and a copy of each, {told['pairs_compared']:,} pairs with a common key of "
        f"{told['pairs']:,}; {told['pairs_with_key']:.2%} of the true pairs have one"
    )
    yield f"{'':34}  precision at recall {RECALL:.2f}  precision  recall  B-cubed: precision  recall"
    for name, row in told["measures"].items():
        at = f"{row['precision_at']:24.4f}" if row["precision_at"] is not None else f"{'not reached':>24}"
        figures = f"{row['precision']:9.4f}  {row['recall']:6.4f}  {row['b_precision']:18.4f}  {row['b_recall']:6.4f}"
        yield f"{name:34}{at}  {figures}"
    if "fit" in told:
        yield f"points that fit best: {', '.join(f'{name} {value:.2f}' for name, value in told['fit'].items())}"


def firms_measured(records: list[Record], *, fit: bool = False) -> dict[str, Any]:
    """Return the measures of the engine and of two plain ways, over the half of the firms that fitted nothing."""
    fitting = [record for record in records if _is_for_fitting(record)]
    testing = [record for record in records if not _is_for_fitting(record)]
    copies = written_otherwise(testing)
    lefts, rights = ([_prepare(record) for record in each] for each in (testing, copies))
    agreements = _agreements(lefts, rights)
    engine = [(agreement.probability, pair) for pair, agreement in agreements]
    equal = {(copy.name, copy.address): place for place, copy in enumerate(copies)}
    exact = [
        (1.0, (place, equal[record.name, record.address]))
        for place, record in enumerate(testing)
        if (record.name, record.address) in equal
    ]
    sorted_words = _token_sort(testing, copies, [pair for _score, pair in engine])
    result: dict[str, Any] = {
        "firms": len(testing),
        "pairs": len(testing) * len(copies),
        "pairs_compared": len(engine),
        "pairs_with_key": sum(left == right for _score, (left, right) in engine) / len(testing),
        "measures": {
            "the engine": _row(engine, PROBABLE, len(testing)),
            "equal name and address": _row(exact, 1.0, len(testing)),
            "token_sort_ratio, best threshold": _row(sorted_words, _best(sorted_words, len(testing)), len(testing)),
        },
    }
    if fit:
        lefts, rights = ([_prepare(each) for each in group] for group in (fitting, written_otherwise(fitting)))
        rows = [(features(agreement), left == right) for (left, right), agreement in _agreements(lefts, rights)]
        names = ("base", "name", "words", "all words", "numbers", "other numbers")
        result["fit"] = dict(zip(names, points_fitted(rows), strict=True))
    return result


def features(agreement: RecordAgreement) -> tuple[float, ...]:
    """Return what the points are multiplied by."""
    return (
        1.0,
        agreement.name,
        agreement.words,
        agreement.all_words,
        agreement.numbers,
        float(agreement.other_numbers),
    )


def points_fitted(rows: Sequence[tuple[tuple[float, ...], bool]]) -> list[float]:
    """Return the points of a logistic regression."""
    given = numpy.array([features for features, _is_one in rows], dtype=float)
    labels = numpy.array([float(is_one) for _features, is_one in rows])
    size = given.shape[1]
    return logistic_fitted(given, labels, known=numpy.zeros(size), held=numpy.full(size, RIDGE)).tolist()


def precision_at(rated: Rated, recall: float, true: int) -> float | None:
    """Return the best precision of the highest rated pairs that reach a recall; None where all of them do not.

    Pairs that are rated alike are taken together.
    """
    best, found, taken = None, 0, 0
    groups: dict[float, list[Pair]] = defaultdict(list)
    for score, pair in rated:
        groups[score].append(pair)
    for score in sorted(groups, reverse=True):
        taken += len(groups[score])
        found += sum(left == right for left, right in groups[score])
        if found >= recall * true:
            best = max(best or 0.0, found / taken)
    return best


def b_cubed(joined: Iterable[Pair], count: int) -> tuple[float, float]:
    """Return B-cubed precision and recall of the records of two files after pairs are joined to groups.

    A record's precision is the share of its group that is of its firm; its recall is the share of its firm's two
    records that are in its group.
    """
    parent = list(range(2 * count))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for left, right in joined:
        parent[root(left)] = root(count + right)
    sizes = Counter(root(place) for place in range(2 * count))
    together = [root(place) == root(count + place) for place in range(count)]
    precision = sum((1 + together[place % count]) / sizes[root(place)] for place in range(2 * count)) / (2 * count)
    return precision, sum((1 + both) / 2 for both in together) / count


def _row(rated: Rated, threshold: float, true: int) -> dict[str, float | None]:
    taken = [pair for score, pair in rated if score >= threshold]
    found = sum(left == right for left, right in taken)
    b_precision, b_recall = b_cubed(taken, true)
    return {
        "precision_at": precision_at(rated, RECALL, true),
        "precision": found / max(1, len(taken)),
        "recall": found / true,
        "b_precision": b_precision,
        "b_recall": b_recall,
    }


def _agreements(lefts: list[Firm], rights: list[Firm]) -> list[tuple[Pair, RecordAgreement]]:
    return [(pair, compare_firms(lefts[pair[0]], rights[pair[1]])) for pair in candidates(lefts, rights)]


def _token_sort(lefts: list[Record], rights: list[Record], pairs: list[Pair]) -> Rated:
    """Return the pairs rated by `token_sort_ratio` of name and address together: the same pairs as the engine's."""
    ones, others = ([default_process(f"{record.name} {record.address}") for record in each] for each in (lefts, rights))
    return [(token_sort_ratio(ones[left], others[right]) / 100, (left, right)) for left, right in pairs]


def _best(rated: Rated, true: int) -> float:
    """Return the threshold with the best F1."""

    def f1(threshold: float) -> float:
        taken = [pair for score, pair in rated if score >= threshold]
        return 2 * sum(left == right for left, right in taken) / (len(taken) + true)

    return max((step / 100 for step in range(50, 100)), key=f1)


def _prepare(record: Record) -> Firm:
    return prepare_firm(record.name, record.address, record.country)


def _is_for_fitting(record: Record) -> bool:
    """Return whether the points are fitted to a firm: those with an even number."""
    return int(record.number) % 2 == 0
