"""Records are of one firm by name and address together; the same name at another place is another firm."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from apps.matching import pairs_found, prepare_address, prepare_firm
from apps.matching.addresses import address_numbers, address_words
from apps.matching.firms import PROBABLE, candidates, compare_firms

TEXTS = st.text(max_size=30)
KITE = prepare_firm("Blue Kite Trading Pvt Ltd", "Plot No. 12, Harbor Road, Phase II, Pune, Maharashtra", "IN")


def probability(name: str, address: str, country: str = "IN", **identifiers: str) -> float:
    return compare_firms(KITE, prepare_firm(name, address, country, identifiers)).probability


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_a_probability_is_from_0_to_1_and_knows_no_direction(name: str, other: str, address: str, place: str):
    one, two = prepare_firm(name, address), prepare_firm(other, place)

    assert 0 <= compare_firms(one, two).probability <= 1
    assert compare_firms(one, two).probability == pytest.approx(compare_firms(two, one).probability, abs=0.1)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("BLUE KITE TRADING PRIVATE LIMITED", "PLOT 12 HARBOR RD PHASE II PUNE"),
        ("Blue Kite Trading", "Plot No. 12, Harbor Roa, Phase II, Pune"),
        ("Blu Kite Trading Pvt. Ltd.", "12 Harbor Road, Pune"),
    ],
)
def test_one_firm_written_otherwise(name: str, address: str):
    assert probability(name, address) >= PROBABLE


@pytest.mark.parametrize(
    ("name", "address", "country"),
    [
        ("Blue Kite Trading Pvt Ltd", "7 Station Street, Kochi, Kerala", "IN"),
        ("Blue Kite Trading Pvt Ltd", "14 Harbor Road, Pune", "IN"),
        ("Red Lantern Foods", "Plot No. 12, Harbor Road, Pune", "IN"),
        ("Blue Kite Trading Pvt Ltd", "", "VN"),
    ],
)
def test_other_firms(name: str, address: str, country: str):
    assert probability(name, address, country) < PROBABLE


def test_an_identifier_decides_alone():
    same = prepare_firm("Red Lantern Foods", "Kochi", identifiers={"lei": "1"})
    renamed = prepare_firm("Blue Kite Trading", "Pune", identifiers={"lei": "1"})
    twin = prepare_firm("Red Lantern Foods", "Kochi", identifiers={"lei": "2"})

    assert compare_firms(same, renamed).probability > 0.9
    assert compare_firms(same, twin).probability < PROBABLE
    assert list(candidates([same], [renamed])) == [(0, 0)], "the identifier is a key"


def test_numbers_of_addresses_agree_whole():
    twelve, fourteen = prepare_address("12 Main Street"), prepare_address("14 Main St")

    assert address_words(twelve, fourteen) == (1, 1)
    assert address_numbers(twelve, fourteen) == 0
    assert address_numbers(twelve, prepare_address("Main Street")) is None


def test_pairs_are_found_without_comparing_all():
    firms = [prepare_firm(f"{first} {last} Trading", f"{number} Harbor Road") for first, last, number in THIRTY]

    assert {(left, right) for left, right, _agreement in pairs_found(firms, firms)} == {(at, at) for at in range(30)}
    assert len(list(candidates(firms, firms))) < 30 * 30 / 2


FIRST = ("Blue", "Golden", "Silver", "Crimson", "Amber", "Jade")
LAST = ("Kite", "Lantern", "Meadow", "Orchid", "Falcon")
THIRTY = [(first, last, 100 + 7 * at) for at, (first, last) in enumerate((one, two) for one in FIRST for two in LAST)]


def test_a_pair_is_weighed_alike_among_any_others():
    other = prepare_firm("Blue Kite Trading", "12 Harbor Rd, Pune", "IN")
    strangers = [prepare_firm(f"Blue {last} Harbor", f"{at} Harbor Road, Pune", "IN") for at, last in enumerate(LAST)]

    (alone,) = pairs_found([KITE], [other])
    among = [pair for pair in pairs_found([KITE, *strangers], [other, *strangers]) if pair[:2] == (0, 0)]

    assert among == [alone]


HEADER = "firm,place,country\n"


def test_the_command_gives_each_pair_of_rows(tmp_path: Path):
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    kite = 'BLUE KITE LIMITED,"12 HARBOR RD, PUNE",IN\n'
    one.write_text(f'{HEADER}Blue Kite Ltd,"12 Harbor Road, Pune",IN\nRed Lantern,Kochi,IN\n', encoding="utf-8")
    other.write_text(f"{HEADER}Red Oak,Goa,IN\n{kite}{kite}", encoding="utf-8")
    out = StringIO()

    call_command(
        "firms_match", str(one), str(other), "--name", "firm", "--address", "place", "--country", "country", stdout=out
    )

    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(line["left"], line["right"]) for line in lines] == [(1, 2), (1, 3)]
    assert all(line["probability"] >= PROBABLE and line["reasons"] for line in lines)
