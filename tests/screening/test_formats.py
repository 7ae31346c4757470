"""Each format of a list is read into the same facts, without a database."""

from pathlib import Path

import pytest

from apps.core.errors import InvalidInput
from apps.screening.files.csl import CslFile
from apps.screening.files.facts import birth_of, number_of, years_of
from apps.screening.files.formats import FORMATS
from apps.screening.files.lines import digest_of, plain
from apps.screening.files.table import TableFile
from apps.screening.files.un import UnFile
from apps.screening.listed_parties import ListedAddress, ListedName, ListedNumber, ListedParty, NameQuality, PartyKind
from apps.screening.places import country_at_end, country_of
from benchmarks import data
from tests.screening.lists import csl_file, table_file

DATA = data.DATA / "screening"
UN_LIST = """<?xml version="1.0"?>
<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL>
<FIRST_NAME>DALIBOR</FIRST_NAME><SECOND_NAME>MRKVA</SECOND_NAME><UN_LIST_TYPE>Made</UN_LIST_TYPE>
<REFERENCE_NUMBER>MAi.001</REFERENCE_NUMBER><NAME_ORIGINAL_SCRIPT>Далибор Мрква</NAME_ORIGINAL_SCRIPT>
<NATIONALITY><VALUE>Republic of Korea</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>DADO</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ADDRESS><CITY>Vellmar</CITY><COUNTRY>Syrian Arab Republic</COUNTRY></INDIVIDUAL_ADDRESS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1960</FROM_YEAR><TO_YEAR>1962</TO_YEAR>
</INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1970</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_PLACE_OF_BIRTH><CITY>Vellmar</CITY><COUNTRY>Yemen</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>K12</NUMBER>
<ISSUING_COUNTRY>Kuwait</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT>
</INDIVIDUAL></INDIVIDUALS>
<ENTITIES><ENTITY><FIRST_NAME>VORNEX TRADING</FIRST_NAME><REFERENCE_NUMBER>MAe.001</REFERENCE_NUMBER></ENTITY>
<ENTITY><FIRST_NAME>NUMBERLESS</FIRST_NAME></ENTITY></ENTITIES></CONSOLIDATED_LIST>
"""


def test_the_list_of_the_united_nations_is_read(tmp_path: Path) -> None:
    path = tmp_path / "un.xml"
    path.write_text(UN_LIST)
    person, firm, wrong = UnFile(path).lines()
    assert person.listed == ListedParty(
        section="",
        number="MAi.001",
        kind=PartyKind.PERSON,
        names=(
            ListedName("DALIBOR MRKVA", NameQuality.PRIMARY),
            ListedName("Далибор Мрква", NameQuality.ALIAS),
            ListedName("DADO", NameQuality.WEAK),
        ),
        programs=("Made",),
        addresses=(ListedAddress("Vellmar, Syrian Arab Republic", "SY"),),
        numbers=(ListedNumber("Passport", "K12", "KW"),),
        births=("1960/1962", "1968/1972"),
        birthplaces=("Vellmar, Yemen",),
        countries=("KR", "YE"),
    )
    assert firm.listed is not None
    assert firm.listed.kind == PartyKind.ORGANIZATION
    assert (wrong.listed, wrong.number) == (None, 17)
    assert "missing" in wrong.error


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "document type"),
        ('<!DOCTYPE x SYSTEM "http://example.com/x.dtd"><x/>', "document type"),
        ("<CONSOLIDATED_LIST><INDIVIDUALS>", "not XML"),
        ("number,name", "not XML"),
    ],
)
def test_xml_that_declares_or_breaks_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "un.xml"
    path.write_text(text)
    with pytest.raises(InvalidInput, match=said):
        list(UnFile(path).lines())


def test_the_consolidated_screening_list_is_read(tmp_path: Path) -> None:
    shared = {"source": "Made List", "name": "  VORNEX   TRADING", "addresses": "1 Long Road, Vellmar, SY; Kota, ID"}
    path = csl_file(
        tmp_path,
        [
            shared
            | {
                "entity_number": "7",
                "type": "Entity",
                "programs": "MADE; TEST",
                "alt_names": "Vornex Kargo; and Vornex Post",
                "ids": "CO, 1978075, Matricula Mercantil No; K1, SWIFT/BIC; Subject to Directive 4, Determination",
            },
            shared,
            shared | {"addresses": "Elsewhere"},
            shared | {"type": "Ghost"},
        ],
    )
    firm, made, other, wrong = CslFile(path).lines()
    assert firm.listed is not None
    assert firm.listed.key == ("Made List", "7")
    assert [name.text for name in firm.listed.names] == ["VORNEX TRADING", "Vornex Kargo", "Vornex Post"]
    assert firm.listed.programs == ("MADE", "TEST")
    assert [address.country for address in firm.listed.addresses] == ["SY", "ID"]
    assert [number.number for number in firm.listed.numbers] == ["1978075", "K1"]
    assert made.listed is not None
    assert other.listed is not None
    assert made.listed.kind == PartyKind.UNKNOWN
    assert made.listed.number != other.listed.number, "the address tells two parties of one name apart"
    assert wrong.key == made.listed.key, "the party of a wrong line is known"


