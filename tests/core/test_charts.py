from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core import charts
from apps.core.trend_charts import trend_chart

columns = st.lists(
    st.integers(0, 10**7).flatmap(lambda value: st.tuples(st.just("Jan"), st.just(value), st.integers(0, value))),
    max_size=24,
)


@given(columns)
def test_every_bar_stays_inside_the_chart_and_stands_on_its_base(columns):
    chart = charts.bar_chart(columns)
    assert [bar.value for bar in chart.bars] == [value for _label, value, _part in columns]
    for bar in chart.bars:
        assert chart.left <= bar.x <= bar.middle <= bar.x + bar.width <= charts.WIDTH + 0.1
        assert charts.TOP - 0.1 <= bar.y <= chart.base <= charts.HEIGHT
        assert bar.y + bar.height == pytest.approx(chart.base, abs=0.11)
        assert bar.part_y + bar.part_height == pytest.approx(chart.base, abs=0.11)
        assert bar.part_height <= bar.height


@given(columns)
def test_scale_of_columns_runs_from_nothing_to_the_highest(columns):
    chart = charts.bar_chart(columns)
    marks = [int(level.label.replace(",", "")) for level in chart.grid]
    assert marks[-1] == 0
    assert marks[0] == chart.highest
    assert marks == sorted(set(marks), reverse=True)
    assert chart.grid[-1].y == chart.base
    assert chart.highest == 0 or chart.grid[0].y == charts.TOP


def test_pointer_reads_the_value_and_the_range_of_a_point():
    band = charts.band_chart([("May 4", 2, 3.4, 5)] * 9)
    assert {point.said for point in band.points} == {"May 4: 3 (2–5)"}
    line = charts.line_chart([("Jan", 0.95), ("Feb", None)], [("Tier", 0.9)])
    assert [point.said for point in line.points] == ["Jan: 95%", ""]


@pytest.mark.slow
@given(columns)
def test_heights_are_in_proportion_and_the_highest_fills_the_chart(columns):
    chart = charts.bar_chart(columns)
    highest = max((bar.value for bar in chart.bars), default=0)
    for bar in chart.bars:
        share = bar.value / highest if highest else 0
        assert bar.height == pytest.approx(share * (chart.base - charts.TOP), abs=0.06)


def test_each_of_a_few_bars_says_its_value_and_of_many_the_highest_alone():
    few = charts.bar_chart([("Jan", 0, 0), ("Feb", 1234, 0), ("Mar", 123_456, 3)])
    assert [bar.said for bar in few.bars] == ["", "1,234", "123K"]
    many = charts.bar_chart([("", value, 0) for value in range(30)])
    assert [bar.said for bar in many.bars if bar.said] == ["29"]
    words = charts.bar_chart([("Tier 1", 9, 0)], said=lambda months: f"{months} months")
    assert words.bars[0].said == "9 months"


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=1, max_size=12), st.lists(st.floats(0, 10)))
def test_every_point_of_a_trend_is_inside_its_chart_and_higher_for_a_higher_number(values, aims):
    values = [*values, 3.0]
    chart = trend_chart([("Jan", value) for value in values], [("Target", aim) for aim in aims], said=str)
    known = [(value, point.y) for value, point in zip(values, chart.points, strict=True) if value is not None]
    assert [point.y is None for point in chart.points] == [value is None for value in values]
    assert all(charts.TOP - 0.1 <= y <= chart.base + 0.1 for _value, y in known)
    assert [y for _value, y in sorted(known)] == sorted((y for _value, y in known), reverse=True)
    assert all(chart.left <= point.x <= chart.right + 0.1 for point in chart.points)
    assert [point.label for point in chart.points if point.label] == ["Jan"] * min(2, len(values))
    assert len(chart.bounds) == len(aims)


def test_trend_that_never_moved_is_a_line_in_the_middle():
    chart = trend_chart([("Jan", 1.0), ("Feb", 1.0)], [], said=str)
    assert [point.y for point in chart.points] == [(charts.TOP + chart.base) / 2] * 2
    assert [level.label for level in chart.grid] == ["1.0"]


