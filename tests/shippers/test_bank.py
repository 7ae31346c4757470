import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.errors import InvalidInput
from apps.shippers.bank import FAULTS, account_seal

IBAN = "DE89 3704 0044 0532 0130 00"


@pytest.mark.parametrize("typed", [IBAN, "de89370400440532013000", "DE89-3704-0044-0532-0130-00"])
def test_an_iban_is_one_account_in_any_notation_and_country(typed: str):
    assert account_seal(country="AT", typed=typed) == account_seal(country="DE", typed=IBAN)


def test_a_number_that_is_no_iban_is_another_account_in_each_country():
    one, other = (account_seal(country=country, typed="0123 4567 89") for country in ("US", "VN"))
    assert one["last_four"] == other["last_four"] == "6789"
    assert one["digest"] != other["digest"]


def test_digits_of_another_keyboard_are_the_same_number():
    assert account_seal(country="EG", typed="١٢٣٤٥٦٧٨") == account_seal(country="EG", typed="12345678")


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("DE88 3704 0044 0532 0130 00", "iban"),
        ("DE89 3704 0044 0532 0130", "iban"),
        ("12345", "shape"),
        ("my account", "shape"),
        ("1" * 35, "shape"),
    ],
)
def test_a_wrong_number_is_refused_with_a_code(typed: str, fault: str):
    with pytest.raises(InvalidInput) as refused:
        account_seal(country="DE", typed=typed)
    assert refused.value.code == fault
    assert refused.value.message == FAULTS[fault]


@given(typed=st.from_regex(r"[0-9]{9,20}", fullmatch=True))
def test_the_sealed_form_does_not_contain_the_number(typed: str):
    kept = str(account_seal(country="US", typed=typed))
    assert typed not in kept
