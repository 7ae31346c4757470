"""Deliveries by post: never before the notice was written, so that nobody has less than the whole time to answer."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core import clock
from apps.core.deadlines import day_there, deadline, end_of_day
from apps.core.deliveries import delivered_at
from apps.core.errors import InvalidInput
from apps.core.files import identify_file

RECEIPT = [identify_file("receipt.pdf", [b"%PDF-1.4\nA receipt that was signed\n%%EOF\n"])]
BEGIN, DAYS = datetime(2024, 1, 1, tzinfo=UTC), 30

moments = st.integers(0, 1_000 * 24 * 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes))
zones = st.sampled_from(["Asia/Shanghai", "America/New_York", "Pacific/Honolulu", "Pacific/Kiritimati"]).map(ZoneInfo)


@given(moments, st.integers(0, 90 * 24 * 60), st.integers(0, 90), zones)
def test_delivery_leaves_the_whole_time_to_answer_since_the_notice_was_written(
    written: datetime, minutes: int, days: int, zone: ZoneInfo
) -> None:
    now = written + timedelta(minutes=minutes)
    with clock.at(now):
        day = min(clock.day_of(written) + timedelta(days=days), clock.today())
        moment = delivered_at(day, written=written, zone=zone, files=RECEIPT)
    assert written <= moment <= now
    assert deadline(moment, DAYS, zone) >= end_of_day(day_there(written, zone) + timedelta(days=DAYS), zone)
    assert moment >= min(end_of_day(day, zone), now)


@given(moments, st.integers(-90, 90), zones)
def test_delivery_is_refused_on_a_day_before_the_notice_was_written_or_after_today(
    written: datetime, days: int, zone: ZoneInfo
) -> None:
    first, last = sorted((clock.day_of(written), day_there(written, zone)))
    day = first - timedelta(days=-days + 1) if days < 0 else last + timedelta(days=days + 1)
    with clock.at(written), pytest.raises(InvalidInput) as refused:
        delivered_at(day, written=written, zone=zone, files=RECEIPT)
    assert set(refused.value.fields) == {"day"}


def test_delivery_needs_the_file_that_proves_it() -> None:
    with pytest.raises(InvalidInput) as refused:
        delivered_at(date(2020, 1, 1), written=clock.now(), zone=ZoneInfo("Asia/Shanghai"), files=[])
    assert set(refused.value.fields) == {"day", "file"}
