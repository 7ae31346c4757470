"""The category that charges of the FDA suggest, and the lines of files."""

from datetime import date

import pytest

from apps.agencies.charges import PROVISIONS, Charge, charges_named, gravest_of
from apps.agencies.competence import CATEGORIES, chapters_of
from apps.agencies.files.fda import FdaRefusals, charges_of
from apps.agencies.files.lines import day_read
from apps.agencies.files.table import FindingsTable
from apps.core.errors import InvalidInput
from apps.ledger.vocabulary import Category

UNSAFE, DATA = Category.UNSAFE_GOODS, Category.MISSING_AGENCY_DATA
ROW = {
    "MFG_FIRM_FEI_NUM": "3021962614",
    "LGL_NAME": "SAHU INFRA",
    "LINE1_ADRS": "Shop No. 15",
    "LINE2_ADRS": "",
    "CITY_NAME": "Kalyan",
    "PROVINCE_STATE": "",
    "ISO_CNTRY_CODE": "IN",
    "REFUSAL_DATE": "07-Nov-22",
    "ENTRY_NUM": "SCS-4049359-8",
    "RFRNC_DOC_ID": "41",
    "LINE_NUM": "2",
    "LINE_SFX_ID": "",
    "REFUSAL_CHARGES": "118, 3280",
    "PRDCT_CODE_DESC_TEXT": "MISCELLANEOUS PATENT MEDICINES, ETC.",
}


@pytest.mark.parametrize(
    ("law", "category"),
    [
        ("402(a)(3), 801(a)(3); ADULTERATION", UNSAFE),
        ("505(a), 801(a)(3); UNAPPROVED NEW DRUG", UNSAFE),
        ("502(o), 801(a)(3); MISBRANDING", DATA),
        ("801(a)(3); 502(o) Misbranding", DATA),
        ("502(a), 801(a)(3); MISBRANDING", UNSAFE),
        ("805, 801(a)(3); FOREIGN SUPPLIER VERIFICATION PROGRAM", DATA),
        ("801(q), 801(a); IMPORT CERTIFICATION REQUIRED", DATA),
        ("801(a)(1); INSANITARY MANUFACTURING, PROCESSING OR PACKING", UNSAFE),
        ("1454(c)(3)(B), 1456, 801(a)(3)", UNSAFE),
        ("", UNSAFE),
    ],
)
def test_category_follows_the_provision_beside_the_refusal(law: str, category: str) -> None:
    assert Charge("0", law).category == category


def test_charges_that_say_something_else_than_their_provision_have_a_category_of_their_own() -> None:
    assert Charge("508", "801(a)(3); 502(o) Misbranding").category == UNSAFE
    assert Charge("476", "536(a); Failure to file initial report").category == DATA


def test_gravest_charge_of_a_refusal_counts() -> None:
    known = charges_of(
        [
            {"ASC_ID": "118", "SCTN_NAME": "502(o), 801(a)(3)", "CHRG_STMNT_TEXT": "Not listed."},
            {"ASC_ID": "9", "SCTN_NAME": "402(a)(1), 801(a)(3)", "CHRG_STMNT_TEXT": "Salmonella."},
        ]
    )
    assert gravest_of(charges_named("118", known)) == DATA
    assert gravest_of(charges_named("118, 9", known)) == UNSAFE
    assert gravest_of([]) == UNSAFE
    assert [charge.text for charge in charges_named("9,,77", known)] == ["Salmonella.", ""]


def test_every_category_of_the_table_is_one_that_agencies_report() -> None:
    assert set(PROVISIONS.values()) <= set(CATEGORIES)


def test_a_row_of_the_fda_becomes_a_line() -> None:
    line = FdaRefusals().line(ROW, {"118": Charge("118", "502(o)", "Not listed.")})
    assert (line.number, line.firm, line.day) == ("SCS-4049359-8/41/2", "3021962614", date(2022, 11, 7))
    assert (line.address, line.country) == ("Shop No. 15, Kalyan", "IN")
    assert [charge.code for charge in line.charges] == ["118", "3280"]


@pytest.mark.parametrize("column", ["MFG_FIRM_FEI_NUM", "LGL_NAME", "ENTRY_NUM", "REFUSAL_DATE"])
def test_a_row_of_the_fda_without_what_names_it_is_rejected(column: str) -> None:
    with pytest.raises(InvalidInput, match=column):
        FdaRefusals().line(ROW | {column: ""}, {})


def test_days_are_read_as_agencies_write_them() -> None:
    assert {day_read(text) for text in ("2022-11-07", "11/07/2022", "07-Nov-22")} == {date(2022, 11, 7)}
    with pytest.raises(InvalidInput, match="is not a day"):
        day_read("yesterday")


def test_the_general_file_takes_categories_of_agencies_alone() -> None:
    row = dict.fromkeys(FindingsTable.columns, "") | {
        "number": "1",
        "name": "Blue Kite",
        "day": "2026-01-31",
        "category": "unsafe_goods",
        "country": "India",
    }
    line = FindingsTable().line(row, {})
    assert (line.firm, line.country, line.charges) == ("blue kite india", "", [])
    with pytest.raises(InvalidInput, match="narcotics"):
        FindingsTable().line(row | {"category": "narcotics"}, {})


def test_each_agency_has_chapters_and_an_unknown_one_none() -> None:
    assert "62" in chapters_of("CPSC")
    assert "62" not in chapters_of("FDA")
    assert chapters_of("") == []
