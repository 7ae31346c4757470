"""The words for chapters, and the troubles that are known of their goods."""

import re

from apps.tariff.agencies import AGENCIES
from apps.tariff.chapters import CHAPTERS, chapter_title
from apps.tariff.troubles import TROUBLES, troubles_of


def test_each_chapter_has_words():
    assert set(CHAPTERS) == {f"{number:02}" for number in range(1, 100)} - {"77"}
    assert chapter_title("610910") == "Knitted clothing"
    assert chapter_title("77") == chapter_title("") == ""


def test_each_trouble_has_chapters_that_exist_known_agencies_and_a_source():
    for trouble in TROUBLES:
        assert trouble.chapters, trouble.text
        assert trouble.chapters <= CHAPTERS.keys(), trouble.text
        assert set(trouble.agencies) <= AGENCIES.keys(), trouble.text
        assert re.search(r"UFLPA|priority trade issue|U\.S\.C\.|CFR", trouble.source), trouble.text
    assert len({trouble.text for trouble in TROUBLES}) == len(TROUBLES)


def test_troubles_of_a_code_are_those_of_its_chapter():
    assert {trouble.text for trouble in troubles_of("6109.10")} >= {
        "Forced labor: cotton and clothing",
        "Counterfeit brands",
    }
    assert troubles_of("97")[0].agencies == ("FWS",)
    assert troubles_of("") == troubles_of("49") == []
