"""Addresses: which parts a country asks for, and that what was typed is kept."""

import pytest

from apps.applications.sections import Progress, section_of
from apps.applications.sections.registry import progress_of
from apps.shippers.address_parts import POSTAL_CODES, REGIONS, parts_missing
from tests.applications.answers import ANSWERS


@pytest.mark.parametrize(
    ("country", "region", "postal_code", "missing"),
    [
        ("US", "", "", ["region", "postal_code"]),
        ("US", "Atlantis", "89501", ["region"]),
        ("US", "NV", "8950", ["postal_code"]),
        ("US", "nevada", "89501-1234", []),
        ("PR", "", "00901", []),
        ("CA", "ON", "", ["postal_code"]),
        ("CA", "ON", "l8p 4r5", []),
        ("AU", "", "2060", ["region"]),
        ("MX", "Jalisco", "123", ["postal_code"]),
        ("BR", "SP", "01310-100", []),
        ("IN", "Kerala", "110 034", []),
        ("CN", "", "266033", ["region"]),
        ("DE", "", "26133", []),
        ("GB", "", "EC1Y 8SY", []),
        ("HK", "", "", []),
        ("VN", "", "", []),
    ],
)
def test_an_address_needs_the_parts_that_its_country_asks_for(country, region, postal_code, missing):
    assert [part.field for part in parts_missing(country, region, postal_code)] == missing


def test_each_example_of_a_postal_code_is_one():
    for country, (_shape, example) in POSTAL_CODES.items():
        assert not [part for part in parts_missing(country, "NV", example) if part.field == "postal_code"], country
    assert POSTAL_CODES.keys() > REGIONS


def test_an_address_of_the_united_states_without_state_and_zip_code_is_not_complete_and_keeps_what_was_typed():
    section = section_of("addresses")
    rows = [row | {"region": "", "postal_code": ""} for row in ANSWERS["addresses"]["rows"]]
    empty = section.strict({"rows": rows})
    assert progress_of(empty) is Progress.IN_PROGRESS
    assert {"region", "postal_code"} <= empty.forms[0].errors.keys()
    wrong = section.strict({"rows": [row | {"region": "Nevda", "postal_code": "8950l"} for row in rows]})
    assert progress_of(wrong) is Progress.NEEDS_ATTENTION
    assert (wrong.forms[0]["region"].value(), wrong.forms[0]["postal_code"].value()) == ("Nevda", "8950l")
