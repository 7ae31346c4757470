"""The spelling of a word: letters that seldom follow each other surprise."""

from itertools import product
from string import ascii_lowercase

from hypothesis import given
from hypothesis import strategies as st

from apps.screening.word_letters import USUAL_BITS, strangeness, word_bits
from benchmarks.name_letters import letters_table


@given(st.text(ascii_lowercase, min_size=1, max_size=20))
def test_a_longer_beginning_and_the_end_add_bits(word: str) -> None:
    assert word_bits(word) > 0
    assert word_bits(word) < word_bits(word + "qx")


def test_a_name_surprises_less_than_the_name_with_a_slip() -> None:
    for name, slip in (("ramirez", "ramiqez"), ("hassan", "hxssan"), ("ivanov", "ivanvo"), ("schneider", "schneidwr")):
        assert strangeness(name) < strangeness(slip)
        assert word_bits(name) < word_bits(slip)


def test_letters_that_the_table_does_not_know_surprise_as_usual() -> None:
    assert word_bits("7") == 2 * USUAL_BITS
    assert strangeness("7") == 0


def test_table_is_made_of_words_and_has_a_line_for_each_two_letters() -> None:
    lines = dict(line.split(",") for line in letters_table(["anna", "ana"]).splitlines()[1:])
    pairs = {"^^", *map("".join, product(f"^{ascii_lowercase}", ascii_lowercase))}
    assert lines.keys() == pairs
    assert {len(line) for line in lines.values()} == {27}
    first = lines["^^"]
    assert min(first) == first[0], "both words begin with an a"
