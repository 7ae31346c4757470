"""A share has the same figure everywhere, and a share below a requirement never looks as though it met it."""

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from apps.core.shares import percent, percent_exact
from apps.evaluation.rules import compliance_rate

SHARES = st.integers(0, 10**6).map(lambda millionths: millionths / 10**6)


def figure(text: str) -> float:
    return float(text.removesuffix("%"))


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.5, "50%"),
        (0.985, "98.5%"),
        (0.9349, "93.4%"),
        (0.99999, "99.9%"),
        (1 - 0.07, "93%"),
        (0.1 * 3, "30%"),
        (0.0004, "0%"),
    ],
)
def test_a_share_is_cut_after_one_decimal(share: float, text: str):
    assert percent(share) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.9, "90%"), (0.985, "98.5%"), (0.9855, "98.55%"), (0.934567, "93.4567%")]
)
def test_a_number_of_the_policy_keeps_its_digits(share: float, text: str):
    assert percent_exact(share) == text


def test_templates_and_sentences_show_the_same_figure():
    shown = Template("{% load display %}{{ share|percent }}").render(Context({"share": 0.93491234}))

    assert shown == percent(0.93491234) == "93.4%"


def test_a_compliance_rate_shows_all_digits_to_which_it_is_compared():
    assert compliance_rate.value_text(0.9349) == "93.49%"


@given(observed=st.floats(0, 1), required=SHARES)
def test_a_share_below_a_requirement_never_looks_as_though_it_met_it(observed: float, required: float):
    if observed < required - 1e-9:
        assert figure(percent(observed)) < figure(percent_exact(required))


def test_a_percentage_is_written_as_the_reader_writes_numbers():
    with translation.override("es"):
        assert percent(0.985) == "98,5 %" or percent(0.985) == "98,5%"
