"""Names and addresses of one script are compared without the habits of spelling."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.matching import addresses_ratio, names_ratio
from apps.matching import normal_forms as n

WORDS = st.lists(st.text(min_size=1, max_size=12), max_size=6).map(" ".join)
FORMS = [n.folded, n.normal_name, n.normal_street, n.normal_person]


@pytest.mark.parametrize("form", FORMS)
@given(text=WORDS)
@example(text="Straße")
@example(text="İstanbul & Sons, L.L.C.")
@example(text="深圳市蓝鸢贸易有限公司")
def test_a_normal_form_is_its_own_normal_form(form, text: str):
    assert form(form(text)) == form(text)


@pytest.mark.parametrize("form", FORMS)
@given(words=st.lists(st.text("abcdefgéñü0123", min_size=2, max_size=8), min_size=1, max_size=5))
def test_case_accents_spaces_and_punctuation_make_no_difference(form, words: list[str]):
    plain = form(" ".join(words))
    assert form("  ,".join(words).upper() + "!") == plain
    assert form("-".join(words)) == plain
    assert form(" ".join(f"{word[0]}.{word[1:]}" for word in words)) == plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Blue Kite Co., Ltd.", "BLUE  KITE LIMITED"),
        ("Smith & Sons Inc", "Smith and Sons, Incorporated"),
        ("Łódź Meble Sp. z o.o.", "Lodz Meble"),
        ("蓝鸢贸易有限公司", "蓝鸢贸易"),
    ],
)
def test_one_name_written_in_two_ways_is_one_name(one: str, other: str):
    assert n.normal_name(one) == n.normal_name(other)


def test_a_name_that_is_only_a_company_form_is_kept():
    assert n.normal_name("Company Limited") == "company"


def test_streets_and_postal_codes_have_one_form():
    assert n.normal_street("12 Main Street, Suite 200") == n.normal_street("12 MAIN ST. #200") == "12 main st unit 200"
    assert n.normal_postal_code("78701-1234", "US") == "78701"


@given(WORDS, WORDS)
def test_likeness_is_symmetric(one: str, other: str):
    one, other = n.normal_name(one), n.normal_name(other)
    assert names_ratio(one, other) == pytest.approx(names_ratio(other, one))
    assert addresses_ratio(one, other) == pytest.approx(addresses_ratio(other, one))


def test_neighbors_have_different_addresses():
    twelve, fourteen = "12 main st austin 78701 us", "14 main st austin 78701 us"
    assert addresses_ratio(twelve, fourteen) == 0
    assert addresses_ratio(twelve, "12 main st unit b austin 78701 us") > 92
    assert addresses_ratio("main st", "main st") == 0, "without a number they may be miles apart"
