"""Goods of Cuba, Iran and North Korea are banned, each by its regulation."""

import pytest
from django.utils import translation

from apps.core.embargoes import EMBARGOES, embargo_of


@pytest.mark.parametrize(
    ("country", "citation"), [("CU", "31 CFR 515.204"), ("IR", "31 CFR 560.201"), ("KP", "31 CFR 510.205")]
)
def test_an_embargo_names_its_regulation_and_where_to_read_it(country, citation):
    embargo = embargo_of(country.lower())
    assert embargo.citation == citation
    assert embargo.address == f"https://www.ecfr.gov/current/title-31/section-{citation[-7:]}"
    assert citation in embargo.sentence


@pytest.mark.parametrize("country", ["CN", "MX", "KR", "SY", "RU", ""])
def test_a_country_without_an_embargo_has_none(country):
    assert embargo_of(country) is None


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_an_embargo_names_the_country_in_the_language_of_the_reader(language):
    names = {"en": "North Korea", "es": "Corea del Norte", "zh-hans": "朝鲜"}
    with translation.override(language):
        assert names[language] in EMBARGOES["KP"].sentence
