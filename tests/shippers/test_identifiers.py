import pytest

from apps.core.errors import Invalid
from apps.shippers.identifiers import CHECKS, normal_identifier
from apps.shippers.models import Identifier
from apps.tariff.agencies import AGENCIES, agencies_of


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("ein", "42-1103331", "421103331"),
        ("ein", " 421103331 ", "421103331"),
        ("lei", "2138 00KU D8LA JWSQ 9D15", "213800KUD8LAJWSQ9D15"),
        ("duns", "15-048-3782", "150483782"),
        ("gln", "9506000134352", "9506000134352"),
        ("eori", "de123456789012345", "DE123456789012345"),
        ("tin", "vn 0123456789", "VN0123456789"),
        ("tax", "DE 136 695 976", "DE136695976"),
        ("tax", "91440300708461136T", "91440300708461136T"),
    ],
)
def test_numbers_are_kept_in_one_form(kind: str, typed: str, kept: str):
    assert normal_identifier(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("ein", "07-1144442"),
        ("ein", "12345678"),
        ("lei", "213800KUD8LAJWSQ9D16"),
        ("duns", "12345678"),
        ("gln", "9506000134353"),
        ("gln", "73513537"),
        ("eori", "US123456789"),
        ("tin", "XX123456"),
        ("tax", "12"),
    ],
)
def test_a_wrong_number_is_refused_with_advice(kind: str, typed: str):
    with pytest.raises(Invalid) as refused:
        normal_identifier(kind, typed)
    assert str(refused.value.message).startswith("Enter")
    assert list(refused.value.fields) == [kind]


def test_every_kind_has_its_check():
    assert set(CHECKS) == set(Identifier.Kind.values)


@pytest.mark.parametrize(
    ("hs", "agencies"),
    [
        ("950300", ["CPSC"]),
        ("330499", ["FDA"]),
        ("440711", ["EPA", "USDA"]),
        ("420221", ["FWS"]),
        ("6601", []),
        ("", []),
    ],
)
def test_agencies_follow_from_the_chapter(hs: str, agencies: list[str]):
    assert agencies_of(hs) == agencies
    assert set(agencies) <= set(AGENCIES)
