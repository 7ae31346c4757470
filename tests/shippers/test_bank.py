import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.errors import Invalid
from apps.shippers.bank import FAULTS, account_seal

IBAN = "DE89 3704 0044 0532 0130 00"


@pytest.mark.parametrize("typed", [IBAN, "de89370400440532013000", "DE89-3704-0044-0532-0130-00"])
def test_an_iban_is_one_account_however_it_is_typed_and_wherever_the_bank_is_said_to_be(typed: str):
    assert account_seal(country="AT", typed=typed) == account_seal(country="DE", typed=IBAN)


def test_another_number_is_another_account_in_each_country():
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
def test_a_slip_is_told_by_its_code(typed: str, fault: str):
    with pytest.raises(Invalid) as refused:
        account_seal(country="DE", typed=typed)
    assert refused.value.code == fault
    assert refused.value.message == FAULTS[fault]


@given(typed=st.from_regex(r"[0-9]{9,20}", fullmatch=True))
def test_what_is_kept_does_not_hold_the_number(typed: str):
    kept = str(account_seal(country="US", typed=typed))
    assert typed not in kept
