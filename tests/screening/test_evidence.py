"""The evidence for a hit adds up part by part, so that support separates names that are alike."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.matching import BearerKind, prepare_name
from apps.screening.evidence import (
    OTHER_COUNTRY,
    OTHER_YEAR,
    SAME_ADDRESS,
    SAME_COUNTRY,
    SAME_DAY,
    SAME_NUMBER,
    SAME_YEAR,
    ListEvidence,
    evidence_of,
)
from apps.screening.listed_parties import ListedAddress, ListedName, ListedNumber, ListedParty, NameQuality, PartyKind
from apps.screening.parties import ComparedParty

PARTY = ComparedParty("Dalibor Mrkva", BearerKind.PERSON)
LISTED = ListedParty(
    section="",
    number="1",
    kind=PartyKind.PERSON,
    names=(ListedName("MRKVA, Dalibor", NameQuality.PRIMARY),),
    addresses=(ListedAddress("12 Long Road, Vellmar, Syria", "SY"),),
    numbers=(ListedNumber("Passport", "K-123 456", "IR"),),
    births=("1970-12-12", "1971/1973"),
    countries=("IR",),
)


def evidence(
    name: str = PARTY.name, quality: NameQuality = NameQuality.PRIMARY, **known: tuple[str, ...]
) -> ListEvidence:
    party = replace(PARTY, name=name, **known)
    own, listed = (prepare_name(text, BearerKind.PERSON) for text in (name, LISTED.names[0].text))
    return evidence_of(party, own, LISTED, listed, quality)


@pytest.mark.parametrize(
    ("known", "weight"),
    [
        ({"births": ("1970-12-12",)}, SAME_DAY),
        ({"births": ("1970",)}, SAME_YEAR),
        ({"births": ("1972-01-01",)}, SAME_YEAR),
        ({"births": ("1980",)}, OTHER_YEAR),
        ({"countries": ("SY",)}, SAME_COUNTRY),
        ({"countries": ("IR", "US")}, SAME_COUNTRY),
        ({"countries": ("US",)}, OTHER_COUNTRY),
        ({"addresses": ("12, long road, Vellmar (SYRIA)",)}, SAME_ADDRESS),
        ({"addresses": ("Vellmar, Syria",)}, 0),
        ({"addresses": ("9 Short Street, Elsewhere",)}, 0),
        ({"numbers": ("k123456",)}, SAME_NUMBER),
        ({"numbers": ("999999",)}, 0),
    ],
)
def test_each_support_has_its_weight_and_its_words(known: dict[str, tuple[str, ...]], weight: float) -> None:
    plain, supported = evidence(), evidence(**known)
    assert supported.weight - plain.weight == pytest.approx(weight)
    assert len(supported.parts) - len(plain.parts) == bool(weight)
    assert supported.is_supported == (weight > 0)
    assert all(part.words for part in supported.parts)


def test_support_separates_equal_names() -> None:
    """Two people of one name have different scores if one of them has the year of birth of the entry."""
    assert evidence(births=("1970",)).score > evidence().score > evidence(births=("1990",)).score


def test_a_weak_alias_weighs_less() -> None:
    assert evidence(quality=NameQuality.WEAK).weight < evidence().weight


def test_a_rare_name_weighs_more_than_a_common_one() -> None:
    """Two names of as many letters are told apart by how rare the letters are."""
    weights = [
        evidence_of(replace(PARTY, name=text), name, LISTED, name, NameQuality.PRIMARY).weight
        for text in ("Anna Rainena", "Qudx Fjuzwyk")
        for name in [prepare_name(text, BearerKind.PERSON)]
    ]
    assert weights[0] < weights[1]


def test_a_common_name_weighs_less_than_another_of_the_same_letters() -> None:
    """Ivanov and Novavi have the same letters. The first has many bearers, however it is spelled."""
    weights = [
        evidence_of(replace(PARTY, name=text), name, LISTED, name, NameQuality.PRIMARY).weight
        for text in ("Dalibor Ivanov", "Dalibor Novavi")
        for name in [prepare_name(text, BearerKind.PERSON)]
    ]
    assert weights[0] < weights[1]


def test_a_name_that_says_more_weighs_more() -> None:
    """A misspelt name weighs less than the same one, a part of the name less than all of it."""
    assert evidence().weight > evidence("Dalibor Mrkwa").weight > evidence("Dalibor").weight
    assert evidence("Mrkva Dalibor").weight > evidence("Dalibor Mrkva").weight > evidence("Dalibor Mrkwa").weight


WORDS = st.lists(st.text("abcdefgimnorstu", min_size=1, max_size=12), min_size=1, max_size=6).map(" ".join)


@given(WORDS)
def test_score_and_probability_are_shares_in_one_order(name: str) -> None:
    one, liker = evidence(name), evidence(name, births=("1970-12-12",))
    assert 0 <= one.probability < liker.probability < 1
    assert 0 < one.score < liker.score < 1
