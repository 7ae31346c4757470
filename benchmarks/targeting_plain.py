"""Plain gradient boosting: the library as it comes, on the columns as they are.

`with_price` adds the value of a kilogram, which is no column: whoever adds that has begun to make features.
"""

from collections.abc import Sequence

from apps.targeting.arrivals import Arrival, Example

TEXTS = ("origin", "departure", "mode", "entry_type", "port", "carrier", "declarant", "seller")


def plain_scores(train: Sequence[Example], test: Sequence[Arrival], *, with_price: bool = False) -> list[float]:
    """Return the scores of gradient boosting with its own settings; a text stands as its number in order."""
    import lightgbm
    import numpy

    codes: dict[str, dict[str, int]] = {
        name: {text: at for at, text in enumerate(sorted({getattr(example.arrival, name) for example in train}))}
        for name in TEXTS
    }

    def row(arrival: Arrival) -> list[float | None]:
        numbers = [arrival.value, arrival.weight_kg, float(arrival.hs or 0)]
        if with_price:
            numbers.append(arrival.price)
        return [*numbers, *(codes[name].get(getattr(arrival, name)) for name in TEXTS)]

    rows = numpy.array([row(example.arrival) for example in train], dtype=float)
    labels = [float(example.wrong) for example in train]
    parameters = {
        "objective": "binary",
        "verbosity": -1,
        "seed": 1,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
    }
    booster = lightgbm.train(parameters, lightgbm.Dataset(rows, label=labels))
    return numpy.asarray(booster.predict(numpy.array([row(arrival) for arrival in test], dtype=float))).tolist()
