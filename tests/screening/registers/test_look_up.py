"""A number is looked up in the register of its kind, and the answer says of which day it is."""

from pathlib import Path

import pytest
from django.core.management import call_command

from apps.screening.registers.models import EntryState
from apps.screening.registers.registry import company_look_up
from tests.screening.registers.gleif import content, lei_of, line

STATUSES = {
    1: {},
    2: {"RegistrationStatus": "LAPSED"},
    3: {"RegistrationStatus": "RETIRED", "EntityStatus": "INACTIVE"},
    4: {"RegistrationStatus": "DUPLICATE"},
    5: {"RegistrationStatus": "PENDING_TRANSFER"},
    6: {"EntityStatus": "INACTIVE"},
}


@pytest.fixture
def loaded(tmp_path: Path) -> None:
    path = tmp_path / "lei.csv"
    path.write_bytes(content([line(number, **changed) for number, changed in STATUSES.items()]))
    call_command("register_load", path, source="gleif", rejected=tmp_path / "no.csv", verbosity=0)


def test_a_number_is_found_however_it_is_typed(loaded: None) -> None:
    lei = lei_of(1)
    found = company_look_up({"ein": "42-1103331", "lei": f" {lei[:4].lower()} {lei[4:12]}-{lei[12:]} "})
    assert found is not None
    assert found.company is not None
    assert (found.company.name, found.company.street) == ("Blue Kite Toys LLC", "1 Main Street")
    assert (found.company.region, found.company.country) == ("US-NV", "US")
    assert str(found.as_of) == "2026-03-01"
    assert found.usable


@pytest.mark.parametrize(
    ("number", "state", "usable"),
    [
        (2, EntryState.LAPSED, True),
        (3, EntryState.ENDED, False),
        (4, EntryState.ENDED, False),
        (5, EntryState.CURRENT, True),
        (6, EntryState.ENDED, False),
    ],
)
def test_the_state_of_a_number_follows_from_both_statuses(
    loaded: None, number: int, state: EntryState, usable: bool
) -> None:
    found = company_look_up({"lei": lei_of(number)})
    assert found is not None
    assert found.company is not None
    assert (found.company.state, found.usable) == (state, usable)


def test_a_number_that_the_register_lacks_is_unknown(loaded: None) -> None:
    found = company_look_up({"lei": lei_of(99)})
    assert found is not None
    assert found.as_of is not None
    assert found.company is None
    assert not found.usable


def test_without_a_copy_nothing_is_known() -> None:
    found = company_look_up({"lei": lei_of(1)})
    assert found is not None
    assert (found.as_of, found.company) == (None, None)


@pytest.mark.parametrize("numbers", [{}, {"lei": ""}, {"lei": "529900000000000001"}, {"ein": "42-1103331"}])
def test_no_register_is_asked_about_other_or_wrong_numbers(numbers: dict[str, str]) -> None:
    """Without the database: a query would fail the test."""
    assert company_look_up(numbers) is None
