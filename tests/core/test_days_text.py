from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from apps.core.days_text import deadline_text, zone_text


@pytest.mark.parametrize(
    ("zone", "english", "spanish", "chinese"),
    [
        ("Europe/Lisbon", "Lisbon time", "hora de Lisboa", "里斯本时间"),
        ("America/New_York", "New York time", "hora de Nueva York", "纽约时间"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time", "hora de Buenos Aires", "Buenos Aires时间"),
    ],
)
def test_zone_is_said_by_its_place_in_the_language_of_the_reader(zone: str, english: str, spanish: str, chinese: str):
    for language, said in (("en", english), ("es", spanish), ("zh-hans", chinese)):
        with translation.override(language):
            assert zone_text(ZoneInfo(zone)) == said


def test_zone_is_said_in_english_where_no_language_is_active():
    with translation.override(None):
        assert zone_text("Europe/Lisbon") == "Lisbon time"


def test_last_day_of_a_limit_names_the_zone_in_which_it_ends():
    assert deadline_text(date(2026, 9, 2), ZoneInfo("Asia/Shanghai")) == "Sept. 2, 2026 (Shanghai time)"
