"""The evidence that lies in two names: what a word says, what a slip says, and what another name says."""

from dataclasses import astuple, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.matching import BearerKind, compare_names, name_facts, prepare_name
from apps.matching.common_names import is_common
from apps.matching.name_evidence import MANY_LEFT, MANY_SHARED, NameFacts

WORDS = st.lists(st.text("abcdefgimnorstu", min_size=1, max_size=12), min_size=1, max_size=6).map(" ".join)


def test_a_common_name_is_common_however_spelled() -> None:
    assert is_common("mohammed")
    assert is_common("muhamed")
    assert not is_common("mrkva")


def test_a_party_with_a_common_name_is_no_misspelt_entry() -> None:
    """Who is called Novak may be somebody else than the Novakt of a list; who is called Novakt is not called Novak."""
    novak, novakt = (prepare_name(f"Dalibor {word}", BearerKind.PERSON) for word in ("Novak", "Novakt"))
    assert name_facts(novak, novakt, compare_names(novak, novakt)).other_names == 1
    assert name_facts(novakt, novak, compare_names(novakt, novak)).other_names == 0


def facts_of(own: str, listed: str, kind: BearerKind = BearerKind.PERSON) -> NameFacts:
    left, right = (prepare_name(text, kind) for text in (own, listed))
    return name_facts(left, right, compare_names(left, right))


def weight_of(own: str, listed: str, kind: BearerKind = BearerKind.PERSON) -> float:
    return facts_of(own, listed, kind).weight


def test_a_slip_weighs_more_than_another_name_with_as_many_other_letters() -> None:
    """Nobody is called Wandqk, and people are called Wandel."""
    assert facts_of("Dalibor Wandqk", "WANDEK, Dalibor").strange > facts_of("Dalibor Wandel", "WANDEK, Dalibor").strange
    assert weight_of("Dalibor Wandqk", "WANDEK, Dalibor") > weight_of("Dalibor Wandel", "WANDEK, Dalibor")


def test_a_party_whose_words_are_all_names_in_use_has_made_no_slip() -> None:
    assert facts_of("Dalibor Milan", "MILANO, Dalibor").in_use == 1
    assert facts_of("Dalibor Mlian", "MILAN, Dalibor").in_use == 0
    assert weight_of("Dalibor Mlian", "MILAN, Dalibor") > weight_of("Dalibor Milan", "MLIAN, Dalibor")


def test_a_usual_spelling_of_a_name_that_sounds_alike_may_be_another_name() -> None:
    assert facts_of("Dalibor Shmidt", "SCHMIDT, Dalibor").other_spellings == 0
    assert facts_of("Dalibor Schmidt", "SHMIDT, Dalibor").other_spellings == 1


def test_the_same_words_in_whatever_order_are_the_same_text() -> None:
    assert facts_of("C.V. S.A. DE VORNEXIA", "VORNEXIA, S.A. DE C.V.", BearerKind.ORGANIZATION).same_text == 1
    assert facts_of("Dalibor Mrkva", "MRKVA, Dalibor").same_text == 1
    assert facts_of("Dalibor Mrkwa", "MRKVA, Dalibor").same_text == 0


@pytest.mark.parametrize(("own", "listed"), [("文傑 田", "JIAN, WenJi"), ("영순 박", "JANG, Yong Sun")])
def test_a_letter_that_differs_from_a_name_in_syllables_makes_another_name(own: str, listed: str) -> None:
    facts = facts_of(own, listed)
    assert facts.misspelt == facts.near == facts.wrong == 0
    assert facts.left > 0


def test_a_syllable_that_only_one_name_has_is_a_whole_name() -> None:
    assert facts_of("지훈 오", "KANG, Jihun").left >= facts_of("Jihun Olm", "KANG, Jihun").left - 0.1


def test_a_form_of_company_speaks_for_a_firm_and_its_absence_against() -> None:
    """A form counts however its words stand, and with a wrong letter."""
    firm = BearerKind.ORGANIZATION
    listed = "VORNEXIA PELAGOS GMBH"
    assert facts_of("Vornexia Pelagos OOO", listed, firm).forms == 1
    assert facts_of("Vornexia Pelagos GMgBH", listed, firm).forms == 1
    assert facts_of("Vornexia Pelagos", listed, firm).forms == -1
    assert facts_of("Vornexia Pelagos", "VORNEXIA PELAGOS", firm).forms == 0
    assert facts_of("C.V. S.A. DE VORNEXIA", "VORNEXIA, S.A. DE C.V.", firm).forms == 1


def test_one_word_of_two_says_less_than_one_word_alone() -> None:
    firm = BearerKind.ORGANIZATION
    assert facts_of("Vornexia Ostrava", "VORNEXIA", firm).alone == 1
    assert facts_of("Vornexia", "VORNEXIA", firm).alone == 0
    assert weight_of("Vornexia", "VORNEXIA", firm) - weight_of("Vornexia Ostrava", "VORNEXIA", firm) > 5


def test_a_name_said_twice_may_be_misspelt_once() -> None:
    repeated = weight_of("ABDULLAH, Abdlulah Jabir", "ABDULLAH, Abdullah Jabir")
    assert repeated > weight_of("ABDULLAH, Mustafa Jabir", "ABDULLAH, Abdullah Jabir") + 1


@given(WORDS, WORDS, st.sampled_from(BearerKind), st.sampled_from(BearerKind))
def test_facts_of_two_names_are_within_their_bounds(
    one: str, other: str, kind: BearerKind, other_kind: BearerKind
) -> None:
    left, right = prepare_name(one, kind), prepare_name(other, other_kind)
    facts = name_facts(left, right, compare_names(left, right))
    assert 0 <= facts.likeness <= 1
    assert 0 <= facts.worst <= 1
    assert 0 <= max(facts.written, facts.left) <= MANY_LEFT
    assert 0 <= max(facts.same, facts.misspelt, facts.near) <= MANY_SHARED
    assert min(astuple(replace(facts, forms=0.0, strange=0.0))) >= 0
    flags = facts.abbreviated, facts.firm, facts.same_words, facts.single, facts.alone, facts.in_use, facts.same_text
    assert set(flags) <= {0.0, 1.0}
    assert facts.forms in (-1.0, 0.0, 1.0)
