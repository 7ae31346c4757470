"""Names in use and their spelling: letters that seldom follow each other surprise."""

from string import ascii_lowercase

from hypothesis import given
from hypothesis import strategies as st

from apps.matching.common_names import COMMON_NAMES
from apps.matching.names_in_use import is_in_use, letter_bits, names_in_use, rarest_bits, strangeness, word_bits


def test_names_in_use_are_small_latin_letters_and_hold_the_common_ones() -> None:
    assert all(name.isascii() and name.isalpha() and name.islower() for name in names_in_use())
    assert names_in_use() > COMMON_NAMES
    assert is_in_use("gebhardt")
    assert not is_in_use("gebhrdat")


@given(st.text(ascii_lowercase, min_size=1, max_size=20))
def test_a_longer_beginning_and_the_end_add_bits(word: str) -> None:
    assert word_bits(word) > 0
    assert word_bits(word) < word_bits(word + "qx")
    assert len(letter_bits(word)) == len(word) + 1


@given(st.text(ascii_lowercase, max_size=3))
def test_chances_of_the_next_letter_are_no_more_than_one_together(word: str) -> None:
    chances = [2 ** -letter_bits(word + letter)[len(word)] for letter in ascii_lowercase]
    assert sum(chances) + 2 ** -letter_bits(word)[-1] <= 1 + 1e-9


def test_a_name_surprises_less_than_the_name_with_a_slip() -> None:
    for name, slip in (("ramirez", "ramiqez"), ("hassan", "hxssan"), ("ivanov", "ivanvo"), ("schneider", "schneidwr")):
        assert strangeness(name) < strangeness(slip)
        assert word_bits(name) < word_bits(slip)
        assert rarest_bits(name) < rarest_bits(slip)