def test_any_other_list_has_the_documented_columns(tmp_path: Path) -> None:
    path = table_file(
        tmp_path,
        [
            {
                "name": "Vornex Textile",
                "aliases": "VT; Vornex Tekstil",
                "weak_aliases": "Vor",
                "kind": "Organization",
                "countries": "China; Viet Nam",
                "addresses": "1 Long Road, Vellmar, China",
                "births": "",
                "identifiers": "AB-1234",
            },
            {"name": "Anxo Verro", "births": "someday"},
            {"name": "Anxo Verro", "countries": "Atlantis"},
        ],
    )
    firm, undated, placeless = TableFile(path).lines()
    assert firm.listed is not None
    assert [name.quality for name in firm.listed.names] == ["primary", "alias", "alias", "weak"]
    assert firm.listed.countries == ("CN", "VN")
    assert "someday" in undated.error
    assert "Atlantis" in placeless.error


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("title,place\na,b\n")
    with pytest.raises(InvalidInput, match="no column name"):
        TableFile(path)


def test_facts_are_equal_in_any_order_and_come_back() -> None:
    names = (
        ListedName("B", NameQuality.ALIAS),
        ListedName("A", NameQuality.PRIMARY),
        ListedName("B", NameQuality.WEAK),
    )
    one = ListedParty("", "1", PartyKind.PERSON, names, countries=("SY", "IR", "SY"))
    other = ListedParty("", "1", PartyKind.PERSON, names[::-1], countries=("IR", "SY"))
    assert one.content() == other.content()
    assert [name.text for name in ListedParty.of_content("", "1", one.content()).names] == ["A", "B"]
    assert ListedParty.of_content("", "1", one.content()).content() == one.content()


def test_a_hidden_character_takes_no_party_off_its_list() -> None:
    assert plain(" Vor\u200bnex\u202e \n Trading\x07 ") == "Vornex Trading"


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("12 Dec 1970", "1970-12-12"),
        ("1970-12-12", "1970-12-12"),
        ("1970", "1970"),
        ("circa 1970", "1968/1972"),
        ("1970 to 1972", "1970/1972"),
        ("unknown", ""),
    ],
)
def test_days_and_years_of_birth_are_read(text: str, birth: str) -> None:
    assert birth_of(text) == birth
    if birth:
        assert years_of(birth)[0] in (1968, 1970)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Passport A123456 (Iran)", ListedNumber("Passport", "A123456", "IR")),
        ("NIT # 830106350-0 (Colombia)", ListedNumber("NIT #", "830106350-0", "CO")),
        (
            "Vessel Registration Identification IMO 8898831",
            ListedNumber("Vessel Registration Identification", "IMO 8898831", ""),
        ),
        ("Linked To: VORNEX 7", None),
        ("Gender Male", None),
    ],
)
def test_numbers_are_read_from_remarks(text: str, number: ListedNumber | None) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Iran", "IR"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Korea, North", "KP"),
        ("Democratic People's Republic of Korea", "KP"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Côte d'Ivoire", "CI"),
        ("Viet Nam", "VN"),
        ("us", "US"),
        ("USA", "US"),
        ("Atlantis", ""),
        ("", ""),
    ],
)
def test_countries_are_known_however_they_are_written(text: str, code: str) -> None:
    assert country_of(text) == code
    assert country_at_end(f"1 Long Road, Vellmar, {text}") == code


@pytest.mark.parametrize(
    ("format_code", "name", "parties"),
    [("ofac", "ofac_sdn.csv", 7379), ("csl", "consolidated_sample.csv", 115), ("un", "un_sample.xml", 29)],
)
def test_published_files_are_read_whole(format_code: str, name: str, parties: int) -> None:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    file = FORMATS[format_code](path)
    lines = list(file.lines())
    assert sum(line.listed is not None for line in lines) == parties
    # The snapshot of the parties is cut, so that further addresses and aliases belong to nobody.
    assert {line.error.rpartition("number ")[0] for line in lines if line.error} <= {
        "ofac_add.csv: No party with the ",
        "ofac_alt.csv: No party with the ",
    } | {""}
    assert len(digest_of(file.paths)) == 64
