"""Two names are alike by their words, whatever the order, script, spelling, title or form of company."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from apps.matching import BearerKind, compare_names, prepare_name, token_keys
from apps.matching.comparison import THRESHOLD, AgreementKind
from apps.matching.keys import MIN_LONG

WORDS = st.lists(st.text("abdegiklmnorstuvz", min_size=2, max_size=9), min_size=2, max_size=5, unique=True)
SYLLABLES = st.text("bdgklmnrstvz", min_size=1, max_size=1).flatmap(
    lambda first: st.sampled_from("aeiou").map(first.__add__)
)
SPOKEN = st.lists(SYLLABLES, min_size=2, max_size=4).map("".join)
TEXTS = st.text(max_size=40)
KINDS = st.sampled_from(list(BearerKind))


def likeness(one: str, other: str, kind: BearerKind = BearerKind.PERSON):
    return compare_names(prepare_name(one, kind), prepare_name(other, kind))


@given(TEXTS, TEXTS, KINDS)
def test_a_score_is_from_0_to_1_and_knows_no_direction(one: str, other: str, kind: BearerKind):
    score = likeness(one, other, kind).score

    assert 0 <= score <= 1
    assert score == pytest.approx(likeness(other, one, kind).score, abs=0.02)


@given(WORDS, st.randoms(use_true_random=False), KINDS)
def test_the_order_of_words_makes_no_difference(words: list[str], chance, kind: BearerKind):
    name, turned = " ".join(words), chance.sample(words, len(words))
    assume(not any(prepare_name(each, kind).form for each in (name, " ".join(turned))))

    assert likeness(name, " ".join(turned), kind).score >= 0.9


@given(WORDS, KINDS)
def test_a_name_is_like_itself_in_capitals_and_with_hyphens(words: list[str], kind: BearerKind):
    assert likeness(" ".join(words), "-".join(words).upper(), kind).score >= 0.88


@given(
    st.lists(SPOKEN, min_size=2, max_size=5, unique=True),
    st.integers(0, 4),
    st.integers(0, 8),
    st.sampled_from("aeklmrst"),
)
def test_a_name_with_one_wrong_letter_shares_a_key(words: list[str], which: int, where: int, letter: str):
    word = words[which % len(words)]
    where = where % len(word)
    wrong = [each if each != word else word[:where] + letter + word[where + 1 :] for each in words]
    one, other = (prepare_name(" ".join(name), BearerKind.PERSON) for name in (words, wrong))
    assume(compare_names(one, other).score >= THRESHOLD)

    assert token_keys(one) & token_keys(other)


ALIKE = [
    (BearerKind.PERSON, "Sergei Lavrov", "LAVROV, Sergei"),
    (BearerKind.PERSON, "Серге\u0439 Лавров", "Sergey Lavrov"),
    (BearerKind.PERSON, "SergeiLavrov", "Sergei Lavrov"),
    (BearerKind.PERSON, "'Abd al-Aziz al-Nuristani", "Abdul Aziz Nooristani"),
    (BearerKind.PERSON, "Dr. Rami Makhlouf", "Rami Makhlouf"),
    (BearerKind.PERSON, "A. Khamenei", "Ali Khamenei"),
    (BearerKind.PERSON, "Ig0r Sech1n", "Igor Sechin"),
    (BearerKind.PERSON, "Bibi Netanyahu", "Benjamin Netanyahu"),
    (BearerKind.PERSON, "Умар Хиджази", "Umar Hijazi"),
    (BearerKind.PERSON, "Фирас Хадждж Салим", "Firas Hajj Salim"),
    (BearerKind.PERSON, "Гилбоа Джосепх", "Joseph Gilboa"),
    (BearerKind.PERSON, "Rio Miong", "RYO, Myong"),
    (BearerKind.PERSON, "AL-NASIR 'ABD Hajji", "'ABD AL-NASIR, Hajji"),
    (BearerKind.PERSON, "Nikolai Patr ushev", "Nikolai Patrushev"),
    (BearerKind.ORGANIZATION, "ООО Лотос", "Lotos Limited Liability Company"),
    (BearerKind.ORGANIZATION, "深圳蓝鸢有限公司", "深圳蓝鸢"),
    (BearerKind.ORGANIZATION, "Societatea cu Răspundere Limitată PRO TRAFFIC", "SRL PRO TRAFFIC"),
    (BearerKind.ORGANIZATION, "1st Int'l Bank", "First International Bank"),
    (BearerKind.ORGANIZATION, "PLA", "People's Liberation Army"),
    (BearerKind.ORGANIZATION, "Brigade Forty-Four", "Brigade 44"),
    (BearerKind.ORGANIZATION, "Tvelfth Ocean GmbH", "Twelfth Ocean GmbH"),
    (BearerKind.ORGANIZATION, "Koti Orp", "Koti Corp"),
    (BearerKind.ANY, "Blue Kite Co., Ltd.", "BLUE KITE LIMITED"),
]
UNLIKE = [
    (BearerKind.PERSON, "Olaf Schulze", "Olaf Scholz"),
    (BearerKind.PERSON, "Barack Obama", "George Hussein Onyango Obama"),
    (BearerKind.PERSON, "Geoffrey Boris Johnson", "Alexandre Boris de Pfeffel Johnson"),
    (BearerKind.PERSON, "A. Nazarbayev", "Nursultan Nazarbayev"),
    (BearerKind.PERSON, "Elois", "Alice Costandina Titus"),
    (BearerKind.ORGANIZATION, "Deutsche Bank AG", "Deutsche Bank GmbH"),
    (BearerKind.ORGANIZATION, "Brigade 44", "Brigade 45"),
    (BearerKind.ORGANIZATION, "Capital Fund I, Ltd.", "Capital Fund II, Ltd."),
    (BearerKind.ORGANIZATION, "Management Company", "Westminster Management Company"),
    (BearerKind.ANY, "", "Blue Kite"),
    (BearerKind.ANY, "!!!", "???"),
]


@pytest.mark.parametrize(("kind", "one", "other"), ALIKE)
def test_alike(kind: BearerKind, one: str, other: str):
    left, right = prepare_name(one, kind), prepare_name(other, kind)

    assert compare_names(left, right).is_match
    assert token_keys(left) & token_keys(right)


@pytest.mark.parametrize(("kind", "one", "other"), UNLIKE)
def test_unlike(kind: BearerKind, one: str, other: str):
    assert not likeness(one, other, kind).is_match


def test_a_score_comes_with_the_reason_of_each_part():
    told = likeness("Friedrych Lindenbergo", "Lindenberg, Friedrich Karl").reasons

    assert {(reason.part, reason.left, reason.right) for reason in told} == {
        (AgreementKind.EDIT, "lindenbergo", "lindenberg"),
        (AgreementKind.SOUND, "friedrych", "friedrich"),
        (AgreementKind.ONLY_ONE, "", "karl"),
    }
    assert all(reason.sentence for reason in told)


def test_two_wrong_letters_make_words_near_but_no_match_of_short_names():
    told = likeness("Dalibor Mrkva", "Dalibor Nrkwa")

    assert {(reason.part, reason.left, reason.right) for reason in told.reasons} == {
        (AgreementKind.SAME, "dalibor", "dalibor"),
        (AgreementKind.NEAR, "mrkva", "nrkwa"),
    }
    assert likeness("Dalibor Mrkva", "Dalibor Oberhuber").score < told.score < THRESHOLD
    assert [reason.part for reason in likeness("Dali", "Dulo").reasons] == [AgreementKind.NEAR]


def test_a_misspelt_form_of_company_is_no_word_of_the_name():
    """With two wrong letters a form is known as one if the other name has a form."""
    assert likeness("Vornexia Pelagos Limfzited", "Vornexia Pelagos Limited", BearerKind.ORGANIZATION).score > 0.95
    assert not likeness("Vornexia Limfzited", "Vornexia", BearerKind.ORGANIZATION).is_match


@pytest.mark.parametrize(
    ("one", "other"), [("CLAMlASdN S.A.S.", "CLAMASAN S.A.S."), ("AL-ALI, zdnaf", "AL-ALI, Adnan")]
)
def test_a_name_with_two_wrong_letters_shares_a_key_where_one_word_is_whole_or_alone(one: str, other: str):
    kind = BearerKind.PERSON if "," in one else BearerKind.ORGANIZATION
    assert token_keys(prepare_name(one, kind)) & token_keys(prepare_name(other, kind))


@pytest.mark.parametrize(("text", "word"), [("Bella Sá", "sa"), ("आशा सैनी", "asa"), ("عسل حریریان", "sl")])
def test_a_word_that_only_looks_like_a_form_in_latin_letters_is_none(text: str, word: str):
    name = prepare_name(text, BearerKind.ORGANIZATION)
    assert name.form is None
    assert word in {token.text for token in name.tokens}
    assert prepare_name("Bella S.A.", BearerKind.ORGANIZATION).form
    assert prepare_name("ООО Лотос", BearerKind.ORGANIZATION).form


@given(
    st.text("bdgklmnrstvz", min_size=5, max_size=8).map("a".join),
    st.tuples(*[st.text("bdgklmnrstvz", min_size=4, max_size=7).map("o".join)] * 2),
)
def test_a_long_word_is_a_key_however_the_other_words_are_written(long: str, others: tuple[str, str]):
    one, other = (prepare_name(f"{long} {word}", BearerKind.PERSON) for word in others)
    assume(len(one.tokens[0].consonants) >= MIN_LONG)

    assert token_keys(one) & token_keys(other)
