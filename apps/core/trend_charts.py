"""Small line charts, of which many stand side by side: one number over time each, on a scale of its own."""

from collections.abc import Callable, Sequence

from apps.core.charts import BOTTOM, LINE, RIGHT, TOP, LineChart, Point, levels_of, stretches_of

# The size of a chart, and the room for values at the left.
WIDTH, HEIGHT, LEFT = 240, 110, 50


def trend_chart(
    values: Sequence[tuple[str, float | None]], bounds: Sequence[tuple[str, float]], *, said: Callable[[float], str]
) -> LineChart:
    """Lay out a number by label as a small chart with named bounds, whose scale spans what is drawn.

    At least one value is a number. The first and the last label have room, and `said` gives the words of a value.
    """
    base, right = HEIGHT - BOTTOM - LINE // 2, WIDTH - RIGHT
    drawn = [value for _label, value in values if value is not None] + [value for _label, value in bounds]
    lowest, highest = min(drawn), max(drawn)
    step = (right - LEFT) / max(1, len(values) - 1)

    def height(value: float) -> float:
        share = (value - lowest) / (highest - lowest) if highest > lowest else 0.5
        return round(base - share * (base - TOP), 1)

    ends = {0, len(values) - 1}
    points = [
        Point(
            label if index in ends else "",
            "" if value is None else f"{label}: {said(value)}",
            round(LEFT + index * step, 1),
            None if value is None else height(value),
        )
        for index, (label, value) in enumerate(values)
    ]
    return LineChart(
        width=WIDTH,
        height=HEIGHT,
        base=base,
        left=LEFT,
        right=right,
        points=points,
        lines=stretches_of(points),
        grid=levels_of([(said(value), height(value)) for value in sorted({lowest, highest})]),
        bounds=levels_of([(label, height(value)) for label, value in bounds]),
    )
