import re
from importlib import import_module

import pytest

from apps.applications.sections import Progress, section_of
from apps.applications.sections.registry import progress_of
from apps.core.errors import InvalidInput
from apps.shippers.identifiers import CHECKS, PERSONAL, REMOVED, normal_identifier, recognition_text
from apps.shippers.models import Identifier
from apps.shippers.tax_numbers import COUNTRIES, is_business, is_personal
from apps.tariff.agencies import AGENCIES, agencies_of


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("ein", "42-1103331", "421103331"),
        ("ein", " 421103331 ", "421103331"),
        ("lei", "2138 00KU D8LA JWSQ 9D15", "213800KUD8LAJWSQ9D15"),
        ("duns", "15-048-3782", "150483782"),
        ("gln", "9506000134352", "9506000134352"),
        ("eori", "de407236589012345", "DE407236589012345"),
        ("tin", "vn 0312120782", "VN0312120782"),
        ("tax", "DE 136 695 976", "DE136695976"),
        ("tax", "91440300708461136T", "91440300708461136T"),
        # Germany tells the activities of one business apart by five digits.
        ("tax", "DE136695976-00001", "DE136695976"),
        ("tax", "de 136 695 976 - 00002", "DE136695976"),
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
        ("ein", "12-3456789"),
        ("ein", "98-7654321"),
        ("duns", "111111111"),
    ],
)
def test_a_wrong_number_is_refused_with_advice(kind: str, typed: str):
    with pytest.raises(InvalidInput) as refused:
        normal_identifier(kind, typed)
    assert "Enter" in str(refused.value.message)
    assert list(refused.value.fields) == [kind]


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("PT 99999", "PT"),
        ("99999", "PT"),
        ("PT99999", ""),
        ("DE 136 695 977", "DE"),
        ("DE136695977-00001", "DE"),
        ("DE136695976-0001", "DE"),
        ("16.727.230/0001-98", "BR"),
        ("27AAPFU0939F1ZX", "IN"),
        ("51 824 753 557", "AU"),
        ("12341234", "TW"),
    ],
)
def test_a_tax_number_is_one_that_its_country_gives_to_businesses(typed: str, country: str):
    with pytest.raises(InvalidInput) as refused:
        normal_identifier("tax", typed, country=country)
    assert "not the tax number of a business" in str(refused.value.message)


@pytest.mark.parametrize(
    ("kind", "typed", "country"),
    [
        ("tax", "54362315K", "ES"),
        ("tax", "ES X5253868R", "CN"),
        ("tax", "213 456 788", "PT"),
        ("tax", "GODE 561231 GR8", "MX"),
        ("tax", "390.533.447-05", "BR"),
        ("tax", "ACUPA7085R", "IN"),
        ("tax", "RCCMNL83S18D969H", "HK"),
        ("tax", "36 574 261 809", "DE"),
        ("tax", "536-90-4399", "US"),
        ("ein", "536-90-4399", "US"),
        ("ein", "536-90-4399", ""),
        ("tin", "ES54362315K", "ES"),
        ("eori", "PT213456788", "PT"),
    ],
)
def test_a_number_of_a_person_is_refused_in_every_field_with_the_way_that_works(kind: str, typed: str, country: str):
    with pytest.raises(InvalidInput) as refused:
        normal_identifier(kind, typed, country=country)
    assert refused.value.message == PERSONAL


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_numbers_of_each_country_are_told_apart_by_the_examples_of_their_standards(country: str):
    for name in (*COUNTRIES[country].business, *COUNTRIES[country].unchecked):
        module = import_module(f"stdnum.{name}")
        written = re.findall(r">>> validate\('([^']+)'", module.__doc__)
        examples = [re.sub(r"[\s.\-/–]", "", each).upper() for each in written if module.is_valid(each)]
        assert examples, name
        for number in filter(module.is_valid, examples):
            assert is_business(number, country) != is_personal(number, country), number


