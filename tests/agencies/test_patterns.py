"""Codes and words of watched goods: what may be typed, which parcels name the goods, and the search in a batch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.agencies.watchlists.patterns import MAX_LINES, codes_read, is_named, search_of, words_read
from apps.core.errors import InvalidInput

CODES = ["847480", "8479"]
WORDS = ["pill press", "tablet machine", "压片机", "пресс", "4-anpp (98%)", "máquina"]
typed = st.text(min_size=2, max_size=24)


def found(codes: list[str], words: list[str], **content: str) -> bool:
    """Return whether the search for goods finds a fact."""
    return search_of([(codes, words)]).among([(7, content)]) == [7]


@pytest.mark.parametrize(
    ("hs", "text", "named"),
    [
        ("847989", "Manual Pill  Press TDP-0", True),
        ("84748000", "小型压片机模具", True),
        ("847480", "小型pill press机", True),
        ("8479", "РУЧНОЙ ПРЕСС", True),
        ("8479", "4-ANPP (98%) sample", True),
        ("8479", "La MÁQUINA", True),
        ("8479", "Máquinas", False),
        ("8479", "4-ANPP 98 sample", False),
        ("847989", "Garlic press", False),
        ("847989", "pill presses", False),
        ("847989", "spill press", False),
        ("847989", "_pill press_", True),
        ("847490", "pill press", False),
        ("620520", "Shirt, pill press print", False),
        # Nothing is said by a code that is left out, is none, or says less than the watched one.
        ("", "pill press", True),
        ("N/A", "pill press", True),
        ("8474", "pill press", True),
    ],
)
def test_a_parcel_names_goods_by_a_word_and_no_other_code(hs: str, text: str, named: bool) -> None:
    assert is_named(codes=CODES, words=WORDS, hs=hs, description=text) == named


@pytest.mark.parametrize(
    ("codes", "words", "hs", "named"),
    [
        ([], WORDS, "", True),
        ([], WORDS, "620520", True),
        (["293333"], [], "2933330000", True),
        (["293333"], [], "2933", False),
        (["293333"], [], "", False),
    ],
)
def test_words_alone_and_codes_alone_suffice(codes: list[str], words: list[str], hs: str, named: bool) -> None:
    assert is_named(codes=codes, words=words, hs=hs, description="Pill press") == named


@given(typed, st.sampled_from(["{}", "x {} y", "{}s", "x{}", "压{}机", "({})", "x-{}_y"]))
def test_the_search_finds_every_text_that_names_the_goods(phrase: str, around: str) -> None:
    try:
        words = words_read(phrase)
    except InvalidInput:
        return
    text = around.format(" ".join(phrase.split()))
    for word in words:
        assert found([], [word], description=text) or not is_named(codes=[], words=[word], hs="", description=text)
        assert around != "{}" or len(words) > 1 or is_named(codes=[], words=[word], hs="", description=text)


def test_the_search_finds_codes_and_words_that_a_report_gives() -> None:
    assert found([], ["Pill press"], description="Manual PILL PRESS")
    assert found([], ["压片机"], description="小型压片机")
    assert not found([], ["压片机"], description="Pill press")
    assert found(["29333300"], [], hs="2933330000")
    assert found(["847989"], ["pill press"], hs="847990")
    assert not found(["847989"], ["pill press"], hs="847989", description="Shirt")
    assert not found(["847989"], ["pill press"], disposition="released")


def test_codes_and_words_are_tidied() -> None:
    assert codes_read("8479.89, 8474\n\n8479.89") == ["8474", "847989"]
    assert words_read("  Pill   Press \npill press\n4-ANPP") == ["4-ANPP", "pill press"]


@pytest.mark.parametrize("typed", ["84", "84AB", "84798999999", "8479\n٨٤٧٩"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="is not an HS code"):
        codes_read(typed)


@pytest.mark.parametrize("typed", ["x", "--", "x" * 81, "\n".join(f"word {number}" for number in range(MAX_LINES + 1))])
def test_words_that_are_too_short_long_or_many_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        words_read(typed)
