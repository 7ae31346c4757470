import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from apps.shippers.ksn import ALPHABET, is_ksn, new_ksn, normal_ksn
from apps.shippers.models import Shipper
from apps.shippers.services import ksn_issue

EVERY = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def test_a_new_number_is_valid_and_has_twelve_characters():
    for _ in range(500):
        ksn = new_ksn()
        assert len(ksn) == 12
        assert ksn.startswith("KS")
        assert is_ksn(ksn)


def test_no_drawn_character_looks_like_another():
    assert not set("01IO") & set(ALPHABET)


@given(position=st.integers(2, 11), other=st.sampled_from(EVERY))
def test_one_wrong_character_is_always_noticed(position: int, other: str):
    ksn = new_ksn()
    wrong = ksn[:position] + other + ksn[position + 1 :]
    assert is_ksn(wrong) == (wrong == ksn)


@pytest.mark.parametrize("text", ["", "KS", "AB23456789AB", "KS234567890A", "KS2345678O0A"])
def test_other_texts_are_not_numbers(text: str):
    assert not is_ksn(text)


def test_a_number_is_checked_in_its_normal_form():
    ksn = new_ksn()
    assert not is_ksn(ksn.lower())
    assert not is_ksn(ksn + "\n")


def test_numbers_are_read_however_people_write_them():
    ksn = new_ksn()
    assert normal_ksn(f" {ksn[:2].lower()}-{ksn[2:6]} {ksn[6:]}\n") == ksn


def test_the_check_character_is_iso_7064():
    ksn = new_ksn()
    assert mod_37_36.calc_check_digit(ksn[:-1]) == ksn[-1]


def test_a_shipper_gets_one_number_and_keeps_it():
    shipper = Shipper.objects.create(name="Lucky Shop")
    first = ksn_issue(shipper)
    assert is_ksn(first)
    assert ksn_issue(shipper) == first
    assert Shipper.objects.get(pk=shipper.pk).ksn == first
