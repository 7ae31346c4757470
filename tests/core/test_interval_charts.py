from hypothesis import given
from hypothesis import strategies as st

from apps.core.charts import WIDTH
from apps.core.interval_charts import NAMES, REST, TICKS, interval_chart

intervals = st.lists(
    st.tuples(
        st.just("Tier 1"),
        st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted),
        st.one_of(st.none(), st.floats(0, 1)),
    ).map(lambda row: (row[0], row[1][0], row[1][2], row[1][1], row[2])),
    max_size=14,
)


@given(intervals)
def test_every_interval_is_inside_the_chart_and_holds_its_rate(rows):
    chart = interval_chart(rows)
    assert len(chart.rows) == len(rows)
    for row in chart.rows:
        assert NAMES <= row.low <= row.rate <= row.high <= WIDTH - REST
        assert row.figure.endswith("%")
        assert row.promised is None or NAMES <= row.promised <= WIDTH
        assert 0 < row.y < chart.base < chart.height
    assert 2 <= len(chart.ticks) <= TICKS + 1
    assert [tick.x for tick in chart.ticks] == sorted(tick.x for tick in chart.ticks)


@given(intervals)
def test_rates_and_promises_share_one_scale(rows):
    chart = interval_chart(rows)
    drawn = [(share, place) for row, one in zip(rows, chart.rows, strict=True) for share, place in marks(row, one)]
    assert [place for _share, place in sorted(drawn)] == sorted(place for _share, place in drawn)


def marks(row, drawn):
    return [(row[3], drawn.rate), *([] if row[4] is None else [(row[4], drawn.promised)])]


def test_pointer_reads_the_rate_and_the_range_of_a_row():
    (row,) = interval_chart([("Tier 1", 0.01, 0.03, 0.02, None)]).rows
    assert row.said == "Tier 1: 2% (1%–3%)"