shares = st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=1, max_size=24)
bounds = st.lists(st.floats(0.01, 0.999), min_size=3, max_size=3)


@given(shares, bounds)
def test_every_point_of_a_line_is_inside_the_chart_and_higher_for_a_higher_share(shares, bounds):
    chart = charts.line_chart([("Jan", share) for share in shares], [("Tier", bound) for bound in bounds])
    known = [(share, point.y) for share, point in zip(shares, chart.points, strict=True) if share is not None]
    assert [point.y is None for point in chart.points] == [share is None for share in shares]
    assert all(charts.TOP - 0.1 <= y <= chart.base + 0.1 for _share, y in known)
    assert [y for _share, y in sorted(known)] == sorted((y for _share, y in known), reverse=True)
    assert all(chart.left <= point.x <= chart.right + 0.1 for point in chart.points)
    drawn = [pair for line in chart.lines for pair in line.split()]
    assert drawn == [f"{point.x},{point.y}" for point in chart.points if point.y is not None]


@given(bounds)
def test_names_of_bounds_are_not_written_over_one_another(bounds):
    chart = charts.line_chart([("Jan", 0.5)], [("Tier", bound) for bound in bounds])
    places = [level.text_y for level in chart.bounds]
    assert all(below - above >= charts.LINE - 0.01 for above, below in pairwise(places))


@pytest.mark.parametrize(
    ("lowest", "foot"), [(0.9563, "95.5%"), (0.931, "93%"), (0.9992, "99.75%"), (0.0, "0%"), (1.0, "99.75%")]
)
def test_the_scale_of_a_line_chart_begins_just_below_the_lowest_value(lowest, foot):
    chart = charts.line_chart([("Jan", lowest)], [("Tier", 1.0)])
    assert chart.grid[-1].label == foot
    assert chart.grid[0].label == "100%"


@given(st.lists(st.integers(0, 10**7).flatmap(lambda value: st.tuples(st.just(value), st.integers(0, value)))))
def test_longest_row_fills_its_width_and_each_part_lies_within_its_row(values):
    rows = charts.rows_of([("Ada", str(value), value, part) for value, part in values])
    assert all(0 <= row.part <= row.length <= 100 for row in rows)
    assert max((row.length for row in rows), default=0) in {0, 100}


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), max_size=40))
def test_every_pair_stays_inside_the_chart_and_stands_on_its_base(values):
    chart = charts.pair_chart([("", first, second) for first, second in values])
    for pair, (first, second) in zip(chart.pairs, values, strict=True):
        assert chart.left <= pair.first_x <= pair.second_x <= pair.second_x + pair.width <= chart.width + 0.2
        for value, y, height in (
            (first, pair.first_y, pair.first_height),
            (second, pair.second_y, pair.second_height),
        ):
            assert charts.TOP - 0.1 <= y <= chart.base
            assert y + height == pytest.approx(chart.base, abs=0.2)
            assert (height > 0) >= (value > chart.highest / 100)


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 1000), st.floats(0, 1000)), min_size=1, max_size=20))
def test_line_of_a_band_chart_lies_within_its_band(rows):
    chart = charts.band_chart([("", *sorted(row)) for row in rows])
    line = [tuple(map(float, point.split(","))) for point in chart.line.split()]
    band = [tuple(map(float, point.split(","))) for point in chart.band.split()]
    above, below = band[: len(rows)], band[len(rows) :][::-1]
    for (x, y), (_above_x, high), (_below_x, low) in zip(line, above, below, strict=True):
        assert chart.left <= x <= chart.right
        assert charts.TOP - 0.1 <= high <= y <= low <= chart.base


def test_few_labels_stand_under_a_chart_of_many():
    chart = charts.pair_chart([(str(week), 1, 2) for week in range(13)])
    assert [pair.label for pair in chart.pairs if pair.label] == ["0", "2", "4", "6", "8", "10", "12"]
    assert charts.pair_chart([]).pairs == []
