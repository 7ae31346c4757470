import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.portal.charts import HEIGHT, TOP, WIDTH, bar_chart

columns = st.lists(
    st.integers(0, 10**7).flatmap(lambda value: st.tuples(st.just("Jan"), st.just(value), st.integers(0, value))),
    max_size=24,
)


@given(columns)
def test_every_bar_stays_inside_the_chart_and_stands_on_its_base(columns):
    chart = bar_chart(columns)
    assert [bar.value for bar in chart.bars] == [value for _label, value, _part in columns]
    for bar in chart.bars:
        assert 0 <= bar.x <= bar.middle <= bar.x + bar.width <= WIDTH + 0.1
        assert TOP - 0.1 <= bar.y <= chart.base <= HEIGHT
        assert bar.y + bar.height == pytest.approx(chart.base, abs=0.11)
        assert bar.part_y + bar.part_height == pytest.approx(chart.base, abs=0.11)
        assert bar.part_height <= bar.height


@given(columns)
def test_heights_are_in_proportion_and_the_highest_fills_the_chart(columns):
    chart = bar_chart(columns)
    highest = max((bar.value for bar in chart.bars), default=0)
    for bar in chart.bars:
        share = bar.value / highest if highest else 0
        assert bar.height == pytest.approx(share * (chart.base - TOP), abs=0.06)