def test_a_number_that_has_no_check_says_so():
    unchecked = {
        "ein": ("421103331", "US"),
        "duns": ("150483782", "US"),
        "eori": ("DE123456789012345"[:12] + "778", "DE"),
        "tin": ("VN0312120782", "VN"),
        "tax": ("12340978", "HK"),
    }
    for kind, (number, country) in unchecked.items():
        assert "compare it once more" in recognition_text(kind, number, country=country), kind
    assert recognition_text("tax", "501964843", country="PT") == "A tax number of Portugal. Its form is right."


class TestATraderWhoseOnlyNumberIsPersonal:
    @pytest.mark.parametrize(("country", "number"), [("PT", "213456788"), ("ES", "54362315K"), ("MX", "GODE561231GR8")])
    def test_names_who_has_checked_who_they_are(self, country: str, number: str):
        section = section_of("identifiers")
        nothing = dict.fromkeys(CHECKS, "")
        refused = section.strict(nothing | {"tax": number}, country=country)
        assert refused.errors["tax"] == [PERSONAL]
        assert progress_of(section.strict(nothing, country=country)) is Progress.IN_PROGRESS
        checked = section.strict(nothing | {"checked_by": "Bazaar, March 3, reference V-20117"}, country=country)
        assert progress_of(checked) is Progress.DONE
        assert "Portugal, Spain and Mexico" in str(checked["checked_by"].help_text)

    @pytest.mark.parametrize("typed", ["536-90-4399", "X5253868R", "GODE561231GR8", "RCCMNL83S18D969H"])
    def test_has_it_kept_in_no_draft(self, typed: str):
        section = section_of("identifiers")
        for name in (*CHECKS, "checked_by"):
            kept = section.sealed(dict.fromkeys(CHECKS, "") | {name: f" {typed} "}, None)
            assert typed not in str(kept)
            assert not section.strict(kept, country="ES").is_valid()
        said = section.sealed({"checked_by": f"Bazaar checked my {typed} in March"}, None, country="ES")
        assert said == {"checked_by": f"Bazaar checked my {REMOVED} in March"}

    @pytest.mark.parametrize(
        ("country", "typed"),
        [
            ("PT", "213456788"),
            ("DE", "36 574 261 809"),
            ("BR", "39053344705"),
            ("US", "079846524"),
            ("AR", "20267565393"),
        ],
    )
    def test_in_digits_alone_has_it_kept_in_no_draft_of_its_country(self, country: str, typed: str):
        section = section_of("identifiers")
        for name in ("ein", "tax", "checked_by"):
            kept = section.sealed(dict.fromkeys(CHECKS, "") | {name: typed}, None, country=country)
            assert kept[name] == REMOVED
        assert section.sealed({"tax": typed}, None, country="HK") == {"tax": typed}

    @pytest.mark.parametrize(
        ("name", "typed", "country"),
        [
            ("ein", "42-1103331", "US"),
            ("ein", "421103331", "US"),
            ("tax", "501964843", "PT"),
            ("tax", "136695976", "DE"),
            ("tax", "181/815/08155", "DE"),
            ("duns", "079846524", "US"),
            ("duns", "213456788", "PT"),
            ("gln", "9506000134352", "AR"),
            ("checked_by", "Bazaar, 20261130, reference 20267565", "AR"),
            ("checked_by", "Bazaar, 20261130, reference 079846524", "US"),
        ],
    )
    def test_loses_no_number_of_a_business_and_no_day(self, name: str, typed: str, country: str):
        assert section_of("identifiers").sealed({name: typed}, None, country=country) == {name: typed}


def test_every_kind_has_its_check():
    assert set(CHECKS) == set(Identifier.Kind.values)


@pytest.mark.parametrize(
    ("hs", "agencies"),
    [
        ("950300", ["CPSC", "FCC", "PHMSA"]),
        ("330499", ["FDA"]),
        ("440711", ["USDA"]),
        ("420221", ["CPSC", "FWS"]),
        ("6601", []),
        ("", []),
    ],
)
def test_agencies_follow_from_the_line(hs: str, agencies: list[str]):
    assert agencies_of(hs) == agencies
    assert set(agencies) <= set(AGENCIES)
